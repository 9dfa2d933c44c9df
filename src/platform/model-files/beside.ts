import { lstat, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Weight files in the order in which one kind stands for the model. */
const KINDS: readonly RegExp[] = [
  /^model[^/]*\.safetensors$/,
  /^(?!adapter_)[^/]*\.safetensors$/,
  /^pytorch_model[^/]*\.bin$/,
];

/**
 * Bytes of the weight files beside a config, by their sizes alone: safetensors before pickles. Links are not followed. Null
 * where there are none or the folder cannot be listed.
 */
export const weightBytesBeside = async (configPath: string): Promise<number | null> => {
  const folder = dirname(configPath);
  const names = await readdir(folder).catch(() => []);
  for (const kind of KINDS) {
    const files = names.filter((name) => kind.test(name));
    if (files.length === 0) continue;
    const sizes = await Promise.all(
      files.map((name) =>
        lstat(join(folder, name)).then(
          (stats) => (stats.isFile() ? stats.size : 0),
          () => 0,
        ),
      ),
    );
    // Pointers of Git LFS have some hundred bytes each: they say nothing of the weights.
    const total = sizes.reduce((sum, size) => sum + size, 0);
    return total > 4096 * files.length ? total : null;
  }
  return null;
};
