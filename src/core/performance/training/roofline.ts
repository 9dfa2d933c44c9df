import type { ModelArchitecture } from '../../workload/architecture.ts';
import { type LayerWork, modelWork } from '../../workload/work.ts';
import type { RooflinePoint, TrainingLayout } from '../outcome.ts';
import { meanContext } from './attention-shape.ts';
import type { TrainingTask } from './prepared.ts';
import { projectionsOf } from './projections.ts';
import type { TrainingStep } from './training-step.ts';

const GRADIENT_PASSES = 2;
const BYTES_16 = 2;

/** Model operations of one token, forward: matrices it meets, and the attention core over the mean context. */
const forwardFlopsPerToken = (model: ModelArchitecture, sequenceLength: number) => {
  let matrices = 2 * model.hidden * model.vocabulary;
  let core = 0;
  for (const work of modelWork(model)) {
    matrices +=
      work.count *
      (work.mixerLinearFlopsPerToken +
        work.denseFlopsPerToken +
        work.expertFlopsPerToken +
        work.replicatedFlopsPerToken);
    core += work.count * coreFlops(work, model, sequenceLength);
  }
  return { matrices, core };
};

const coreFlops = (work: LayerWork, model: ModelArchitecture, sequenceLength: number): number =>
  work.coreFlopsPerTokenPerPosition * meanContext(sequenceLength, work.contextLimit, model.causal, true, 1) +
  work.scanFlopsPerToken;

/**
 * Operations the model itself needs per trained token, forward and backward, whatever the layout: three times the
 * forward pass, the attention core counted over what causal masking leaves. Recompute is not counted. With adapters
 * the frozen matrices have no weight gradient, so they count twice.
 */
export const modelFlopsPerToken = (task: TrainingTask): number => {
  const { matrices, core } = forwardFlopsPerToken(task.model, task.sequenceLength);
  const passes = task.adapterRank === null ? 1 + GRADIENT_PASSES : GRADIENT_PASSES;
  return passes * matrices + (1 + GRADIENT_PASSES) * core;
};

/** HBM traffic of the weight matrices and their activations, forward, bytes per micro-batch and rank. */
const matrixBytes = (task: TrainingTask, layout: TrainingLayout, tokens: number): number => {
  const t = layout.tensorParallel;
  let total = 0;
  for (const group of task.model.layers) {
    for (const { part, inputs, outputs, split } of projectionsOf(group, task.model.hidden)) {
      const experts = group.feedForward.kind === 'experts' && part === 'expert' ? group.feedForward : null;
      const spread = experts !== null && layout.expertParallel > 1;
      const resident = experts === null ? 1 : experts.experts / layout.expertParallel;
      const rows = experts === null ? tokens : (tokens * experts.activeExperts) / (spread ? t : 1);
      const cut = spread ? 1 : t;
      const from = split === 'inputs' ? inputs / cut : inputs;
      const to = split === 'outputs' ? outputs / cut : outputs;
      total += group.count * BYTES_16 * (rows * (from + to) + resident * from * to);
    }
  }
  return total / layout.pipelineParallel;
};

export interface TrainingLoad {
  readonly roofline: readonly RooflinePoint[];
  readonly utilisation: { readonly compute: number; readonly memory: number };
}

/** Where the step stands against the roofline, and the mean use of arithmetic and of memory bandwidth for the power model. */
export const trainingLoad = (
  task: TrainingTask,
  layout: TrainingLayout,
  step: TrainingStep,
  peakFlopsPerSecond: number,
  hbmBytesPerSecond: number,
): TrainingLoad => {
  const chips =
    layout.tensorParallel * layout.contextParallel * layout.pipelineParallel * layout.dataParallel;
  const tokens = (layout.microBatch * task.sequenceLength) / layout.contextParallel;
  const microBatches = layout.globalBatchSequences / (layout.dataParallel * layout.microBatch);
  const { matrices, core } = forwardFlopsPerToken(task.model, task.sequenceLength);
  const tokensPerChip = step.tokensPerStep / chips;
  const again = layout.recompute === 'full' ? 1 : 0;
  const matrixPasses = (task.adapterRank === null ? 1 + GRADIENT_PASSES : GRADIENT_PASSES) + again;
  const matrixFlops = tokensPerChip * matrices * matrixPasses;
  const traffic = microBatches * matrixPasses * matrixBytes(task, layout, tokens);
  const of = (pattern: RegExp): number =>
    step.breakdown.parts.reduce((sum, part) => sum + (pattern.test(part.name) ? part.seconds : 0), 0);
  const matrixSeconds = of(/matrix multiplication|head and loss|recompute/);
  const streamed = hbmBytesPerSecond * of(/norms|optimiser/);
  const flops = matrixFlops + tokensPerChip * core * (1 + GRADIENT_PASSES + again);
  const bytes = traffic + streamed;
  const point = (name: string, work: number, moved: number, seconds: number): RooflinePoint => ({
    name,
    intensity: work / moved,
    achievedFlopsPerSecondPerChip: work / seconds,
  });
  return {
    roofline: [
      point('matrix multiplication', matrixFlops, traffic, matrixSeconds),
      point('whole step', flops, bytes, step.stepSeconds),
    ],
    utilisation: {
      compute: Math.min(1, flops / step.stepSeconds / peakFlopsPerSecond),
      memory: Math.min(1, bytes / step.stepSeconds / hbmBytesPerSecond),
    },
  };
};
