import type { Machine } from '../machine.ts';
import type { TrainingFormat } from './kernel-time.ts';
import type { LayerOrder } from './layers.ts';
import type { TrainingTask } from './prepared.ts';

export interface SearchOptions {
  readonly globalBatchSequences: number;
  /**
   * `exactly` (the default): data-parallel degrees divide the batch. `at-most`: each takes the largest multiple of itself
   * that the batch allows, and layouts are compared by time per sequence.
   */
  readonly batch?: 'exactly' | 'at-most';
  /** Micro-batches tried: powers of two (the default), or every divisor of a rank's sequences. */
  readonly microBatches?: 'powers-of-two' | 'divisors';
  /** `all`: every layout uses all the chips. `up-to`: layouts of any number of chips up to it, the best for each number. */
  readonly use: 'all' | 'up-to';
  readonly formats: readonly TrainingFormat[];
  /** With `up-to`: fleets smaller than this are left out. */
  readonly minChips?: number;
  readonly maxTensorParallel?: number;
  readonly maxPipelineParallel?: number;
  readonly maxContextParallel?: number;
  readonly maxMicroBatch?: number;
  readonly maxInterleave?: number;
  /** Also keep every layout on all the chips that no other beats in both time and memory. */
  readonly keepFront?: boolean;
  /**
   * Layouts are left, alone or together, as soon as the part of their time that is worked out is no shorter than the best
   * for their chips, which fits. They count as evaluated all the same. What is found stays the same.
   */
  readonly boundTimes?: boolean;
}

/** Shortest piece of a sequence worth a context-parallel rank of its own. */
const CONTEXT_TOKENS = 4096;
const PIPELINE_LIMIT = 64;
const CONTEXT_LIMIT = 16;
const TENSOR_LIMIT = 64;

/** Divisors of a whole number up to a limit, ascending. */
export const divisorsOf = (value: number, limit: number): readonly number[] => {
  const small: number[] = [];
  const large: number[] = [];
  for (let candidate = 1; candidate * candidate <= value && candidate <= limit; candidate += 1) {
    if (value % candidate !== 0) continue;
    small.push(candidate);
    const other = value / candidate;
    if (other !== candidate && other <= limit) large.push(other);
  }
  return [...small, ...large.reverse()];
};

const upTo = (limit: number): readonly number[] => Array.from({ length: limit }, (_, index) => index + 1);

export const powersOfTwo = (limit: number): readonly number[] => {
  const powers: number[] = [];
  for (let power = 1; power <= limit; power *= 2) powers.push(power);
  return powers;
};

/** Degrees that cut the heads and widths of every layer evenly, and stay inside one scale-up domain. */
export const tensorDegrees = (
  machine: Machine,
  task: TrainingTask,
  chips: number,
  options: SearchOptions,
): readonly number[] => {
  const limit = options.maxTensorParallel ?? TENSOR_LIMIT;
  const outermost = machine.tiers.filter((tier) => tier.name !== 'scale-out').at(-1);
  const domain = outermost === undefined ? 1 : outermost.chips;
  const cores = machine.cores === null ? 1 : machine.cores.physicalPerChip / machine.cores.defaultGrouping;
  const degrees = Array.from({ length: Math.min(domain, limit, chips) }, (_, index) => index + 1);
  return degrees.filter((degree) =>
    task.model.layers.every(({ mixer, feedForward }) => {
      const ranks = degree * cores;
      const heads =
        mixer.kind === 'none' ? ranks : mixer.kind === 'state-space' ? mixer.heads : mixer.queryHeads;
      const keyValueHeads = mixer.kind === 'attention' ? mixer.keyValueHeads : ranks;
      const width =
        feedForward.kind === 'none'
          ? ranks
          : feedForward.kind === 'dense'
            ? feedForward.width
            : feedForward.expertWidth;
      // Fewer key-value heads than ranks are copied, which needs whole copies.
      const copies = Math.max(ranks, keyValueHeads) % Math.min(ranks, keyValueHeads) === 0;
      return heads % ranks === 0 && copies && width % degree === 0;
    }),
  );
};

/** Degrees that give every rank the same number of whole experts. */
export const expertDegrees = (task: TrainingTask, ranks: number): readonly number[] => {
  const counts = task.model.layers.flatMap(({ feedForward }) =>
    feedForward.kind === 'experts' ? [feedForward.experts] : [],
  );
  if (counts.length === 0) return [1];
  return divisorsOf(Math.min(...counts), ranks).filter(
    (degree) => ranks % degree === 0 && counts.every((experts) => experts % degree === 0),
  );
};

/** Idle share of an uneven pipeline, over its layers, that is still worth trying. */
const UNEVEN_LIMIT = 1.15;

/** Degrees that cut the layers evenly, and powers of two that nearly do. */
export const pipelineDegrees = (
  order: LayerOrder,
  options: SearchOptions,
  room: number,
): readonly number[] => {
  const most = Math.min(options.maxPipelineParallel ?? PIPELINE_LIMIT, order.total, room);
  const degrees = new Set([...divisorsOf(order.total, most), ...powersOfTwo(most)]);
  return [...degrees]
    .filter((degree) => (Math.ceil(order.total / degree) * degree) / order.total <= UNEVEN_LIMIT)
    .filter((degree) => options.use === 'up-to' || room % degree === 0)
    .sort((left, right) => left - right);
};

/**
 * Data-parallel degrees for a model-parallel size: all the chips, or every divisor of the batch that leaves room.
 * `dividing` are the divisors of the batch where degrees have to divide it.
 */
export const dataDegrees = (
  options: SearchOptions,
  chips: number,
  modelChips: number,
  dividing: readonly number[] | null,
): readonly number[] => {
  const batch = options.globalBatchSequences;
  const most = Math.floor(chips / modelChips);
  if (options.use === 'up-to') {
    const fewest = options.minChips === undefined ? 1 : options.minChips / modelChips;
    const degrees = dividing ?? upTo(Math.min(batch, most));
    return degrees.filter((data) => data >= fewest && data <= most);
  }
  const fits = dividing === null ? most <= batch : batch % most === 0;
  return chips % modelChips === 0 && fits ? [most] : [];
};

/** Sequences per step with a data-parallel degree: the batch, or the largest multiple of the degree within it. */
export const batchOn = (options: SearchOptions, dataParallel: number): number =>
  dataParallel * Math.floor(options.globalBatchSequences / dataParallel);

const MICRO_BATCH_LIMIT = 16;

/** Micro-batches that divide the sequences of one rank evenly, ascending. */
export const microBatchSizes = (options: SearchOptions, sequencesPerRank: number): readonly number[] => {
  const limit = options.maxMicroBatch ?? MICRO_BATCH_LIMIT;
  if (options.microBatches === 'divisors') return divisorsOf(sequencesPerRank, limit);
  return powersOfTwo(limit).filter((micro) => sequencesPerRank % micro === 0);
};

/** Powers of two that leave every rank a piece of the sequence worth its exchange. */
export const contextDegrees = (task: TrainingTask, options: SearchOptions): readonly number[] => {
  const longest = Math.max(1, Math.floor(task.sequenceLength / CONTEXT_TOKENS));
  return powersOfTwo(Math.min(options.maxContextParallel ?? CONTEXT_LIMIT, longest));
};
