/** Bytes of one element by PyTorch's name of its type. Source: pytorch/pytorch, c10/core/ScalarType.h. */
const BYTES: ReadonlyMap<string, number> = new Map([
  ['float32', 4],
  ['float64', 8],
  ['float16', 2],
  ['bfloat16', 2],
  ['int64', 8],
  ['int32', 4],
  ['int16', 2],
  ['int8', 1],
  ['uint8', 1],
  ['uint16', 2],
  ['uint32', 4],
  ['uint64', 8],
  ['bool', 1],
  ['complex32', 4],
  ['complex64', 8],
  ['complex128', 16],
  ['qint8', 1],
  ['quint8', 1],
  ['qint32', 4],
  ['float8_e4m3fn', 1],
  ['float8_e5m2', 1],
  ['float8_e4m3fnuz', 1],
  ['float8_e5m2fnuz', 1],
]);

/** Bytes that so many elements take; null for a type that is not known. */
export const torchBytes = (type: string, elements: number): number | null => {
  const bytes = BYTES.get(type);
  return bytes === undefined ? null : elements * bytes;
};

/** Types of the storages that checkpoints name. Source: pytorch/pytorch, torch/storage.py, _dtype_to_storage_type_map. */
const STORAGES: ReadonlyMap<string, string> = new Map([
  ['FloatStorage', 'float32'],
  ['DoubleStorage', 'float64'],
  ['HalfStorage', 'float16'],
  ['BFloat16Storage', 'bfloat16'],
  ['LongStorage', 'int64'],
  ['IntStorage', 'int32'],
  ['ShortStorage', 'int16'],
  ['CharStorage', 'int8'],
  ['ByteStorage', 'uint8'],
  ['BoolStorage', 'bool'],
  ['ComplexFloatStorage', 'complex64'],
  ['ComplexDoubleStorage', 'complex128'],
  ['QInt8Storage', 'qint8'],
  ['QUInt8Storage', 'quint8'],
  ['QInt32Storage', 'qint32'],
]);

export const storageType = (storage: string): string | undefined => STORAGES.get(storage);

/**
 * Element types by their number in a serialised export. Source: pytorch/pytorch, torch/_export/serde/schema.py, ScalarType.
 */
const EXPORTED: ReadonlyMap<number, string> = new Map([
  [1, 'uint8'],
  [2, 'int8'],
  [3, 'int16'],
  [4, 'int32'],
  [5, 'int64'],
  [6, 'float16'],
  [7, 'float32'],
  [8, 'float64'],
  [9, 'complex32'],
  [10, 'complex64'],
  [11, 'complex128'],
  [12, 'bool'],
  [13, 'bfloat16'],
  [28, 'uint16'],
  [29, 'float8_e4m3fn'],
  [30, 'float8_e5m2'],
  [31, 'float8_e4m3fnuz'],
  [32, 'float8_e5m2fnuz'],
]);

export const exportedType = (number: number): string => EXPORTED.get(number) ?? `type ${number}`;
