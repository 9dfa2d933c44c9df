import { describe, expect, it } from 'vitest';
import { searchTrainingLayouts } from './search.ts';
import { a100, megatron, mixture, shipped } from './training.testing.ts';
import { trainingStep } from './training-step.ts';

const task = { model: megatron['22B'], sequenceLength: 2048, adapterRank: null };
const options = { globalBatchSequences: 64, use: 'all', formats: ['bf16'] } as const;

describe('the training layout search', () => {
  it('finds the same layouts and the same step time as the step model says', () => {
    const { best } = searchTrainingLayouts(a100, task, 64, shipped, { ...options, use: 'up-to' });
    expect(best.length).toBeGreaterThan(3);
    for (const { layout, stepSeconds, chips } of best) {
      const step = trainingStep(a100, task, layout, shipped);
      expect(step?.stepSeconds).toBeCloseTo(stepSeconds, 9);
      expect(step?.memory.totalBytes).toBeLessThanOrEqual(a100.hbmBytes);
      expect(
        layout.tensorParallel * layout.pipelineParallel * layout.contextParallel * layout.dataParallel,
      ).toBe(chips);
      expect(layout.globalBatchSequences % (layout.dataParallel * layout.microBatch)).toBe(0);
    }
  });

  it('is no slower than the layout its authors ran', () => {
    const { best } = searchTrainingLayouts(a100, { ...task, model: megatron['175B'] }, 64, shipped, options);
    const published = trainingStep(
      a100,
      { ...task, model: megatron['175B'] },
      {
        tensorParallel: 8,
        pipelineParallel: 8,
        dataParallel: 1,
        expertParallel: 1,
        contextParallel: 1,
        zeroStage: 0,
        microBatch: 1,
        interleave: 3,
        recompute: 'selective',
        sequenceParallel: true,
        computeFormat: 'bf16',
        globalBatchSequences: 64,
        coreGrouping: null,
      },
      shipped,
    );
    expect(best[0]?.stepSeconds).toBeLessThanOrEqual(published?.stepSeconds ?? 0);
  });

  it('gives the same answer every time', () => {
    const once = () => searchTrainingLayouts(a100, task, 32, shipped, { ...options, use: 'up-to' });
    expect(once()).toEqual(once());
  });

  it('spreads experts only over ranks that divide them', () => {
    const moe = { ...task, model: mixture(4096, 32) };
    // One copy of 103 billion parameters per chip is out of the question.
    const flat = { ...options, use: 'up-to', maxTensorParallel: 1, maxPipelineParallel: 1 } as const;
    const { best } = searchTrainingLayouts(a100, moe, 64, shipped, flat);
    for (const { layout } of best) expect(64 % layout.expertParallel).toBe(0);
    expect(best.some(({ layout }) => layout.expertParallel > 1)).toBe(true);
  });

  it('counts layouts that do not fit as evaluated, and says how near the nearest came', () => {
    const result = searchTrainingLayouts(a100, { ...task, model: megatron['1T'] }, 8, shipped, options);
    expect(result.best).toEqual([]);
    expect(result.rejectedForMemory).toBe(result.evaluated);
    expect(result.nearestMiss?.bytes).toBeGreaterThan(a100.hbmBytes);
  });

  it('leaves out formats the chip does not multiply in', () => {
    expect(searchTrainingLayouts(a100, task, 8, shipped, { ...options, formats: ['fp8'] }).evaluated).toBe(0);
  });
});
