import { existsSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { InputError } from '../../core/input-error.ts';
import type { KernelSource } from '../../core/neuroncore/load.ts';
import { readSourceFolder, readSourceTree } from '../../platform/files/source-tree.ts';
import { readTextFile } from '../../platform/files/text-file.ts';

const slashed = (path: string): string => path.split(sep).join('/');

/** The folder above the outermost package that holds a file: from there its absolute imports start. */
const packageRootOf = (file: string): string => {
  let folder = dirname(file);
  while (existsSync(join(folder, '__init__.py')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
};

/** Opens a kernel file: its own folder, the folder above its package and `roots` are searched for imports. */
export const openKernelSource = async (file: string, roots: readonly string[]): Promise<KernelSource> => {
  const path = resolve(file);
  const text = await readTextFile(path, 'reading the kernel');
  const searched = roots.length > 0 ? roots.map((root) => resolve(root)) : [packageRootOf(path)];
  const files = new Map(await filesBelow(searched, roots.length > 0));
  files.set(slashed(path), text);
  return { path: slashed(path), tree: { files, roots: [...searched, dirname(path)].map(slashed) } };
};

/** Files below folders that a user named must be few enough; of those we looked in ourselves, the top level will do. */
const filesBelow = async (
  folders: readonly string[],
  named: boolean,
): Promise<ReadonlyMap<string, string>> => {
  try {
    return await readSourceTree(folders);
  } catch (error) {
    if (named || !(error instanceof InputError)) throw error;
    const found = await Promise.all(folders.map(readSourceFolder));
    return new Map(found.flatMap((files) => [...files]));
  }
};
