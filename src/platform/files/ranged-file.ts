import { readSync } from 'node:fs';
import type { RangedReader } from '../../core/workload/files/ranged-reader.ts';
import { openRegularFile } from './text-file.ts';

/**
 * Opens a regular file for reading at any place and closes it in any case. Reads wait for the disk, as those who walk a
 * file by steps need the bytes at once. Throws InputError when it cannot be opened.
 */
export const withRangedFile = async <T>(
  path: string,
  attempted: string,
  use: (file: RangedReader) => T | Promise<T>,
): Promise<T> => {
  const handle = await openRegularFile(path, attempted);
  try {
    const { size } = await handle.stat();
    const read = (offset: number, length: number): Uint8Array => {
      const wanted = Math.max(0, Math.min(length, size - offset));
      const buffer = new Uint8Array(wanted);
      let at = 0;
      while (at < wanted) {
        const got = readSync(handle.fd, buffer, at, wanted - at, offset + at);
        if (got === 0) break;
        at += got;
      }
      return buffer.subarray(0, at);
    };
    return await use({ size, read });
  } finally {
    await handle.close();
  }
};
