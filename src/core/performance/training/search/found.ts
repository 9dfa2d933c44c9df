import type { Machine } from '../../machine.ts';
import type { TrainingLayout } from '../../outcome.ts';
import type { TrainingFormat } from '../kernel-time.ts';
import type { Recompute } from '../stage.ts';
import type { Family } from './family.ts';

export interface FoundLayout {
  readonly layout: TrainingLayout;
  readonly chips: number;
  readonly stepSeconds: number;
  /** Peak memory of the fullest chip. */
  readonly bytesPerChip: number;
}

/** A layout of a family in full. `coreGrouping` is the chip's own default. */
export const layoutOf = (
  machine: Machine,
  family: Family,
  batch: number,
  microBatch: number,
  computeFormat: TrainingFormat,
  recompute: Recompute,
  zeroStage: 0 | 1 | 2 | 3,
  interleave: number,
): TrainingLayout => ({
  tensorParallel: family.tensor,
  pipelineParallel: family.pipeline,
  dataParallel: family.data,
  expertParallel: family.expert,
  contextParallel: family.context,
  zeroStage,
  microBatch,
  interleave,
  recompute,
  sequenceParallel: family.sequence,
  computeFormat,
  globalBatchSequences: batch,
  coreGrouping: machine.cores === null ? null : machine.cores.defaultGrouping,
});
