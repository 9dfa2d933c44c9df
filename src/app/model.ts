import type { ModelArchitecture, StorageFormat } from '../core/workload/architecture.ts';
import { layerCount } from '../core/workload/architecture.ts';
import { cacheFootprint, flopsPerToken, weightBytes, weightBytesIn } from '../core/workload/footprint.ts';
import { validTensorParallelDegrees } from '../core/workload/parallel-validity.ts';
import { countParameters } from '../core/workload/parameters.ts';
import { presetArchitecture } from '../core/workload/preset.ts';
import { loadPresets } from '../platform/files/model/presets.ts';
import { loadModel, type ModelFolders, type ParameterCheck } from '../platform/files/model.ts';

/** One line of the list of shipped models. */
export interface ModelSummary {
  readonly name: string;
  readonly family: string;
  readonly parameters: number;
  readonly activeParameters: number;
  readonly layers: number;
  readonly maxPositions: number | null;
  readonly aliases: readonly string[];
  readonly source: string;
}

/** The shipped models in the order of their size. */
export const listModels = async (catalogRoot: string): Promise<readonly ModelSummary[]> =>
  (await loadPresets(catalogRoot))
    .map((preset) => {
      const model = presetArchitecture(preset);
      const { total, active } = countParameters(model);
      return {
        name: preset.name,
        family: model.family,
        parameters: total,
        activeParameters: active,
        layers: layerCount(model),
        maxPositions: model.maxPositions,
        aliases: preset.aliases,
        source: preset.source,
      };
    })
    .sort((a, b) => a.parameters - b.parameters || a.name.localeCompare(b.name, 'en'));

/** What a model is and costs, before any machine. */
export interface ModelDescription {
  readonly architecture: ModelArchitecture;
  readonly layers: number;
  readonly parameters: ParameterCheck & { readonly active: number };
  readonly weights: {
    /** In the formats its maker stores it in. */
    readonly storedBytes: number;
    readonly onDiskBytes: number | null;
    readonly bytesByFormat: Readonly<Record<string, number>>;
  };
  readonly cache: {
    readonly bytesPerTokenBf16: number;
    readonly bytesPerTokenFp8: number;
    /** Of the 16-bit cache, the part that no window bounds. */
    readonly unboundedBytesPerTokenBf16: number;
    readonly windows: readonly number[];
    readonly stateBytesPerRequestBf16: number;
  };
  readonly flopsPerToken: {
    readonly withoutContext: number;
    readonly attention: readonly { readonly context: number; readonly flops: number }[];
  };
  readonly tensorParallelDegrees: {
    readonly chips: readonly number[];
    readonly neuronCores: readonly number[];
  };
}

const SHOWN_FORMATS: readonly StorageFormat[] = ['bf16', 'fp8', 'int4', 'mxfp4', 'nvfp4'];
const SHOWN_CONTEXTS: readonly number[] = [1024, 8192, 131_072];

const contextsWithin = (model: ModelArchitecture): readonly number[] => {
  const most = model.maxPositions;
  const within = SHOWN_CONTEXTS.filter((context) => most === null || context <= most);
  return within.length === 0 && most !== null ? [most] : within;
};

/** Describes the model a reference stands for. Throws InputError as `loadModel` does. */
export const describeModel = async (reference: string, folders: ModelFolders): Promise<ModelDescription> => {
  const { architecture, parameters, weightBytesOnDisk } = await loadModel(reference, folders);
  const cache = cacheFootprint(architecture);
  return {
    architecture,
    layers: layerCount(architecture),
    parameters: { ...parameters, active: countParameters(architecture).active },
    weights: {
      storedBytes: weightBytes(architecture, architecture.formats),
      onDiskBytes: weightBytesOnDisk,
      bytesByFormat: Object.fromEntries(
        SHOWN_FORMATS.map((format) => [format, weightBytesIn(architecture, format)]),
      ),
    },
    cache: {
      bytesPerTokenBf16: 2 * cache.elementsPerToken,
      bytesPerTokenFp8: cache.elementsPerToken,
      unboundedBytesPerTokenBf16: 2 * cache.unboundedElementsPerToken,
      windows: cache.windows,
      stateBytesPerRequestBf16: 2 * cache.stateElements,
    },
    flopsPerToken: {
      withoutContext: flopsPerToken(architecture, 0).withoutContext,
      attention: contextsWithin(architecture).map((context) => ({
        context,
        flops: flopsPerToken(architecture, context).attention,
      })),
    },
    tensorParallelDegrees: {
      chips: validTensorParallelDegrees(architecture, { neuron: false }),
      neuronCores: validTensorParallelDegrees(architecture, { neuron: true }),
    },
  };
};
