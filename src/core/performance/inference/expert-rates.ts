import { BYTES_PER_ELEMENT, type ComputeFormat } from '../../workload/architecture.ts';
import type { Machine } from '../machine.ts';
import type { Line } from '../network/collectives.ts';
import { dispatchLines } from '../network/dispatch.ts';
import { type InferenceConstants, networkConstantsOf } from './constants.ts';
import { normalQuantile } from './distribution.ts';
import { ACTIVATION_BYTES, computeFormatFor } from './formats.ts';
import { hasCompiledShapes, type InferenceLayout, ranksPerChip, ringLinks } from './layout.ts';
import type { ExpertGroup, ModelLoad } from './load.ts';

/** What one group of layers with routed experts costs on one chip of a layout. */
export interface ExpertRates {
  readonly layers: number;
  /** 1 - k/E: the chance that a token leaves a given expert alone. */
  readonly missShare: number;
  /** Standard deviations by which the busiest rank touches more of its experts than the mean rank, over their number. */
  readonly touchSpread: number;
  /** Bytes per chip if every expert on it is touched. */
  readonly bytes: number;
  readonly activeExperts: number;
  /** Experts one rank keeps of each layer. */
  readonly residentExperts: number;
  /** FLOPs per chip, over all layers, for one row that each rank takes through an expert. */
  readonly rowFlops: number;
  /** Bytes per chip, over all layers, of a row of the model's width on each of its ranks. */
  readonly rowBytes: number;
  /** Bytes of memory traffic per chip, over all layers, for the copies of one token of the stage; 0 where compiled. */
  readonly copiesBytes: number;
  /** Tokens on their way to their experts, over the bytes of all copies; none where experts are not routed to. */
  readonly dispatchLines: readonly Line[];
}

/** Format in which experts multiply: that of the other layers, unless their weights have one of their own. */
export const expertComputeFormat = (machine: Machine, layout: InferenceLayout): ComputeFormat =>
  layout.expertFormat === layout.weightFormat
    ? layout.computeFormat
    : (computeFormatFor(machine, layout.expertFormat) ?? layout.computeFormat);

/** Bytes of one element on its way to an expert: quantised before it is sent (TensorRT-LLM, vLLM and DeepEP all do). */
export const sentBytes = (format: ComputeFormat): number =>
  BYTES_PER_ELEMENT[format === 'tf32' ? 'fp32' : format];

/** Standard deviations by which the largest of `n` normal draws is expected above the mean (Blom 1958). */
const busiestOf = (n: number): number => (n > 1 ? normalQuantile((n - 0.375) / (n + 0.25)) : 0);

/**
 * Bytes that one row moves on its way through an expert: it is gathered, as quantised; the outputs of all but the last
 * matrix are written and read again for the activation, which is written and read as quantised; the result is written,
 * and read again when those of all experts of a token are summed (vllm-project/vllm,
 * vllm/model_executor/layers/fused_moe/fused_moe.py, `fused_experts_impl`, intermediate caches 1 to 3).
 */
const expertRowBytes = (
  hidden: number,
  { parametersPerExpert, matricesPerExpert }: ExpertGroup,
  chipShare: number,
  format: ComputeFormat,
): number => {
  const width = (parametersPerExpert * chipShare) / matricesPerExpert / hidden;
  const quantised = sentBytes(format);
  const ahead = 2 * (matricesPerExpert - 1) * ACTIVATION_BYTES;
  return hidden * (quantised + 2 * ACTIVATION_BYTES) + width * (ahead + 2 * quantised);
};

/** Whether tokens are sent to the chips of their experts, and back. */
export const isRouted = ({ attentionDataParallel, expertParallel }: InferenceLayout): boolean =>
  attentionDataParallel > 1 && expertParallel > 1;

/** What routed experts cost one chip of a layout, per group of layers that are alike. */
export const expertRates = (
  machine: Machine,
  load: ModelLoad,
  layout: InferenceLayout,
  constants: InferenceConstants,
): ExpertRates[] => {
  const chips = layout.tensorParallel * layout.attentionDataParallel;
  const spread = layout.expertParallel;
  const network = { ...networkConstantsOf(constants), torusLinks: ringLinks(machine) };
  const format = expertComputeFormat(machine, layout);
  const stage = {
    size: Math.max(1, Math.ceil(layout.tensorParallel)) * layout.attentionDataParallel,
    stride: 1,
  };
  return load.experts.map((group) => {
    const resident = Math.ceil(group.experts / spread);
    const bytes = group.parametersPerExpert * BYTES_PER_ELEMENT[layout.expertFormat];
    return {
      layers: group.layers,
      missShare: 1 - group.activeExperts / group.experts,
      touchSpread: busiestOf(spread) / Math.sqrt(resident),
      bytes: (group.layers * resident * bytes * spread) / chips,
      activeExperts: group.activeExperts,
      residentExperts: resident,
      rowFlops: (group.layers * 2 * group.parametersPerExpert * spread) / chips,
      rowBytes: group.layers * load.hidden * ACTIVATION_BYTES * ranksPerChip(machine, layout),
      copiesBytes: hasCompiledShapes(machine)
        ? 0
        : (group.layers * group.activeExperts * expertRowBytes(load.hidden, group, spread / chips, format)) /
          spread,
      dispatchLines: isRouted(layout) ? dispatchLines(machine, network, stage, group.activeExperts) : [],
    };
  });
};
