import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import {
  type Calibration,
  type CalibrationResidual,
  calibrationSchema,
  residualSchema,
} from '../../core/performance/calibration/calibration.ts';
import type { ModelPriors } from '../../core/performance/calibration/resolve.ts';
import { readInferencePrior } from '../../core/performance/inference/prior.ts';
import { readTrainingConstants } from '../../core/performance/training/constants.ts';

const DIRECTORY = path.join('catalog', 'calibration');
/** Where the generated calibration lies below the root of the package. */
export const CALIBRATION_FILE = path.join(DIRECTORY, 'constants.json');

const json = async (root: string, file: string): Promise<unknown> =>
  JSON.parse(await readFile(path.join(root, file), 'utf8'));

/** Reads the shipped calibration. Throws Error when the file is not what `npm run calibrate` writes. */
export const loadCalibration = async (root: string): Promise<Calibration> => {
  const checked = calibrationSchema.safeParse(await json(root, CALIBRATION_FILE));
  if (!checked.success)
    throw new Error(
      `${CALIBRATION_FILE} is damaged (npm run calibrate rebuilds it): ${checked.error.message}`,
    );
  return checked.data;
};

/** Tells one shipped calibration from another: the first twelve digits of the SHA-256 of its file. */
export const calibrationDigest = async (root: string): Promise<string> =>
  createHash('sha256')
    .update(await readFile(path.join(root, CALIBRATION_FILE)))
    .digest('hex')
    .slice(0, 12);

/** Reads the constants of both models before calibration. Throws when a file is damaged. */
export const loadPriors = async (root: string): Promise<ModelPriors> => {
  const [inference, training] = await Promise.all([
    json(root, path.join(DIRECTORY, 'inference.json')),
    json(root, path.join(DIRECTORY, 'training.json')),
  ]);
  const { constants, kernels } = readInferencePrior(inference);
  return {
    inference: constants,
    kernels,
    training: readTrainingConstants(training).constants,
  };
};

const fallbackSchema = z.strictObject({
  schema: z.literal('rackwright.residual-priors/1'),
  reason: z.string(),
  residuals: z.array(residualSchema),
});

/** Intervals published for comparable models, for quantities on which too few measurements speak. */
export const loadResidualFallbacks = async (root: string): Promise<readonly CalibrationResidual[]> =>
  fallbackSchema.parse(await json(root, path.join(DIRECTORY, 'residual-priors.json'))).residuals;

/** The calibration as its file holds it, byte for byte. */
export const calibrationText = (calibration: Calibration): string =>
  `${JSON.stringify(calibration, null, 1)}\n`;

/** Writes the generated calibration. */
export const writeCalibration = async (root: string, calibration: Calibration): Promise<void> =>
  writeFile(path.join(root, CALIBRATION_FILE), calibrationText(calibration));
