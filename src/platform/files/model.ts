import { readdir, stat } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { z } from 'zod';
import { InputError } from '../../core/input-error.ts';
import type { ModelArchitecture } from '../../core/workload/architecture.ts';
import { architectureFromConfig } from '../../core/workload/config/architecture-from-config.ts';
import { countParameters } from '../../core/workload/parameters.ts';
import { presetArchitecture } from '../../core/workload/preset.ts';
import { findPreset, loadPresets } from './model/presets.ts';
import { parseYaml, readTextFile } from './yaml-document.ts';

/** The parameter count by formula, and by the headers of the weight files where there are any. */
export interface ParameterCheck {
  readonly formula: number;
  readonly counted: number | null;
  /** counted - formula; null when nothing was counted. */
  readonly gap: number | null;
  readonly note: string;
}

export interface LoadedModel {
  readonly architecture: ModelArchitecture;
  readonly parameters: ParameterCheck;
  /** Bytes of the tensors on disk; null when there are no weight files. */
  readonly weightBytesOnDisk: number | null;
}

export interface ModelFolders {
  /** The catalogue's folder, which holds `models/`. */
  readonly catalogRoot: string;
  /** Folder that relative references start from. */
  readonly baseFolder: string;
}

const ATTEMPTED = 'reading the model';

const kindOf = async (path: string): Promise<'file' | 'folder' | null> =>
  stat(path).then(
    (stats) => (stats.isDirectory() ? 'folder' : stats.isFile() ? 'file' : null),
    () => null,
  );

const readConfig = async (path: string): Promise<unknown> =>
  parseYaml(path, await readTextFile(path, ATTEMPTED), z.unknown(), ATTEMPTED);

const uncounted = (architecture: ModelArchitecture, note: string): LoadedModel => ({
  architecture,
  parameters: { formula: countParameters(architecture).total, counted: null, gap: null, note },
  weightBytesOnDisk: null,
});

const fromConfigFile = async (path: string, reference: string): Promise<LoadedModel> =>
  uncounted(
    architectureFromConfig(await readConfig(path), reference),
    'No weight files beside the config, so its formula count stands alone.',
  );

const fromFolder = async (folder: string, reference: string): Promise<LoadedModel> => {
  const files = await readdir(folder);
  if (!files.includes('config.json'))
    throw new InputError({
      attempted: ATTEMPTED,
      found: `no config.json in ${folder}`,
      accepted: 'a folder with config.json, as downloaded from Hugging Face',
    });
  return fromConfigFile(join(folder, 'config.json'), join(reference, 'config.json'));
};

const fromPath = async (path: string, kind: 'file' | 'folder', reference: string): Promise<LoadedModel> => {
  if (kind === 'folder') return fromFolder(path, reference);
  if (path.endsWith('.json')) return fromConfigFile(path, reference);
  throw new InputError({
    attempted: ATTEMPTED,
    found: reference,
    accepted:
      'a config.json, a folder with one, a .gguf or a .safetensors file, or the name of a shipped model',
  });
};

const LOOKS_LIKE_PATH = /^\.{0,2}[\\/]|\.(json|gguf|safetensors)$/;

const refuseUnknown = async (reference: string, catalogRoot: string): Promise<InputError> => {
  const names = (await loadPresets(catalogRoot)).map(({ name }) => name);
  return new InputError({
    attempted: ATTEMPTED,
    found: `"${reference}", neither a file or folder nor the name of a shipped model`,
    accepted: `a config.json or its folder, a .gguf or .safetensors file, or one of ${names.join(', ')}`,
  });
};

/**
 * The model a reference stands for: the name of a shipped model (case and spelling do not matter), a config.json, a folder
 * with one, a .gguf or a .safetensors file. Weight files are opened for their headers only. Throws InputError when the
 * reference leads nowhere or the model is not understood.
 */
export const loadModel = async (reference: string, folders: ModelFolders): Promise<LoadedModel> => {
  const path = isAbsolute(reference) ? reference : resolve(folders.baseFolder, reference);
  if (!LOOKS_LIKE_PATH.test(reference)) {
    const preset = await findPreset(folders.catalogRoot, reference);
    if (preset !== null)
      return uncounted(
        presetArchitecture(preset),
        preset.parameters === null
          ? `Shipped model; its maker gives no exact total. ${preset.source}`
          : `Shipped model; its maker gives ${preset.parameters.toLocaleString('en-GB')} parameters. ${preset.source}`,
      );
  }
  const kind = await kindOf(path);
  if (kind === null) throw await refuseUnknown(reference, folders.catalogRoot);
  return fromPath(path, kind, reference);
};
