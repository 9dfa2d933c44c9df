import type { PredictionStanding } from '../../quantity/standing.ts';
import type { InferenceConstants } from '../inference/constants.ts';
import { sourceOfRow } from '../validation/engine-of-row.ts';
import type { PredictedRow } from '../validation/predict-rows.ts';
import { isRefusal } from '../validation/refusal.ts';
import type { Scored } from '../validation/statistics.ts';
import { type GoalId, goalOf } from './targets.ts';

/** A measured row with its prediction, and what tables and charts group it by. */
export interface AccuracyRow extends Scored {
  readonly id: string;
  readonly goal: GoalId;
  readonly task: string;
  /** What the source printed, as the measurements file names it; says the unit of `value` and `predicted`. */
  readonly metric: string;
  readonly quality: 'A' | 'B' | 'C' | null;
  readonly vendor: string;
  readonly chipId: string;
  readonly engine: string | null;
  readonly model: string;
  readonly experts: boolean;
  /** The publication, or family of publications, the row comes from. */
  readonly group: string;
  readonly standing: PredictionStanding;
  /** Whether a constant was set by this row, so that it tests nothing. */
  readonly setsConstants: boolean;
}

/**
 * Rows that were predicted and measured, ready for scoring. `prior` are the serving constants before calibration: what
 * counts as heavy load must not move with the fit.
 */
export const accuracyRows = (
  predicted: readonly PredictedRow[],
  prior: InferenceConstants,
): readonly AccuracyRow[] =>
  predicted.flatMap(({ row, prepared, outcome }): AccuracyRow[] => {
    if (isRefusal(prepared) || isRefusal(outcome) || outcome.value === null) return [];
    const { quantity, target, mixtureOfExperts: experts } = prepared;
    const { vendor, chipId, engine } = target;
    const { value, predicted: estimate, low, high, standing } = outcome;
    const saturated = prepared.saturated?.(prior) === true;
    return [
      {
        id: row.id,
        goal: goalOf({ quantity, vendor, experts, saturated }),
        task: row.task,
        metric: row.metric,
        quality: row.quality ?? null,
        vendor,
        chipId,
        engine,
        model: row.model,
        experts,
        group: sourceOfRow(row),
        standing,
        setsConstants: row.sets != null && row.sets.length > 0,
        value,
        predicted: estimate,
        low,
        high,
      },
    ];
  });

/** Rows good enough to be held to: all but those of quality C. */
export const trusted = (rows: readonly AccuracyRow[]): readonly AccuracyRow[] =>
  rows.filter((row) => row.quality !== 'C');
