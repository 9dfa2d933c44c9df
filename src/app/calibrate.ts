import path from 'node:path';
import type { Calibration } from '../core/performance/calibration/calibration.ts';
import { calibrate } from '../core/performance/validation/calibrate.ts';
import { loadCalibration, loadPriors, loadResidualFallbacks } from '../platform/files/calibration.ts';
import { loadCatalog } from '../platform/files/catalog.ts';
import {
  measurementsDigest,
  readMeasuredMachines,
  readShippedMeasurements,
} from '../platform/files/measurements.ts';
import { prepareRows } from './measured-rows.ts';

/**
 * Fits the constants of the performance model to the shipped measurements, with intervals from what was held out. `only`
 * one of the two models is fitted when it is named; the other one stays as it is.
 */
export const calibrateShipped = async (
  root: string,
  progress: (what: string) => void,
  only?: 'inference' | 'training',
): Promise<Calibration> => {
  const [catalog, known, priors, fallbacks, rows, version] = await Promise.all([
    loadCatalog(path.join(root, 'catalog')),
    readMeasuredMachines(root),
    loadPriors(root),
    loadResidualFallbacks(root),
    readShippedMeasurements(root),
    measurementsDigest(root),
  ]);
  return calibrate(prepareRows(rows, catalog, known), priors, {
    fallbacks,
    version,
    progress,
    ...(only === undefined ? {} : { only: { kinds: [only], instead: await loadCalibration(root) } }),
  });
};
