// Rebuilds catalog/calibration/constants.json from the shipped measurements; the same inputs give the same bytes.
// `--only inference` or `--only training` fits one of the two models and leaves the other as it is.
import { fileURLToPath } from 'node:url';
import { calibrateShipped } from '../dist/app/calibrate.js';
import { CALIBRATION_FILE, writeCalibration } from '../dist/platform/files/calibration.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const at = process.argv.indexOf('--only');
const only = at < 0 ? undefined : process.argv[at + 1];
if (only !== undefined && only !== 'inference' && only !== 'training') {
  process.stderr.write(`rackwright: --only takes inference or training, not ${only}\n`);
  process.exit(2);
}
const say = (what) => process.stderr.write(`rackwright: ${what}\n`);
const calibration = await calibrateShipped(root, say, only);
await writeCalibration(root, calibration);
process.stderr.write(`rackwright: wrote ${CALIBRATION_FILE}, version ${calibration.version}\n`);
