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

/** How a source counts layers whose experts have a gate of their own kind, or whose attention sees a window. */
export interface LayerCounting {
  /** Matrices of a gated expert that are counted, as a share of its three. */
  readonly gatedShare: number;
  readonly windows: boolean;
}

const EVERYTHING: LayerCounting = Object.freeze({ gatedShare: 1, windows: true });
const PLAIN: LayerCounting = Object.freeze({ gatedShare: 2 / 3, windows: false });

const BRIDGE_RELEASE = /megatron-bridge.*container (\d{2}\.\d{2})/i;
const COUNTS_GATES_SINCE = '26.06';

/**
 * Megatron-Bridge before 26.06 counts the experts of gpt-oss, whose gate is not SwiGLU, with two matrices, and its
 * windows as whole attention: FLOP/s over tokens/s of one run are 27.2 GFLOP per token at 4,096 tokens and 30.7 at
 * 8,192; from 26.06 on 32.6 at 4,096 (docs/performance-summary-archive.md of NVIDIA-NeMo/Megatron-Bridge).
 */
const layerCountingOf = (row: Measurement): LayerCounting => {
  const release = BRIDGE_RELEASE.exec(row.software ?? '')?.[1];
  const before = release !== undefined && release < COUNTS_GATES_SINCE;
  return before && /gpt-oss/i.test(row.model) ? PLAIN : EVERYTHING;
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
  { gatedShare, windows }: LayerCounting = EVERYTHING,
): number => {
  const share = model.causal && halfTheSquare ? 0.5 : 1;
  let forward = 2 * model.vocabulary * model.hidden;
  for (const layer of modelWork(model)) {
    const context = Math.min(sequenceLength * share, windows ? layer.contextLimit : Infinity);
    forward +=
      layer.count *
      (layer.mixerLinearFlopsPerToken +
        layer.denseFlopsPerToken +
        layer.expertFlopsPerToken * gatedShare +
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
    layerCountingOf(row),
  );
