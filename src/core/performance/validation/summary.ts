import { type AccuracyRow, accuracyRows, trusted } from '../accuracy/rows.ts';
import { GOALS } from '../accuracy/targets.ts';
import type { InferenceConstants } from '../inference/constants.ts';
import type { PredictedRow } from './predict-rows.ts';
import { isRefusal, type RefusalCode } from './refusal.ts';
import { type ErrorSummary, summariseErrors } from './statistics.ts';

export interface StratumSummary extends ErrorSummary {
  readonly stratum: string;
}

export interface RefusalSummary {
  readonly code: RefusalCode;
  readonly rows: number;
  /** One of the reasons, in full. */
  readonly example: string;
}

/** How well the model does, and on what. Rows of quality C count only under `byQuality`. */
export interface ValidationSummary {
  readonly rows: number;
  readonly predicted: number;
  readonly scored: number;
  readonly refused: number;
  readonly calibrationVersion: string;
  readonly all: ErrorSummary;
  readonly byPrediction: readonly StratumSummary[];
  readonly byTask: readonly StratumSummary[];
  readonly byVendor: readonly StratumSummary[];
  readonly byModelKind: readonly StratumSummary[];
  readonly byStanding: readonly StratumSummary[];
  readonly byQuality: readonly StratumSummary[];
  readonly byChip: readonly StratumSummary[];
  readonly refusals: readonly RefusalSummary[];
}

const strata = (rows: readonly AccuracyRow[], nameOf: (row: AccuracyRow) => string): StratumSummary[] => {
  const groups = new Map<string, AccuracyRow[]>();
  for (const row of rows) {
    const name = nameOf(row);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [row]);
    else group.push(row);
  }
  return [...groups]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([stratum, members]) => ({ stratum, ...summariseErrors(members) }));
};

const refusalsOf = (rows: readonly PredictedRow[]): RefusalSummary[] => {
  const byCode = new Map<RefusalCode, { rows: number; readonly example: string }>();
  for (const { outcome } of rows) {
    if (!isRefusal(outcome)) continue;
    const entry = byCode.get(outcome.code);
    if (entry === undefined) byCode.set(outcome.code, { rows: 1, example: outcome.refused });
    else entry.rows += 1;
  }
  return [...byCode]
    .map(([code, entry]) => ({ code, ...entry }))
    .toSorted((a, b) => b.rows - a.rows || (a.code < b.code ? -1 : 1));
};

/**
 * Errors, coverage and refusals over predicted rows, by what users choose by. `prior`: serving constants before
 * calibration, see `accuracyRows`.
 */
export const summarise = (
  rows: readonly PredictedRow[],
  calibrationVersion: string,
  prior: InferenceConstants,
): ValidationSummary => {
  const all = accuracyRows(rows, prior);
  const good = trusted(all);
  const refused = rows.filter(({ outcome }) => isRefusal(outcome)).length;
  return {
    rows: rows.length,
    predicted: rows.length - refused,
    scored: all.length,
    refused,
    calibrationVersion,
    all: summariseErrors(good),
    byPrediction: strata(good, ({ goal }) => GOALS[goal].name),
    byTask: strata(good, ({ task }) => task),
    byVendor: strata(good, ({ vendor, task }) => `${vendor}, ${task === 'train' ? 'training' : 'serving'}`),
    byModelKind: strata(good, ({ experts }) => (experts ? 'mixture of experts' : 'dense')),
    byStanding: strata(good, ({ standing }) => standing),
    byQuality: strata(all, ({ quality }) => (quality === 'C' ? 'C' : 'A and B')),
    byChip: strata(good, ({ chipId, goal }) => `${chipId}, ${GOALS[goal].name}`),
    refusals: refusalsOf(rows),
  };
};
