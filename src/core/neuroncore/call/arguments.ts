import type { DType } from '../memory/dtype.ts';
import { tupleText } from '../memory/view-error.ts';
import { type NpyArray, NpyError, readNpy } from '../numeric/npy.ts';
import type { TensorData } from '../run.ts';
import type { CallArgument, FileTensor, GeneratedTensor, KernelCall } from './call.ts';
import { encodeTensor, generateTensor } from './tensor.ts';

/** All tensors among a call's arguments, those in lists and tuples too, in order. */
export const tensorArguments = (call: KernelCall): readonly (GeneratedTensor | FileTensor)[] => {
  const within = (argument: CallArgument): readonly (GeneratedTensor | FileTensor)[] => {
    if (argument.kind === 'list' || argument.kind === 'tuple' || argument.kind === 'ranks')
      return argument.items.flatMap(within);
    return argument.kind === 'generated' || argument.kind === 'file' ? [argument] : [];
  };
  return [...call.args, ...Object.values(call.keywords)].flatMap(within);
};

/** A made-up tensor of a call; without bytes in runs for timing only. */
export const madeTensor = (tensor: GeneratedTensor, holdsData: boolean): TensorData => {
  const { shape, dtype } = tensor;
  return { shape, dtype, bytes: holdsData ? generateTensor(tensor) : null };
};

/** A tensor of a call from the bytes of its .npy file, which errors call `name`. Throws NpyError for bytes that are none. */
export const npyTensor = (tensor: FileTensor, name: string, bytes: Uint8Array): TensorData => {
  const array = readNpy(bytes, tensor.dtype === null ? { name } : { name, dtype: tensor.dtype });
  if (array.shape.length === 0 || array.shape.includes(0)) {
    throw new NpyError({
      attempted: `reading ${name} as a tensor`,
      found: `shape ${tupleText(array.shape)}`,
      accepted: 'one dimension or more, each of at least one element',
    });
  }
  return narrowed(array);
};

const NARROW: Readonly<Record<'float64' | 'int64' | 'uint64', DType>> = {
  float64: 'float32',
  int64: 'int32',
  uint64: 'uint32',
};

const isWide = (dtype: NpyArray['dtype']): dtype is keyof typeof NARROW => dtype in NARROW;

/** The chip has no 64-bit types: such files are brought to 32 bits, as frameworks do before a launch. */
const narrowed = ({ shape, dtype, bytes }: NpyArray): TensorData => {
  if (!isWide(dtype)) return { shape, dtype, bytes };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Float64Array(bytes.length / 8);
  for (let at = 0; at < values.length; at++) {
    if (dtype === 'float64') values[at] = view.getFloat64(8 * at, true);
    else
      values[at] = Number(
        dtype === 'int64' ? view.getBigInt64(8 * at, true) : view.getBigUint64(8 * at, true),
      );
  }
  return { shape, dtype: NARROW[dtype], bytes: encodeTensor(values, shape, NARROW[dtype]) };
};
