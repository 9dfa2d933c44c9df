import type { Measurement } from './measurement.ts';

type Names = readonly (readonly [RegExp, string])[];

/** Software that served a model, by what its description says; first match wins. */
const ENGINES: Names = [
  [/tgi neuron/i, 'tgi-neuron'],
  [/optimum-neuron/i, 'optimum-neuron'],
  [/transformers-neuronx/i, 'transformers-neuronx'],
  [/contrib/i, 'nxd-contrib'],
  [/nxd|neuron/i, 'nxd'],
  [/rocm|\bamd\b/i, 'vllm-rocm'],
  [/sglang/i, 'sglang'],
  [/0\.6\.1|0\.5$/i, 'tensorrt-llm-static'],
  [/trtllm|tensorrt/i, 'tensorrt-llm'],
  [/vllm/i, 'vllm'],
  [/fastertransformer/i, 'fastertransformer'],
  [/megatron-lm inference/i, 'megatron-inference'],
  [/deepspeed|accelerate/i, 'deepspeed'],
  [/gpt-fast/i, 'gpt-fast'],
  [/jetstream/i, 'jetstream'],
  [/habana|synapse/i, 'habana'],
];

/** Models that a community ported to NxD Inference, without the vendor's kernels, whatever serves them. */
const COMMUNITY_PORTS = /nxdi-contrib/i;

/** The same for software that trained one. */
const TRAINERS: Names = [
  [/neuron/i, 'neuron'],
  [/llm-foundry/i, 'llm-foundry'],
  [/automodel/i, 'automodel'],
  [/maxtext|google|jax/i, 'maxtext'],
  [/synapse|habana/i, 'habana'],
  [/primus|rocm|\bamd\b/i, 'rocm-trainer'],
  [/megatron|nemo|nvidia|mlperf/i, 'megatron'],
];

/** A short name of the engine or trainer a row ran on; null when its software is not one we know. */
export const engineOfRow = (row: Measurement): string | null => {
  if (row.task !== 'train' && COMMUNITY_PORTS.test(row.group ?? '')) return 'nxd-contrib';
  const names = row.task === 'train' ? TRAINERS : ENGINES;
  return names.find(([pattern]) => pattern.test(row.software ?? ''))?.[1] ?? null;
};

/** Versions as software prints them: `1.0.0rc3`, `SDK 2.18.1`, `26.04.01`, `2025-07`. */
const RELEASE = /(?:^|[^\w.])v?(\d{4}-\d{2}|\d+\.\d+)/;

/** Engines that move fast, whose rows print the month they are of rather than a version. */
const DATED = /^(tgi-neuron|optimum-neuron)$/;
const MONTH = /^\d{4}-\d{2}/;

/**
 * The release of the engine a row ran on, its first two numbers; for some engines the month where none is printed;
 * null elsewhere. Measured throughput moves with releases of one engine as much as between engines.
 */
export const releaseOfRow = (row: Measurement): string | null => {
  const printed = RELEASE.exec(row.software ?? '')?.[1];
  if (printed !== undefined) return printed;
  return DATED.test(engineOfRow(row) ?? '') ? (MONTH.exec(row.as_of ?? '')?.[0] ?? null) : null;
};

const NOT_A_NAME = /[^a-z0-9]+/g;

/** The model's name without what tells its sizes and versions of one family apart: `Llama-3.1-70B` gives `llama-3`. */
const familyOfModel = (model: string): string =>
  model
    .toLowerCase()
    .replace(/[-_ ]?\d+(\.\d+)?(x\d+)?[bm](-.*)?$/, '')
    .replace(/(\d)\.\d+/, '$1')
    .replace(NOT_A_NAME, '-');

/**
 * Family of a row's model. Models of one name whose layers are of another kind share few kernels: those with routed
 * experts, and those with linear attention, are families of their own.
 */
export const familyOfRow = ({ model, arch }: Measurement): string => {
  const linear = arch?.linear_attention ? '-linear' : '';
  const experts = (arch?.experts ?? 1) > 1 ? '-experts' : '';
  return `${familyOfModel(model)}${linear}${experts}`;
};

/** The publication, or family of publications, that a row belongs to. */
export const sourceOfRow = ({ group }: Measurement): string => group ?? 'not stated';
