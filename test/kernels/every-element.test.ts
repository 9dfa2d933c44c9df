import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DType } from '../../src/core/neuroncore/memory/dtype.ts';
import { runSource } from '../../src/core/neuroncore/run.testing.ts';
import type { TensorData } from '../../src/core/neuroncore/run.ts';
import { kernelText, uniformWords } from './fixtures.ts';
import { decodeValues, encodeValues } from './values.ts';

/** A tensor with its values after rounding to its type. */
interface Filled {
  readonly tensor: TensorData;
  readonly values: Float64Array;
}

const filled = (shape: readonly number[], dtype: DType, seed: number): Filled => {
  const count = shape.reduce((product, size) => product * size, 1);
  const bytes = encodeValues(
    Float64Array.from(uniformWords(count, seed), (word) => word / 2 ** 31 - 1),
    dtype,
  );
  return { tensor: { shape, dtype, bytes }, values: decodeValues(bytes, dtype) };
};

const results = (topic: string, kernel: string, inputs: readonly Filled[], keywords = {}): Float64Array[] =>
  runSource(
    kernelText(topic),
    kernel,
    inputs.map(({ tensor }) => tensor),
    { keywords },
  ).outputs.map(({ bytes, dtype }) => decodeValues(bytes as Uint8Array, dtype));

/** Largest |found - wanted| over all elements; infinite where the sizes differ. */
const worst = (found: Float64Array | undefined, wanted: Float64Array): number => {
  if (found?.length !== wanted.length) return Number.POSITIVE_INFINITY;
  let error = 0;
  for (let at = 0; at < wanted.length; at++) {
    const each = Math.abs((found[at] as number) - (wanted[at] as number));
    if (!(each <= error)) error = Number.isNaN(each) ? Number.POSITIVE_INFINITY : each;
  }
  return error;
};

/** left.T @ right in float64: left is [depth, rows], right [depth, columns]. */
const product = (
  left: Float64Array,
  right: Float64Array,
  [depth, rows, columns]: readonly [number, number, number],
): Float64Array => {
  const out = new Float64Array(rows * columns);
  for (let k = 0; k < depth; k++)
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++)
        out[row * columns + column] =
          (out[row * columns + column] as number) +
          (left[k * rows + row] as number) * (right[k * columns + column] as number);
  return out;
};

const size = (most: number) => fc.integer({ min: 1, max: most });
const floating = fc.constantFrom<DType>('float32', 'bfloat16', 'float16');
/** Half a step of the mantissa of values below 2, and for float32 what some additions leave. */
const HALF_STEP: Readonly<Partial<Record<DType, number>>> = {
  float32: 3e-7,
  bfloat16: 2 ** -8,
  float16: 2 ** -11,
};

describe('every element, against float64, at any size', () => {
  it('of products of one tile', () => {
    fc.assert(
      fc.property(size(128), size(128), size(200), floating, (depth, rows, columns, dtype) => {
        const [left, right] = [filled([depth, rows], dtype, 1), filled([depth, columns], dtype, 2)];
        const [found] = results('products', 'product', [left, right]);
        const wanted = product(left.values, right.values, [depth, rows, columns]);
        expect(worst(found, wanted)).toBeLessThan(1.5e-5);
      }),
      { numRuns: 20 },
    );
  });

  it('of sums, differences, products and maxima of two tiles', () => {
    fc.assert(
      fc.property(size(128), size(300), floating, (rows, columns, dtype) => {
        const [x, y] = [filled([rows, columns], dtype, 3), filled([rows, columns], dtype, 4)];
        const found = results('elementwise', 'four_operations', [x, y]);
        const operations = [
          (a: number, b: number) => a + b,
          (a: number, b: number) => a - b,
          (a: number, b: number) => a * b,
          Math.max,
        ];
        operations.forEach((operation, at) => {
          const wanted = x.values.map((each, index) => operation(each, y.values[index] as number));
          expect(worst(found[at], wanted)).toBeLessThanOrEqual(HALF_STEP[dtype] as number);
        });
      }),
      { numRuns: 20 },
    );
  });

  it('of the sums, the largest and the smallest of rows', () => {
    fc.assert(
      fc.property(size(128), size(700), floating, (rows, columns, dtype) => {
        const x = filled([rows, columns], dtype, 5);
        const [sums, largest, smallest, negative] = results('reductions', 'row_reductions', [x]);
        const row = (at: number) => x.values.subarray(at * columns, (at + 1) * columns);
        const wanted = Float64Array.from({ length: rows }, (_, at) => row(at).reduce((a, b) => a + b, 0));
        expect(worst(sums, wanted)).toBeLessThan(2e-5);
        expect(
          worst(
            negative,
            wanted.map((each) => -each),
          ),
        ).toBeLessThan(2e-5);
        expect(largest).toEqual(Float64Array.from({ length: rows }, (_, at) => Math.max(...row(at))));
        expect(smallest).toEqual(Float64Array.from({ length: rows }, (_, at) => Math.min(...row(at))));
      }),
      { numRuns: 20 },
    );
  });

  it('of exponentials, square and copies', () => {
    fc.assert(
      fc.property(size(128), size(400), (rows, columns) => {
        const x = filled([rows, columns], 'float32', 6);
        const names = { names: { tuple: ['exp', 'square', 'copy', 'tanh'] } };
        const found = results('activations', 'functions', [x], names);
        expect(worst(found[0], x.values.map(Math.exp))).toBeLessThan(5e-7);
        expect(
          worst(
            found[1],
            x.values.map((each) => each * each),
          ),
        ).toBeLessThan(1e-7);
        expect(worst(found[2], x.values)).toBe(0);
        expect(worst(found[3], x.values.map(Math.tanh))).toBeLessThan(2e-7);
      }),
      { numRuns: 10 },
    );
  });

  it('of averages over windows, through views of five dimensions', () => {
    fc.assert(
      fc.property(
        size(128),
        size(17),
        size(17),
        size(4),
        floating,
        (channels, height, width, window, dtype) => {
          fc.pre(height >= window && width >= window);
          const x = filled([channels, height, width], dtype, 7);
          const [found] = results('views', 'pooled', [x], { size: window });
          const [down, across] = [Math.floor(height / window), Math.floor(width / window)];
          const wanted = new Float64Array(channels * down * across);
          for (let at = 0; at < wanted.length; at++) {
            const channel = Math.floor(at / (down * across));
            const top = Math.floor((at % (down * across)) / across) * window;
            const left = (at % across) * window;
            let sum = 0;
            for (let i = 0; i < window; i++)
              for (let j = 0; j < window; j++)
                sum += x.values[(channel * height + top + i) * width + left + j] as number;
            wanted[at] = sum / window ** 2;
          }
          expect(worst(found, wanted)).toBeLessThan(3e-7);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('of transposes by the Tensor Engine', () => {
    fc.assert(
      fc.property(size(128), size(128), floating, (rows, columns, dtype) => {
        const x = filled([rows, columns], dtype, 8);
        const wanted = Float64Array.from(
          { length: rows * columns },
          (_, at) => x.values[(at % rows) * columns + Math.floor(at / rows)] as number,
        );
        for (const found of results('products', 'transposes', [x])) expect(worst(found, wanted)).toBe(0);
      }),
      { numRuns: 15 },
    );
  });
});
