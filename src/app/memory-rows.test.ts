import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { quantile } from '../core/performance/validation/statistics.ts';
import { readMeasurementFile } from '../platform/files/measurements.ts';
import { validate } from './validate.ts';

const root = path.join(import.meta.dirname, '..', '..');
const file = path.join(root, 'catalog', 'measurements', 'memory.jsonl');

describe('memory of published runs that set no constant', () => {
  it.each([
    ['engines', 'serve_memory', 60, 6],
    // Sources do not say how some releases of TorchTitan work out the loss: 9 % at the 90th percentile, not 6 %.
    ['training steps', 'train', 30, 9],
  ])('of %s is predicted within 2 % at the median', async (_, task, least, tail) => {
    const rows = new Map((await readMeasurementFile(file)).map((row) => [row.id, row]));
    const { rows: outcomes } = await validate({
      root,
      measurements: file,
      leaveOut: [],
      progress: () => {},
    });
    const errors = outcomes.flatMap((outcome) => {
      const row = rows.get(outcome.id);
      if (row === undefined || 'refused' in outcome || outcome.value === null) return [];
      const counts = row.task === task && row.quality !== 'C' && (row.sets ?? []).length === 0;
      return counts ? 100 * Math.abs(outcome.predicted / outcome.value - 1) : [];
    });
    expect(errors.length).toBeGreaterThanOrEqual(least);
    expect(quantile(errors, 0.5)).toBeLessThan(2);
    expect(quantile(errors, 0.9)).toBeLessThan(tail);
  });
});
