import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FILE_KINDS } from '../scan.ts';
import { scanned } from './scan.testing.ts';

const CHARACTERS = 40_000;
const PATHS: Readonly<Record<string, string>> = {
  'c-family': 'a.cu',
  'other-code': 'a.rs',
  requirements: 'pyproject.toml',
  build: 'CMakeLists.txt',
  container: 'Dockerfile',
  manifest: 'a.yaml',
  shell: 'a.sh',
  ci: '.github/workflows/a.yml',
  config: 'a.json',
  prose: 'a.md',
};

const KINDS = FILE_KINDS.filter((kind) => PATHS[kind] !== undefined);

describe('hostile text', () => {
  it.each([
    ['one line of code', 'cudaMalloc(nvidia-smi);'],
    ['open comments', '/* cudaMalloc '],
    ['open raw strings', 'R"(cudaMalloc nvidia-smi '],
    ['escaped quotes', 'nvidia-smi \\"\\"'],
    ['quotes', `"'nvidia-smi`],
    ['launches over lines', 'a<b<c<<<\n'],
    ['template arguments', '<<<>'],
    ['branches', '#if USE_CUDA\nif(CUDA)\nif nvidia; then\n{{ if gpu }}\nnvidia-smi\n'],
    ['continuation marks', 'docker \\\n'],
    ['brackets of comments', '#[=[nvidia-smi'],
    ['images', 'FROM nvcr.io/a'],
    ['stages', 'FROM nvcr.io/a AS b\nFROM b AS b\n'],
    ['blanks', 'nvidia-smi                '],
    ['lines', 'nvidia-smi\r'],
  ])('ends soon in 40,000 characters of %s', (_, piece) => {
    const text = piece.repeat(Math.ceil(CHARACTERS / piece.length));
    const started = performance.now();
    for (const kind of KINDS)
      expect(scanned(kind, PATHS[kind] ?? '', text).hits.length).toBeLessThanOrEqual(5_000);
    // Ten scans; what goes over a text once for each of its parts takes minutes.
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it('says how many matches it left', () => {
    const { hits, remarks } = scanned('shell', 'a.sh', 'nvidia-smi\n'.repeat(6_000));
    expect(hits).toHaveLength(5_000);
    expect(remarks).toEqual(['6000 matches: only the first 5000 kept']);
  });

  it('gives hits inside the text, in order, for any text of any kind', () => {
    const piece = fc.constantFrom(
      ...[
        'cudaMalloc',
        '__global__',
        '<<<',
        '>>>',
        '(',
        ')',
        '{',
        '"',
        "'",
        '//',
        '/*',
        '*/',
        '#',
        '#if CUDA',
        '\n',
        '\r\n',
      ],
      ...[
        '\\\n',
        'FROM nvcr.io/a',
        'nvidia-smi',
        '- ',
        ': ',
        '[',
        ']',
        '{{ if gpu }}',
        '`',
        'R"x(',
        '\0',
        '\ufeff',
        '😀',
        ' ',
      ],
      ...[
        'docker --gpus',
        '# rackwright: ignore IN-6 -- x',
        '[project]',
        'fi',
        'if nvidia',
        'flash-attn',
        '\u2028',
      ],
    );
    const kind = fc.constantFrom(...KINDS);
    fc.assert(
      fc.property(kind, fc.array(piece, { maxLength: 60 }), (each, pieces) => {
        const text = pieces.join('');
        const lines = text.split(/\r\n|\r|\n/);
        let last = 0;
        for (const hit of scanned(each, PATHS[each] ?? '', text).hits) {
          expect(hit.line).toBeGreaterThanOrEqual(last);
          expect(hit.endColumn).toBeGreaterThan(hit.column);
          expect(hit.endColumn).toBeLessThanOrEqual((lines[hit.line - 1] ?? '').length + 2);
          expect(hit.symbol).not.toBe('');
          last = hit.line;
        }
      }),
      { numRuns: 200 },
    );
  });
});
