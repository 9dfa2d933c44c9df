import { peakBytes, ZERO_STAGES } from '../memory.ts';
import { boundarySeconds } from '../prepared.ts';
import { type Recompute, type StageTime, stageTime } from '../stage.ts';
import {
  inFlight,
  lastInFlight,
  pipelineSeconds,
  STEP_PART_COUNT,
  slowestStageSeconds,
  updatedSeconds,
} from '../step.ts';
import { type Family, interleavesOf, RECOMPUTES } from './family.ts';
import { layoutOf } from './found.ts';
import { extendsFront, type Kept, putOnFront, type Ranked } from './kept.ts';
import type { PreparedSearch } from './prepared-search.ts';
import type { Block } from './shared-costs.ts';

const stagesOf = (search: PreparedSearch, { cost, stages }: Block, family: Family): readonly StageTime[] => {
  const known = stages.get(family.pipeline);
  if (known !== undefined) return known;
  const { predictionLayers } = search.task.model;
  const made = RECOMPUTES.map((recompute) =>
    stageTime(cost.layers, cost.head, recompute, family.split, predictionLayers),
  );
  stages.set(family.pipeline, made);
  return made;
};

const rankedOf = (
  { machine }: PreparedSearch,
  family: Family,
  batch: number,
  { shape, format }: Block,
  recompute: Recompute,
  zero: 0 | 1 | 2 | 3,
  interleave: number,
  stepSeconds: number,
  bytesPerChip: number,
  cost: number,
): Ranked => ({
  layout: layoutOf(machine, family, batch, shape.microBatch, format, recompute, zero, interleave),
  chips: family.chips,
  stepSeconds,
  bytesPerChip,
  cost,
});

const parts = new Float64Array(STEP_PART_COUNT);

/**
 * Memory of every layout of a family with one micro-batch, and the time of each that fits. Everything that depends on
 * fewer choices than the innermost loop is worked out outside of it, by the functions `trainingStep` uses, in the same
 * order of additions, so that both give the same bits.
 */
export const evaluateBlock = (
  search: PreparedSearch,
  family: Family,
  batch: number,
  block: Block,
  kept: Kept,
): void => {
  const { machine, task, constants, options } = search;
  const { pipeline, exchange, states, chips } = family;
  const micro = block.shape.microBatch;
  const microBatches = batch / (family.data * micro);
  const send = boundarySeconds(family.boundary, task, block.shape);
  const interleaves = interleavesOf(search, family, microBatches);
  const stages = stagesOf(search, block, family);
  // 1 unless the batch was rounded down.
  const perBatch = options.globalBatchSequences / batch;
  const keepFront = options.keepFront === true && chips === search.chips;
  const bounded = options.boundTimes === true && !keepFront;
  const capacity: number = machine.hbmBytes;
  const before = kept.fastest.get(chips);
  let least = before === undefined ? Number.POSITIVE_INFINITY : before.cost;
  let nearest = kept.miss === null ? Number.POSITIVE_INFINITY : kept.miss.bytesPerChip;
  let timed = 0;
  let evaluated = 0;
  for (let at = 0; at < stages.length; at += 1) {
    const stage = stages[at];
    const recompute = RECOMPUTES[at];
    if (stage === undefined || recompute === undefined) continue;
    if (bounded && slowestStageSeconds(stage, pipeline, microBatches) * perBatch >= least) {
      evaluated += interleaves.length * (family.highestZero + 1);
      continue;
    }
    const { activationBytes, logitBytes, workingBytes } = stage;
    // Counted, not iterated: iterators of the innermost loops would allocate for every layout.
    for (let cut = 0; cut < interleaves.length; cut += 1) {
      const interleave = interleaves[cut];
      if (interleave === undefined) continue;
      const held = inFlight(pipeline, microBatches, interleave) * activationBytes;
      const lastHeld = lastInFlight(pipeline, microBatches, interleave) * activationBytes;
      let scheduled = -1;
      for (let sharded = 0; sharded <= family.highestZero; sharded += 1) {
        const zero = ZERO_STAGES[sharded];
        if (zero === undefined) break;
        evaluated += 1;
        const first = (states.first[zero] ?? NaN) + held;
        const last = (states.last[zero] ?? NaN) + lastHeld + logitBytes;
        const bytes = peakBytes(constants, first, last, workingBytes);
        if (bytes > capacity) {
          if (bytes < nearest) {
            nearest = bytes;
            kept.miss = rankedOf(search, family, batch, block, recompute, zero, interleave, 0, bytes, 0);
          }
          continue;
        }
        timed += 1;
        if (scheduled < 0) {
          scheduled = pipelineSeconds(constants, stage, send, pipeline, microBatches, interleave, parts);
        }
        // The rest only adds to it.
        if (bounded && scheduled * perBatch >= least) continue;
        const seconds = updatedSeconds(
          scheduled,
          constants,
          stage,
          exchange,
          pipeline,
          microBatches,
          zero,
          parts,
        );
        const cost = seconds * perBatch;
        if (cost < least) {
          least = cost;
          const found = rankedOf(
            search,
            family,
            batch,
            block,
            recompute,
            zero,
            interleave,
            seconds,
            bytes,
            cost,
          );
          kept.fastest.set(chips, found);
        }
        if (keepFront && extendsFront(kept.front, cost, bytes)) {
          putOnFront(
            kept.front,
            rankedOf(search, family, batch, block, recompute, zero, interleave, seconds, bytes, cost),
          );
        }
      }
    }
  }
  kept.evaluated += evaluated;
  kept.timed += timed;
};
