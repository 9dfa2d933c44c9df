import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { preparePythonScanner } from '../../core/portability/python/scanner.ts';
import { openPythonParser } from './python-parser.ts';
import { RULES, rule, scan } from './python-rules.testing.ts';

describe('a scan', () => {
  it('lists what the file imports, and which other devices it knows', () => {
    expect(
      scan(
        'import torch, numpy as np\nfrom torch_xla.core import xm\nfrom . import x\nx.to("cuda")\ntorch.xpu.y()\n',
      ).facts,
    ).toEqual([
      'imports:numpy',
      'imports:torch',
      'imports:torch_xla',
      'names-device:xla',
      'names-device:xpu',
    ]);
  });

  it('knows the imports of a file that it did not parse', () => {
    expect(scan('import os\nfrom json import loads\n')).toMatchObject({
      hits: [],
      facts: ['imports:json', 'imports:os'],
      lines: 2,
      bytes: 33,
    });
    expect(scan('# é €😀\n').bytes).toBe(13);
  });

  it('takes findings back where a comment gives the reason, and not where a string does', () => {
    const given = scan(
      'x.cuda()  # rackwright: ignore AA-001 -- CI only\ny = "# rackwright: ignore AA-001 -- no"; z.cuda()\n',
    );
    expect(given.suppressions).toEqual([{ rule: 'AA-001', line: 1, reason: 'CI only', hits: 1 }]);
    expect(given.hits.map(({ line }) => line)).toEqual([2]);
  });

  it('goes on behind a syntax error and says where it was', () => {
    const given = scan('x.cuda()\nz = = 3\ntorch.cuda.synchronize()\ny.cuda()\n');
    expect(given.hits.map(({ rule: id, line }) => `${id} ${line}`)).toEqual([
      'AA-001 1',
      'AA-005 3',
      'AA-001 4',
    ]);
    expect(given.remarks).toHaveLength(1);
    expect(given.remarks[0]).toMatch(/^line 2: /);
  });

  it('searches as text what nests too deep or is too long to be parsed', () => {
    const deep = scan(`x = ${'('.repeat(20_000)}y.cuda()${')'.repeat(20_000)}\n`);
    expect(deep.remarks).toEqual(['nests deeper than 1500 levels; searched as text']);
    expect(deep.hits).toMatchObject([{ rule: 'AA-001', evidence: 'text', line: 1 }]);
    const long = scan(`x.cuda()\n${'pass\n'.repeat(450_000)}`);
    expect(long.remarks).toEqual(['is longer than 2000000 characters; searched as text']);
    expect(long.hits).toHaveLength(1);
  });

  it('lists so many hits of one file and counts the rest', () => {
    const given = scan('x.cuda()\n'.repeat(10_002));
    expect(given.hits).toHaveLength(10_000);
    expect(given.remarks).toEqual(['2 further hits of this file are not listed']);
  });

  it('reads hostile files in the time of large ones', () => {
    const hostile = [
      '@triton.jit\n',
      'x.cuda(); ',
      'if x.is_cuda and ',
      'torch=torch\n',
      'f(device="cuda",',
      '"""torch.cuda\n"""\n',
      ') = ( torch.cuda @ "cuda"\n',
      'x.cuda()  # rackwright: ignore AA-001 -- x\n',
    ];
    const began = performance.now();
    for (const piece of hostile) scan(`import torch, triton\n${piece.repeat(100_000 / piece.length)}\n`);
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  it('survives any bytes, and gives places that the text has', () => {
    const piece = fc.constantFrom(
      'torch.cuda',
      '.cuda()',
      '"cuda"',
      'import ',
      'from ',
      'triton',
      'as ',
      '(',
      ')',
      '[',
      '{',
      '}',
      '\n',
      '    ',
      'def ',
      'class ',
      'if ',
      'else:',
      'lambda ',
      '@',
      '"""',
      "'",
      'f"',
      '\\',
      '#',
      '=',
      ':',
      ',',
      '\u0000',
      'é',
      '\ud800',
      '%%',
      '!',
      'try:',
      'except ',
      'getattr(',
      '.',
      'x',
      'for ',
      'in ',
      'with ',
      '*',
      ':=',
      'global ',
      '\r',
      '\t',
    ); // prettier-ignore
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), fc.constantFrom('a.py', 'a.ipynb'), (pieces, path) => {
        const text = pieces.join('');
        const lines = text.split(/\r\n|\r|\n/);
        for (const hit of scan(text, path).hits) {
          expect(hit.column).toBeLessThanOrEqual((lines[hit.line - 1] ?? '').length + 1);
          expect(hit.endColumn).toBeGreaterThan(hit.column);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('gives the same for the same file, whatever was scanned before', () => {
    const text = 'import torch\nx = torch.cuda.is_available()\n';
    const first = scan(text);
    scan('import torch as t\nt.cuda.synchronize()\n'.repeat(50));
    expect(scan(text)).toEqual(first);
  });
});

describe('what the prefilter leaves out', () => {
  const pieces = [
    'import torch\n',
    'from torch import cuda as c\n',
    'c.synchronize()\n',
    'x.cuda()\n',
    "d = 'cuda'\n",
    'import triton as tr\n',
    '@tr.jit\ndef k(): pass\n',
    'import vllm\n',
    'y = x.is_cuda\n',
    'f(pin_memory=True)\n',
    '# nvidia-smi\n',
    'pass\n',
    'ray = 1\n',
    'f(num_gpus=2)\n',
    'from torch.amp import GradScaler\n',
    'GradScaler()\n',
    'class F(torch.autograd.Function): pass\n',
  ]; // prettier-ignore

  it('is never a file in which a parsed tree has a hit', async () => {
    const { parse } = await openPythonParser();
    // A word that every text has opens the gate, so that this scanner parses everything.
    const always = preparePythonScanner([...RULES, rule('ZZ-999', 'e', [{ kind: 'text' }])], (text) =>
      parse(text),
    );
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 4 }), (chosen) => {
        const text = `${chosen.join('')}# e\n`;
        const all = always.scan('a.py', 'source', text).hits.filter(({ rule: id }) => id !== 'ZZ-999');
        expect(scan(text).hits).toEqual(all);
      }),
      { numRuns: 200 },
    );
  });

  it('is searched as text by a parser that refuses everything', () => {
    const refusing = preparePythonScanner(RULES, () => ({
      tree: null,
      refusal: 'is refused',
      errorAt: null,
    }));
    const { hits, remarks } = refusing.scan('a.py', 'source', 'x.cuda()\n');
    expect(hits).toMatchObject([{ rule: 'AA-001', evidence: 'text' }]);
    expect(remarks).toEqual(['is refused; searched as text']);
  });
});
