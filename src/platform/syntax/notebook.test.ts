import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readNotebook } from '../../core/portability/python/notebook.ts';
import { scan } from './python-rules.testing.ts';

interface Cell {
  readonly cell_type: string;
  readonly source: string | readonly string[];
  readonly outputs?: unknown;
}

const code = (...source: readonly string[]): Cell => ({ cell_type: 'code', source });

const written = (cells: readonly Cell[], indent = 1): string =>
  JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }, null, indent);

/** The text of the file that each hit covers. */
const covered = (file: string): readonly string[] => {
  const lines = file.split('\n');
  return scan(file, 'a.ipynb').hits.map(
    ({ rule, line, column, endColumn }) =>
      `${rule} ${(lines[line - 1] ?? '').slice(column - 1, endColumn - 1)}`,
  );
};

describe('a notebook', () => {
  it('is read cell by cell as one module, with the places of its own file', () => {
    const file = written([code('from torch import cuda as c\n', 'x = "cuda"'), code('c.synchronize()')]);
    expect(covered(file)).toEqual(['AA-006 cuda as c', 'AA-002 \\"cuda\\"', 'AA-005 c.synchronize']);
    expect(scan(file, 'a.ipynb')).toMatchObject({
      kind: 'notebook',
      remarks: [],
      lines: file.split('\n').length,
    });
  });

  it('may have its source in one string, in one line, or in the way of old notebooks', () => {
    expect(covered(written([{ cell_type: 'code', source: 'a = 1\nx.cuda()\n' }], 0))).toEqual([
      'AA-001 cuda',
    ]);
    const old = { worksheets: [{ cells: [{ cell_type: 'code', input: ['x.cuda()'], outputs: [] }] }] };
    expect(covered(JSON.stringify(old, null, 1))).toEqual(['AA-001 cuda']);
  });

  it('has outputs that say nothing', () => {
    const outputs = [{ text: 'x.cuda()', data: { deep: [[['torch.cuda.synchronize()']]] } }];
    expect(covered(written([{ ...code('y = 1'), outputs }]))).toEqual([]);
  });

  it('has magics and cells of other languages, which patterns read and the parser does not', () => {
    const file = written([
      code('!nvidia-smi -L\n', '%env X=1\n', 'x.cuda()\n', 'out = !nvidia-smi\n', 'x.cuda?'),
      code('%%bash\n', 'nvidia-smi\n', 'echo "'),
      code('%%time\n', 'y.cuda()'),
      code('!pip install \\\n', '  nvidia-smi\n', 'z.cuda()'),
    ]);
    const { hits, remarks } = scan(file, 'a.ipynb');
    expect(remarks).toEqual([]);
    expect(hits.map(({ rule, excerpt }) => `${rule} ${excerpt}`)).toEqual([
      'AA-013 !nvidia-smi -L',
      'AA-001 x.cuda()',
      'AA-013 out = !nvidia-smi',
      'AA-013 nvidia-smi',
      'AA-001 y.cuda()',
      'AA-013 nvidia-smi',
      'AA-001 z.cuda()',
    ]);
  });

  it('has cells of prose, which stay prose', () => {
    const file = written([
      { cell_type: 'markdown', source: ['Call torch.cuda.synchronize() and "nvidia-smi"'] },
    ]);
    expect(scan(file, 'a.ipynb').hits.map(({ rule, place }) => `${rule} ${place}`)).toEqual([
      'AA-005 prose',
      'AA-013 prose',
    ]);
  });

  it('keeps its suppressions, in lines of the file', () => {
    const file = written([code('x.cuda()  # rackwright: ignore AA-001 -- shown on purpose')]);
    const given = scan(file, 'a.ipynb');
    expect(given.hits).toEqual([]);
    expect(given.suppressions).toEqual([{ rule: 'AA-001', line: 6, reason: 'shown on purpose', hits: 1 }]);
  });

  it('that breaks off gives what stands before, and says where', () => {
    const file = written([code('x.cuda()'), code('y.cuda()')]);
    const cut = file.slice(0, file.indexOf('y.cuda'));
    const given = scan(cut, 'a.ipynb');
    expect(given.hits).toHaveLength(1);
    expect(given.remarks).toEqual([
      `line ${cut.split('\n').length}: no notebook from here on (expected the end of a string)`,
    ]);
    expect(scan('<html>', 'a.ipynb').remarks).toEqual(['line 1: no notebook from here on (expected "{")']);
    expect(scan('', 'a.ipynb').remarks).toHaveLength(1);
  });

  it('that nests without end is passed over or refused, never followed', () => {
    const deep = `{"cells": [], "metadata": ${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
    expect(readNotebook(deep).failure).toBe(null);
    const sheets = `${'{"worksheets": ['.repeat(50_000)}`;
    expect(readNotebook(sheets).failure).not.toBe(null);
  });

  it('gives every character of a cell the place at which the file has it', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', '"', '\\', '\n', '\t', 'é', '\u2028', '/'),
      maxLength: 20,
    });
    fc.assert(
      fc.property(fc.array(text, { maxLength: 4 }), (sources) => {
        const file = written(sources.map((source) => ({ cell_type: 'code', source })));
        const notebook = readNotebook(file);
        expect(notebook.text).toBe(sources.map((source) => `${source}\n`).join(''));
        for (const [offset, sign] of [...notebook.text].entries())
          if (/[aé/]/.test(sign)) expect(file.charAt(notebook.fileOffset(offset))).toBe(sign);
        expect(notebook.readable).toHaveLength(notebook.text.length);
      }),
      { numRuns: 100 },
    );
  });
});
