import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Calibration, calibrationSchema } from '../../core/performance/calibration/calibration.ts';

/** Where the generated calibration lies below the root of the package. */
export const CALIBRATION_FILE = path.join('catalog', 'calibration', 'constants.json');

/** Reads the shipped calibration. Throws Error when the file is not what `npm run calibrate` writes. */
export const loadCalibration = async (root: string): Promise<Calibration> => {
  const file = path.join(root, CALIBRATION_FILE);
  const checked = calibrationSchema.safeParse(JSON.parse(await readFile(file, 'utf8')));
  if (!checked.success)
    throw new Error(
      `${CALIBRATION_FILE} is damaged (npm run calibrate rebuilds it): ${checked.error.message}`,
    );
  return checked.data;
};
