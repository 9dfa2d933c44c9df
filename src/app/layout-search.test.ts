import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { machineOf } from '../core/catalog/machine-of.ts';
import { resolveSystem } from '../core/catalog/resolve.ts';
import type { SearchProblem } from '../core/performance/training/search/prepared-search.ts';
import { searchTrainingLayouts } from '../core/performance/training/search.ts';
import { loadModel } from '../platform/files/model.ts';
import { runChunks } from '../platform/workers/pool.ts';
import { searchOnWorkers } from './layout-search.ts';
import { packageRoot } from './package-root.ts';
import { openPlanning } from './planning.ts';

const root = packageRoot();
const data = await openPlanning([]);
const { architecture: model } = await loadModel('deepseek-v3', {
  catalogRoot: join(root, 'catalog'),
  baseFolder: root,
});

const problem = (chips: number, use: 'all' | 'up-to'): SearchProblem => ({
  machine: machineOf(resolveSystem(data.catalog, 'dgx-h100'), 'estimate'),
  task: { model, sequenceLength: 4096, adapterRank: null },
  chips,
  constants: data.trainingPrior,
  options: { globalBatchSequences: 1920, use, formats: ['bf16', 'fp8'], keepFront: true },
});

describe('a layout search on workers', () => {
  it('gives the same bits on one, two and three workers, and as one search in one go', async () => {
    for (const use of ['all', 'up-to'] as const) {
      const of = problem(1024, use);
      const whole = searchTrainingLayouts(of.machine, of.task, of.chips, of.constants, of.options);
      expect(whole.best.length).toBeGreaterThan(0);
      for (const workers of [1, 2, 3]) {
        let last = 0;
        const found = await searchOnWorkers(of, workers, (done, total) => {
          last = done / total;
        });
        // JSON writes doubles so that they read back to the same bits.
        expect(JSON.stringify(found)).toBe(JSON.stringify(whole));
        expect(last).toBe(1);
      }
    }
  });

  it('passes on what went wrong in a worker, and leaves none running', async () => {
    const entry = join(root, 'dist', 'app', 'search-worker.js');
    await expect(runChunks({ entry, data: {}, chunks: 3, workers: 2 })).rejects.toThrow(TypeError);
  });

  it('starts no worker where there is nothing to do', async () => {
    const entry = join(root, 'dist', 'app', 'no-such-file.js');
    expect(await runChunks({ entry, data: {}, chunks: 0, workers: 2 })).toEqual([]);
  });
});
