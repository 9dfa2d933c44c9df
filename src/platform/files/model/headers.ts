import { InputError } from '../../../core/input-error.ts';
import type { GgufHeader } from '../../../core/workload/files/gguf.ts';
import { ggufHeaderOf, safetensorsTensorsOf } from '../../../core/workload/files/headers.ts';
import type { TensorInfo } from '../../../core/workload/files/tensor.ts';
import { withRangedFile } from '../ranged-file.ts';

const ATTEMPTED = 'reading the weight file';

/** Names the file in an error of a reader, which knows bytes only. */
const namingFile = async <T>(path: string, read: () => Promise<T>): Promise<T> =>
  read().catch((error: unknown) => {
    if (!(error instanceof InputError)) throw error;
    throw new InputError({ ...error.problem, attempted: `${error.problem.attempted} of ${path}` });
  });

/** The tensors a safetensors file declares; reads its header only. */
export const safetensorsTensors = (path: string): Promise<readonly TensorInfo[]> =>
  namingFile(path, () => withRangedFile(path, ATTEMPTED, safetensorsTensorsOf));

/** The header of a GGUF file; reads ever longer beginnings until it is whole, at most 64 MiB. */
export const ggufHeader = (path: string): Promise<GgufHeader> =>
  namingFile(path, () => withRangedFile(path, ATTEMPTED, ggufHeaderOf));
