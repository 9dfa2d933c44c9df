import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { type AccuracyRecord, accuracySchema } from '../../core/performance/accuracy/record.ts';
import type { AccuracyNotes } from '../../core/report/accuracy-markdown.ts';

/** Where the recorded accuracy, the notes on it and the page made of both lie below the root of the package. */
export const ACCURACY_FILE = path.join('catalog', 'calibration', 'accuracy.json');
const NOTES_FILE = path.join('catalog', 'calibration', 'accuracy-notes.json');
export const ACCURACY_PAGE = path.join('docs', 'accuracy.md');

const notesSchema = z.strictObject({
  schema: z.literal('rackwright.accuracy-notes/1'),
  causes: z.array(
    z.strictObject({
      source: z.string().optional(),
      model: z.string().optional(),
      chip: z.string().optional(),
      engine: z.string().optional(),
      goal: z.string().optional(),
      cause: z.string().min(1),
    }),
  ),
  failures: z.array(z.string().min(1)),
});

const json = async (root: string, file: string): Promise<unknown> =>
  JSON.parse(await readFile(path.join(root, file), 'utf8'));

/** Reads the recorded accuracy. Throws when the file is not what `npm run accuracy` writes. */
export const loadAccuracy = async (root: string): Promise<AccuracyRecord> =>
  accuracySchema.parse(await json(root, ACCURACY_FILE));

/** Reads what is known about failures and large errors. Throws when the file is damaged. */
export const loadAccuracyNotes = async (root: string): Promise<AccuracyNotes> => {
  const { causes, failures } = notesSchema.parse(await json(root, NOTES_FILE));
  return { causes, failures };
};

export const accuracyText = (record: AccuracyRecord): string => `${JSON.stringify(record, null, 1)}\n`;

/** Writes the recorded accuracy and the page made of it. */
export const writeAccuracy = async (root: string, record: AccuracyRecord, page: string): Promise<void> => {
  await writeFile(path.join(root, ACCURACY_FILE), accuracyText(record));
  await writeFile(path.join(root, ACCURACY_PAGE), page);
};
