import { describe, expect, it } from 'vitest';
import { summariseErrors } from '../validation/statistics.ts';
import type { ValidationSummary } from '../validation/summary.ts';
import type { HeldOutScore } from './cross-validate.ts';
import {
  type AccuracyRecord,
  accuracySchema,
  heldOutAs,
  type Measured,
  recordOf,
  STRATUM_ROWS,
  strataOf,
  targetOf,
  withInSample,
  worstOf,
} from './record.ts';
import type { AccuracyRow } from './rows.ts';

const row = (id: string, over: Partial<AccuracyRow> = {}): AccuracyRow => ({
  id,
  goal: 'trainingDense',
  task: 'train',
  metric: 'mfu',
  quality: 'A',
  vendor: 'NVIDIA',
  chipId: 'h100-sxm',
  engine: 'megatron',
  model: 'a model',
  experts: false,
  group: 'a paper',
  standing: 'anchored',
  setsConstants: false,
  value: 100,
  predicted: 110,
  low: 90,
  high: 130,
  ...over,
});

const many = Array.from({ length: STRATUM_ROWS }, (_, index) => row(`n${index}`));
const few = Array.from({ length: STRATUM_ROWS - 1 }, (_, index) =>
  row(`a${index}`, { vendor: 'AWS', predicted: 200, low: 150, high: 250 }),
);

describe('strata', () => {
  it('hold all rows of a goal, and a vendor by itself from thirty rows', () => {
    const strata = strataOf([...many, ...few], 'in-sample');
    expect(strata.map(({ vendor, rows }) => [vendor, rows])).toEqual([
      [null, 59],
      ['NVIDIA', 30],
    ]);
  });

  it('give errors in per cent, the share inside, and widths over the prediction', () => {
    // (110 - 100) / 100 = 10 %; 90 to 130 holds 100; (130 - 90) / 110 = 0.36.
    expect(strataOf(many, 'chip')[1]).toEqual({
      goal: 'trainingDense',
      scheme: 'chip',
      vendor: 'NVIDIA',
      experts: false,
      rows: 30,
      medianPercent: 10,
      p90Percent: 10,
      bias: 1.1,
      coverage: 1,
      meanRelativeWidth: 0.36,
    });
  });
});

describe('rows left out', () => {
  const score: HeldOutScore = {
    id: 'n0',
    part: 'fold 0',
    standing: 'same-vendor',
    predicted: 150,
    low: 80,
    high: 300,
  };

  it('keep what they are and take the prediction and standing without their part', () => {
    expect(heldOutAs(many, [score])).toEqual([
      row('n0', { predicted: 150, low: 80, high: 300, standing: 'same-vendor' }),
    ]);
  });

  it('must be rows that were predicted', () => {
    expect(() => heldOutAs(many, [{ ...score, id: 'x' }])).toThrow(RangeError);
  });
});

describe('the worst rows', () => {
  it('are furthest off by ratio, one per chip, engine, model and goal', () => {
    const half = row('half', { predicted: 40, chipId: 'a' });
    const twice = row('twice', { predicted: 210, chipId: 'b' });
    const sibling = row('sibling', { predicted: 45, chipId: 'a' });
    expect(worstOf([...many, twice, sibling, half]).map(({ id }) => id)).toEqual(['half', 'twice', 'n0']);
  });
});

const residual = {
  quantity: 'training-step',
  standing: 'anchored',
  vendor: null,
  low: 0.8,
  high: 1.2,
  rows: 59,
} as const;
const residuals = [
  residual,
  { ...residual, vendor: 'AWS' },
  { ...residual, open: true },
  { ...residual, rows: 0 },
];

const summary = (rows: readonly AccuracyRow[]): ValidationSummary => ({
  rows: rows.length + 11,
  predicted: rows.length,
  scored: rows.length,
  refused: 11,
  calibrationVersion: 'v',
  all: summariseErrors(rows),
  byPrediction: [],
  byTask: [],
  byVendor: [],
  byModelKind: [],
  byStanding: [],
  byQuality: [],
  byChip: [],
  refusals: [{ code: 'lengths-not-published', rows: 11, example: 'why' }],
});

describe('the record', () => {
  const measured: Measured = {
    calibration: {
      schema: 'rackwright.calibration/1',
      version: 'v',
      inference: { usualEngines: {}, scopes: [], residuals: [] },
      training: { usualEngines: {}, scopes: [], residuals },
    },
    constants: 'abc',
    summary: summary([...many, ...few]),
    rows: [...many, ...few],
    spotCheck: many.slice(0, 6).map(({ id }) => ({
      id,
      part: 'fold 0',
      standing: 'anchored',
      predicted: 120,
      low: 90,
      high: 180,
    })),
    heldOut: (kind) =>
      many.map(({ id }, index) => ({
        id,
        part: `fold ${index % 5}`,
        standing: 'anchored',
        predicted: kind === 'configuration' ? 120 : 130,
        low: 90,
        high: 180,
      })),
  };

  it('reads back as it was written', () => {
    const record = recordOf(measured);
    expect(accuracySchema.parse(JSON.parse(JSON.stringify(record)))).toEqual(record);
  });

  it('names rows that were predicted but not held out', () => {
    expect(recordOf(measured).leftAside).toHaveLength(few.length);
    const setting = few.map((one, index) => ({ ...one, setsConstants: index < 4 }));
    const record = recordOf({ ...measured, rows: [...many, ...setting] });
    expect([record.settingConstants, record.leftAside.length]).toEqual([4, few.length - 4]);
  });

  it('shows the intervals that rows of every vendor get', () => {
    const { vendor: _, ...shown } = residual;
    expect(recordOf(measured).intervals).toEqual([{ of: 'training', ...shown }]);
  });

  it('can be brought up to date in sample, and says that rows left out are older', () => {
    const record = recordOf(measured);
    const now = withInSample(record, { ...measured, constants: 'def', rows: many, summary: summary(many) });
    expect([now.constants, now.heldOutConstants, now.rows, now.predicted]).toEqual(['def', 'abc', 41, 30]);
    const left = (of: AccuracyRecord) => of.strata.filter(({ scheme }) => scheme !== 'in-sample');
    expect(left(now)).toEqual(left(record));
    expect(now.strata.filter(({ scheme }) => scheme === 'in-sample')).toEqual(strataOf(many, 'in-sample'));
  });

  it('keeps one part of the training rows apart, which a quick test can check', () => {
    expect(recordOf(measured).spotChecks.map(({ rows, medianPercent }) => [rows, medianPercent])).toEqual([
      [6, 20],
    ]);
  });
});

describe('targets', () => {
  it('are for rows left out; models and sources count as chips with measurements of their own', () => {
    expect(targetOf({ goal: 'trainingDense', scheme: 'in-sample' })).toBeNull();
    expect(targetOf({ goal: 'trainingDense', scheme: 'vendor' })).toBeNull();
    for (const scheme of ['configuration', 'model', 'source'] as const)
      expect(targetOf({ goal: 'trainingDense', scheme })).toEqual({ medianPercent: 8, p90Percent: 22 });
    expect(targetOf({ goal: 'trainingDense', scheme: 'chip' })).toEqual({
      medianPercent: 14,
      p90Percent: 35,
    });
    expect(targetOf({ goal: 'prefill', scheme: 'chip' })).toBeNull();
  });
});
