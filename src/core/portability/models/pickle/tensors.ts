import { elementCount } from '../../../workload/files/tensor.ts';
import type { TensorCensus } from '../census.ts';
import { storageType, torchBytes } from '../torch-types.ts';
import { globalName, isTuple, type PickleValue, sizesOf } from './values.ts';

/** Element type of `('storage', torch.FloatStorage, key, device, numel)`; null where it is no such reference. */
const typeOfStorage = (storage: PickleValue | undefined): string | null => {
  if (typeof storage !== 'object' || storage === null || storage.kind !== 'persistent') return null;
  if (!isTuple(storage.id)) return null;
  const name = globalName(storage.id.items[1]);
  if (name === null) return null;
  return storageType(name.slice(name.lastIndexOf('.') + 1)) ?? 'untyped';
};

/** `float32` of `torch.float32`. */
const typeOfDtype = (value: PickleValue | undefined): string | null => {
  const name = globalName(value);
  return name === null || !name.startsWith('torch.') ? null : name.slice('torch.'.length);
};

interface Shaped {
  readonly type: string;
  readonly sizes: readonly number[];
}

/** The tensor that a call of one of torch's rebuilding functions makes; null for every other call. */
const tensorOf = (name: string, args: readonly PickleValue[]): Shaped | null => {
  const [first, , third] = args;
  if (name === 'torch._utils._rebuild_tensor_v3') {
    const sizes = sizesOf(third);
    const type = typeOfDtype(args[6]) ?? typeOfStorage(first);
    return sizes === null || type === null ? null : { type, sizes };
  }
  if (/^torch\._utils\._rebuild_(tensor|tensor_v2|qtensor)$/.test(name)) {
    const sizes = sizesOf(third);
    const type = typeOfStorage(first);
    return sizes === null || type === null ? null : { type, sizes };
  }
  if (name === 'torch._utils._rebuild_meta_tensor_no_storage') {
    const sizes = sizesOf(args[1]);
    const type = typeOfDtype(first);
    return sizes === null || type === null ? null : { type, sizes };
  }
  return null;
};

/** Adds the tensor that a call makes, if it makes one. */
export const addTensorOfCall = (census: TensorCensus, of: PickleValue, args: PickleValue): void => {
  const name = globalName(of);
  if (name === null || !isTuple(args)) return;
  const tensor = tensorOf(name, args.items);
  const elements = tensor === null ? null : elementCount(tensor.sizes);
  if (tensor === null || elements === null) return;
  census.add(tensor.type, elements, torchBytes(tensor.type, elements), `[${tensor.sizes.join(', ')}]`);
};

const NUMPY_TYPES: Readonly<Record<string, string>> = Object.freeze({
  f2: 'float16',
  f4: 'float32',
  f8: 'float64',
  i1: 'int8',
  i2: 'int16',
  i4: 'int32',
  i8: 'int64',
  u1: 'uint8',
  u2: 'uint16',
  u4: 'uint32',
  u8: 'uint64',
  b1: 'bool',
  c8: 'complex64',
  c16: 'complex128',
});

/** Element type of a call of `numpy.dtype('f4', ...)`. */
const numpyType = (value: PickleValue | undefined): string | null => {
  if (typeof value !== 'object' || value === null || value.kind !== 'call') return null;
  if (globalName(value.of) !== 'numpy.dtype' || !isTuple(value.args)) return null;
  const [code] = value.args.items;
  if (typeof code !== 'string') return null;
  return Object.hasOwn(NUMPY_TYPES, code) ? (NUMPY_TYPES[code] ?? null) : code;
};

const addArray = (
  census: TensorCensus,
  shape: PickleValue | undefined,
  dtype: PickleValue | undefined,
): void => {
  const sizes = sizesOf(shape);
  const elements = sizes === null ? null : elementCount(sizes);
  const type = numpyType(dtype);
  if (sizes === null || elements === null || type === null) return;
  census.add(type, elements, torchBytes(type, elements), `[${sizes.join(', ')}]`);
};

/** Adds the array that a call makes from a buffer of protocol 5: data, type, shape, order. */
export const addArrayOfCall = (census: TensorCensus, of: PickleValue, args: PickleValue): void => {
  const name = globalName(of);
  if (name === null || !/^numpy\._?core\.numeric\._frombuffer$/.test(name) || !isTuple(args)) return;
  addArray(census, args.items[2], args.items[1]);
};

/** Adds the array whose state (version, shape, type, order, data) is set on a reconstructed `numpy.ndarray`. */
export const addArrayOfState = (census: TensorCensus, object: PickleValue, state: PickleValue): void => {
  if (typeof object !== 'object' || object === null || object.kind !== 'call') return;
  const name = globalName(object.of);
  if (name === null || !/^numpy\._?core\.multiarray\._reconstruct$/.test(name) || !isTuple(state)) return;
  addArray(census, state.items[1], state.items[2]);
};
