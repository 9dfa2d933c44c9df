import type { DType } from '../memory/dtype.ts';
import { emptyContents, storageExtent } from '../memory/storage.ts';
import type { View } from '../memory/view.ts';
import { wholeView } from '../memory/whole.ts';
import { type Fill, filled } from '../numeric/fill.ts';
import { readNumbers, writeNumbers } from '../numeric/integers.ts';
import type { GeneratedTensor } from './call.ts';

/** A dense tensor in HBM over bytes in row-major order. */
const viewOver = (bytes: Uint8Array, shape: readonly number[], dtype: DType): View => {
  const extent = storageExtent('hbm', shape, dtype);
  const contents = { ...emptyContents(extent.bytesPerPartition), bytes, complete: true };
  const storage = {
    id: 0,
    name: '',
    space: 'hbm' as const,
    core: 0,
    ...extent,
    address: null,
    site: null,
    contents,
  };
  return wholeView(storage, shape, dtype);
};

/** Bytes of a tensor from its values, rounded to its type as the machine rounds. */
export const encodeTensor = (values: Float64Array, shape: readonly number[], dtype: DType): Uint8Array => {
  const bytes = new Uint8Array(storageExtent('hbm', shape, dtype).bytesPerPartition);
  writeNumbers(viewOver(bytes, shape, dtype), values);
  return bytes;
};

/** Values of a tensor from its bytes; packed types give four for each element. */
export const decodeTensor = (bytes: Uint8Array, shape: readonly number[], dtype: DType): Float64Array => {
  const count = shape.reduce((product, each) => product * each, dtype.endsWith('_x4') ? 4 : 1);
  const values = new Float64Array(count);
  readNumbers(viewOver(bytes, shape, dtype), values);
  return values;
};

const fillOf = ({ fill, seed, low, high }: GeneratedTensor): Fill => {
  switch (fill) {
    case 'zeros':
    case 'ones':
    case 'identity':
      return { kind: fill };
    case 'constant':
      return { kind: 'constant', value: low };
    case 'arange':
      return { kind: 'arange', start: low, step: 1 };
    case 'normal':
      return { kind: 'normal', mean: low, deviation: high, seed };
    case 'uniform':
      return { kind: 'uniform', least: low, most: high, seed };
    case 'integers':
      return { kind: 'integers', least: low, most: high, seed };
  }
};

/** The bytes of a made-up tensor. Packed types are filled value by value, four to an element. */
export const generateTensor = (tensor: GeneratedTensor): Uint8Array => {
  const { shape, dtype } = tensor;
  const values = dtype.endsWith('_x4') ? [...shape.slice(0, -1), 4 * (shape.at(-1) as number)] : shape;
  return encodeTensor(filled(fillOf(tensor), values), shape, dtype);
};
