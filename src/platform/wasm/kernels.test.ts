import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createJavascriptKernels } from '../../core/neuroncore/numeric/javascript.ts';
import type {
  BinaryKernel,
  NumericKernels,
  ReduceKernel,
  UnaryKernel,
} from '../../core/neuroncore/numeric/kernels.ts';
import { createKernels } from './create.ts';

const wasm = createKernels(4 * 1024 * 1024);
const twin = createJavascriptKernels();

const bitsOf = (block: Float32Array): number[] => [
  ...new Uint32Array(block.buffer, block.byteOffset, block.length),
];

/** Any pattern of a float32, the special ones and those near 0 and 1 more often. */
const pattern = fc.oneof(
  fc.nat(0xffffffff),
  fc.constantFrom(0, 0x80000000, 1, 0x80000001, 0x7f800000, 0xff800000, 0x7fc00000, 0xffc00001, 0x7f800001),
  fc.constantFrom(0x007fffff, 0x00800000, 0x7f7fffff, 0x3f800000, 0xbf800000, 0x477ff000, 0x33000000),
  fc.nat(0x07ffffff).map((low) => 0x3c000000 + low),
);

const floatsOf = (patterns: readonly number[]): Float32Array =>
  new Float32Array(Uint32Array.from(patterns).buffer);

/** The same block in both implementations; odd sizes leave ends that fill no vector. */
const both = (
  values: Float32Array,
  size: number,
  work: (kernels: NumericKernels, x: Float32Array, out: Float32Array) => void,
): [number[], number[]] => {
  const run = (kernels: NumericKernels): number[] => {
    const mark = kernels.mark();
    const x = kernels.block(values.length);
    new Uint32Array(x.buffer, x.byteOffset, x.length).set(bitsOf(values));
    const guarded = kernels.block(size + 2);
    guarded.fill(7);
    work(kernels, x, guarded.subarray(1, size + 1));
    const bits = bitsOf(guarded);
    kernels.release(mark);
    return bits;
  };
  return [run(wasm), run(twin)];
};

const block = (most: number): fc.Arbitrary<Float32Array> =>
  fc.array(pattern, { minLength: 1, maxLength: most }).map(floatsOf);

describe('the WebAssembly kernels give the bits of the JavaScript ones', () => {
  const UNARY: readonly UnaryKernel[] = ['exp', 'negate', 'abs', 'square', 'reciprocal', 'sqrt', 'relu'];
  it.each(UNARY)('%s', (operation) => {
    fc.assert(
      fc.property(block(70), (x) => {
        const [got, expected] = both(x, x.length, (kernels, given, out) =>
          kernels.unary(operation, out, given),
        );
        expect(got).toEqual(expected);
      }),
      { numRuns: 100 },
    );
  });

  it('exp over its whole range', () => {
    const x = Float32Array.from({ length: 40_003 }, (_, index) => -110 + index * 0.005);
    const [got, expected] = both(x, x.length, (kernels, given, out) => kernels.unary('exp', out, given));
    expect(got).toEqual(expected);
  });

  const BINARY: readonly BinaryKernel[] = [
    'add',
    'subtract',
    'multiply',
    'divide',
    'max',
    'min',
    'equal',
    'notEqual',
    'less',
    'lessEqual',
    'greater',
    'greaterEqual',
  ];
  it.each(BINARY)('%s, element by element and by rows on either side', (operation) => {
    fc.assert(
      fc.property(block(70), fc.nat(40), fc.boolean(), (x, columns, reversed) => {
        const half = x.length >> 1;
        const [got, expected] = both(x, half, (kernels, given, out) =>
          kernels.binary(operation, out, given.subarray(0, half), given.subarray(half)),
        );
        expect(got).toEqual(expected);
        const rows = Math.floor(x.length / (columns + 1));
        const size = rows * columns;
        const [gotRows, expectedRows] = both(x, size, (kernels, given, out) =>
          kernels.binaryByRow(operation, out, given, given.subarray(size), rows, columns, reversed),
        );
        expect(gotRows).toEqual(expectedRows);
      }),
      { numRuns: 100 },
    );
  });

  const REDUCE: readonly ReduceKernel[] = ['add', 'multiply', 'max', 'min'];
  it.each(REDUCE)('%s over rows', (operation) => {
    fc.assert(
      fc.property(block(120), fc.integer({ min: 1, max: 40 }), (x, columns) => {
        const rows = Math.floor(x.length / columns);
        const [got, expected] = both(x, rows, (kernels, given, out) =>
          kernels.reduceRows(operation, out, given, rows, columns),
        );
        expect(got).toEqual(expected);
      }),
      { numRuns: 100 },
    );
  });

  it.each(['bfloat16', 'float16', 'tfloat32'] as const)('rounding to %s', (format) => {
    fc.assert(
      fc.property(block(40), (x) => {
        const [got, expected] = both(x, x.length, (kernels, given, out) => {
          new Uint32Array(out.buffer, out.byteOffset, out.length).set(bitsOf(given));
          kernels.roundTo(format, out);
        });
        expect(got).toEqual(expected);
      }),
      { numRuns: 100 },
    );
  });

  const size = fc.integer({ min: 1, max: 19 });
  it('matrix products of any size, accumulating or not, whole or in parts', () => {
    fc.assert(
      fc.property(
        fc.record({ contraction: size, rows: size, columns: size, accumulate: fc.boolean() }),
        fc.array(pattern, { minLength: 61, maxLength: 61 }),
        fc.nat(19),
        (shape, patterns, cut) => {
          const { contraction, rows, columns } = shape;
          const values = floatsOf(
            Array.from(
              { length: contraction * (rows + columns) },
              (_, index) => patterns[index % 61] as number,
            ),
          );
          const first = Math.min(cut, rows);
          const [got, expected] = both(values, rows * columns, (kernels, given, out) => {
            const moving = given.subarray(contraction * rows);
            if (kernels === twin) {
              kernels.matmul(out, given, moving, contraction, rows, columns, shape.accumulate);
              return;
            }
            kernels.matmulRows(out, given, moving, shape, 0, first);
            kernels.matmulRows(out, given, moving, shape, first, rows);
          });
          expect(got).toEqual(expected);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('also on blocks that lie elsewhere, and on those that have no room in the memory', () => {
    const small = createKernels(65536 * 2);
    const x = Float32Array.from({ length: 100 }, (_, index) => index - 50);
    const out = new Float32Array(100);
    small.unary('exp', out, x);
    expect(out[51]).toBe(Math.fround(Math.E));
    const large = new Float32Array(40_000).fill(1);
    const sum = new Float32Array(40_000);
    small.binary('add', sum, large, large);
    expect(sum[39_999]).toBe(2);
    small.matmul(sum, large, large, 4, 100, 100, false);
    expect(sum[9_999]).toBe(4);
    expect(sum[10_000]).toBe(2);
    expect(small.mark()).toBe(0);
  });
});

describe('what the kernels refuse', () => {
  it('is a block that is too short', () => {
    expect(() => wasm.unary('exp', wasm.block(8), wasm.block(7))).toThrow('7 floats where 8 are needed');
    expect(() => wasm.matmul(wasm.block(3), wasm.block(2), wasm.block(2), 1, 2, 2, false)).toThrow(
      '3 floats',
    );
  });
});
