import { DTYPE_BYTES, type DType } from '../memory/dtype.ts';
import { type EncodeTables, encodeTables, type Overflow } from './encode-tables.ts';
import { INTEGER_RANGE, type NarrowName, PACKED_VALUE } from './formats.ts';
import { brainFloatOf, narrowOf, powerOfTwoOf, saturated, tensorFloatOf } from './rounding.ts';

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
