// Measures how accurate the shipped calibration is on rows left out of it; writes the record, docs/accuracy.md with its
// pictures, and docs/known-failures.md. Records nothing that fell back by more than two points, unless told `--accept`.
// `--anew` fits every time from the priors, which takes hours instead of minutes and forgets what is left out altogether.
// `--pages` only writes the pages anew from the record and the notes.
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { measureAccuracy } from '../dist/app/accuracy.js';
import { accuracyPages, accuracyPictures } from '../dist/app/accuracy-pages.js';
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

const measure = async () => {
  const workers = Math.min(MOST_WORKERS, availableParallelism());
  const { record, heldOut } = await measureAccuracy(root, {
    workers,
    anew: process.argv.includes('--anew'),
    progress: say,
  });
  const recorded = await loadAccuracy(root).catch(() => null);
  const worse =
    recorded === null
      ? []
      : [
          ...regressions(recorded.strata, record.strata),
          ...regressions(recorded.spotChecks, record.spotChecks),
        ];
  for (const one of worse) say(`worse than recorded: ${one}`);
  if (worse.length > 0 && !process.argv.includes('--accept')) {
    say('nothing written; npm run accuracy -- --accept records these figures');
    process.exitCode = 1;
    return;
  }
  await writeAccuracy(root, record, await accuracyPictures(record, heldOut));
  say(`wrote ${ACCURACY_FILE}`);
  await pages(record);
};

await (process.argv.includes('--pages') ? loadAccuracy(root).then(pages) : measure());
