import { mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { InputError } from '../../core/input-error.ts';

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** Makes a folder and those above it, one by one: Node's recursive way never ends below /proc. */
const makeFolder = async (path: string): Promise<void> => {
  if (await exists(path)) return;
  const parent = dirname(path);
  if (parent !== path) await makeFolder(parent);
  await mkdir(path);
};

/** Writes a file, text as UTF-8 or bytes as they are, making the folders on its way. Throws InputError when the place cannot be written to. */
export const writeTextFile = async (
  path: string,
  text: string | Uint8Array,
  attempted: string,
): Promise<void> => {
  try {
    await makeFolder(dirname(path));
    await writeFile(path, text);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new InputError({
      attempted,
      found: `${path}, which cannot be written (${code})`,
      accepted: 'a path in a folder you may write to',
    });
  }
};
