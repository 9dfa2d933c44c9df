import type { PredictionStanding } from '../../quantity/standing.ts';
import type { Calibrated } from '../calibrated.ts';
import type { Calibration } from '../calibration/calibration.ts';
import { isOpen } from '../calibration/held-out.ts';
import type { ModelPriors } from '../calibration/resolve.ts';
import { calibratedFor } from '../calibration/resolve.ts';
import type { InferenceConstants } from '../inference/constants.ts';
import type { TrainingConstants } from '../training/constants.ts';
import type { Measurement } from './measurement.ts';
import type { Prepared, Readings } from './prediction.ts';
import { isRefusal, type RowRefusal, refuse } from './refusal.ts';

/** A row with what was made of it, before any constants are applied. */
export interface PreparedRow {
  readonly row: Measurement;
  readonly prepared: Prepared | RowRefusal;
}

/** A prediction of one row, in the unit of its metric. */
export interface RowPrediction {
  readonly id: string;
  /** What was measured; null where the row only asks. */
  readonly value: number | null;
  readonly predicted: number;
  readonly low: number;
  readonly high: number;
  readonly standing: PredictionStanding;
}

export type RowOutcome = RowPrediction | { readonly id: string; readonly refused: string };

export interface PredictedRow {
  readonly row: Measurement;
  readonly prepared: Prepared | RowRefusal;
  readonly outcome: RowPrediction | RowRefusal;
}

type Pair = {
  readonly inference: Calibrated<InferenceConstants>;
  readonly training: Calibrated<TrainingConstants>;
};

const evaluated = (prepared: Prepared, calibrated: Pair): Readings | null =>
  prepared.kind === 'inference'
    ? prepared.evaluate(calibrated.inference.constants)
    : prepared.evaluate(calibrated.training.constants);

const predictionOf = (
  row: Measurement,
  prepared: Prepared,
  pairFor: (open: boolean) => Pair,
): RowPrediction | RowRefusal => {
  const found = evaluated(prepared, pairFor(false));
  if (found === null)
    return refuse(
      'does-not-fit-memory',
      `the weights of ${row.model} in the printed format are larger than the memory of ${row.chips} x ${row.hardware}`,
    );
  const open = isOpen(found);
  const ends = open ? found : { low: found.estimate, high: found.estimate };
  const calibrated = pairFor(open)[prepared.kind];
  const { low, high } = calibrated.residuals[prepared.quantity];
  return {
    id: row.id,
    value: row.value ?? null,
    predicted: found.estimate,
    low: Math.min(found.estimate, ends.low * (prepared.inverse ? 1 / high : low)),
    high: Math.max(found.estimate, ends.high * (prepared.inverse ? 1 / low : high)),
    standing: calibrated.standing,
  };
};

/** Predicts rows with the constants that the calibration holds for their chip, vendor and engine. */
export const predictRows = (
  rows: readonly PreparedRow[],
  calibration: Calibration,
  priors: ModelPriors,
): PredictedRow[] => {
  const known = new Map<string, Pair>();
  return rows.map(({ row, prepared }) => {
    if (isRefusal(prepared)) return { row, prepared, outcome: prepared };
    const pairFor = (open: boolean): Pair => {
      const target = { ...prepared.target, open };
      const key = JSON.stringify(target);
      const pair = known.get(key) ?? calibratedFor(calibration, priors, target);
      known.set(key, pair);
      return pair;
    };
    return { row, prepared, outcome: predictionOf(row, prepared, pairFor) };
  });
};

/** The outcome as files and scripts read it. */
export const outcomeOf = ({ row, outcome }: PredictedRow): RowOutcome =>
  isRefusal(outcome) ? { id: row.id, refused: outcome.refused } : outcome;
