import type { Measurement } from './measurement.ts';

/** Software that ran a measurement, by what its description says; first match wins. */
const ENGINES: readonly (readonly [RegExp, string])[] = [
  [/tgi neuron|optimum-neuron/i, 'optimum-neuron'],
  [/transformers-neuronx/i, 'transformers-neuronx'],
  [/contrib/i, 'nxd-contrib'],
  [/nxd|neuron/i, 'nxd'],
  [/rocm|amd/i, 'vllm-rocm'],
  [/sglang/i, 'sglang'],
  [/0\.6\.1|0\.5$/i, 'tensorrt-llm-static'],
  [/trtllm|tensorrt/i, 'tensorrt-llm'],
  [/vllm/i, 'vllm'],
  [/fastertransformer|megatron-lm inference/i, 'fastertransformer'],
  [/deepspeed|accelerate/i, 'deepspeed'],
  [/gpt-fast/i, 'gpt-fast'],
  [/jetstream/i, 'jetstream'],
  [/habana|synapse/i, 'habana'],
  [/llm-foundry/i, 'llm-foundry'],
  [/automodel/i, 'automodel'],
  [/maxtext/i, 'maxtext'],
  [/megatron|nemo|mlperf/i, 'megatron'],
  [/primus/i, 'primus'],
];

/** A short name of the engine or trainer a row ran on; null when its software is not one we know. */
export const engineOfRow = (row: Measurement): string | null =>
  ENGINES.find(([pattern]) => pattern.test(row.software ?? ''))?.[1] ?? null;
