import path from 'node:path';
import { nearest } from '../core/catalog/nearest.ts';
import { InputError } from '../core/input-error.ts';
import { type HeldTo, heldTo } from '../core/performance/accuracy/held-to.ts';
import type { Scheme } from '../core/performance/accuracy/record.ts';
import { type AccuracyRow, accuracyRows, trusted } from '../core/performance/accuracy/rows.ts';
import type { Calibration } from '../core/performance/calibration/calibration.ts';
import { STEPS_WITHOUT } from '../core/performance/calibration/held-out.ts';
import { calibrate } from '../core/performance/validation/calibrate.ts';
import {
  isLeftOut,
  type LeaveOut,
  leaveOutWords,
  namesOfKind,
} from '../core/performance/validation/leave-out.ts';
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
  /** What calibration must not see, and the report is on; empty: everything is reported on, nothing fitted again. */
  readonly leaveOut: readonly LeaveOut[];
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

/** Of several things left out the first names the scheme; measurements of the user's own are a source not seen. */
const schemeOf = ({ leaveOut: [first], measurements }: ValidateOptions): Scheme => {
  if (first !== undefined) return LEFT_OUT_AS[first.kind];
  return measurements === null ? 'in-sample' : 'source';
};

const MOST_NAMES = 40;

/** Names that would have been known: the nearest, or as many as a screen holds. */
const knownNames = (name: string, known: readonly string[]): string => {
  const byLowerCase = new Map(known.map((one) => [one.toLowerCase(), one]));
  const likely = nearest(name, byLowerCase.keys(), 6).map((one) => byLowerCase.get(one) ?? one);
  if (likely.length > 0) return `a name that rows carry; nearest: ${likely.join(', ')}`;
  const more = known.length - MOST_NAMES;
  return `one of ${known.slice(0, MOST_NAMES).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
};

/** Throws InputError for the first name that no row carries. */
const refuseUnknown = (leaveOut: readonly LeaveOut[], rows: readonly PreparedRow[]): void => {
  for (const one of leaveOut)
    if (!rows.some((row) => isLeftOut(row, [one])))
      throw new InputError({
        attempted: 'leaving rows out of the calibration',
        found: `no row with ${one.kind} ${one.name}`,
        accepted: knownNames(one.name, namesOfKind(rows, one.kind)),
      });
};

/** The models that rows are predicted by. */
const kindsOf = (rows: readonly PreparedRow[]) => [
  ...new Set(rows.flatMap(({ prepared }) => (isRefusal(prepared) ? [] : prepared.kind))),
];

/**
 * Predicts every row of a measurements file with the shipped calibration and sums up the errors. With `leaveOut`,
 * constants are first fitted again to the shipped rows without any of those, in as many steps as `npm run accuracy` takes, and only those are reported on; the intervals
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
  if (measured.length === 0)
    throw new InputError({
      attempted: 'reading measurements',
      found: `no row in ${options.measurements}`,
      accepted: 'one JSON object per line',
    });
  const rows = prepareRows(measured, catalog, known);
  let calibration: Calibration = shippedCalibration;
  let judged: readonly PreparedRow[] = rows;
  if (leaveOut.length > 0) {
    refuseUnknown(leaveOut, rows);
    judged = rows.filter((row) => isLeftOut(row, leaveOut));
    const shipped = prepareRows(await readShippedMeasurements(root), catalog, known);
    calibration = calibrate(
      shipped.filter((row) => !isLeftOut(row, leaveOut)),
      priors,
      {
        steps: STEPS_WITHOUT,
        fallbacks: await loadResidualFallbacks(root),
        residuals: {
          inference: shippedCalibration.inference.residuals,
          training: shippedCalibration.training.residuals,
        },
        only: { kinds: kindsOf(judged), instead: shippedCalibration },
        version: `${await measurementsDigest(root)} without ${leaveOutWords(leaveOut)}`,
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
