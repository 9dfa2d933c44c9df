import { readdir, readFile, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { InputError } from '../../core/input-error.ts';

/** Limits of what a folder of Python sources may hold. */
const MOST_FILES = 20_000;
const MOST_BYTES = 256 * 1024 * 1024;
const LARGEST_FILE_BYTES = 8 * 1024 * 1024;
const SKIPPED = new Set(['node_modules', '__pycache__', 'venv', 'site-packages']);

/** The Python files directly in a folder, by their absolute paths; none when it cannot be read. */
export const readSourceFolder = async (folder: string): Promise<ReadonlyMap<string, string>> => {
  const files = new Map<string, string>();
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (!entry.isFile() || !entry.name.endsWith('.py') || files.size >= MOST_FILES) continue;
    const { size } = await stat(path);
    if (size <= LARGEST_FILE_BYTES) files.set(path.split(sep).join('/'), await readFile(path, 'utf8'));
  }
  return files;
};

/**
 * All Python files below folders, by their absolute paths with `/` between folders. Hidden folders, virtual
 * environments and links are not followed. Throws InputError when a folder cannot be read or holds too much.
 */
export const readSourceTree = async (folders: readonly string[]): Promise<ReadonlyMap<string, string>> => {
  const files = new Map<string, string>();
  const budget = { bytes: MOST_BYTES };
  for (const folder of folders) await gather(folder, files, budget);
  return files;
};

const refuse = (folder: string, found: string): never => {
  throw new InputError({
    attempted: `reading the Python files below ${folder}`,
    found,
    accepted: `a folder with at most ${MOST_FILES} Python files of ${MOST_BYTES / 2 ** 20} MiB in all; --root narrows it`,
  });
};

const gather = async (
  folder: string,
  files: Map<string, string>,
  budget: { bytes: number },
): Promise<void> => {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) =>
    refuse(folder, error instanceof Error ? error.message : String(error)),
  );
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!entry.name.startsWith('.') && !SKIPPED.has(entry.name)) await gather(path, files, budget);
      continue;
    }
    if (!entry.isFile() || !entry.name.endsWith('.py')) continue;
    const { size } = await stat(path);
    if (size > LARGEST_FILE_BYTES) continue;
    budget.bytes -= size;
    if (files.size >= MOST_FILES || budget.bytes < 0) refuse(folder, 'more than that');
    files.set(path.split(sep).join('/'), await readFile(path, 'utf8'));
  }
};
