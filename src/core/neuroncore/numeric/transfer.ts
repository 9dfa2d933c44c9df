import { DTYPE_BYTES, type DType } from '../memory/dtype.ts';
import type { View } from '../memory/view.ts';
import { readDense, writeDense } from './dense.ts';
import type { Overflow } from './encode-tables.ts';
import { PACKED_VALUE } from './formats.ts';
import { type Decoder, decoderOf, rawDecoderOf } from './gather.ts';
import type { NumericKernels } from './kernels.ts';
import { elementsOf, layoutsOf, type Piece } from './layout.ts';
import { ownerOf } from './owner.ts';
import { type Encoder, encoderOf, rawEncoderOf } from './scatter.ts';
import { bytesFor, forEachPlane, isAligned, wordsOf } from './words.ts';

/** Values in one element: four in packed types, else one. */
export const valuesPerElement = (dtype: DType): number => (PACKED_VALUE[dtype] === undefined ? 1 : 4);

/** Values that a block needs to hold a view. */
export const valuesOf = (view: View): number => elementsOf(view) * valuesPerElement(view.dtype);

const bitsIn = (block: Float32Array | Int32Array): Uint32Array =>
  new Uint32Array(block.buffer, block.byteOffset, block.length);

const requireRoom = (view: View, needed: number, length: number): void => {
  if (length >= needed) return;
  throw new RangeError(
    `a view of ${view.storage.name} with ${needed} values does not fit a block of ${length}`,
  );
};

const read = (view: View, out: Uint32Array, decoder: Decoder, kernels: NumericKernels | null): void => {
  requireRoom(view, elementsOf(view) * decoder.values, out.length);
  const bytes = bytesFor(view);
  for (const piece of layoutsOf(view)) {
    if (kernels !== null && readDense(bytes, piece, view.dtype, out, kernels)) continue;
    if (isAligned(piece, bytes.byteOffset, decoder.width)) gatherPiece(bytes, piece, out, decoder);
    else gatherUnaligned(bytes, piece, out, decoder);
  }
};

const gatherPiece = (bytes: Uint8Array, piece: Piece, out: Uint32Array, decoder: Decoder): void => {
  const { width, values } = decoder;
  const words = wordsOf(bytes);
  const shift = bytes.byteOffset / width;
  forEachPlane(piece, width, (start, rowStride, stride, rows, count, index) => {
    const from = start + shift;
    const to = (piece.before + index) * values;
    if (decoder.width === 1) decoder.gather(words[1], from, rowStride, stride, out, to, rows, count);
    else if (decoder.width === 2) decoder.gather(words[2], from, rowStride, stride, out, to, rows, count);
    else decoder.gather(words[4], from, rowStride, stride, out, to, rows, count);
  });
};

/** Elements that do not stand at multiples of their width are brought together byte by byte first. */
const gatherUnaligned = (bytes: Uint8Array, piece: Piece, out: Uint32Array, decoder: Decoder): void => {
  const { width } = decoder;
  const elements = piece.shape.reduce((product, size) => product * size, 1);
  const dense = new Uint8Array(Math.ceil((elements * width) / 4) * 4);
  forEachPlane(piece, 1, (start, rowStride, stride, rows, count, index) => {
    for (let row = 0; row < rows; row += 1) {
      for (let column = 0; column < count; column += 1) {
        const from = start + row * rowStride + column * stride;
        const to = (index + row * count + column) * width;
        for (let byte = 0; byte < width; byte += 1) dense[to + byte] = bytes[from + byte] as number;
      }
    }
  });
  const whole = { start: 0, shape: [elements], strides: [width], before: piece.before };
  gatherPiece(dense, whole, out, decoder);
};

const write = (
  view: View,
  block: Uint32Array,
  encoder: Encoder,
  overflow: Overflow,
  kernels: NumericKernels | null,
): void => {
  requireRoom(view, elementsOf(view) * encoder.values, block.length);
  const bytes = bytesFor(view);
  for (const piece of layoutsOf(view)) {
    if (kernels !== null && writeDense(bytes, piece, view.dtype, block, overflow, kernels)) continue;
    if (isAligned(piece, bytes.byteOffset, encoder.width)) scatterPiece(bytes, piece, block, encoder);
    else scatterUnaligned(bytes, piece, block, encoder);
  }
};

const scatterPiece = (bytes: Uint8Array, piece: Piece, block: Uint32Array, encoder: Encoder): void => {
  const { width, values } = encoder;
  const words = wordsOf(bytes);
  const shift = bytes.byteOffset / width;
  forEachPlane(piece, width, (start, rowStride, stride, rows, count, index) => {
    const to = start + shift;
    const from = (piece.before + index) * values;
    if (encoder.width === 1) encoder.scatter(block, from, words[1], to, rowStride, stride, rows, count);
    else if (encoder.width === 2) encoder.scatter(block, from, words[2], to, rowStride, stride, rows, count);
    else encoder.scatter(block, from, words[4], to, rowStride, stride, rows, count);
  });
};

const scatterUnaligned = (bytes: Uint8Array, piece: Piece, block: Uint32Array, encoder: Encoder): void => {
  const { width, values } = encoder;
  const elements = piece.shape.reduce((product, size) => product * size, 1);
  const dense = new Uint8Array(Math.ceil((elements * width) / 4) * 4);
  const whole = { start: 0, shape: [elements], strides: [width], before: 0 };
  scatterPiece(dense, whole, block.subarray(piece.before * values), encoder);
  forEachPlane(piece, 1, (start, rowStride, stride, rows, count, index) => {
    for (let row = 0; row < rows; row += 1) {
      for (let column = 0; column < count; column += 1) {
        const to = start + row * rowStride + column * stride;
        const from = (index + row * count + column) * width;
        for (let byte = 0; byte < width; byte += 1) bytes[to + byte] = dense[from + byte] as number;
      }
    }
  });
};

/**
 * Reads a view into a dense row-major block of float32, the first dimension of the view outermost; a packed element
 * gives its four values one after another. Integers of 32 bits are rounded: `readIntegers` keeps them. Long rows are
 * decoded by `kernels`, which is several times faster; without them by those in whose memory the block lies, if any. The
 * values are the same.
 * @throws {RangeError} when the view is indirect, leaves its storage, or the block is too small
 */
export const readBlock = (
  view: View,
  out: Float32Array,
  kernels: NumericKernels | null = ownerOf(out),
): void => read(view, bitsIn(out), decoderOf(view.dtype), kernels);

/**
 * Writes a dense block into a view, rounding to the nearest value of its type, ties to even; integers saturate and NaN
 * becomes 0 there. `overflow` says what narrow floating-point types make of values beyond their range; `kernels` is as
 * in `readBlock`.
 * @throws {RangeError} as `readBlock`
 */
export const writeBlock = (
  view: View,
  block: Float32Array,
  kernels: NumericKernels | null = ownerOf(block),
  overflow: Overflow = 'infinity',
): void => write(view, bitsIn(block), encoderOf(view.dtype, overflow), overflow, kernels);

/**
 * Reads the bit patterns of a view, one for each element in the low bits of a word (upper bits 0).
 * @throws {RangeError} as `readBlock`
 */
export const readBits = (view: View, out: Uint32Array): void =>
  read(view, out, rawDecoderOf(view.dtype), null);

/**
 * Writes the low bits of words as the patterns of a view's elements.
 * @throws {RangeError} as `readBlock`
 */
export const writeBits = (view: View, block: Uint32Array): void =>
  write(view, block, rawEncoderOf(view.dtype), 'infinity', null);

/**
 * Copies elements bit by bit between views of as many elements of the same width, in row-major order. All are read
 * before any is written, so the views may overlap.
 * @throws {RangeError} when the views do not match; else as `readBlock`
 */
export const copyBits = (target: View, source: View): void => {
  const elements = elementsOf(source);
  if (elementsOf(target) !== elements || DTYPE_BYTES[target.dtype] !== DTYPE_BYTES[source.dtype]) {
    throw new RangeError(
      `cannot copy ${elements} elements of ${source.dtype} to ${elementsOf(target)} of ${target.dtype} bit by bit`,
    );
  }
  const words = new Uint32Array(elements);
  readBits(source, words);
  writeBits(target, words);
};
