import type { DType } from '../memory/dtype.ts';
import { type NpyArray, NpyError } from './npy.ts';

/** A tensor whose elements have a type of NKI. */
export interface NarrowArray {
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly bytes: Uint8Array;
}

const asBytes = (words: Float32Array | Uint32Array | Int32Array): Uint8Array =>
  new Uint8Array(words.buffer, words.byteOffset, words.byteLength);

const wholeNumbers = (array: NpyArray, name: string): Int32Array | Uint32Array => {
  const signed = array.dtype === 'int64';
  const data = new DataView(array.bytes.buffer, array.bytes.byteOffset, array.bytes.byteLength);
  const out = signed ? new Int32Array(data.byteLength / 8) : new Uint32Array(data.byteLength / 8);
  const [least, most] = signed ? [-(2n ** 31n), 2n ** 31n - 1n] : [0n, 2n ** 32n - 1n];
  for (let index = 0; index < out.length; index += 1) {
    const value = signed ? data.getBigInt64(8 * index, true) : data.getBigUint64(8 * index, true);
    if (value < least || value > most) {
      throw new NpyError({
        attempted: `bringing ${array.dtype} of ${name} to 32 bits`,
        found: `${value} at element ${index}`,
        accepted: `values from ${least} to ${most}`,
      });
    }
    out[index] = Number(value);
  }
  return out;
};

/**
 * The tensor with elements of at most 32 bits, since NKI has no wider ones: float64 rounded to float32, int64 and uint64
 * kept exactly as int32 and uint32.
 * @throws {NpyError} when a whole number does not fit; `name` is what the error calls the file
 */
export const narrowed = (array: NpyArray, name: string): NarrowArray => {
  const { shape, dtype, bytes } = array;
  if (dtype === 'int64' || dtype === 'uint64') {
    const narrow = dtype === 'int64' ? 'int32' : 'uint32';
    return { shape, dtype: narrow, bytes: asBytes(wholeNumbers(array, name)) };
  }
  if (dtype !== 'float64') return { shape, dtype, bytes };
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const floats = Float32Array.from({ length: bytes.byteLength / 8 }, (_, index) =>
    data.getFloat64(8 * index, true),
  );
  return { shape, dtype: 'float32', bytes: asBytes(floats) };
};
