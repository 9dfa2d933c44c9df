import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { InputError } from '../../core/input-error.ts';
import type {
  CallArgument,
  FileTensor,
  GeneratedTensor,
  KernelCall,
} from '../../core/neuroncore/call/call.ts';
import { encodeTensor, generateTensor } from '../../core/neuroncore/call/tensor.ts';
import type { DType } from '../../core/neuroncore/memory/dtype.ts';
import { type NpyArray, readNpy } from '../../core/neuroncore/numeric/npy.ts';
import type { TensorData } from '../../core/neuroncore/run.ts';

const LARGEST_FILE_BYTES = 4 * 2 ** 30;

/** All tensors among a call's arguments, with their bytes when data are held. Throws InputError for files that cannot be used. */
export const readTensors = async (
  call: KernelCall,
  folder: string,
  holdsData: boolean,
): Promise<ReadonlyMap<CallArgument, TensorData>> => {
  const tensors = new Map<CallArgument, TensorData>();
  const gather = async (argument: CallArgument): Promise<void> => {
    if (argument.kind === 'list' || argument.kind === 'tuple')
      for (const item of argument.items) await gather(item);
    if (argument.kind === 'generated' || argument.kind === 'file')
      tensors.set(argument, await readTensor(argument, folder, holdsData));
  };
  for (const argument of [...call.args, ...Object.values(call.keywords)]) await gather(argument);
  return tensors;
};

/** One tensor of a call file. */
export const readTensor = async (
  tensor: GeneratedTensor | FileTensor,
  folder: string,
  holdsData: boolean,
): Promise<TensorData> => {
  if (tensor.kind === 'file') return readFileTensor(tensor, folder);
  const { shape, dtype } = tensor;
  return { shape, dtype, bytes: holdsData ? generateTensor(tensor) : null };
};

const readFileTensor = async (tensor: FileTensor, folder: string): Promise<TensorData> => {
  const path = resolve(folder, tensor.npy);
  const attempted = 'reading a tensor of the call';
  const refuse = (found: string): never => {
    throw new InputError({
      attempted,
      found,
      accepted: 'the path of a .npy file, relative to the call file',
    });
  };
  const { size } = await stat(path).catch(() => refuse(`${path}, which cannot be read`));
  if (size > LARGEST_FILE_BYTES) refuse(`${path} of ${size} bytes, more than ${LARGEST_FILE_BYTES}`);
  const bytes = await readFile(path).catch(() => refuse(`${path}, which cannot be read`));
  return narrowed(
    readNpy(bytes, tensor.dtype === null ? { name: path } : { name: path, dtype: tensor.dtype }),
  );
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
