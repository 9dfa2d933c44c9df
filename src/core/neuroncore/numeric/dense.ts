import { DTYPE_BYTES, type DType } from '../memory/dtype.ts';
import type { Overflow } from './encode-tables.ts';
import { PACKED_VALUE } from './formats.ts';
import type { DenseConversion, NumericKernels } from './kernels.ts';
import type { Layout, Piece } from './layout.ts';
import { forEachPlane } from './words.ts';

/** Bytes of a row from which on copying it to the kernels is worth it, and of a piece. */
const ROW_BYTES = 256;
const PIECE_BYTES = 512;

/** How a piece is converted by the kernels; null where the loops do better. */
interface Route {
  readonly conversion: DenseConversion;
  readonly width: number;
  readonly bytes: number;
  readonly values: number;
}

const routeOf = (piece: Piece, dtype: DType, kernels: NumericKernels): Route | null => {
  const { conversion } = kernels;
  if (conversion === null || !conversion.knows(dtype)) return null;
  const width = DTYPE_BYTES[dtype];
  const { shape, strides } = piece;
  const row = shape.at(-1);
  if (row === undefined || strides.at(-1) !== width || row * width < ROW_BYTES) return null;
  const elements = shape.reduce((product, size) => product * size, 1);
  if (elements * width < PIECE_BYTES) return null;
  const values = elements * (PACKED_VALUE[dtype] === undefined ? 1 : 4);
  return { conversion, width, bytes: elements * width, values };
};

/** Runs `work` on a place for the patterns and one for the values, both in the memory of the kernels. */
const withPlaces = (
  route: Route,
  block: Float32Array,
  kernels: NumericKernels,
  work: (patterns: Uint8Array, values: Float32Array) => void,
): boolean => {
  const { conversion, bytes, values } = route;
  const mark = kernels.mark();
  const place = kernels.block(Math.ceil(bytes / Float32Array.BYTES_PER_ELEMENT));
  const inside = conversion.holds(block) ? block.subarray(0, values) : kernels.block(values);
  const fits = conversion.holds(place) && conversion.holds(inside);
  if (fits) work(new Uint8Array(place.buffer, place.byteOffset, bytes), inside);
  kernels.release(mark);
  return fits;
};

/** Calls back with each row of bytes of a layout and its place among the rows that follow each other without gaps. */
const forEachRow = (
  layout: Layout,
  width: number,
  visit: (first: number, end: number, at: number) => void,
): void =>
  forEachPlane(layout, 1, (start, rowStride, _stride, rows, count, index) => {
    for (let row = 0; row < rows; row += 1) {
      const first = start + row * rowStride;
      visit(first, first + count * width, (index + row * count) * width);
    }
  });

const floatsAt = (words: Uint32Array, from: number, length: number): Float32Array =>
  new Float32Array(words.buffer, words.byteOffset + from * Float32Array.BYTES_PER_ELEMENT, length);

/** Reads a piece whose rows are long and without gaps; gives false, having done nothing, for any other. */
export const readDense = (
  bytes: Uint8Array,
  piece: Piece,
  dtype: DType,
  out: Uint32Array,
  kernels: NumericKernels,
): boolean => {
  const route = routeOf(piece, dtype, kernels);
  if (route === null) return false;
  const { conversion, width, values } = route;
  const block = floatsAt(out, piece.before * (values / (route.bytes / width)), values);
  return withPlaces(route, block, kernels, (patterns, inside) => {
    forEachRow(piece, width, (first, end, at) => patterns.set(bytes.subarray(first, end), at));
    conversion.decode(dtype, inside, patterns);
    if (!conversion.holds(block)) block.set(inside);
  });
};

/** Writes such a piece; gives false, having done nothing, for any other. */
export const writeDense = (
  bytes: Uint8Array,
  piece: Piece,
  dtype: DType,
  block: Uint32Array,
  overflow: Overflow,
  kernels: NumericKernels,
): boolean => {
  const route = routeOf(piece, dtype, kernels);
  if (route === null) return false;
  const { conversion, width, values } = route;
  const source = floatsAt(block, piece.before * (values / (route.bytes / width)), values);
  return withPlaces(route, source, kernels, (patterns, inside) => {
    if (!conversion.holds(source)) inside.set(source);
    conversion.encode(dtype, patterns, inside, overflow);
    forEachRow(piece, width, (first, end, at) => bytes.set(patterns.subarray(at, at + end - first), first));
  });
};
