import path from 'node:path';
import type { HeldOutScore } from '../core/performance/accuracy/cross-validate.ts';
import {
  type AccuracyRecord,
  heldOutAs,
  type InSample,
  recordOf,
} from '../core/performance/accuracy/record.ts';
import { type AccuracyRow, accuracyRows, trusted } from '../core/performance/accuracy/rows.ts';
import {
  HELD_OUT_KINDS,
  type HeldOutKind,
  type HeldOutRow,
} from '../core/performance/calibration/held-out.ts';
import { predictRows } from '../core/performance/validation/predict-rows.ts';
import { summarise } from '../core/performance/validation/summary.ts';
import {
  calibrationDigest,
  loadCalibration,
  loadPriors,
  loadResidualFallbacks,
} from '../platform/files/calibration.ts';
import { loadCatalog } from '../platform/files/catalog.ts';
import { readMeasuredMachines, readShippedMeasurements } from '../platform/files/measurements.ts';
import { runChunks } from '../platform/workers/pool.ts';
import { type AccuracyData, type AccuracyWork, CHUNKS, scoresOf, spotCheck } from './accuracy-chunks.ts';
import { prepareRows } from './measured-rows.ts';
import { packageRoot } from './package-root.ts';

/** Workers are compiled JavaScript wherever the caller itself runs from. */
const ENTRY = path.join(packageRoot(), 'dist', 'app', 'accuracy-worker.js');

/** Everything that measuring accuracy reads, as plain data that threads can be given. */
export const readAccuracyData = async (root: string): Promise<AccuracyData> => {
  const [catalog, machines, priors, calibration, constants, fallbacks, measurements] = await Promise.all([
    loadCatalog(path.join(root, 'catalog')),
    readMeasuredMachines(root),
    loadPriors(root),
    loadCalibration(root),
    calibrationDigest(root),
    loadResidualFallbacks(root),
    readShippedMeasurements(root),
  ]);
  return { catalog, machines, priors, calibration, constants, fallbacks, measurements };
};

/** What the shipped constants make of the shipped measurements, and of the part that quick tests check. */
export const measureInSample = (data: AccuracyData): InSample => {
  const { priors, calibration, constants } = data;
  const prepared = prepareRows(data.measurements, data.catalog, data.machines);
  const predicted = predictRows(prepared, calibration, priors);
  return {
    calibration,
    constants,
    summary: summarise(predicted, calibration.version, priors.inference),
    rows: trusted(accuracyRows(predicted, priors.inference)),
    spotCheck: spotCheck(data, prepared),
  };
};

export interface MeasuredAccuracy {
  readonly record: AccuracyRecord;
  /** Rows with their configuration left out of the fit, for charts. */
  readonly heldOut: readonly AccuracyRow[];
}

export interface MeasureOptions {
  readonly workers: number;
  readonly progress: (what: string) => void;
}

/**
 * How accurate predictions of the shipped measurements are: in sample, and with parts of the rows left out of the fit
 * (about forty minutes of one core). The same however many workers there are.
 */
export const measureAccuracy = async (root: string, options: MeasureOptions): Promise<MeasuredAccuracy> => {
  const data = await readAccuracyData(root);
  const work: AccuracyWork = { data };
  const chunks = await runChunks<readonly HeldOutRow[]>({
    entry: ENTRY,
    data: work,
    chunks: CHUNKS.length,
    workers: options.workers,
    onProgress: (done, of) => options.progress(`left out ${done} of ${of} parts of the measurements`),
  });
  const inSample = measureInSample(data);
  const scores = Object.fromEntries(
    HELD_OUT_KINDS.map((kind) => [kind, scoresOf(kind, chunks, data)]),
  ) as Record<HeldOutKind, readonly HeldOutScore[]>;
  return {
    record: recordOf({ ...inSample, heldOut: (kind) => scores[kind] }),
    heldOut: heldOutAs(inSample.rows, scores.configuration),
  };
};
