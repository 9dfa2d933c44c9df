import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type AccuracyRecord, accuracySchema } from '../../core/performance/accuracy/record.ts';
import { type AccuracyNotes, notesSchema } from '../../core/report/accuracy-notes.ts';

/** Where the recorded accuracy and the notes on it lie below the root of the package. */
export const ACCURACY_FILE = path.join('catalog', 'calibration', 'accuracy.json');
export const NOTES_FILE = path.join('catalog', 'calibration', 'accuracy-notes.json');
/** The pages made of both, and the folder of their pictures. */
export const ACCURACY_PAGE = path.join('docs', 'accuracy.md');
export const FAILURES_PAGE = path.join('docs', 'known-failures.md');
export const PICTURES = path.join('docs', 'accuracy');

const json = async (root: string, file: string): Promise<unknown> =>
  JSON.parse(await readFile(path.join(root, file), 'utf8'));

/** Reads the recorded accuracy. Throws when the file is not what `npm run accuracy` writes. */
export const loadAccuracy = async (root: string): Promise<AccuracyRecord> =>
  accuracySchema.parse(await json(root, ACCURACY_FILE));

/** Reads what is known about failures and large errors. Throws when the file is damaged. */
export const loadAccuracyNotes = async (root: string): Promise<AccuracyNotes> =>
  notesSchema.parse(await json(root, NOTES_FILE));

/** The record as its file holds it: an entry a line, so that changes can be read. */
export const accuracyText = (record: AccuracyRecord): string =>
  `{\n${Object.entries(record)
    .map(([key, value]) => {
      const text = Array.isArray(value)
        ? `[${value.map((entry) => `\n  ${JSON.stringify(entry)}`).join(',')}\n ]`
        : JSON.stringify(value);
      return ` ${JSON.stringify(key)}: ${text}`;
    })
    .join(',\n')}\n}\n`;

export interface AccuracyPages {
  readonly accuracy: string;
  readonly failures: string;
}

/** Writes the pages on accuracy. */
export const writeAccuracyPages = async (root: string, pages: AccuracyPages): Promise<void> => {
  await writeFile(path.join(root, ACCURACY_PAGE), pages.accuracy);
  await writeFile(path.join(root, FAILURES_PAGE), pages.failures);
};

/** Writes the recorded accuracy, and pictures of its page by file name. */
export const writeAccuracy = async (
  root: string,
  record: AccuracyRecord,
  pictures: ReadonlyMap<string, string>,
): Promise<void> => {
  await writeFile(path.join(root, ACCURACY_FILE), accuracyText(record));
  const folder = path.join(root, PICTURES);
  await mkdir(folder, { recursive: true });
  for (const [name, svg] of pictures) await writeFile(path.join(folder, name), svg);
};
