import path from 'node:path';
import { type AccuracyRow, crossValidate } from '../core/performance/accuracy/cross-validate.ts';
import { type AccuracyRecord, recordOf } from '../core/performance/accuracy/record.ts';
import { loadCalibration, loadPriors, loadResidualFallbacks } from '../platform/files/calibration.ts';
import { loadCatalog } from '../platform/files/catalog.ts';
import { readMeasuredMachines, readShippedMeasurements } from '../platform/files/measurements.ts';
import { prepareRows } from './measured-rows.ts';

export interface Accuracy {
  readonly rows: readonly AccuracyRow[];
  readonly record: AccuracyRecord;
}

/**
 * How accurate predictions of the shipped measurements are: in sample and, with `crossValidated`, with parts of the
 * rows left out of the fit (minutes).
 */
export const measureAccuracy = async (
  root: string,
  options: { readonly crossValidated: boolean; readonly progress: (what: string) => void },
): Promise<Accuracy> => {
  const [catalog, known, priors, calibration, fallbacks, measured] = await Promise.all([
    loadCatalog(path.join(root, 'catalog')),
    readMeasuredMachines(root),
    loadPriors(root),
    loadCalibration(root),
    loadResidualFallbacks(root),
    readShippedMeasurements(root),
  ]);
  const rows = crossValidate({
    rows: prepareRows(measured, catalog, known),
    priors,
    fallbacks,
    calibration,
    ...(options.crossValidated ? {} : { kinds: [] }),
    progress: options.progress,
  });
  return { rows, record: recordOf(rows, calibration.version) };
};
