import type { Machine } from '../machine.ts';
import type { ServingLayout } from '../outcome.ts';

/**
 * How one replica is laid over chips: the part of a `ServingLayout` that decides step times and memory. A replica has
 * tensorParallel x attentionDataParallel x pipelineParallel chips. Inside a pipeline stage, projections and dense
 * feed-forwards are split tensorParallel ways and repeated attentionDataParallel times; routed experts are spread over
 * all chips of the stage, `expertParallel` ways by expert and the rest by splitting each expert. Below 1, tensorParallel
 * is the share of a chip that one replica uses (one core of a Trainium chip); times and bytes stay per whole chip.
 */
export type InferenceLayout = Pick<
  ServingLayout,
  | 'tensorParallel'
  | 'pipelineParallel'
  | 'expertParallel'
  | 'attentionDataParallel'
  | 'weightFormat'
  | 'expertFormat'
  | 'keyValueFormat'
  | 'computeFormat'
  | 'coreGrouping'
>;

/** Chips of one replica. */
export const chipsPerReplica = (layout: InferenceLayout): number =>
  layout.tensorParallel * layout.attentionDataParallel * layout.pipelineParallel;

/** Logical cores per chip, each a tensor-parallel rank of its own; 1 for chips that run as one device. */
export const ranksPerChip = (machine: Machine, layout: Pick<InferenceLayout, 'coreGrouping'>): number => {
  if (machine.cores === null) return 1;
  const grouping = layout.coreGrouping ?? machine.cores.defaultGrouping;
  return Math.max(1, machine.cores.physicalPerChip / grouping);
};

/** Cores per chip up to which Neuron chips are of the second core generation. */
const SECOND_GENERATION_CORES = 2;

/**
 * Links of a torus that a chip's collectives drive at once; Infinity: all of them. Trainium2 runs two Hamiltonian
 * cycles that share no link, which is all four (AWS Neuron documentation, Intra-node Collective Communications).
 * Assumption: second-generation cores run one. No page says so for Trainium1; its published prompt times are those of
 * the rate of Inferentia2's ring, half of what its torus has.
 */
export const ringLinks = (machine: Machine): number =>
  machine.cores !== null && machine.cores.physicalPerChip <= SECOND_GENERATION_CORES
    ? 2
    : Number.POSITIVE_INFINITY;

/** Compiled engines (Trainium, Inferentia) run fixed shapes: padded prompts, one at a time, and a fixed decode batch. */
export const hasCompiledShapes = (machine: Machine): boolean => machine.cores !== null;

/**
 * Chips whose host starts a whole pass at once, over prompts too. Assumption: TPUs, whose programs are compiled for a
 * number of tokens before they serve.
 */
export const startsWholePasses = (machine: Machine): boolean =>
  hasCompiledShapes(machine) || machine.chipId.startsWith('tpu');

/**
 * Chips whose operator for routed experts is handed the weights of all experts of a layer as a list, which it runs through
 * whether a token needs them or not: Gaudi (`torch.ops.hpu.mixture_of_experts`; huggingface/optimum-habana@1d8504c6,
 * optimum/habana/transformers/models/qwen3_moe/modeling_qwen3_moe.py). It reads only those that are needed: Mixtral's
 * eight experts take half the time that reading all of them would on Gaudi 3.
 */
export const runsThroughExperts = (machine: Machine): boolean => machine.chipId.startsWith('gaudi');
