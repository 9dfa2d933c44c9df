// Measures how accurate the shipped calibration is on rows left out of it; writes the record, docs/accuracy.md with its
// pictures, and docs/known-failures.md. Records nothing that fell back by more than two points, unless told `--accept`.
// `--in-sample` takes a minute: it leaves what was measured on rows left out as it is, and the page says so.
// `--pages` only writes the pages anew from the record and the notes.
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { measureAccuracy, measureInSample, readAccuracyData } from '../dist/app/accuracy.js';
import { accuracyPages, accuracyPictures } from '../dist/app/accuracy-pages.js';
import { withInSample } from '../dist/core/performance/accuracy/record.js';
import { regressions } from '../dist/core/performance/accuracy/regressions.js';
import { staleNotes, unexplainedGoals } from '../dist/core/report/accuracy-notes.js';
import {
  ACCURACY_FILE,
  ACCURACY_PAGE,
  FAILURES_PAGE,
  loadAccuracy,
  loadAccuracyNotes,
  NOTES_FILE,
  writeAccuracy,
  writeAccuracyPages,
} from '../dist/platform/files/accuracy.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const say = (what) => process.stderr.write(`rackwright: ${what}\n`);
const MOST_WORKERS = 4;

const pages = async (record) => {
  const notes = await loadAccuracyNotes(root);
  await writeAccuracyPages(root, accuracyPages(record, notes));
  say(`wrote ${ACCURACY_PAGE} and ${FAILURES_PAGE}`);
  for (const note of staleNotes(notes, record))
    say(`nothing misses here any more, take it out of ${NOTES_FILE}: ${JSON.stringify(note)}`);
  for (const goal of unexplainedGoals(notes, record))
    say(`a target is missed and ${NOTES_FILE} does not say why: ${goal}`);
};

const strataOf = (record) => [
  ...record.strata,
  ...record.spotChecks.map((one) => ({ ...one, scheme: 'spot check' })),
];

/** Whether a record may take the place of the one that is there. */
const accepted = (recorded, record) => {
  const worse = recorded === null ? [] : regressions(strataOf(recorded), strataOf(record));
  for (const one of worse) say(`worse than recorded: ${one}`);
  if (worse.length === 0 || process.argv.includes('--accept')) return true;
  say('nothing written; add --accept to record these figures');
  process.exitCode = 1;
  return false;
};

const inSample = async () => {
  const recorded = await loadAccuracy(root);
  const record = withInSample(recorded, measureInSample(await readAccuracyData(root)));
  if (!accepted(recorded, record)) return;
  await writeAccuracy(root, record, await accuracyPictures(record, []));
  await pages(record);
};

const measure = async () => {
  const { record, heldOut } = await measureAccuracy(root, {
    workers: Math.min(MOST_WORKERS, availableParallelism()),
    progress: say,
  });
  if (!accepted(await loadAccuracy(root).catch(() => null), record)) return;
  await writeAccuracy(root, record, await accuracyPictures(record, heldOut));
  say(`wrote ${ACCURACY_FILE}`);
  await pages(record);
};

if (process.argv.includes('--pages')) await pages(await loadAccuracy(root));
else await (process.argv.includes('--in-sample') ? inSample() : measure());
