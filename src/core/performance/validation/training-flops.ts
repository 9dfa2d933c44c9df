import type { ModelArchitecture } from '../../workload/architecture.ts';
import { modelWork } from '../../workload/work.ts';
import type { Measurement } from './measurement.ts';

/** Forward and backward together are three times the forward (two gradients per product). */
const FORWARD_AND_BACKWARD = 3;

/** Sources that count only the half of the attention square a causal model needs; the others count all of it. */
const HALVES = /megatron-bridge|automodel|ironwood/i;

export const countsHalfTheSquare = (row: Measurement): boolean =>
  HALVES.test(row.software ?? '') && !/without causal halving/i.test(row.notes ?? '');

/**
 * Model FLOPs per trained token as sources count them for MFU and TFLOP/s: three forward passes, attention core over
 * the whole sequence or half of it, recompute left out (PaLM, arXiv 2204.02311, appendix B; halving as Megatron-Core
 * since 2025).
 */
export const modelFlopsPerToken = (
  model: ModelArchitecture,
  sequenceLength: number,
  halfTheSquare: boolean,
): number => {
  const share = model.causal && halfTheSquare ? 0.5 : 1;
  let forward = 2 * model.vocabulary * model.hidden;
  for (const layer of modelWork(model)) {
    const context = Math.min(sequenceLength * share, layer.contextLimit);
    forward +=
      layer.count *
      (layer.mixerLinearFlopsPerToken +
        layer.denseFlopsPerToken +
        layer.expertFlopsPerToken +
        layer.replicatedFlopsPerToken +
        layer.scanFlopsPerToken +
        layer.coreFlopsPerTokenPerPosition * context);
  }
  return FORWARD_AND_BACKWARD * forward;
};
