import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DTYPE_BYTES, type DType } from '../memory/dtype.ts';
import type { View } from '../memory/view.ts';
import { seenAs, viewOf } from './conversion.testing.ts';
import { elementsOf } from './layout.ts';
import { copyBits, readBits, readBlock, writeBits, writeBlock } from './transfer.ts';

/** Byte at which an element stands, straight from the definition of a view. */
const addressOf = (view: View, indices: readonly number[]): number => {
  const { storage, strides, offset, dtype } = view;
  const flat = indices.reduce(
    (sum, index, dimension) => sum + index * (strides[dimension] as number),
    offset,
  );
  const perRow = storage.bytesPerPartition / DTYPE_BYTES[dtype];
  const row = Math.floor(flat / perRow);
  return storage.contents.base + row * storage.contents.pitch + (flat - row * perRow) * DTYPE_BYTES[dtype];
};

const allIndices = (shape: readonly number[]): number[][] =>
  shape.reduce<number[][]>(
    (rows, size) => rows.flatMap((row) => Array.from({ length: size }, (_, index) => [...row, index])),
    [[]],
  );

const patternAt = (bytes: Uint8Array, address: number, width: number): number => {
  let pattern = 0;
  for (let byte = 0; byte < width; byte += 1) pattern += (bytes[address + byte] as number) * 256 ** byte;
  return pattern;
};

const naive = (view: View): number[] =>
  allIndices(view.shape).map((indices) =>
    patternAt(view.storage.contents.bytes as Uint8Array, addressOf(view, indices), DTYPE_BYTES[view.dtype]),
  );

/** Views of 6 partitions x 24 elements of up to five dimensions that stay inside, whatever their strides. */
const anyView = fc
  .record({
    dtype: fc.constantFrom<DType>('uint8', 'bfloat16', 'float32'),
    base: fc.constantFrom(0, 4, 5, 12),
    extra: fc.constantFrom(0, 1, 4, 8),
    shape: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 5 }),
    seeds: fc.array(fc.integer({ min: -30, max: 30 }), { minLength: 5, maxLength: 5 }),
    start: fc.nat(143),
  })
  .map(({ dtype, base, extra, shape, seeds, start }) => {
    const whole = viewOf(dtype, 6, 24, { base, pitch: 24 * DTYPE_BYTES[dtype] + extra });
    const strides: number[] = [];
    let low = start;
    let high = start;
    shape.forEach((size, dimension) => {
      const wanted = seeds[dimension] as number;
      const reach = wanted * (size - 1);
      const fits = low + Math.min(reach, 0) >= 0 && high + Math.max(reach, 0) < 144;
      strides.push(fits ? wanted : 0);
      if (fits) low += Math.min(reach, 0);
      if (fits) high += Math.max(reach, 0);
    });
    const bytes = whole.storage.contents.bytes as Uint8Array;
    bytes.forEach((_, index) => {
      bytes[index] = (index * 37 + 11) & 255;
    });
    return seenAs(whole, { shape, strides, offset: start });
  });

describe('moving bit patterns', () => {
  it('reads what the definition of a view says, for any strides, rows that are apart and odd addresses', () => {
    fc.assert(
      fc.property(anyView, (view) => {
        const out = new Uint32Array(elementsOf(view));
        readBits(view, out);
        expect([...out]).toEqual(naive(view));
      }),
      { numRuns: 200 },
    );
  });

  it('writes the last of the elements that share a place and touches nothing else', () => {
    fc.assert(
      fc.property(anyView, (view) => {
        const bytes = view.storage.contents.bytes as Uint8Array;
        const width = DTYPE_BYTES[view.dtype];
        const expected = Uint8Array.from(bytes);
        const block = Uint32Array.from({ length: elementsOf(view) }, (_, index) => index * 2654435761);
        allIndices(view.shape).forEach((indices, index) => {
          const address = addressOf(view, indices);
          for (let byte = 0; byte < width; byte += 1) {
            expected[address + byte] = (block[index] as number) >>> (8 * byte);
          }
        });
        writeBits(view, block);
        expect(bytes).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });

  it('copies between overlapping views as if through a third place', () => {
    const view = viewOf('uint16', 1, 8);
    writeBits(view, Uint32Array.of(1, 2, 3, 4, 5, 6, 7, 8));
    copyBits(
      seenAs(view, { shape: [1, 6], offset: 2 }),
      seenAs(view, { shape: [2, 3], strides: [3, 1], offset: 0 }),
    );
    const out = new Uint32Array(8);
    readBits(view, out);
    expect([...out]).toEqual([1, 2, 1, 2, 3, 4, 5, 6]);
    expect(() => copyBits(view, viewOf('uint8', 1, 8))).toThrow('bit by bit');
  });

  it('keeps signalling NaNs as they are', () => {
    const view = viewOf('float32', 1, 1);
    writeBits(view, Uint32Array.of(0x7f800001));
    const other = viewOf('float32', 1, 1);
    copyBits(other, view);
    const out = new Uint32Array(1);
    readBits(other, out);
    expect(out[0]).toBe(0x7f800001);
  });
});

describe('moving values', () => {
  const roundTrip = (dtype: DType, values: readonly number[]): number[] => {
    const view = viewOf(dtype, 1, values.length);
    writeBlock(view, Float32Array.from(values));
    const out = new Float32Array(values.length);
    readBlock(view, out);
    return [...out];
  };

  it('rounds to whole numbers to nearest even, saturates, and takes NaN for 0', () => {
    const values = [0.5, 1.5, 2.5, -0.5, -1.5, 126.5, 127.5, 1e9, -1e9, Number.NaN, Number.POSITIVE_INFINITY];
    expect(roundTrip('int8', values)).toEqual([0, 2, 2, 0, -2, 126, 127, 127, -128, 0, 127]);
    expect(roundTrip('uint8', values)).toEqual([0, 2, 2, 0, 0, 126, 128, 255, 0, 0, 255]);
    expect(roundTrip('int16', [40000, -40000, 32766.5])).toEqual([32767, -32768, 32766]);
    expect(roundTrip('uint16', [70000, -1, 65534.5])).toEqual([65535, 0, 65534]);
    expect(roundTrip('int32', [3e9, -3e9, 16777216])).toEqual([2147483648, -2147483648, 16777216]);
    expect(roundTrip('uint32', [5e9, -3e9, 4e9])).toEqual([4294967296, 0, 4e9]);
    expect(roundTrip('bool', [0, -0, 0.25, -3, Number.NaN])).toEqual([0, 0, 1, 1, 1]);
  });

  it('takes four values to a packed element, the first lowest', () => {
    const four = viewOf('float4_e2m1fn_x4', 1, 1);
    writeBlock(four, Float32Array.of(0.5, 1, -6, 100));
    expect([...(four.storage.contents.bytes as Uint8Array)]).toEqual([0x21, 0x7f]);
    const out = new Float32Array(4);
    readBlock(four, out);
    expect([...out]).toEqual([0.5, 1, -6, 6]);
    const eight = viewOf('float8_e4m3fn_x4', 1, 2);
    const values = [1, -2, 448, 0.015625, 3, 5, 7, -0.001953125];
    writeBlock(eight, Float32Array.from(values));
    const back = new Float32Array(8);
    readBlock(eight, back);
    expect([...back]).toEqual(values);
  });

  it('reads one row for all partitions through a stride of 0', () => {
    const view = viewOf('bfloat16', 4, 3);
    writeBlock(
      view,
      Float32Array.from({ length: 12 }, (_, index) => index),
    );
    const out = new Float32Array(12);
    readBlock(seenAs(view, { strides: [0, 1], offset: 3 }), out);
    expect([...out]).toEqual([3, 4, 5, 3, 4, 5, 3, 4, 5, 3, 4, 5]);
  });

  it('gives NaN for storage that nothing was written to', () => {
    const view = viewOf('float16', 2, 2);
    view.storage.contents.bytes = null;
    const out = new Float32Array(4);
    readBlock(view, out);
    expect([...out].every(Number.isNaN)).toBe(true);
  });

  it('refuses views that leave their storage, blocks that are too small and views still to be resolved', () => {
    const view = viewOf('float32', 2, 4);
    expect(() => readBlock(seenAs(view, { offset: 1 }), new Float32Array(8))).toThrow(
      'reaches elements 1 to 8',
    );
    expect(() => readBlock(view, new Float32Array(7))).toThrow('8 values does not fit a block of 7');
    const indirection = {
      kind: 'scalar',
      dimension: 0,
      stride: 4,
      extent: 2,
      source: { id: 1, value: 0 },
    } as const;
    expect(() => readBlock(seenAs(view, { indirection }), new Float32Array(8))).toThrow('resolved');
  });
});
