// Measures how accurate the shipped calibration is on rows left out of it; writes the record and docs/accuracy.md.
// Refuses to record figures that fell back by more than two points, unless told `--accept`.
import { fileURLToPath } from 'node:url';
import { measureAccuracy } from '../dist/app/accuracy.js';
import { regressions } from '../dist/core/performance/accuracy/record.js';
import { accuracyMarkdown } from '../dist/core/report/accuracy-markdown.js';
import {
  ACCURACY_FILE,
  ACCURACY_PAGE,
  loadAccuracy,
  loadAccuracyNotes,
  writeAccuracy,
} from '../dist/platform/files/accuracy.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const say = (what) => process.stderr.write(`rackwright: ${what}\n`);
const notes = await loadAccuracyNotes(root);
if (process.argv.includes('--page')) {
  const record = await loadAccuracy(root);
  await writeAccuracy(root, record, accuracyMarkdown(record, notes));
  say(`wrote ${ACCURACY_PAGE} from the record`);
} else {
  const { record } = await measureAccuracy(root, { crossValidated: true, progress: say });
  const recorded = await loadAccuracy(root).catch(() => null);
  const worse = recorded === null ? [] : regressions(recorded, record);
  for (const one of worse) say(`worse than recorded: ${one}`);
  if (worse.length > 0 && !process.argv.includes('--accept')) {
    say('nothing written; run again with -- --accept to record these figures');
    process.exitCode = 1;
  } else {
    await writeAccuracy(root, record, accuracyMarkdown(record, notes));
    say(`wrote ${ACCURACY_FILE} and ${ACCURACY_PAGE}`);
  }
}
