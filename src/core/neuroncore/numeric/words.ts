import type { View } from '../memory/view.ts';
import type { Layout } from './layout.ts';

/** One buffer seen in the three widths that elements have. */
export interface Words {
  readonly 1: Uint8Array;
  readonly 2: Uint16Array;
  readonly 4: Uint32Array;
}

const seen = new WeakMap<ArrayBufferLike, Words>();

/** The whole buffer behind some bytes; remembered, since small instructions ask for it all the time. */
export const wordsOf = (bytes: Uint8Array): Words => {
  const known = seen.get(bytes.buffer);
  if (known !== undefined && known[1].length === bytes.buffer.byteLength) return known;
  const { buffer } = bytes;
  const words: Words = {
    1: new Uint8Array(buffer),
    2: new Uint16Array(buffer, 0, buffer.byteLength >> 1),
    4: new Uint32Array(buffer, 0, buffer.byteLength >> 2),
  };
  seen.set(buffer, words);
  return words;
};

/**
 * The bytes of a view's storage. A storage that has none yet gets its own block of them, all ones: NaN in every
 * floating-point type.
 */
export const bytesFor = (view: View): Uint8Array => {
  const { storage } = view;
  const { contents } = storage;
  if (contents.bytes !== null) return contents.bytes;
  const bytes = new Uint8Array(storage.partitions * storage.bytesPerPartition).fill(255);
  contents.bytes = bytes;
  contents.base = 0;
  contents.pitch = storage.bytesPerPartition;
  return bytes;
};

/** Whether all elements of a layout stand at whole multiples of their width. */
export const isAligned = (layout: Layout, byteOffset: number, width: number): boolean =>
  (layout.start + byteOffset) % width === 0 && layout.strides.every((stride) => stride % width === 0);

/** Calls back with the place of each row of elements: the two innermost dimensions of a layout, in its own unit. */
export const forEachPlane = (
  layout: Layout,
  unit: number,
  visit: (
    start: number,
    rowStride: number,
    stride: number,
    rows: number,
    count: number,
    index: number,
  ) => void,
): void => {
  const { shape, strides } = layout;
  const rank = shape.length;
  const count = rank > 0 ? (shape[rank - 1] as number) : 1;
  const stride = rank > 0 ? (strides[rank - 1] as number) / unit : 1;
  const rows = rank > 1 ? (shape[rank - 2] as number) : 1;
  const rowStride = rank > 1 ? (strides[rank - 2] as number) / unit : 0;
  const outer = rank - 2;
  const indices = new Array<number>(Math.max(outer, 0)).fill(0);
  let start = layout.start / unit;
  for (let index = 0; ; index += rows * count) {
    visit(start, rowStride, stride, rows, count, index);
    let dimension = outer - 1;
    for (; dimension >= 0; dimension -= 1) {
      const step = (strides[dimension] as number) / unit;
      const next = (indices[dimension] as number) + 1;
      if (next < (shape[dimension] as number)) {
        indices[dimension] = next;
        start += step;
        break;
      }
      start -= step * (next - 1);
      indices[dimension] = 0;
    }
    if (dimension < 0) return;
  }
};
