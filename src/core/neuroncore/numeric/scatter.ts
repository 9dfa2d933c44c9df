import { DTYPE_BYTES, type DType } from '../memory/dtype.ts';
import { type EncodeTables, encodeTables, type Overflow } from './encode-tables.ts';
import { INTEGER_RANGE, type NarrowName, PACKED_VALUE } from './formats.ts';

/**
 * Encodes a dense block, seen as bits of float32 and read from `from` on, into `rows` x `count` elements of a strided
 * target. Strides and positions are in elements of the target array.
 */
export type Scatter<Target> = (
  block: Uint32Array,
  from: number,
  target: Target,
  to: number,
  rowStride: number,
  stride: number,
  rows: number,
  count: number,
) => void;

const RUN_WORTH_COPYING = 48;
const INFINITY_BITS = 0x7f800000;

const copyWords: Scatter<Uint32Array> = (block, from, target, to, rowStride, stride, rows, count) => {
  if (stride === 1 && count >= RUN_WORTH_COPYING) {
    for (let row = 0; row < rows; row += 1) {
      const first = from + row * count;
      target.set(block.subarray(first, first + count), to + row * rowStride);
    }
    return;
  }
  let source = from;
  for (let row = 0; row < rows; row += 1) {
    let position = to + row * rowStride;
    for (const end = source + count; source < end; source += 1, position += stride) {
      target[position] = block[source] as number;
    }
  }
};

const encodeTensorFloats: Scatter<Uint32Array> = (
  block,
  from,
  target,
  to,
  rowStride,
  stride,
  rows,
  count,
) => {
  let source = from;
  for (let row = 0; row < rows; row += 1) {
    let position = to + row * rowStride;
    for (const end = source + count; source < end; source += 1, position += stride) {
      target[position] = tensorFloatOf(block[source] as number);
    }
  }
};

/** Bits of the nearest tfloat32 (ten bits of fraction), ties to even, in the place of a float32. */
export const tensorFloatOf = (bits: number): number => {
  if ((bits & 0x7fffffff) > INFINITY_BITS) return (bits & 0x80000000) | 0x7fc00000;
  return (bits + 0xfff + ((bits >>> 13) & 1)) & 0xffffe000;
};

/** Pattern of the nearest bfloat16, ties to even. */
export const brainFloatOf = (bits: number): number => {
  if ((bits & 0x7fffffff) > INFINITY_BITS) return ((bits >>> 16) & 0x8000) | 0x7fc0;
  return (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16;
};

/** Pattern of the nearest value of a narrow signed type, ties to even. */
export const narrowOf = (tables: EncodeTables, bits: number): number => {
  const magnitude = bits & 0x7fffffff;
  const sign = (bits >>> 31) << tables.signShift;
  if (magnitude > INFINITY_BITS) return sign | tables.notANumber;
  const field = magnitude >>> 23;
  const shift = tables.shift[field] as number;
  const hidden = field === 0 ? 0 : 0x800000;
  const significand = (magnitude & 0x7fffff) | hidden;
  const rounded = (significand + (1 << (shift - 1)) - 1 + ((significand >>> shift) & 1)) >>> shift;
  const pattern = (tables.base[field] as number) + rounded;
  return sign | (pattern > tables.largest ? tables.beyond : pattern);
};

/**
 * Pattern of the nearest power of two. Negative values, zero, infinity and NaN have none and give NaN; halfway rounds up,
 * since the significand that would have to be even is the hidden bit alone. Values below the range give 2^-127.
 */
export const powerOfTwoOf = (bits: number): number => {
  if (bits >>> 31 === 1 || bits === 0 || bits >= INFINITY_BITS) return 255;
  if (bits < 0x800000) return bits < 0x600000 ? 0 : 1;
  return (bits + 0x400000) >>> 23;
};

const encodeBrainFloats: Scatter<Uint16Array> = (block, from, target, to, rowStride, stride, rows, count) => {
  let source = from;
  for (let row = 0; row < rows; row += 1) {
    let position = to + row * rowStride;
    for (const end = source + count; source < end; source += 1, position += stride) {
      target[position] = brainFloatOf(block[source] as number);
    }
  }
};

const encodeHalves = (tables: EncodeTables): Scatter<Uint16Array> => {
  return (block, from, target, to, rowStride, stride, rows, count) => {
    let source = from;
    for (let row = 0; row < rows; row += 1) {
      let position = to + row * rowStride;
      for (const end = source + count; source < end; source += 1, position += stride) {
        target[position] = narrowOf(tables, block[source] as number);
      }
    }
  };
};

const encodeBytes = (tables: EncodeTables): Scatter<Uint8Array> => {
  return (block, from, target, to, rowStride, stride, rows, count) => {
    let source = from;
    for (let row = 0; row < rows; row += 1) {
      let position = to + row * rowStride;
      for (const end = source + count; source < end; source += 1, position += stride) {
        target[position] = narrowOf(tables, block[source] as number);
      }
    }
  };
};

const encodePowersOfTwo: Scatter<Uint8Array> = (block, from, target, to, rowStride, stride, rows, count) => {
  let source = from;
  for (let row = 0; row < rows; row += 1) {
    let position = to + row * rowStride;
    for (const end = source + count; source < end; source += 1, position += stride) {
      target[position] = powerOfTwoOf(block[source] as number);
    }
  }
};

const encodeTruth: Scatter<Uint8Array> = (block, from, target, to, rowStride, stride, rows, count) => {
  let source = from;
  for (let row = 0; row < rows; row += 1) {
    let position = to + row * rowStride;
    for (const end = source + count; source < end; source += 1, position += stride) {
      target[position] = ((block[source] as number) & 0x7fffffff) === 0 ? 0 : 1;
    }
  }
};

/** Values of a packed element side by side, the first in the lowest bits. */
const encodePacked = (tables: EncodeTables, bits: number): Scatter<Uint32Array | Uint16Array> => {
  return (block, from, target, to, rowStride, stride, rows, count) => {
    let source = from;
    for (let row = 0; row < rows; row += 1) {
      let position = to + row * rowStride;
      for (const end = source + 4 * count; source < end; source += 4, position += stride) {
        target[position] =
          narrowOf(tables, block[source] as number) |
          (narrowOf(tables, block[source + 1] as number) << bits) |
          (narrowOf(tables, block[source + 2] as number) << (2 * bits)) |
          (narrowOf(tables, block[source + 3] as number) << (3 * bits));
      }
    }
  };
};

/** Added and taken away again it leaves the nearest whole number, ties to even, for magnitudes below 2^51. */
const ROUNDER = 1.5 * 2 ** 52;

/**
 * Nearest whole number within the range, ties to even; NaN gives 0. Source: aws-neuron-sdk
 * release-notes/components/nki.rst ("round to nearest, ties to even; saturate to the destination range").
 */
export const saturated = (value: number, least: number, most: number): number => {
  if (!(value > least)) return value <= least ? least : 0;
  return value < most ? value + ROUNDER - ROUNDER : most;
};

const asFloats = (words: Uint32Array): Float32Array =>
  new Float32Array(words.buffer, words.byteOffset, words.length);

// The loops below differ in nothing but the kind of their target: each is compiled for one kind of array only.
const encodeInteger8 = (least: number, most: number): Scatter<Uint8Array> => {
  return (block, from, target, to, rowStride, stride, rows, count) => {
    const floats = asFloats(block);
    let source = from;
    for (let row = 0; row < rows; row += 1) {
      let position = to + row * rowStride;
      for (const end = source + count; source < end; source += 1, position += stride) {
        target[position] = saturated(floats[source] as number, least, most);
      }
    }
  };
};

const encodeInteger16 = (least: number, most: number): Scatter<Uint16Array> => {
  return (block, from, target, to, rowStride, stride, rows, count) => {
    const floats = asFloats(block);
    let source = from;
    for (let row = 0; row < rows; row += 1) {
      let position = to + row * rowStride;
      for (const end = source + count; source < end; source += 1, position += stride) {
        target[position] = saturated(floats[source] as number, least, most);
      }
    }
  };
};

const encodeInteger32 = (least: number, most: number): Scatter<Uint32Array> => {
  return (block, from, target, to, rowStride, stride, rows, count) => {
    const floats = asFloats(block);
    let source = from;
    for (let row = 0; row < rows; row += 1) {
      let position = to + row * rowStride;
      for (const end = source + count; source < end; source += 1, position += stride) {
        target[position] = saturated(floats[source] as number, least, most);
      }
    }
  };
};

/** How a type is encoded: the width of the array it is written through, the values of one element, and the loop. */
export type Encoder =
  | { readonly width: 1; readonly values: number; readonly scatter: Scatter<Uint8Array> }
  | { readonly width: 2; readonly values: number; readonly scatter: Scatter<Uint16Array> }
  | { readonly width: 4; readonly values: number; readonly scatter: Scatter<Uint32Array> };

const integerEncoder = (width: number, [least, most]: readonly [number, number]): Encoder => {
  if (width === 1) return { width: 1, values: 1, scatter: encodeInteger8(least, most) };
  if (width === 2) return { width: 2, values: 1, scatter: encodeInteger16(least, most) };
  return { width: 4, values: 1, scatter: encodeInteger32(least, most) };
};

const buildEncoder = (dtype: DType, overflow: Overflow): Encoder => {
  const range = INTEGER_RANGE[dtype];
  if (range !== undefined) return integerEncoder(DTYPE_BYTES[dtype], range);
  const packed = PACKED_VALUE[dtype];
  if (packed === 'float4_e2m1fn') {
    return { width: 2, values: 4, scatter: encodePacked(encodeTables(packed, overflow), 4) };
  }
  if (packed !== undefined) {
    return { width: 4, values: 4, scatter: encodePacked(encodeTables(packed, overflow), 8) };
  }
  switch (dtype) {
    case 'float32':
      return { width: 4, values: 1, scatter: copyWords };
    case 'tfloat32':
      return { width: 4, values: 1, scatter: encodeTensorFloats };
    case 'bfloat16':
      return { width: 2, values: 1, scatter: encodeBrainFloats };
    case 'float16':
      return { width: 2, values: 1, scatter: encodeHalves(encodeTables('float16', overflow)) };
    case 'bool':
      return { width: 1, values: 1, scatter: encodeTruth };
    case 'float8_e8m0fnu':
      return { width: 1, values: 1, scatter: encodePowersOfTwo };
    default:
      return { width: 1, values: 1, scatter: encodeBytes(encodeTables(dtype as NarrowName, overflow)) };
  }
};

const encoders = new Map<string, Encoder>();

/** The encoder of a type; its tables are built when first asked for. */
export const encoderOf = (dtype: DType, overflow: Overflow): Encoder => {
  const key = `${dtype} ${overflow}`;
  const known = encoders.get(key);
  if (known !== undefined) return known;
  const built = buildEncoder(dtype, overflow);
  encoders.set(key, built);
  return built;
};

const rawShorts: Scatter<Uint16Array> = (block, from, target, to, rowStride, stride, rows, count) => {
  let source = from;
  for (let row = 0; row < rows; row += 1) {
    let position = to + row * rowStride;
    for (const end = source + count; source < end; source += 1, position += stride) {
      target[position] = block[source] as number;
    }
  }
};

const rawBytes: Scatter<Uint8Array> = (block, from, target, to, rowStride, stride, rows, count) => {
  let source = from;
  for (let row = 0; row < rows; row += 1) {
    let position = to + row * rowStride;
    for (const end = source + count; source < end; source += 1, position += stride) {
      target[position] = block[source] as number;
    }
  }
};

const RAW: readonly Encoder[] = [
  { width: 1, values: 1, scatter: rawBytes },
  { width: 2, values: 1, scatter: rawShorts },
  { width: 4, values: 1, scatter: copyWords },
];

/** Writes the low bits of 32-bit words as the patterns of elements; a packed element is one. */
export const rawEncoderOf = (dtype: DType): Encoder => {
  const found = RAW.find((each) => each.width === DTYPE_BYTES[dtype]);
  if (found === undefined) throw new RangeError(`no pattern of ${DTYPE_BYTES[dtype]} bytes`);
  return found;
};
