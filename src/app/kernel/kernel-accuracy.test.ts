import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { KernelAccuracyRecord } from '../../core/report/kernel/accuracy-record.ts';
import { measureKernelAccuracy } from './kernel-accuracy.ts';

const recorded = JSON.parse(
  readFileSync(new URL('../../../catalog/neuroncore/accuracy.json', import.meta.url), 'utf8'),
) as KernelAccuracyRecord;

/** Rows that take the longest programs are left to `npm run kernel:accuracy`. */
const QUICK = /^(sweep|exp|dma-share|activation|trn1-layernorm)/;

it('predicts the published measurements as well as recorded, to half a point', async () => {
  const rows = await measureKernelAccuracy(({ id }) => QUICK.test(id));
  const quick = recorded.rows.filter(({ id }) => QUICK.test(id));
  expect(rows.map(({ id }) => id)).toEqual(quick.map(({ id }) => id));
  rows.forEach((row, at) => {
    const before = quick[at] as (typeof quick)[number];
    expect(row.measured).toBe(before.measured);
    const points = 100 * Math.abs(row.predicted / row.measured - before.predicted / row.measured);
    expect(points, row.id).toBeLessThan(0.5);
  });
});

it('keeps the block-size sweep within its targets: 5 % on average as shipped, 10 % from documents alone', async () => {
  const rows = await measureKernelAccuracy(({ id }) => id.startsWith('sweep'));
  expect(rows).toHaveLength(20);
  const mean = (read: (row: (typeof rows)[number]) => number): number =>
    rows.reduce((sum, row) => sum + Math.abs(read(row) / row.measured - 1), 0) / rows.length;
  expect(mean((row) => row.predicted)).toBeLessThan(0.05);
  expect(mean((row) => row.documented)).toBeLessThan(0.1);
  for (const row of rows) {
    expect(row.low as number).toBeLessThanOrEqual(row.measured);
    expect(row.high as number).toBeGreaterThanOrEqual(row.measured);
  }
});
