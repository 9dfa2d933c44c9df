import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { InputError } from '../../core/input-error.ts';
import { madeTensor, npyTensor, tensorArguments } from '../../core/neuroncore/call/arguments.ts';
import type {
  CallArgument,
  FileTensor,
  GeneratedTensor,
  KernelCall,
} from '../../core/neuroncore/call/call.ts';
import type { TensorData } from '../../core/neuroncore/run.ts';

const LARGEST_FILE_BYTES = 4 * 2 ** 30;

/** All tensors among a call's arguments, with their bytes when data are held. Throws InputError for files that cannot be used. */
export const readTensors = async (
  call: KernelCall,
  folder: string,
  holdsData: boolean,
): Promise<ReadonlyMap<CallArgument, TensorData>> => {
  const tensors = new Map<CallArgument, TensorData>();
  for (const argument of tensorArguments(call))
    tensors.set(argument, await readTensor(argument, folder, holdsData));
  return tensors;
};

/** One tensor of a call file. */
export const readTensor = async (
  tensor: GeneratedTensor | FileTensor,
  folder: string,
  holdsData: boolean,
): Promise<TensorData> =>
  tensor.kind === 'file' ? readFileTensor(tensor, folder) : madeTensor(tensor, holdsData);

const readFileTensor = async (tensor: FileTensor, folder: string): Promise<TensorData> => {
  const path = resolve(folder, tensor.npy);
  const refuse = (found: string): never => {
    throw new InputError({
      attempted: 'reading a tensor of the call',
      found,
      accepted: 'the path of a .npy file, relative to the call file',
    });
  };
  const { size } = await stat(path).catch(() => refuse(`${path}, which cannot be read`));
  if (size > LARGEST_FILE_BYTES) refuse(`${path} of ${size} bytes, more than ${LARGEST_FILE_BYTES}`);
  return npyTensor(tensor, path, await readFile(path).catch(() => refuse(`${path}, which cannot be read`)));
};
