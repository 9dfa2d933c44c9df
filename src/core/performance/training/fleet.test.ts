import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { factOf, systemOf } from '../../catalog/system.testing.ts';
import { createMemo, NO_MEMO } from '../../memo.ts';
import type { TrainingWorkload } from '../../workload/request.ts';
import { reliabilityFrom, reliabilitySchema } from '../reliability.ts';
import { searchFleets } from './fleet.ts';
import { trainingPracticeSchema } from './practice.ts';
import { searchTrainingLayouts } from './search.ts';
import { chosenFleet, sizedFleets, type TrainingCase } from './sizing.ts';
import { stepsOver } from './step-search.ts';
import { a100, mixture, shipped } from './training.testing.ts';

const data = (name: string): unknown =>
  parse(readFileSync(new URL(`../../../../catalog/${name}.yaml`, import.meta.url), 'utf8'));
const reliability = reliabilityFrom(reliabilitySchema.parse(data('reliability')), {});
const practice = trainingPracticeSchema.parse(data('training-practice'));
const residual = { low: 0.8, high: 1.25 };

const DAY = 86_400;
const MOST_CHIPS = 2048;
const BATCH = 500;
/** With those within 5 % that many ranks divide, in the order in which they are tried. */
const BATCHES = [500, 512, 480];
const model = mixture(2048, 24);

const caseOf = (days: number, memo = NO_MEMO): TrainingCase => {
  const workload: TrainingWorkload = {
    kind: 'pretraining',
    name: 'pretrain',
    model,
    weightFormat: null,
    keyValueFormat: null,
    tokens: 2e11,
    sequenceLength: 2048,
    globalBatchSequences: BATCH,
    deadlineSeconds: days * DAY,
    computeFormats: ['bf16'],
    method: { kind: 'full' },
  };
  return {
    system: systemOf({ chipsPerUnit: 8, hostsPerUnit: factOf('1', 'dgx#hosts', 1) }),
    workload,
    calibrated: {
      constants: shipped,
      standing: 'anchored',
      residuals: {
        'time-per-output-token': residual,
        'time-to-first-token': residual,
        'output-throughput': residual,
        'prefill-time': residual,
        'training-step': residual,
        memory: residual,
      },
      version: 'test',
    },
    options: { failureHeadroom: 0, reliability, practice, memo, maxChips: MOST_CHIPS },
    task: { model, sequenceLength: 2048, adapterRank: null },
    machine: a100,
    formats: ['bf16'],
    stateBytes: 1e12,
  };
};

/** Every fleet there could be, all batches near the one asked for, without steps. */
const chosenOfAll = (of: TrainingCase) => {
  const fleets = BATCHES.flatMap((globalBatchSequences) =>
    searchTrainingLayouts(of.machine, of.task, MOST_CHIPS, shipped, {
      globalBatchSequences,
      use: 'up-to',
      formats: of.formats,
    }).best.flatMap((found) => sizedFleets(of, found)),
  );
  return chosenFleet(fleets, of.workload.deadlineSeconds);
};

describe('the fleet of a training', () => {
  for (const days of [0.1, 3, 11, 40, 160])
    it(`is that of a search over all fleets, with ${days} days to the deadline`, () => {
      expect(searchFleets(caseOf(days)).best).toEqual(chosenOfAll(caseOf(days)));
    });

  it('and what is counted do not depend on what was searched before', () => {
    const memo = createMemo();
    for (const days of [40, 11, 40])
      expect(searchFleets(caseOf(days, memo))).toEqual(searchFleets(caseOf(days)));
  });
});

describe('steps of fleet sizes', () => {
  it('cover a range without gap or overlap, in the same steps wherever it ends', () => {
    for (const [least, most] of [
      [1, 1],
      [1, 65_536],
      [37.2, 148.8],
      [500, 512],
      [7, 9000],
    ] as const) {
      const steps = stepsOver({ least, most });
      expect(steps[0]?.least).toBeLessThanOrEqual(least);
      expect(steps.at(-1)?.most).toBe(Math.floor(most));
      steps.slice(1).forEach((step, index) => {
        expect(step.least).toBe((steps[index]?.most ?? Number.NaN) + 1);
      });
      const wider = stepsOver({ least, most: 4 * most });
      expect(wider.slice(0, steps.length - 1)).toEqual(steps.slice(0, -1));
    }
  });
});
