import { type FileHandle, open, stat } from 'node:fs/promises';
import { InputError } from '../../core/input-error.ts';
import { refuseDeepNesting } from './nesting.ts';

const KIBIBYTE = 2 ** 10;
const MEBIBYTE = 2 ** 20;

/**
 * How large a file of each kind may be; what is larger is refused before it is read. The whole shipped catalogue has
 * 300 KiB, the index of a model of 100,000 tensors 9 MiB, a plan over all systems 3 MiB.
 */
export const LARGEST_BYTES = Object.freeze({
  /** What people write: requests, catalogue files, a model's config.json. */
  written: 256 * KIBIBYTE,
  measurements: 8 * MEBIBYTE,
  /** A model.safetensors.index.json. */
  index: 16 * MEBIBYTE,
  /** A plan written by `rackwright plan --out`. */
  result: 16 * MEBIBYTE,
  /** A table of demand or supply: about 100,000 rows. */
  table: 8 * MEBIBYTE,
  /** A trace of arrivals: about 700,000 requests with times of day. */
  trace: 32 * MEBIBYTE,
});

/** A number of bytes as the limits above are stated: `256 KiB`, `1,000 bytes`. */
export const bytesText = (bytes: number): string => {
  if (bytes >= MEBIBYTE && bytes % MEBIBYTE === 0) return `${bytes / MEBIBYTE} MiB`;
  if (bytes >= KIBIBYTE && bytes % KIBIBYTE === 0) return `${bytes / KIBIBYTE} KiB`;
  return `${bytes.toLocaleString('en-GB')} bytes`;
};

/**
 * Opens a regular file. Devices, pipes, sockets and folders are refused before they are opened, since opening or reading
 * them may never end. Throws InputError naming the reason.
 */
export const openRegularFile = async (path: string, attempted: string): Promise<FileHandle> => {
  const refused = (found: string): InputError =>
    new InputError({ attempted, found, accepted: 'the path of an existing file that may be read' });
  const stats = await stat(path).catch(() => null);
  if (stats === null) throw refused(`no readable file at ${path}`);
  if (stats.isDirectory()) throw refused(`${path}, which is a folder`);
  if (!stats.isFile()) throw refused(`${path}, which is a device, a pipe or a socket`);
  return open(path, 'r').catch((error: unknown) => {
    throw refused(`no readable file at ${path} (${error instanceof Error ? error.message : String(error)})`);
  });
};

/**
 * The bytes of a file up to the size it has when it is opened, which refuses a large one unread and takes a file of the
 * kernel, which claims to be empty and may never end, at its word. Throws InputError when there are more than `largest`.
 */
const boundedBytes = async (
  handle: FileHandle,
  path: string,
  attempted: string,
  largest: number,
): Promise<Uint8Array> => {
  const { size } = await handle.stat();
  if (size > largest) {
    throw new InputError({
      attempted,
      found: `${path} of ${bytesText(size)}`,
      accepted: `a file of at most ${bytesText(largest)}`,
    });
  }
  const bytes = new Uint8Array(size);
  let length = 0;
  while (length < size) {
    const { bytesRead } = await handle.read(bytes, length, size - length, length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return bytes.subarray(0, length);
};

const decoded = (bytes: Uint8Array, path: string, attempted: string): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new InputError({
      attempted,
      found: `bytes in ${path} that are not UTF-8 (${String(error)})`,
      accepted: 'UTF-8 text',
    });
  }
};

/**
 * Reads a text file of at most `largest` bytes, without a byte order mark. Throws InputError when it is missing, no
 * regular file, too large, not UTF-8, or nested too deep.
 */
export const readTextFile = async (
  path: string,
  attempted: string,
  largest: number = LARGEST_BYTES.written,
): Promise<string> => {
  const handle = await openRegularFile(path, attempted);
  const bytes = await boundedBytes(handle, path, attempted, largest)
    .catch((error: unknown) => {
      if (error instanceof InputError) throw error;
      throw new InputError({
        attempted,
        found: `${path}, which cannot be read (${error instanceof Error ? error.message : String(error)})`,
        accepted: 'the path of an existing file that may be read',
      });
    })
    .finally(() => handle.close());
  const text = decoded(bytes, path, attempted);
  refuseDeepNesting(path, text, attempted);
  return text;
};
