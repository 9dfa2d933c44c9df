import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../../../core/input-error.ts';
import { comparableName, type Preset, presetMatches, presetSchema } from '../../../core/workload/preset.ts';
import { readTextFile } from '../text-file.ts';
import { parseYaml } from '../yaml-document.ts';

const ATTEMPTED = 'reading the shipped models';

const readPreset = async (path: string): Promise<Preset> =>
  parseYaml(path, await readTextFile(path, ATTEMPTED), presetSchema, ATTEMPTED);

const presetFiles = async (catalogRoot: string): Promise<readonly string[]> => {
  const folder = join(catalogRoot, 'models');
  const files = await readdir(folder).catch((error: unknown) => {
    throw new InputError({
      attempted: ATTEMPTED,
      found: `no readable folder ${folder} (${String(error)})`,
      accepted: 'a catalogue with a models folder',
    });
  });
  return files
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => join(folder, file));
};

/** All shipped models by file name. Throws InputError when one is malformed. */
export const loadPresets = async (catalogRoot: string): Promise<readonly Preset[]> =>
  Promise.all((await presetFiles(catalogRoot)).map(readPreset));

/** The shipped model of that name (or alias), null when there is none. Reads one file when the file is so named. */
export const findPreset = async (catalogRoot: string, name: string): Promise<Preset | null> => {
  const wanted = comparableName(name);
  const files = await presetFiles(catalogRoot);
  const named = files.find(
    (file) => comparableName(file.replace(/^.*[\\/]/, '').replace(/\.json$/, '')) === wanted,
  );
  if (named !== undefined) return readPreset(named);
  const presets = await loadPresets(catalogRoot);
  return presets.find((preset) => presetMatches(preset, name)) ?? null;
};
