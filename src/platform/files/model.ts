import { readdir, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { z } from 'zod';
import { parseBoundedJson } from '../../core/bounded-json.ts';
import { nearest } from '../../core/catalog/nearest.ts';
import { InputError } from '../../core/input-error.ts';
import type { ModelArchitecture } from '../../core/workload/architecture.ts';
import { architectureFromConfig } from '../../core/workload/config/architecture-from-config.ts';
import { countInHeaders } from '../../core/workload/files/count-parameters.ts';
import { architectureFromGguf } from '../../core/workload/files/gguf-architecture.ts';
import { readSafetensorsIndex } from '../../core/workload/files/safetensors-index.ts';
import type { TensorInfo } from '../../core/workload/files/tensor.ts';
import { countParameters } from '../../core/workload/parameters.ts';
import { type Preset, presetArchitecture } from '../../core/workload/preset.ts';
import { ggufHeader, safetensorsTensors } from './model/headers.ts';
import { findPreset, loadPresets } from './model/presets.ts';
import { LARGEST_BYTES, readTextFile } from './text-file.ts';
import { parseYaml } from './yaml-document.ts';

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

const readIndex = async (path: string): Promise<unknown> =>
  parseBoundedJson(await readTextFile(path, ATTEMPTED, LARGEST_BYTES.index), `reading ${path}`);

const uncounted = (architecture: ModelArchitecture, note: string): LoadedModel => ({
  architecture,
  parameters: { formula: countParameters(architecture).total, counted: null, gap: null, note },
  weightBytesOnDisk: null,
});

const fromConfigFile = async (path: string, reference: string): Promise<ModelArchitecture> =>
  architectureFromConfig(await readConfig(path), reference);

const INDEX = 'model.safetensors.index.json';

/** Weight files a folder has and ought to have: by its index, else every `model*.safetensors`, else every safetensors file. */
const weightFiles = async (
  folder: string,
  files: readonly string[],
): Promise<{ readonly there: readonly string[]; readonly missing: number }> => {
  if (!files.includes(INDEX)) {
    const weights = files.filter((file) => file.endsWith('.safetensors'));
    const model = weights.filter((file) => file.startsWith('model'));
    return { there: (model.length > 0 ? model : weights).toSorted(), missing: 0 };
  }
  const index = readSafetensorsIndex(await readIndex(join(folder, INDEX)));
  const there = index.files.filter((file) => files.includes(file));
  return { there, missing: index.files.length - there.length };
};

const counted = (architecture: ModelArchitecture, tensors: readonly TensorInfo[]): LoadedModel => {
  const formula = countParameters(architecture).total;
  const { counted: total, gap, note } = countInHeaders(tensors, architecture);
  return {
    architecture,
    parameters: { formula, counted: total, gap, note },
    weightBytesOnDisk: tensors.reduce((sum, tensor) => sum + tensor.bytes, 0),
  };
};

const fromFolder = async (folder: string, reference: string): Promise<LoadedModel> => {
  const files = await readdir(folder);
  if (!files.includes('config.json'))
    throw new InputError({
      attempted: ATTEMPTED,
      found: `no config.json in ${folder}`,
      accepted: 'a folder with config.json, as downloaded from Hugging Face',
    });
  const architecture = await fromConfigFile(join(folder, 'config.json'), join(reference, 'config.json'));
  const { there, missing } = await weightFiles(folder, files);
  if (missing > 0)
    return uncounted(architecture, `${missing} weight files of the index are missing, so none were counted.`);
  if (there.length === 0)
    return uncounted(architecture, 'No weight files beside the config, so the formula stands alone.');
  const tensors: TensorInfo[] = [];
  for (const file of there) tensors.push(...(await safetensorsTensors(join(folder, file))));
  return counted(architecture, tensors);
};

/** A safetensors header knows shapes but not heads, so the config beside it is needed. */
const fromSafetensors = async (path: string, reference: string): Promise<LoadedModel> => {
  const tensors = await safetensorsTensors(path);
  const config = join(dirname(path), 'config.json');
  if ((await kindOf(config)) !== 'file')
    throw new InputError({
      attempted: ATTEMPTED,
      found: `${reference} of ${tensors.length} tensors, without a config.json beside it`,
      accepted: 'a safetensors file with its config.json: the header does not say how many heads there are',
    });
  return counted(await fromConfigFile(config, join(dirname(reference), 'config.json')), tensors);
};

const fromGguf = async (path: string, reference: string): Promise<LoadedModel> => {
  const header = await ggufHeader(path);
  return counted(architectureFromGguf(header, reference), header.tensors);
};

const fromPath = async (path: string, kind: 'file' | 'folder', reference: string): Promise<LoadedModel> => {
  if (kind === 'folder') return fromFolder(path, reference);
  if (path.endsWith('.safetensors')) return fromSafetensors(path, reference);
  if (path.endsWith('.gguf')) return fromGguf(path, reference);
  if (path.endsWith('.json'))
    return uncounted(
      await fromConfigFile(path, reference),
      'A config alone: the formula stands without a count.',
    );
  throw new InputError({
    attempted: ATTEMPTED,
    found: reference,
    accepted:
      'a config.json, a folder with one, a .gguf or a .safetensors file, or the name of a shipped model',
  });
};

const whole = (value: number): string => value.toLocaleString('en-GB');

/** How the formula's count compares with the published total, and where the shape was read. */
const publishedNote = ({ parameters, note, source, as_of }: Preset, formula: number): string => {
  const verdict =
    parameters === null
      ? 'No exact total is published.'
      : parameters === formula
        ? `The published total is ${whole(parameters)}, exactly what the formula gives.`
        : `The published total is ${whole(parameters)}; the formula gives ${whole(formula)}.`;
  return [verdict, ...(note === undefined ? [] : [note]), `Shape read in ${source}, ${as_of}.`].join(' ');
};

const LOOKS_LIKE_PATH = /^\.{0,2}[\\/]|\.(json|gguf|safetensors)$/;

const refuseUnknown = async (reference: string, catalogRoot: string): Promise<InputError> => {
  const names = (await loadPresets(catalogRoot)).map(({ name }) => name);
  const close = nearest(reference, names, 5);
  return new InputError({
    attempted: ATTEMPTED,
    found: `"${reference}", neither a file or folder nor the name of a shipped model`,
    accepted: `a config.json or its folder, a .gguf or .safetensors file, or a shipped model (${close.length > 0 ? `nearest: ${close.join(', ')}; ` : ''}all: rackwright model list)`,
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
    if (preset !== null) {
      const architecture = presetArchitecture(preset);
      return uncounted(architecture, publishedNote(preset, countParameters(architecture).total));
    }
  }
  const kind = await kindOf(path);
  if (kind === null) throw await refuseUnknown(reference, folders.catalogRoot);
  return fromPath(path, kind, reference);
};
