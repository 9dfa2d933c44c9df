import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { describeFault, KernelFault } from './machine/diagnostic.ts';
import { floats, outputFloats, runSource } from './run.testing.ts';
import { stepsOf } from './timing/step-table.ts';

const example = (name: string): string =>
  readFileSync(new URL(`../../../examples/kernels/${name}`, import.meta.url), 'utf8');

const wave = (seed: number) => (at: number) => Math.sin(at * 0.37 + seed) + Math.cos(at * 0.011 * seed);

/** left^T right in float64, left as [K, M] and right as [K, N]. */
const product = (left: Float32Array, right: Float32Array, k: number, m: number, n: number): Float64Array => {
  const out = new Float64Array(m * n);
  for (let at = 0; at < k; at++)
    for (let row = 0; row < m; row++)
      for (let column = 0; column < n; column++)
        out[row * n + column] =
          (out[row * n + column] as number) +
          (left[at * m + row] as number) * (right[at * n + column] as number);
  return out;
};

const values = (bytes: Uint8Array | null): Float32Array => {
  if (bytes === null) throw new RangeError('no data');
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
};

describe('matrix multiplication', () => {
  const left = floats([256, 256], wave(1));
  const right = floats([256, 1024], wave(2));
  const expected = product(values(left.bytes), values(right.bytes), 256, 256, 1024);

  it.each(['tiled', 'hoisted', 'blocked', 'blocked_depth'])('gives the product in float32, %s', (name) => {
    const found = outputFloats(runSource(example('matmul.py'), name, [left, right]));
    let worst = 0;
    for (let at = 0; at < expected.length; at++)
      worst = Math.max(worst, Math.abs((found[at] as number) - (expected[at] as number)));
    expect(worst).toBeLessThan(2e-4);
  });

  it('issues the same program whether it holds data or not', () => {
    const full = runSource(example('matmul.py'), 'blocked', [left, right]);
    const bare = runSource(example('matmul.py'), 'blocked', [left, right], { holdsData: false });
    expect(stepsOf(bare.program)).toEqual(stepsOf(full.program));
  });

  it('refuses operands whose contraction does not match, at the line of the assertion', () => {
    const short = floats([128, 256], wave(1));
    expect(() => runSource(example('matmul.py'), 'tiled', [short, right])).toThrow(/left has 128 rows/);
  });
});

describe('small kernels', () => {
  it('faults on a tile with more partitions than there are', () => {
    const source = `import nki.language as nl
def kernel(x):
    return nl.ndarray((129, 4), dtype=nl.float32, buffer=nl.sbuf)
`;
    expect(() => runSource(source, 'kernel', [floats([1, 1], () => 0)])).toThrow(KernelFault);
  });

  it('faults at the innermost call of the kernel file and keeps the calls that led there', () => {
    const source = `import nki.language as nl
import nki.isa as nisa

def clear(tile):
    nisa.memset(dst=tile, value=0.0, engine=nisa.engine.tensor)

def kernel(x):
    tile = nl.ndarray((128, 4), dtype=nl.float32, buffer=nl.sbuf)
    clear(tile)
`;
    const fault = (() => {
      try {
        runSource(source, 'kernel', [floats([1, 1], () => 0)]);
      } catch (error) {
        if (error instanceof KernelFault) return error;
      }
      throw new Error('the kernel ran');
    })();
    expect(fault.diagnostic).toMatchObject({ rule: 'engine-unsupported', site: { line: 5, column: 5 } });
    expect(fault.calls.map(({ line, column }) => [line, column])).toEqual([[9, 5]]);
    expect(describeFault(fault)).toMatch(/\[engine-unsupported\]\n5 \| .*\n +\^\ncalled from kernel.py:9:5$/);
  });

  it('names the functions there are when the call asks for another', () => {
    expect(() => runSource(example('matmul.py'), 'missing', [])).toThrow(
      /there is no function missing.*tiled/,
    );
  });
});
