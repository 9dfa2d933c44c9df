import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { partLeftOut } from '../core/performance/accuracy/cross-validate.ts';
import {
  type AccuracyRecord,
  SPOT_CHECK,
  spotChecksOf,
  strataOf,
} from '../core/performance/accuracy/record.ts';
import { regressions } from '../core/performance/accuracy/regressions.ts';
import { type AccuracyRow, accuracyRows, trusted } from '../core/performance/accuracy/rows.ts';
import { knownTraining } from '../core/performance/validation/calibrate.ts';
import { type PreparedRow, predictRows } from '../core/performance/validation/predict-rows.ts';
import { loadAccuracy } from '../platform/files/accuracy.ts';
import { readAccuracyData } from './accuracy.ts';
import type { AccuracyData } from './accuracy-chunks.ts';
import { prepareRows } from './measured-rows.ts';

const root = path.join(import.meta.dirname, '..', '..');
const REMEDY = 'if this is meant to be, record it: npm run accuracy -- --accept';

describe('predictions of the shipped measurements', () => {
  let data: AccuracyData;
  let prepared: readonly PreparedRow[] = [];
  let rows: readonly AccuracyRow[] = [];
  let recorded: AccuracyRecord;

  beforeAll(async () => {
    [data, recorded] = await Promise.all([readAccuracyData(root), loadAccuracy(root)]);
    prepared = prepareRows(data.measurements, data.catalog, data.machines);
    const { priors, calibration } = data;
    rows = trusted(accuracyRows(predictRows(prepared, calibration, priors), priors.inference));
  }, 60_000);

  it('are no more than two points worse than recorded, in any stratum', () => {
    const before = recorded.strata.filter(({ scheme }) => scheme === 'in-sample');
    expect(before.length).toBeGreaterThan(10);
    expect(regressions(before, strataOf(rows, 'in-sample')), REMEDY).toEqual([]);
  });

  it('are no more than two points worse than recorded where the fit of the training model has not seen them', () => {
    const { priors, calibration } = data;
    const model = knownTraining(prepared, priors.training, calibration.training);
    const scores = partLeftOut(model, SPOT_CHECK.kind, SPOT_CHECK.part, calibration.training.residuals);
    expect(recorded.spotChecks.length).toBeGreaterThan(2);
    expect(regressions(recorded.spotChecks, spotChecksOf(rows, scores)), REMEDY).toEqual([]);
  });
});
