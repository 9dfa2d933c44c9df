import type { Measurement } from './measurement.ts';
import type { PredictedRow } from './predict-rows.ts';
import { isRefusal, type RefusalCode } from './refusal.ts';
import { type ErrorSummary, type Scored, summariseErrors } from './statistics.ts';

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

interface ScoredRow extends Scored {
  readonly row: Measurement;
  readonly vendor: string;
  readonly chipId: string;
  readonly quantity: string;
  readonly experts: boolean;
  readonly standing: string;
}

const scoredRows = (rows: readonly PredictedRow[]): ScoredRow[] =>
  rows.flatMap(({ row, prepared, outcome }) => {
    if (isRefusal(prepared) || isRefusal(outcome) || outcome.value === null) return [];
    return {
      row,
      value: outcome.value,
      predicted: outcome.predicted,
      low: outcome.low,
      high: outcome.high,
      vendor: prepared.target.vendor,
      chipId: prepared.target.chipId,
      quantity: prepared.quantity,
      experts: prepared.mixtureOfExperts,
      standing: outcome.standing,
    };
  });

const strata = (rows: readonly ScoredRow[], nameOf: (row: ScoredRow) => string): StratumSummary[] => {
  const groups = new Map<string, ScoredRow[]>();
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

const CLOUD_CORES = 'AWS';

/** What a row predicts, as buyers ask for it: the strata that accuracy is promised for. */
const predictionName = (row: ScoredRow): string => {
  switch (row.quantity) {
    case 'time-per-output-token':
      return row.vendor === CLOUD_CORES ? 'time per token, Neuron' : 'time per token, other';
    case 'time-to-first-token':
      return 'time to first token';
    case 'prefill-time':
      return 'prompt processing';
    case 'output-throughput':
      return 'tokens per second';
    case 'training-step':
      return row.experts ? 'training, experts' : 'training, dense';
    default:
      return row.quantity;
  }
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

/** Errors, coverage and refusals over predicted rows, by what users choose by. */
export const summarise = (rows: readonly PredictedRow[], calibrationVersion: string): ValidationSummary => {
  const all = scoredRows(rows);
  const good = all.filter((scored) => scored.row.quality !== 'C');
  const refused = rows.filter(({ outcome }) => isRefusal(outcome)).length;
  return {
    rows: rows.length,
    predicted: rows.length - refused,
    scored: all.length,
    refused,
    calibrationVersion,
    all: summariseErrors(good),
    byPrediction: strata(good, predictionName),
    byTask: strata(good, ({ row }) => row.task),
    byVendor: strata(
      good,
      ({ vendor, row }) => `${vendor}, ${row.task === 'train' ? 'training' : 'serving'}`,
    ),
    byModelKind: strata(good, ({ experts }) => (experts ? 'mixture of experts' : 'dense')),
    byStanding: strata(good, ({ standing }) => standing),
    byQuality: strata(all, ({ row }) => (row.quality === 'C' ? 'C' : 'A and B')),
    byChip: strata(good, ({ chipId, quantity }) => `${chipId}, ${quantity}`),
    refusals: refusalsOf(rows),
  };
};
