// Rebuilds catalog/calibration/constants.json from the shipped measurements; the same inputs give the same bytes.
import { fileURLToPath } from 'node:url';
import { calibrateShipped } from '../dist/app/calibrate.js';
import { CALIBRATION_FILE, writeCalibration } from '../dist/platform/files/calibration.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const calibration = await calibrateShipped(root, (what) => process.stderr.write(`rackwright: ${what}\n`));
await writeCalibration(root, calibration);
process.stderr.write(`rackwright: wrote ${CALIBRATION_FILE}, version ${calibration.version}\n`);
