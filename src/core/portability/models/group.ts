import type { ModelAsset, ModelFinding } from '../model-asset.ts';
import { listed, whole } from './judge/finding.ts';

const folderOf = (path: string): string => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '');
const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

const WEIGHTS: readonly ModelAsset['format'][] = ['safetensors', 'pickle'];
const SHARD = /-\d+-of-\d+(?=\.)/;

/** What may belong to a config beside it; adapters, other graphs and GGUF files are models of their own. */
const belongs = (asset: ModelAsset): boolean =>
  asset.format === 'hf-config' || asset.format === 'hf-index' || WEIGHTS.includes(asset.format);

const isAdapter = ({ path }: ModelAsset): boolean => /^adapter_/.test(nameOf(path));

/** The key under which assets come together; null for one that stands alone. */
type Keyed = (asset: ModelAsset) => string | null;

/** Folders of pipelines take in all below them; of configs and indices, and shards of one checkpoint, what is beside them. */
const keyFor = (assets: readonly ModelAsset[]): Keyed => {
  const pipelines = new Set(
    assets.filter(({ format }) => format === 'diffusers-index').map(({ path }) => folderOf(path)),
  );
  const rooted = new Set(
    assets
      .filter((asset) => asset.format === 'hf-index' || nameOf(asset.path) === 'config.json')
      .map(({ path }) => folderOf(path)),
  );
  const pipelineOf = (folder: string): string | null => {
    for (let above = folder; ; above = folderOf(above)) {
      if (pipelines.has(above)) return above;
      if (above === '') return null;
    }
  };
  return (asset) => {
    const folder = folderOf(asset.path);
    const pipeline = pipelineOf(folder);
    if (pipeline !== null && (belongs(asset) || asset.format === 'diffusers-index'))
      return `pipeline ${pipeline}`;
    if (isAdapter(asset)) return `adapter ${folder}`;
    if (rooted.has(folder) && belongs(asset)) return `model ${folder}`;
    return SHARD.test(asset.path) ? `shards ${asset.path.replace(SHARD, '')}` : null;
  };
};

const MAIN: readonly ((asset: ModelAsset) => boolean)[] = [
  ({ format }) => format === 'diffusers-index',
  ({ path }) => nameOf(path) === 'config.json',
  ({ format }) => format === 'hf-config',
  ({ format }) => format === 'hf-index',
];

const mainOf = (assets: readonly ModelAsset[]): ModelAsset | undefined => {
  for (const is of MAIN) {
    const found = assets.find(is);
    if (found !== undefined) return found;
  }
  return assets[0];
};

/** Findings that say the same, once. */
const distinct = (findings: readonly ModelFinding[]): readonly ModelFinding[] => {
  const seen = new Set<string>();
  return findings.filter(({ code, targets, text }) => {
    const key = `${code}\0${targets.join()}\0${text}`;
    const fresh = !seen.has(key);
    seen.add(key);
    return fresh;
  });
};

const mergedTypes = (assets: readonly ModelAsset[]): ModelAsset['elementTypes'] => {
  const types = new Map<string, { type: string; tensors: number; elements: number }>();
  for (const { type, tensors, elements } of assets.flatMap(({ elementTypes }) => elementTypes)) {
    const known = types.get(type);
    if (known === undefined) types.set(type, { type, tensors, elements });
    else {
      known.tensors += tensors;
      known.elements += elements;
    }
  }
  return [...types.values()].toSorted((a, b) => b.elements - a.elements || (a.type < b.type ? -1 : 1));
};

/** The weights that count where a checkpoint lies there in two formats: safetensors before pickles. */
const weightsOf = (assets: readonly ModelAsset[]): readonly ModelAsset[] => {
  for (const format of WEIGHTS) {
    const found = assets.filter((asset) => asset.format === format && asset.parameters !== null);
    if (found.length > 0) return found;
  }
  return [];
};

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0);

const mergedRemarks = (main: ModelAsset, others: readonly ModelAsset[]): readonly string[] => [
  ...main.remarks,
  ...(others.length === 0
    ? []
    : [
        `with ${whole(others.length)} files beside it: ${listed(
          others.map(({ path }) => nameOf(path)),
          4,
        )}`,
      ]),
  ...new Set(others.flatMap(({ path, remarks }) => remarks.map((remark) => `${nameOf(path)}: ${remark}`))),
];

/** One asset of several that are one model. */
const merged = (assets: readonly ModelAsset[]): readonly ModelAsset[] => {
  const main = mainOf(assets);
  if (main === undefined || assets.length === 1) return assets;
  const others = assets.filter((asset) => asset !== main);
  const weights = weightsOf(assets);
  return [
    Object.freeze({
      ...main,
      bytes: sumOf(assets.map(({ bytes }) => bytes)),
      parameters:
        weights.length === 0 ? main.parameters : sumOf(weights.flatMap(({ parameters }) => parameters ?? [])),
      elementTypes: weights.length === 0 ? main.elementTypes : mergedTypes(weights),
      findings: distinct([...main.findings, ...others.flatMap(({ findings }) => findings)]),
      remarks: mergedRemarks(main, others),
    }),
  ];
};

/**
 * Brings the files of one model together: config, index, quantisation and weights of a folder; the parts of a diffusers
 * pipeline; an adapter with its weights; the shards of a checkpoint. Paths have `/` between folders. The asset that stands for
 * a model is its config's (or pipeline's, or index's), in the place where its first file was.
 */
export const groupModelAssets = (assets: readonly ModelAsset[]): readonly ModelAsset[] => {
  const key = keyFor(assets);
  const groups = new Map<string, ModelAsset[]>();
  assets.forEach((asset, index) => {
    const name = key(asset) ?? `alone ${index}`;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [asset]);
    else group.push(asset);
  });
  return [...groups.values()].flatMap(merged);
};
