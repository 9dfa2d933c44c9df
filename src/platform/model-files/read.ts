import { InputError } from '../../core/input-error.ts';
import type { ModelAsset, ModelFormat } from '../../core/portability/model-asset.ts';
import type { ModelTables } from '../../core/portability/models/advice.ts';
import { type JsonRecord, jsonRecordOf } from '../../core/portability/models/archive/json-bytes.ts';
import {
  DETECTION_BYTES,
  detectModel,
  isLfsPointer,
  type ModelKind,
  mayBeModel,
} from '../../core/portability/models/detect.ts';
import {
  readAdapterConfig,
  readDiffusersIndex,
  readIndex,
  readQuantisationConfig,
} from '../../core/portability/models/hf/companions.ts';
import { isModelConfig, readConfig } from '../../core/portability/models/hf/config.ts';
import { modelJudge } from '../../core/portability/models/judge/judge.ts';
import { readMlir } from '../../core/portability/models/mlir/model.ts';
import { readOnnx } from '../../core/portability/models/onnx/model.ts';
import { readPickle } from '../../core/portability/models/pickle/model.ts';
import { emptyReading, type ModelReading } from '../../core/portability/models/reading.ts';
import { readGguf, readSafetensors } from '../../core/portability/models/weights.ts';
import type { RangedReader } from '../../core/workload/files/ranged-reader.ts';
import { withRangedFile } from '../files/ranged-file.ts';
import { LARGEST_BYTES, readTextFile } from '../files/text-file.ts';
import { readTorchArchive } from './archive.ts';
import { weightBytesBeside } from './beside.ts';

const ATTEMPTED = 'reading the model file';

/** Reads one file; null when it is no model. `shown` is its path as reports name it. */
export type ModelFileReader = (path: string, shown: string) => Promise<ModelAsset | null>;

/** A config with the names of 20,000 classes has a mebibyte. */
const LARGEST_CONFIG_BYTES = 4 * 2 ** 20;

const CONFIGS = new Set<ModelKind>([
  'hf-config',
  'quantisation-config',
  'adapter-config',
  'diffusers-index',
  'hf-index',
]);

/** The format that a kind of file is told under, also where it could not be read. */
const formatOf = (kind: ModelKind): ModelFormat => {
  if (kind === 'archive') return 'pickle';
  return kind === 'quantisation-config' || kind === 'adapter-config' ? 'hf-config' : kind;
};

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1).toLowerCase();

const readJson = async (path: string, kind: ModelKind): Promise<JsonRecord> => {
  const most = kind === 'hf-index' ? LARGEST_BYTES.index : LARGEST_CONFIG_BYTES;
  return jsonRecordOf(await readTextFile(path, ATTEMPTED, most), ATTEMPTED);
};

const readConfigFile = async (
  kind: ModelKind,
  path: string,
  shown: string,
  tables: ModelTables,
): Promise<ModelReading | null> => {
  const config = await readJson(path, kind);
  if (kind === 'hf-config' && !isModelConfig(config)) return null;
  if (kind === 'diffusers-index' && typeof config['_class_name'] !== 'string') return null;
  if (kind === 'quantisation-config') return readQuantisationConfig(config, tables);
  if (kind === 'adapter-config') return readAdapterConfig(config);
  if (kind === 'diffusers-index') return readDiffusersIndex(config, tables);
  if (kind === 'hf-index') return readIndex(config, baseName(shown));
  return readConfig(config, { tables, source: shown, weightBytes: await weightBytesBeside(path) });
};

const READERS: Partial<Readonly<Record<ModelKind, (file: RangedReader) => ModelReading>>> = Object.freeze({
  safetensors: readSafetensors,
  gguf: readGguf,
  onnx: readOnnx,
  stablehlo: readMlir,
  pickle: readPickle,
  'tensorrt-engine': () => emptyReading('tensorrt-engine'),
});

const readBinary = async (
  kind: ModelKind,
  path: string,
  file: RangedReader,
): Promise<ModelReading | null> => {
  if (kind === 'archive') return readTorchArchive(path);
  const read = READERS[kind];
  if (read === undefined) return null;
  const reading = read(file);
  // A pickle without tensors is data of a program, unless loading it does more than rebuild them.
  const isData = kind === 'pickle' && reading.parameters === null && reading.findings.length === 0;
  return isData && reading.remarks.length === 1 ? null : reading;
};

/** What is said of a file that could not be read, in one line. */
const refused = (error: unknown): string => {
  const text = error instanceof InputError ? error.message : `could not be read: ${String(error)}`;
  return text.replaceAll(/\s+/g, ' ').slice(0, 400);
};

/**
 * A reader of model files over the tables, for any number of files. A file is known by its name and first bytes, read within
 * limits of memory and time, never executed; a file that cannot be read gives an asset with one remark that says why. The
 * promise is rejected only where the file itself cannot be opened.
 */
export const modelFileReader = (tables: ModelTables): ModelFileReader => {
  const judge = modelJudge(tables);
  return async (path, shown) => {
    if (!mayBeModel(shown)) return null;
    return withRangedFile(path, ATTEMPTED, async (file) => {
      const start = file.read(0, DETECTION_BYTES);
      const kind = detectModel(shown, start);
      if (kind === null) return null;
      const format = formatOf(kind);
      if (isLfsPointer(start))
        return judge(shown, file.size, {
          ...emptyReading(format),
          remarks: ['a pointer of Git LFS: the file itself was not fetched'],
        });
      try {
        const reading = CONFIGS.has(kind)
          ? await readConfigFile(kind, path, shown, tables)
          : await readBinary(kind, path, file);
        return reading === null ? null : judge(shown, file.size, reading);
      } catch (error) {
        return judge(shown, file.size, { ...emptyReading(format), remarks: [refused(error)] });
      }
    });
  };
};

/** Reads one model file; null when it is none. For many files make a `modelFileReader` once. */
export const readModelFile = (path: string, shown: string, tables: ModelTables): Promise<ModelAsset | null> =>
  modelFileReader(tables)(path, shown);
