import { isInteger } from '../memory/dtype.ts';
import type { View } from '../memory/view.ts';
import { INTEGER_RANGE } from './formats.ts';
import { elementsOf } from './layout.ts';
import { saturated } from './rounding.ts';
import { readBits, readBlock, valuesOf, writeBits, writeBlock } from './transfer.ts';

const requireInteger = (view: View): void => {
  if (!isInteger(view.dtype)) throw new RangeError(`${view.storage.name} holds ${view.dtype}, no integers`);
};

/** Extends the signed patterns of one or two bytes to 32 bits, in place. */
const extendSigns = (view: View, words: Uint32Array | Int32Array, elements: number): void => {
  const shift = view.dtype === 'int8' ? 24 : view.dtype === 'int16' ? 16 : 0;
  if (shift === 0) return;
  for (let index = 0; index < elements; index += 1) {
    words[index] = ((words[index] as number) << shift) >> shift;
  }
};

/**
 * Reads integers exactly, without a way through float32: signed types into an Int32Array, unsigned ones (and bool, as
 * stored) into either.
 * @throws {RangeError} when the view holds no integers; else as `readBlock`
 */
export const readIntegers = (view: View, out: Int32Array | Uint32Array): void => {
  requireInteger(view);
  readBits(view, new Uint32Array(out.buffer, out.byteOffset, out.length));
  extendSigns(view, out, elementsOf(view));
};

/**
 * Writes integers exactly; those beyond the range of the view's type become its least or greatest value, and bool
 * becomes 0 or 1.
 * @throws {RangeError} when the view holds no integers; else as `readBlock`
 */
export const writeIntegers = (view: View, block: Int32Array | Uint32Array): void => {
  requireInteger(view);
  const elements = elementsOf(view);
  const [least, most] = INTEGER_RANGE[view.dtype] ?? [0, 1];
  const truth = view.dtype === 'bool';
  const words = new Uint32Array(elements);
  for (let index = 0; index < elements; index += 1) {
    const value = block[index] as number;
    words[index] = truth ? Number(value !== 0) : Math.min(most, Math.max(least, value));
  }
  writeBits(view, words);
};

/**
 * Reads any view into float64, where every value of every type is exact.
 * @throws {RangeError} as `readBlock`
 */
export const readNumbers = (view: View, out: Float64Array): void => {
  if (view.dtype === 'int32' || view.dtype === 'uint32') {
    const words =
      view.dtype === 'int32' ? new Int32Array(elementsOf(view)) : new Uint32Array(elementsOf(view));
    readIntegers(view, words);
    out.set(words);
    return;
  }
  const floats = new Float32Array(valuesOf(view));
  readBlock(view, floats);
  out.set(floats);
};

/**
 * Writes float64 into a view: integers to nearest even and saturating, floating-point types through float32, as the
 * engines compute in it.
 * @throws {RangeError} as `readBlock`
 */
export const writeNumbers = (view: View, block: Float64Array): void => {
  const range = INTEGER_RANGE[view.dtype];
  if (range === undefined) {
    writeBlock(view, Float32Array.from(block));
    return;
  }
  const [least, most] = range;
  const words = new Uint32Array(elementsOf(view));
  for (let index = 0; index < words.length; index += 1) {
    words[index] = saturated(block[index] as number, least, most);
  }
  writeBits(view, words);
};
