import path from 'node:path';
import { InputError } from '../core/input-error.ts';
import { type HeldTo, heldTo } from '../core/performance/accuracy/held-to.ts';
import type { Scheme } from '../core/performance/accuracy/record.ts';
import { type AccuracyRow, accuracyRows, trusted } from '../core/performance/accuracy/rows.ts';
import type { Calibration } from '../core/performance/calibration/calibration.ts';
import { calibrate } from '../core/performance/validation/calibrate.ts';
import { isLeftOut, type LeaveOut } from '../core/performance/validation/leave-out.ts';
import {
  outcomeOf,
  type PreparedRow,
  predictRows,
  type RowOutcome,
} from '../core/performance/validation/predict-rows.ts';
import { isRefusal } from '../core/performance/validation/refusal.ts';
import { summarise, type ValidationSummary } from '../core/performance/validation/summary.ts';
import { loadAccuracy, loadAccuracyNotes } from '../platform/files/accuracy.ts';
import { loadCalibration, loadPriors, loadResidualFallbacks } from '../platform/files/calibration.ts';
import { loadCatalog } from '../platform/files/catalog.ts';
import {
  measurementsDigest,
  readMeasuredMachines,
  readMeasurementFile,
  readShippedMeasurements,
} from '../platform/files/measurements.ts';
import { prepareRows } from './measured-rows.ts';
import { writeAccuracyReport } from './write-report.ts';

export interface ValidateOptions {
  /** Root of the package, where `catalog` lies. */
  readonly root: string;
  /** A file of the user's own; null for the measurements that are shipped. */
  readonly measurements: string | null;
  readonly leaveOut: LeaveOut | null;
  readonly progress: (what: string | null) => void;
}

export interface Validation {
  /** How the constants came about that predicted; `in-sample`: they have seen the rows. */
  readonly scheme: Scheme;
  readonly rows: readonly RowOutcome[];
  readonly summary: ValidationSummary;
  /** Rows of quality A and B that were measured and predicted. */
  readonly scored: readonly AccuracyRow[];
  /** Errors of rows the constants have not seen, beside what they are held to; empty for rows they have seen. */
  readonly heldTo: readonly HeldTo[];
}

const LEFT_OUT_AS = { chip: 'chip', model: 'model', group: 'source' } as const;

/** Measurements of the user's own are a source that the shipped constants have not seen. */
const schemeOf = ({ leaveOut, measurements }: ValidateOptions): Scheme => {
  if (leaveOut !== null) return LEFT_OUT_AS[leaveOut.kind];
  return measurements === null ? 'in-sample' : 'source';
};

const nothingLeft = (leaveOut: LeaveOut, rows: readonly PreparedRow[]): InputError => {
  const known = new Set(
    rows.map(({ row }) => ({ chip: row.hardware, model: row.model, group: row.group ?? '' })[leaveOut.kind]),
  );
  return new InputError({
    attempted: 'leaving rows out of the calibration',
    found: `no row with ${leaveOut.kind} ${leaveOut.name}`,
    accepted: `one of ${[...known].toSorted().slice(0, 40).join(', ')}`,
  });
};

/** The models that rows are predicted by. */
const kindsOf = (rows: readonly PreparedRow[]) => [
  ...new Set(rows.flatMap(({ prepared }) => (isRefusal(prepared) ? [] : prepared.kind))),
];

/**
 * Predicts every row of a measurements file with the shipped calibration and sums up the errors. With `leaveOut`,
 * constants are first fitted again to the shipped rows without those, and only those are reported on; the intervals
 * stay those of the shipped calibration, for the standing that is left. Throws InputError on a malformed file.
 */
export const validate = async (options: ValidateOptions): Promise<Validation> => {
  const { root, leaveOut, progress } = options;
  progress('reading measurements');
  const [catalog, known, priors, shippedCalibration] = await Promise.all([
    loadCatalog(path.join(root, 'catalog')),
    readMeasuredMachines(root),
    loadPriors(root),
    loadCalibration(root),
  ]);
  const measured =
    options.measurements === null
      ? await readShippedMeasurements(root)
      : await readMeasurementFile(options.measurements);
  const rows = prepareRows(measured, catalog, known);
  let calibration: Calibration = shippedCalibration;
  let judged: readonly PreparedRow[] = rows;
  if (leaveOut !== null) {
    judged = rows.filter((row) => isLeftOut(row, leaveOut));
    if (judged.length === 0) throw nothingLeft(leaveOut, rows);
    const shipped = prepareRows(await readShippedMeasurements(root), catalog, known);
    calibration = calibrate(
      shipped.filter((row) => !isLeftOut(row, leaveOut)),
      priors,
      {
        fallbacks: await loadResidualFallbacks(root),
        residuals: {
          inference: shippedCalibration.inference.residuals,
          training: shippedCalibration.training.residuals,
        },
        only: { kinds: kindsOf(judged), instead: shippedCalibration },
        version: `${await measurementsDigest(root)} without ${leaveOut.kind} ${leaveOut.name}`,
        progress,
      },
    );
  }
  progress('predicting');
  const predicted = predictRows(judged, calibration, priors);
  progress(null);
  const scheme = schemeOf(options);
  const scored = trusted(accuracyRows(predicted, priors.inference));
  return {
    scheme,
    rows: predicted.map(outcomeOf),
    summary: summarise(predicted, calibration.version, priors.inference),
    scored,
    heldTo: scheme === 'in-sample' ? [] : heldTo(scored),
  };
};

export interface ValidationReport {
  /** The measurements in words, such as a file's name. */
  readonly measurements: string;
  /** What was left out of the calibration, in words; null: nothing. */
  readonly leftOut: string | null;
  readonly path: string;
}

/** Writes the HTML report on a validation beside the recorded figures. Throws InputError when it cannot be written. */
export const writeValidation = async (
  root: string,
  { scheme, scored, summary }: Validation,
  { measurements, leftOut, path: file }: ValidationReport,
): Promise<void> => {
  const [record, notes] = await Promise.all([loadAccuracy(root), loadAccuracyNotes(root)]);
  await writeAccuracyReport({ measurements, scheme, leftOut, rows: scored, summary, record, notes }, file);
};
