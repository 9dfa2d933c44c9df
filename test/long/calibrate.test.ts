import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { calibrateShipped } from '../../src/app/calibrate.ts';
import { CALIBRATION_FILE, calibrationText } from '../../src/platform/files/calibration.ts';

const root = path.join(import.meta.dirname, '..', '..');

it(
  'calibrate gives the shipped calibration, byte for byte',
  async () => {
    const calibration = await calibrateShipped(root, () => {});
    expect(calibrationText(calibration)).toBe(await readFile(path.join(root, CALIBRATION_FILE), 'utf8'));
  },
  30 * 60_000,
);
