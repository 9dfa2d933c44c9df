import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { measureAccuracy } from '../../src/app/accuracy.ts';
import { accuracyPictures } from '../../src/app/accuracy-pages.ts';
import { regressions } from '../../src/core/performance/accuracy/regressions.ts';
import { ACCURACY_FILE, accuracyText, loadAccuracy, PICTURES } from '../../src/platform/files/accuracy.ts';

const root = path.join(import.meta.dirname, '..', '..');

it(
  'accuracy on rows left out is as recorded, and drawn, byte for byte',
  async () => {
    const recorded = await loadAccuracy(root);
    const { record, heldOut } = await measureAccuracy(root, {
      workers: 2,
      progress: () => {},
    });
    expect(regressions(recorded.strata, record.strata)).toEqual([]);
    expect(accuracyText(record)).toBe(await readFile(path.join(root, ACCURACY_FILE), 'utf8'));
    for (const [name, svg] of await accuracyPictures(record, heldOut))
      expect(svg).toBe(await readFile(path.join(root, PICTURES, name), 'utf8'));
  },
  5 * 60 * 60_000,
);
