import type { ModelArchitecture } from '../../workload/architecture.ts';
import { modelWork } from '../../workload/work.ts';
import type { Measurement } from './measurement.ts';
import type { TrainingCases } from './training-case.ts';

/** Forward and backward together are three times the forward (two gradients per product). */
const FORWARD_AND_BACKWARD = 3;
/** With frozen weights only activations have gradients. */
const FORWARD_AND_ACTIVATIONS = 2;

/** Sources that count only the half of the attention square a causal model needs; the others count all of it. */
const HALVES = /megatron-bridge|automodel|ironwood/i;
/** MaxText halves in its own counts for models with latent attention (`calculate_mla_tflops_per_device`). */
const HALVES_LATENT = /maxtext/i;

export const countsHalfTheSquare = (row: Measurement): boolean => {
  const software = row.software ?? '';
  const latent = HALVES_LATENT.test(software) && row.arch?.attention === 'MLA';
  return (
    (HALVES.test(software) || latent) && !/without causal halving/i.test(latent ? '' : (row.notes ?? ''))
  );
};

/**
 * Model FLOPs per trained token as sources count them for MFU and TFLOP/s: three forward passes, attention core over
 * the whole sequence or half of it, recompute left out (PaLM, arXiv 2204.02311, appendix B; halving as Megatron-Core
 * since 2025).
 */
export const modelFlopsPerToken = (
  model: ModelArchitecture,
  sequenceLength: number,
  halfTheSquare: boolean,
  passes = FORWARD_AND_BACKWARD,
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
  return passes * forward;
};

/** Model FLOPs per token as the source of a row counts them: packed examples attend to little, frozen weights get no gradients. */
export const countedFlopsPerToken = (
  row: Measurement,
  of: Pick<TrainingCases, 'model' | 'sequenceLength' | 'documentLength' | 'adapters'>,
): number =>
  modelFlopsPerToken(
    of.model,
    of.documentLength ?? of.sequenceLength,
    countsHalfTheSquare(row),
    of.adapters === null ? FORWARD_AND_BACKWARD : FORWARD_AND_ACTIVATIONS,
  );
