import { DTYPE_BYTES, type DType } from './dtype.ts';
import { offsetOf } from './index-values.ts';
import { emptyContents, storageExtent } from './storage.ts';
import { product } from './strides.ts';
import type { Space, Storage, View } from './view.ts';
import { wholeView } from './whole.ts';

/** A storage of its own for tests. */
export const testStorage = (space: Space, shape: readonly number[], dtype: DType = 'float32'): Storage => {
  const extent = storageExtent(space, shape, dtype);
  return {
    id: 1,
    name: 'x',
    space,
    core: 0,
    ...extent,
    address: null,
    site: null,
    contents: emptyContents(extent.bytesPerPartition),
  };
};

/** A whole tensor over a storage of its own. */
export const testTensor = (space: Space, shape: readonly number[], dtype: DType = 'float32'): View =>
  wholeView(testStorage(space, shape, dtype), shape, dtype);

/** The tensor with bytes, each element holding its own number in the storage (for types of four bytes). */
export const numbered = (view: View): View => {
  const { storage } = view;
  const elements = (storage.partitions * storage.bytesPerPartition) / DTYPE_BYTES[view.dtype];
  const values = Float32Array.from({ length: elements }, (_, index) => index);
  storage.contents.bytes = new Uint8Array(values.buffer);
  return view;
};

/** The bytes of the view's storage as numbers. */
export const numbersOf = (view: View): Float32Array => {
  const { bytes } = view.storage.contents;
  if (bytes === null) throw new RangeError('the storage has no bytes');
  return new Float32Array(bytes.slice().buffer);
};

/** Where every element stands, in row-major order. */
export const positionsOf = (view: View): readonly number[] =>
  Array.from({ length: product(view.shape) }, (_, index) => offsetOf(view, index));
