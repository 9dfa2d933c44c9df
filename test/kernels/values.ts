import { DTYPE_BYTES, type DType } from '../../src/core/neuroncore/memory/dtype.ts';
import {
  decodePattern,
  INTEGER_RANGE,
  NARROW_FORMATS,
  type NarrowName,
} from '../../src/core/neuroncore/numeric/formats.ts';

const positives = new Map<NarrowName, Float64Array>();

/** The finite values of a narrow type without sign, by pattern. */
const positiveValues = (name: NarrowName): Float64Array => {
  const known = positives.get(name);
  if (known !== undefined) return known;
  const format = NARROW_FORMATS[name];
  const table = Float64Array.from({ length: format.maxFinite + 1 }, (_, pattern) =>
    decodePattern(format, pattern),
  );
  positives.set(name, table);
  return table;
};

/** The pattern of the nearest finite value; of two equally near ones the even one. */
const narrowPattern = (value: number, name: NarrowName): number => {
  const table = positiveValues(name);
  const size = Math.abs(value);
  let low = 0;
  let high = table.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((table[middle] as number) < size) low = middle + 1;
    else high = middle;
  }
  const below = Math.max(low - 1, 0);
  const [toBelow, toAbove] = [size - (table[below] as number), (table[low] as number) - size];
  const nearest = toBelow < toAbove || (toBelow === toAbove && below % 2 === 0) ? below : low;
  const signed = value < 0 || Object.is(value, -0);
  return signed ? nearest | (1 << (NARROW_FORMATS[name].bits - 1)) : nearest;
};

const arrayFor = (dtype: DType, count: number): Float32Array | Uint8Array | Uint16Array | Uint32Array => {
  if (dtype === 'float32' || dtype === 'tfloat32') return new Float32Array(count);
  const width = DTYPE_BYTES[dtype];
  return width === 4 ? new Uint32Array(count) : width === 2 ? new Uint16Array(count) : new Uint8Array(count);
};

/** The bytes of finite values in a type, each rounded to nearest, ties to even. */
export const encodeValues = (values: Float64Array, dtype: DType): Uint8Array => {
  const words = arrayFor(dtype, values.length);
  if (dtype in NARROW_FORMATS)
    for (let at = 0; at < values.length; at++)
      words[at] = narrowPattern(values[at] as number, dtype as NarrowName);
  else words.set(values);
  return new Uint8Array(words.buffer);
};

/** The values that bytes stand for in a type. */
export const decodeValues = (bytes: Uint8Array, dtype: DType): Float64Array => {
  const copy = bytes.slice().buffer;
  if (dtype === 'float32' || dtype === 'tfloat32') return Float64Array.from(new Float32Array(copy));
  const width = DTYPE_BYTES[dtype];
  const words =
    width === 4 ? new Uint32Array(copy) : width === 2 ? new Uint16Array(copy) : new Uint8Array(copy);
  if (dtype in NARROW_FORMATS) {
    const format = NARROW_FORMATS[dtype as NarrowName];
    return Float64Array.from(words, (word) => decodePattern(format, word));
  }
  const range = INTEGER_RANGE[dtype];
  const signed = range !== undefined && range[0] < 0;
  const shift = 32 - 8 * width;
  return Float64Array.from(words, (word) => (signed ? (word << shift) >> shift : word));
};
