import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytes } from '../../../quantity/unit.ts';
import type { Machine } from '../../machine.ts';
import type { TrainingLayout } from '../../outcome.ts';
import type { SearchOptions } from '../degrees.ts';
import type { TrainingTask } from '../prepared.ts';
import { searchResult, searchTrainingLayouts } from '../search.ts';
import { a100, gpt, layoutOf, mixture, shipped } from '../training.testing.ts';
import { trainingStep } from '../training-step.ts';
import { mergeKept, nothingKept } from './kept.ts';
import { prepareSearch } from './prepared-search.ts';
import { searchSlice } from './search-slice.ts';

interface Case {
  readonly machine: Machine;
  readonly task: TrainingTask;
  readonly chips: number;
  readonly options: SearchOptions;
}

const range = (most: number): readonly number[] => Array.from({ length: most }, (_, index) => index + 1);
const powers = [1, 2, 4, 8, 16];
const ZEROS = [0, 1, 2, 3] as const;

/** Every layout of a case, by the rules as they are documented, with loops over everything there could be. */
const everyLayout = ({ task, chips, options }: Case): readonly TrainingLayout[] => {
  const [layer] = task.model.layers;
  if (layer?.mixer.kind !== 'attention') throw new Error('cases have attention layers');
  const { mixer, feedForward, count: layers } = layer;
  const experts = feedForward.kind === 'experts' ? feedForward.experts : 1;
  const found: TrainingLayout[] = [];
  for (const tensorParallel of range(Math.min(8, chips)).filter((t) => mixer.queryHeads % t === 0)) {
    for (const pipelineParallel of range(Math.min(layers, chips))) {
      const perStage = Math.ceil(layers / pipelineParallel);
      const even = layers % pipelineParallel === 0;
      const nearly = powers.includes(pipelineParallel) && (perStage * pipelineParallel) / layers <= 1.15;
      if ((!even && !nearly) || (pipelineParallel - 1) * perStage >= layers) continue;
      const dataParallel = chips / (tensorParallel * pipelineParallel);
      if (!Number.isInteger(dataParallel) || dataParallel > options.globalBatchSequences) continue;
      const perRank = Math.floor(options.globalBatchSequences / dataParallel);
      const globalBatchSequences = perRank * dataParallel;
      if (options.batch !== 'at-most' && globalBatchSequences !== options.globalBatchSequences) continue;
      for (const expertParallel of range(tensorParallel * dataParallel)) {
        if (experts % expertParallel !== 0 || (tensorParallel * dataParallel) % expertParallel !== 0)
          continue;
        for (const sequenceParallel of [false, true]) {
          if (tensorParallel === 1 ? sequenceParallel : expertParallel > 1 && !sequenceParallel) continue;
          const sizes = options.microBatches === 'divisors' ? range(16) : powers;
          for (const microBatch of sizes.filter((micro) => perRank % micro === 0)) {
            for (const recompute of ['none', 'selective', 'full'] as const) {
              for (const zeroStage of ZEROS) {
                if (dataParallel === 1 ? zeroStage > 0 : pipelineParallel > 1 && zeroStage > 1) continue;
                for (const interleave of range(8)) {
                  const whole =
                    even && (perRank / microBatch) % pipelineParallel === 0 && perStage % interleave === 0;
                  if (interleave > 1 && (pipelineParallel === 1 || !whole)) continue;
                  found.push(
                    layoutOf({
                      tensorParallel,
                      pipelineParallel,
                      dataParallel,
                      expertParallel,
                      zeroStage,
                      microBatch,
                      interleave,
                      recompute,
                      sequenceParallel,
                      globalBatchSequences,
                    }),
                  );
                }
              }
            }
          }
        }
      }
    }
  }
  return found;
};

interface Point {
  readonly cost: number;
  readonly bytes: number;
}

/** Time and memory of every layout, one by one with the step model. */
const slowly = (of: Case): readonly Point[] =>
  everyLayout(of).flatMap((layout) => {
    const step = trainingStep(of.machine, of.task, layout, shipped);
    if (step === null) return [];
    const cost = step.stepSeconds * (of.options.globalBatchSequences / layout.globalBatchSequences);
    return [{ cost, bytes: step.memory.totalBytes }];
  });

const frontOf = (points: readonly Point[]): readonly Point[] => {
  const front: Point[] = [];
  for (const point of points.toSorted((a, b) => a.cost - b.cost || a.bytes - b.bytes)) {
    const last = front.at(-1);
    if (last === undefined || point.bytes < last.bytes) front.push(point);
  }
  return front;
};

const cases: fc.Arbitrary<Case> = fc
  .record({
    heads: fc.constantFrom(4, 6, 16),
    layers: fc.constantFrom(4, 7, 12),
    mixed: fc.boolean(),
    chips: fc.constantFrom(2, 8, 12, 16),
    sequences: fc.integer({ min: 4, max: 48 }),
    sequenceLength: fc.constantFrom(128, 2048),
    batch: fc.constantFrom('exactly' as const, 'at-most' as const),
    microBatches: fc.constantFrom('powers-of-two' as const, 'divisors' as const),
  })
  .map(({ heads, layers, mixed, chips, sequences, sequenceLength, batch, microBatches }) => ({
    machine: a100,
    task: {
      model: mixed ? mixture(128 * heads, layers) : gpt('small', 128 * heads, heads, layers),
      sequenceLength,
      adapterRank: null,
    },
    chips,
    options: {
      globalBatchSequences: sequences,
      use: 'all',
      formats: ['bf16'],
      batch,
      microBatches,
      keepFront: true,
    },
  }));

/** The same on chips that just hold one of the layouts, more often one of the smallest. */
const fitting = (of: Case, points: readonly Point[], share: number): Case => {
  const sizes = points.map((point) => point.bytes).toSorted((a, b) => a - b);
  const size = sizes[Math.floor(share ** 2 * (sizes.length - 1))];
  return size === undefined ? of : { ...of, machine: { ...of.machine, hbmBytes: bytes(size) } };
};

const fast = ({ machine, task, chips, options }: Case) =>
  searchTrainingLayouts(machine, task, chips, shipped, options);

describe('the search against working every layout out by itself', () => {
  it('finds the same best layout and the same front, to the bit, whatever it leaves out early', () => {
    let leftOut = 0;
    let fitted = 0;
    fc.assert(
      fc.property(cases, fc.integer({ min: 0, max: 100 }), (roomy, percent) => {
        const all = slowly(roomy);
        const of = fitting(roomy, all, percent / 100);
        const points = all.filter((point) => point.bytes <= of.machine.hbmBytes);
        const result = fast(of);
        const perBatch = (layout: TrainingLayout) =>
          of.options.globalBatchSequences / layout.globalBatchSequences;
        const front = result.front.map(({ layout, stepSeconds, bytesPerChip }) => ({
          cost: stepSeconds * perBatch(layout),
          bytes: bytesPerChip,
        }));
        expect(front).toEqual(frontOf(points));
        expect(result.best[0]?.stepSeconds).toBe(result.front[0]?.stepSeconds);
        expect(result.timed).toBe(points.length);
        expect(result.considered).toBe(everyLayout(of).length);
        leftOut += result.considered - result.evaluated;
        fitted += result.timed;
      }),
      { numRuns: 40, seed: 3 },
    );
    // Neither side of the comparison was trivial.
    expect(leftOut).toBeGreaterThan(100);
    expect(fitted).toBeGreaterThan(1000);
  }, 60_000);

  it('finds the same layouts and counts as many where it leaves those that cannot be faster', () => {
    fc.assert(
      fc.property(cases, fc.integer({ min: 0, max: 100 }), (roomy, percent) => {
        const of = fitting(roomy, slowly(roomy), percent / 100);
        const options = { ...of.options, use: 'up-to', keepFront: false } as const;
        const { timed: _, rejectedForMemory: __, ...whole } = fast({ ...of, options });
        const bounded = fast({ ...of, options: { ...options, boundTimes: true } });
        expect(bounded).toMatchObject(whole);
      }),
      { numRuns: 40 },
    );
  });

  it('comes to the same when its parts are worked out apart and merged in order', () => {
    fc.assert(
      fc.property(cases, fc.constantFrom('all' as const, 'up-to' as const), (of, use) => {
        const problem = { ...of, options: { ...of.options, use }, constants: shipped };
        const whole = fast(problem);
        const merged = nothingKept();
        for (const [index] of prepareSearch(problem).slices.entries()) {
          const apart = prepareSearch(problem);
          const slice = apart.slices[index];
          const part = nothingKept();
          if (slice !== undefined) searchSlice(apart, slice, part);
          mergeKept(merged, part);
        }
        expect(searchResult(merged)).toEqual(whole);
      }),
      { numRuns: 40, seed: 3 },
    );
  }, 60_000);
});
