import type { Measurement } from './measurement.ts';

type Names = readonly (readonly [RegExp, string])[];

/** Software that served a model, by what its description says; first match wins. */
const ENGINES: Names = [
  [/tgi neuron|optimum-neuron/i, 'optimum-neuron'],
  [/transformers-neuronx/i, 'transformers-neuronx'],
  [/contrib/i, 'nxd-contrib'],
  [/nxd|neuron/i, 'nxd'],
  [/rocm|\bamd\b/i, 'vllm-rocm'],
  [/sglang/i, 'sglang'],
  [/0\.6\.1|0\.5$/i, 'tensorrt-llm-static'],
  [/trtllm|tensorrt/i, 'tensorrt-llm'],
  [/vllm/i, 'vllm'],
  [/fastertransformer|megatron-lm inference/i, 'fastertransformer'],
  [/deepspeed|accelerate/i, 'deepspeed'],
  [/gpt-fast/i, 'gpt-fast'],
  [/jetstream/i, 'jetstream'],
  [/habana|synapse/i, 'habana'],
];

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
export const engineOfRow = (row: Measurement): string | null =>
  (row.task === 'train' ? TRAINERS : ENGINES).find(([pattern]) => pattern.test(row.software ?? ''))?.[1] ??
  null;
