import { DTYPE_BYTES, type DType } from '../memory/dtype.ts';
import { byteTable, halfTables } from './decode-tables.ts';

/**
 * Decodes `rows` x `count` elements of a strided source into a dense block. Strides and positions are in elements of
 * the source array; `out` is the block seen as bits of float32, filled from `to` on.
 */
export type Gather<Source> = (
  source: Source,
  from: number,
  rowStride: number,
  stride: number,
  out: Uint32Array,
  to: number,
  rows: number,
  count: number,
) => void;

/** From this many neighbours on a copy of the whole run is faster than a loop. */
const RUN_WORTH_COPYING = 48;

const copyWords: Gather<Uint32Array> = (source, from, rowStride, stride, out, to, rows, count) => {
  if (stride === 1 && count >= RUN_WORTH_COPYING) {
    for (let row = 0; row < rows; row += 1) {
      const first = from + row * rowStride;
      out.set(source.subarray(first, first + count), to + row * count);
    }
    return;
  }
  let target = to;
  for (let row = 0; row < rows; row += 1) {
    let position = from + row * rowStride;
    for (const end = target + count; target < end; target += 1, position += stride) {
      out[target] = source[position] as number;
    }
  }
};

const decodeBrainFloats: Gather<Uint16Array> = (source, from, rowStride, stride, out, to, rows, count) => {
  let target = to;
  for (let row = 0; row < rows; row += 1) {
    let position = from + row * rowStride;
    for (const end = target + count; target < end; target += 1, position += stride) {
      out[target] = (source[position] as number) << 16;
    }
  }
};

const decodeHalves: Gather<Uint16Array> = (source, from, rowStride, stride, out, to, rows, count) => {
  const { mantissa, exponent, start } = halfTables();
  let target = to;
  for (let row = 0; row < rows; row += 1) {
    let position = from + row * rowStride;
    for (const end = target + count; target < end; target += 1, position += stride) {
      const pattern = source[position] as number;
      const field = pattern >> 10;
      const fraction = mantissa[(start[field] as number) + (pattern & 0x3ff)] as number;
      out[target] = fraction + (exponent[field] as number);
    }
  }
};

const decodeBytes =
  (table: Uint32Array): Gather<Uint8Array> =>
  (source, from, rowStride, stride, out, to, rows, count) => {
    let target = to;
    for (let row = 0; row < rows; row += 1) {
      let position = from + row * rowStride;
      for (const end = target + count; target < end; target += 1, position += stride) {
        out[target] = table[source[position] as number] as number;
      }
    }
  };

/** Each element of a packed fp8 type is four bytes, first value in the lowest. */
const decodeFourBytes = (table: Uint32Array): Gather<Uint32Array> => {
  return (source, from, rowStride, stride, out, to, rows, count) => {
    let target = to;
    for (let row = 0; row < rows; row += 1) {
      let position = from + row * rowStride;
      for (const end = target + 4 * count; target < end; target += 4, position += stride) {
        const word = source[position] as number;
        out[target] = table[word & 255] as number;
        out[target + 1] = table[(word >>> 8) & 255] as number;
        out[target + 2] = table[(word >>> 16) & 255] as number;
        out[target + 3] = table[word >>> 24] as number;
      }
    }
  };
};

/** Each element of the packed fp4 type is four nibbles, first value in the lowest. */
const decodeFourNibbles = (table: Uint32Array): Gather<Uint16Array> => {
  return (source, from, rowStride, stride, out, to, rows, count) => {
    let target = to;
    for (let row = 0; row < rows; row += 1) {
      let position = from + row * rowStride;
      for (const end = target + 4 * count; target < end; target += 4, position += stride) {
        const word = source[position] as number;
        out[target] = table[word & 15] as number;
        out[target + 1] = table[(word >>> 4) & 15] as number;
        out[target + 2] = table[(word >>> 8) & 15] as number;
        out[target + 3] = table[word >>> 12] as number;
      }
    }
  };
};

const asFloats = (words: Uint32Array): Float32Array =>
  new Float32Array(words.buffer, words.byteOffset, words.length);

/** One loop for each width, so that the compiler sees one kind of array in it. */
const decodeShortIntegers =
  (signShift: number): Gather<Uint16Array> =>
  (source, from, rowStride, stride, out, to, rows, count) => {
    const floats = asFloats(out);
    let target = to;
    for (let row = 0; row < rows; row += 1) {
      let position = from + row * rowStride;
      for (const end = target + count; target < end; target += 1, position += stride) {
        floats[target] = ((source[position] as number) << signShift) >> signShift;
      }
    }
  };

const decodeSignedWords: Gather<Uint32Array> = (source, from, rowStride, stride, out, to, rows, count) => {
  const floats = asFloats(out);
  let target = to;
  for (let row = 0; row < rows; row += 1) {
    let position = from + row * rowStride;
    for (const end = target + count; target < end; target += 1, position += stride) {
      floats[target] = (source[position] as number) | 0;
    }
  }
};

const decodeUnsignedWords: Gather<Uint32Array> = (source, from, rowStride, stride, out, to, rows, count) => {
  const floats = asFloats(out);
  let target = to;
  for (let row = 0; row < rows; row += 1) {
    let position = from + row * rowStride;
    for (const end = target + count; target < end; target += 1, position += stride) {
      floats[target] = source[position] as number;
    }
  }
};

/** How a type is decoded: the width of the array it is read through, the values of one element, and the loop. */
export type Decoder =
  | { readonly width: 1; readonly values: number; readonly gather: Gather<Uint8Array> }
  | { readonly width: 2; readonly values: number; readonly gather: Gather<Uint16Array> }
  | { readonly width: 4; readonly values: number; readonly gather: Gather<Uint32Array> };

const buildDecoder = (dtype: DType): Decoder => {
  switch (dtype) {
    case 'float32':
    case 'tfloat32':
      return { width: 4, values: 1, gather: copyWords };
    case 'int32':
      return { width: 4, values: 1, gather: decodeSignedWords };
    case 'uint32':
      return { width: 4, values: 1, gather: decodeUnsignedWords };
    case 'bfloat16':
      return { width: 2, values: 1, gather: decodeBrainFloats };
    case 'float16':
      return { width: 2, values: 1, gather: decodeHalves };
    case 'int16':
      return { width: 2, values: 1, gather: decodeShortIntegers(16) };
    case 'uint16':
      return { width: 2, values: 1, gather: decodeShortIntegers(0) };
    case 'float8_e4m3fn_x4':
      return { width: 4, values: 4, gather: decodeFourBytes(byteTable('float8_e4m3fn')) };
    case 'float8_e5m2_x4':
      return { width: 4, values: 4, gather: decodeFourBytes(byteTable('float8_e5m2')) };
    case 'float4_e2m1fn_x4':
      return { width: 2, values: 4, gather: decodeFourNibbles(byteTable('float4_e2m1fn')) };
    default:
      return { width: 1, values: 1, gather: decodeBytes(byteTable(dtype)) };
  }
};

const decoders = new Map<DType, Decoder>();

/** The decoder of a type; its tables are built when first asked for. */
export const decoderOf = (dtype: DType): Decoder => {
  const known = decoders.get(dtype);
  if (known !== undefined) return known;
  const built = buildDecoder(dtype);
  decoders.set(dtype, built);
  return built;
};

const rawShorts: Gather<Uint16Array> = (source, from, rowStride, stride, out, to, rows, count) => {
  let target = to;
  for (let row = 0; row < rows; row += 1) {
    let position = from + row * rowStride;
    for (const end = target + count; target < end; target += 1, position += stride) {
      out[target] = source[position] as number;
    }
  }
};

const IDENTITY = Uint32Array.from({ length: 256 }, (_, pattern) => pattern);
const RAW: readonly Decoder[] = [
  { width: 1, values: 1, gather: decodeBytes(IDENTITY) },
  { width: 2, values: 1, gather: rawShorts },
  { width: 4, values: 1, gather: copyWords },
];

/** Reads the bit patterns of elements as they are, each in the low bits of a 32-bit word; a packed element is one. */
export const rawDecoderOf = (dtype: DType): Decoder => {
  const found = RAW.find((each) => each.width === DTYPE_BYTES[dtype]);
  if (found === undefined) throw new RangeError(`no pattern of ${DTYPE_BYTES[dtype]} bytes`);
  return found;
};
