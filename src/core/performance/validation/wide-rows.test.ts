import { describe, expect, it } from 'vitest';
import { constants, deepSeekV3, h100, layout, llama31Of70B } from '../inference/inference.testing.ts';
import { prefillSeconds } from '../inference/step.ts';
import type { Measurement } from './measurement.ts';
import type { ServingCase } from './serving-case.ts';
import { type ServingRun, servingRun } from './serving-engine.ts';
import { servingMetric } from './serving-metrics.ts';
import { stepOf } from './serving-step.ts';

const row = (fields: Partial<Measurement>): Measurement => ({
  id: 'r',
  task: 'prefill',
  model: 'DeepSeek-V3',
  hardware: 'h100-sxm',
  chips: 32,
  metric: 'input_tokens_per_s_per_chip',
  isl: 2048,
  ...fields,
});

const wideCase: ServingCase = {
  model: deepSeekV3,
  machine: h100,
  layout: layout({
    attentionDataParallel: 32,
    expertParallel: 32,
    weightFormat: 'fp8',
    expertFormat: 'fp8',
    computeFormat: 'fp8',
  }),
  replicas: 1,
  chips: 32,
  inputTokens: 2048,
  outputTokens: 1,
  batch: null,
  reservesAnswers: false,
  mostRequests: null,
  arrivalsPerSecond: null,
  compiledBatch: null,
  compiledLength: null,
};
const run = (fields: Partial<Measurement>, at: Partial<ServingCase> = {}): ServingRun =>
  servingRun(row(fields), { ...wideCase, ...at });

describe('rows of experts spread wide', () => {
  it('have no busiest rank where their source balanced the routing by force', () => {
    expect(stepOf(run({ notes: 'published profile; balanced routing' }), constants).busiestRank).toBe(1);
    expect(stepOf(run({ notes: 'balanced experts (EPLB)' }), constants).busiestRank).toBe(1.2);
  });
});

describe('rows of prompts that follow each other', () => {
  const rate = (one: ServingRun): number => servingMetric(one.row)?.value(one, constants) ?? Number.NaN;

  // 8,192 tokens a pass: four prompts of 2,048 on each of the copies.
  it('fill the passes of an engine where no batch is printed', () => {
    const one = run({});
    const four = { prompts: 4, newTokens: 2048, cachedTokens: 0 };
    expect(rate(one)).toBeCloseTo((4 * 2048) / prefillSeconds(stepOf(one, constants), four), 6);
  });

  it('take the batch that is printed, or a single prompt that is longer than a pass', () => {
    const printed = run({ batch: 1 }, { batch: 32 });
    const single = { prompts: 1, newTokens: 2048, cachedTokens: 0 };
    expect(rate(printed)).toBeCloseTo(2048 / prefillSeconds(stepOf(printed, constants), single), 6);
    const at = { model: llama31Of70B, layout: layout({ tensorParallel: 8 }), chips: 8, inputTokens: 20_000 };
    const long = run({ chips: 8, isl: 20_000 }, at);
    const prompt = { prompts: 1, newTokens: 20_000, cachedTokens: 0 };
    expect(rate(long)).toBeCloseTo(20_000 / 8 / prefillSeconds(stepOf(long, constants), prompt), 6);
  });
});
