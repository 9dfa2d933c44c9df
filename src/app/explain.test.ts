import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { servingPlan } from '../core/report/fixture.testing.ts';
import { explainResult } from './explain.ts';
import { writeResult } from './write-report.ts';

const folder = mkdtempSync(join(tmpdir(), 'rackwright-explain-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('explainResult', () => {
  it('explains what writeResult wrote, in folders that did not exist', async () => {
    const file = join(folder, 'out', 'plan.json');
    await writeResult(servingPlan(), file);
    const explanation = await explainResult(file, 'candidates.0.score', 1);
    expect(explanation).toMatchObject({ kind: 'figure', path: 'candidates.0.score' });
  });

  it.each([
    ['a file that is not there', null, /no readable file/],
    ['bytes that are not text', Buffer.from([0xff, 0xfe, 0x00]), /not UTF-8/],
    ['a file that is not JSON', Buffer.from('candidates:\n'), /not JSON/],
  ])('refuses %s', async (name, bytes, message) => {
    const file = join(folder, `${name}.json`);
    if (bytes !== null) writeFileSync(file, bytes);
    await expect(explainResult(file, '', 1)).rejects.toThrow(message);
  });
});
