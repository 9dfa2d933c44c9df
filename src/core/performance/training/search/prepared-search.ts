import type { Machine } from '../../machine.ts';
import type { TrainingConstants } from '../constants.ts';
import {
  contextDegrees,
  divisorsOf,
  microBatchSizes,
  type SearchOptions,
  tensorDegrees,
} from '../degrees.ts';
import { kernelRates, type TrainingFormat } from '../kernel-time.ts';
import type { TrainingTask } from '../prepared.ts';
import { remembered, type SharedCosts, sharedCosts } from './shared-costs.ts';

/** One search: the question, and what all its parts can share. Plain data apart from what it remembers. */
export interface SearchProblem {
  readonly machine: Machine;
  readonly task: TrainingTask;
  readonly chips: number;
  readonly constants: TrainingConstants;
  readonly options: SearchOptions;
}

/** The part of a search with one tensor and one context degree in one format: block costs are shared inside it. */
export interface SearchSlice {
  readonly tensor: number;
  readonly context: number;
  readonly format: TrainingFormat;
}

export interface PreparedSearch extends SearchProblem {
  readonly costs: SharedCosts;
  /** In the order that decides between equally fast layouts. */
  readonly slices: readonly SearchSlice[];
  /** Remembered: micro-batches to try with so many sequences on a rank. */
  readonly microBatchesOf: (sequencesPerRank: number) => readonly number[];
  /** Remembered: chunks that so many layers of a stage can be cut into. */
  readonly chunksOf: (layersPerStage: number) => readonly number[];
  /** Data-parallel degrees that divide the batch, ascending; null where any degree will do. */
  readonly dividing: readonly number[] | null;
}

const INTERLEAVE_LIMIT = 8;

const slicesOf = ({ machine, task, chips, constants, options }: SearchProblem): readonly SearchSlice[] => {
  const formats = options.formats.filter((format) => kernelRates(machine, constants, format) !== null);
  const contexts = contextDegrees(task, options);
  return tensorDegrees(machine, task, chips, options).flatMap((tensor) =>
    contexts
      .filter((context) => {
        const ranks = tensor * context;
        return ranks <= chips && (options.use === 'up-to' || chips % ranks === 0);
      })
      .flatMap((context) => formats.map((format) => ({ tensor, context, format }))),
  );
};

/** Prepares a search; `costs` are those of its machine, task and constants, shared with other searches. */
export const prepareSearch = (
  problem: SearchProblem,
  costs: SharedCosts = sharedCosts(problem.machine, problem.task, problem.constants, false),
): PreparedSearch => {
  const { options, chips } = problem;
  const mostChunks = options.maxInterleave ?? INTERLEAVE_LIMIT;
  return {
    ...problem,
    costs,
    slices: slicesOf(problem),
    microBatchesOf: remembered((sequencesPerRank: number) => microBatchSizes(options, sequencesPerRank)),
    chunksOf: remembered((layersPerStage: number) => divisorsOf(layersPerStage, mostChunks)),
    dividing: options.batch === 'at-most' ? null : divisorsOf(options.globalBatchSequences, chips),
  };
};
