import { InputError } from '../../../core/input-error.ts';
import { type GgufHeader, LARGEST_GGUF_HEADER, readGgufHeader } from '../../../core/workload/files/gguf.ts';
import {
  readSafetensorsHeader,
  SAFETENSORS_PREFIX,
  safetensorsHeaderLength,
} from '../../../core/workload/files/safetensors.ts';
import type { TensorInfo } from '../../../core/workload/files/tensor.ts';
import { openRegularFile } from '../text-file.ts';

interface Beginning {
  readonly size: number;
  /** The first bytes of the file, fewer only where the file ends. */
  readonly first: (length: number) => Promise<Uint8Array>;
}

const ATTEMPTED = 'reading the weight file';

/** Opens a file for its beginning only and closes it in any case. Throws InputError when it cannot be read. */
const withBeginning = async <T>(path: string, use: (file: Beginning) => Promise<T>): Promise<T> => {
  const handle = await openRegularFile(path, ATTEMPTED);
  try {
    const { size } = await handle.stat();
    const first = async (length: number): Promise<Uint8Array> => {
      const wanted = Math.min(length, size);
      const buffer = new Uint8Array(wanted);
      let at = 0;
      while (at < wanted) {
        const { bytesRead } = await handle.read(buffer, at, wanted - at, at);
        if (bytesRead === 0) break;
        at += bytesRead;
      }
      return buffer.subarray(0, at);
    };
    return await use({ size, first });
  } finally {
    await handle.close();
  }
};

/** Names the file in an error of a reader, which knows bytes only. */
const namingFile = async <T>(path: string, read: () => Promise<T>): Promise<T> =>
  read().catch((error: unknown) => {
    if (!(error instanceof InputError)) throw error;
    throw new InputError({ ...error.problem, attempted: `${error.problem.attempted} of ${path}` });
  });

/** The tensors a safetensors file declares; reads its header only. */
export const safetensorsTensors = (path: string): Promise<readonly TensorInfo[]> =>
  namingFile(path, () =>
    withBeginning(path, async ({ size, first }) => {
      const length = safetensorsHeaderLength(await first(SAFETENSORS_PREFIX), size);
      return readSafetensorsHeader(await first(SAFETENSORS_PREFIX + length), size);
    }),
  );

const FIRST_GGUF_READ = 4 * 2 ** 20;

/** The header of a GGUF file; reads ever longer beginnings until it is whole, at most 64 MiB. */
export const ggufHeader = (path: string): Promise<GgufHeader> =>
  namingFile(path, () =>
    withBeginning(path, async ({ size, first }) => {
      for (let length = FIRST_GGUF_READ; length <= LARGEST_GGUF_HEADER; length *= 4) {
        const header = readGgufHeader(await first(length), size);
        if (header !== null) return header;
        if (length >= size) break;
      }
      throw new InputError({
        attempted: 'reading a GGUF header',
        found: `a header that goes on beyond ${Math.min(size, LARGEST_GGUF_HEADER)} bytes`,
        accepted: `a header of at most ${LARGEST_GGUF_HEADER} bytes inside the file`,
      });
    }),
  );
