import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type AccuracyRecord,
  type InSample,
  spotChecksOf,
  strataOf,
} from '../core/performance/accuracy/record.ts';
import { regressions } from '../core/performance/accuracy/regressions.ts';
import { GOAL_IDS } from '../core/performance/accuracy/targets.ts';
import { staleNotes } from '../core/report/accuracy-notes.ts';
import {
  ACCURACY_PAGE,
  FAILURES_PAGE,
  loadAccuracy,
  loadAccuracyNotes,
  NOTES_FILE,
} from '../platform/files/accuracy.ts';
import { readShippedMeasurements } from '../platform/files/measurements.ts';
import { measureInSample, readAccuracyData } from './accuracy.ts';
import { accuracyPages } from './accuracy-pages.ts';

const root = path.join(import.meta.dirname, '..', '..');
const MOST_PICTURE_BYTES = 300_000;
const REMEDY =
  'if this is meant to be, record it: npm run accuracy -- --accept (minutes), or -- --in-sample --accept (a minute; other rows left out stay as they were)';

describe('the pages on accuracy', () => {
  it('say what the record and the notes say', async () => {
    const [record, notes] = await Promise.all([loadAccuracy(root), loadAccuracyNotes(root)]);
    const pages = accuracyPages(record, notes);
    const remedy = 'written by hand or out of date: npm run accuracy -- --pages';
    expect(await readFile(path.join(root, ACCURACY_PAGE), 'utf8'), remedy).toBe(pages.accuracy);
    expect(await readFile(path.join(root, FAILURES_PAGE), 'utf8'), remedy).toBe(pages.failures);
  });

  it('show pictures that are there, each small', async () => {
    const page = await readFile(path.join(root, ACCURACY_PAGE), 'utf8');
    const pictures = [...page.matchAll(/!\[.+\]\((.+)\)/g)].map(([, file = '']) => file);
    expect(pictures.length).toBeGreaterThan(6);
    for (const file of pictures)
      expect((await stat(path.join(root, 'docs', file))).size).toBeLessThan(MOST_PICTURE_BYTES);
  });

  it('explain nothing that misses no more', async () => {
    const [record, notes] = await Promise.all([loadAccuracy(root), loadAccuracyNotes(root)]);
    expect(staleNotes(notes, record), `take these out of ${NOTES_FILE}`).toEqual([]);
  });

  it('suspect causes only behind rows that there are', async () => {
    const [notes, rows] = await Promise.all([loadAccuracyNotes(root), readShippedMeasurements(root)]);
    const unknown = notes.rows.filter(
      ({ id, source, model, metric }) =>
        !rows.some(
          (row) =>
            (id === undefined || id === row.id) &&
            (source === undefined || source === row.group) &&
            (model === undefined || model === row.model) &&
            (metric === undefined || metric === row.metric),
        ),
    );
    expect(unknown).toEqual([]);
  });
});

describe('predictions of the shipped measurements', () => {
  let found: InSample;
  let recorded: AccuracyRecord;

  beforeAll(async () => {
    recorded = await loadAccuracy(root);
    found = measureInSample(await readAccuracyData(root));
  }, 300_000);

  it('are no more than two points worse than recorded, in any stratum', () => {
    const before = recorded.strata.filter(({ scheme }) => scheme === 'in-sample');
    expect(before.length).toBeGreaterThan(10);
    expect(regressions(before, strataOf(found.rows, 'in-sample')), REMEDY).toEqual([]);
  });

  it('are no more than two points worse than recorded where the fit has not seen them', () => {
    const goals = new Set(recorded.spotChecks.map(({ goal }) => goal));
    expect(goals).toEqual(new Set(GOAL_IDS));
    expect(regressions(recorded.spotChecks, spotChecksOf(found.rows, found.spotCheck)), REMEDY).toEqual([]);
  });
});
