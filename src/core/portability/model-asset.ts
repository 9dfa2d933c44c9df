import type { Target } from './target.ts';

export const MODEL_FORMATS = [
  'hf-config',
  'hf-index',
  'safetensors',
  'gguf',
  'onnx',
  'stablehlo',
  'torch-export',
  'torchscript',
  'pickle',
  'tensorrt-engine',
  'diffusers-index',
] as const;
export type ModelFormat = (typeof MODEL_FORMATS)[number];

/** How the operator tables stand to an operator; never merged into fewer. */
export const OPERATOR_STATUSES = [
  'supported',
  'supported-constrained',
  'inferred-lowerable',
  'derived-supported',
  'derived-constrained',
  'derived-unsupported',
  'unknown',
  'unsupported',
] as const;
export type OperatorStatus = (typeof OPERATOR_STATUSES)[number];

/** One operator of a model on the Neuron chips, as the tables know it. */
export interface OperatorUse {
  /** As the table spells it: `aten::linear`, `stablehlo.dot_general`, `onnx.Resize`. */
  readonly operator: string;
  readonly count: number;
  readonly status: OperatorStatus;
  readonly note: string;
  readonly source: string;
}

/** Whether a model divides over so many ranks, which are logical cores on Neuron. */
export interface ParallelDegree {
  readonly degree: number;
  readonly valid: boolean;
  /** What stands against it or has to be padded; null where nothing does. */
  readonly note: string | null;
}

/** Something about a model that decides on a chip. */
export interface ModelFinding {
  /** `model.architecture`, `model.tensor-parallel`, `model.quantisation`, `model.dtype`, `model.dynamic-shape`, ... */
  readonly code: string;
  /** Rule of the table of lock-in that it belongs to, where one does: `MD-002`. */
  readonly rule: string | null;
  /** Targets for which it matters. */
  readonly targets: readonly Target[];
  readonly severity: 'blocks' | 'needs-rewrite' | 'drop-in' | 'cosmetic' | 'fine' | 'unknown';
  readonly text: string;
  readonly replacement: string | null;
  readonly source: string | null;
  /** What settles an unknown: a command and what it costs. */
  readonly probe: string | null;
  /** Of findings about tensor parallelism: each degree that the targets take, ascending. */
  readonly degrees?: readonly ParallelDegree[];
}

/** A model file or folder as the readers saw it. Nothing of it was executed. */
export interface ModelAsset {
  readonly path: string;
  readonly format: ModelFormat;
  readonly bytes: number;
  /** `LlamaForCausalLM`, a graph's name; null when the file names none. */
  readonly architecture: string | null;
  readonly parameters: number | null;
  /** Elements by type, as the format spells types: `BF16`, `F8_E4M3`, `Q4_K`. */
  readonly elementTypes: readonly {
    readonly type: string;
    readonly tensors: number;
    readonly elements: number;
  }[];
  readonly operators: readonly OperatorUse[];
  readonly findings: readonly ModelFinding[];
  readonly remarks: readonly string[];
}
