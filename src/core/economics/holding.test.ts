import { describe, expect, it } from 'vitest';
import { factOf } from '../catalog/system.testing.ts';
import type { ParetoPoint, ServingLayout, ServingOutcome, TrainingOutcome } from '../performance/outcome.ts';
import type { ModelArchitecture } from '../workload/architecture.ts';
import type { ServingWorkload, TrainingWorkload } from '../workload/request.ts';
import { inputShareOfWork, productionOf } from './holding.ts';
import { priceTiers } from './price.ts';

const layout: ServingLayout = {
  tensorParallel: 8,
  pipelineParallel: 1,
  expertParallel: 1,
  attentionDataParallel: 1,
  chipsPerReplica: 8,
  weightFormat: 'bf16',
  expertFormat: 'bf16',
  keyValueFormat: 'bf16',
  computeFormat: 'bf16',
  batch: 64,
  coreGrouping: null,
  disaggregated: null,
};
const seconds = (totalSeconds: number) => ({ parts: [], totalSeconds });
const memory = { parts: [], totalBytes: 0, capacityBytes: 1 };
const point = (speed: number, work: number): ParetoPoint => ({
  layout,
  tokensPerSecondPerUser: speed,
  tokensPerSecondPerChip: work,
  timeToFirstTokenMs: 100,
  meetsServiceLevel: true,
});
const outcomeOf = (changes: Partial<ServingOutcome> = {}): ServingOutcome => ({
  kind: 'serving',
  workload: 'chat',
  layout,
  replicas: 1,
  chipsNeeded: 8,
  unitsNeeded: 1,
  spareUnits: 0,
  outputTokensPerSecondPerChip: factOf('tokens/s/chip', 'o', { low: 80, estimate: 100, high: 200 }),
  outputTokensPerSecond: factOf('tokens/s', 'o', 800),
  inputTokensPerSecond: factOf('tokens/s', 'i', 3200),
  requestsPerSecondCapacity: factOf('requests/s', 'c', { low: 2, estimate: 4, high: 8 }),
  timeToFirstTokenMs: factOf('ms', 't', 200),
  timePerOutputTokenMs: factOf('ms', 'p', 20),
  percentile: 0.95,
  meetsServiceLevel: true,
  load: factOf('1', 'l', 0.75),
  memory,
  decodeStep: seconds(0.02),
  prefillStep: seconds(0.1),
  roofline: [],
  pareto: [point(100, 20), point(60, 80), point(30, 160), point(20, 200)],
  bound: 'memory-bandwidth',
  utilisation: { compute: 0.2, memory: 0.7 },
  standing: 'anchored',
  layoutsEvaluated: 1,
  ...changes,
});
const model = { name: 'm' } as ModelArchitecture;
const chat: ServingWorkload = {
  kind: 'serving',
  name: 'chat',
  model,
  weightFormat: null,
  keyValueFormat: null,
  requestsPerSecond: factOf('requests/s', 'asked', 3),
  inputTokens: { mean: 1000, cv: 1 },
  outputTokens: { mean: 320, cv: 1 },
  prefixCacheShare: 0,
  serviceLevel: { timeToFirstTokenMs: 500, timePerOutputTokenMs: 40, percentile: 0.95 },
  peakToMean: 1.5,
  disaggregation: 'never',
};

describe('productionOf', () => {
  // 0.1 s of prefill against 320 tokens * 0.02 s / 64 requests = 0.1 s of decode: half each.
  it('shares the bill by the time input and output take, worked by hand', () => {
    const { serving } = productionOf([{ workload: chat, outcome: outcomeOf() }]);
    expect(serving?.inputBillShare.estimate).toBeCloseTo(0.5, 9);
    expect(serving?.outputBillShare.estimate).toBeCloseTo(0.5, 9);
    expect(serving?.inputBillShare.low).toBeLessThan(0.5);
  });

  it('charges separate pools to input and output by their replicas', () => {
    const pools = { prefillReplicas: 1, decodeReplicas: 3 };
    const outcome = outcomeOf({ layout: { ...layout, disaggregated: pools } });
    expect(inputShareOfWork(outcome, 320).estimate).toBe(0.25);
  });

  it('serves what is asked for, or the capacity where that is less', () => {
    const { serving } = productionOf([{ workload: chat, outcome: outcomeOf() }]);
    expect(serving?.outputTokensPerSecond).toMatchObject({ low: 640, estimate: 960, high: 960 });
    expect(serving?.inputTokensPerSecond.estimate).toBe(3000);
  });

  it('divides the bill between workloads by the units they need', () => {
    const run = {
      kind: 'training',
      unitsNeeded: 3,
      wallSeconds: factOf('s', 'wall', 1000),
    } as TrainingOutcome;
    const training = { kind: 'pretraining', name: 'run', model } as TrainingWorkload;
    const { serving, secondsPerRun } = productionOf([
      { workload: chat, outcome: outcomeOf() },
      { workload: training, outcome: run },
    ]);
    expect(secondsPerRun?.estimate).toBe(750);
    expect(serving?.outputBillShare.estimate).toBeCloseTo(0.125, 9);
  });
});

describe('priceTiers', () => {
  // 4 USD/chip-h at 160 tokens/s/chip: 4e6 / (3600 * 160) = 6.944 USD/Mtok; at 80: 13.889; nothing reaches 150 tokens/s.
  it('takes the most work per chip among the layouts that are fast enough', () => {
    const tiers = priceTiers(outcomeOf(), factOf('USD/chip-h', 'c', 4), [25, 50, 100, 150]);
    expect(tiers.map(({ usdPerMillionOutputTokens: price }) => price?.estimate.toFixed(3))).toEqual([
      '6.944',
      '13.889',
      '55.556',
      undefined,
    ]);
    expect(tiers[0]?.usdPerMillionOutputTokens).toMatchObject({
      low: 4e6 / (3600 * 320),
      high: 4e6 / (3600 * 128),
    });
    expect(tiers[3]).toEqual({ tokensPerSecondPerUser: 150, usdPerMillionOutputTokens: null, point: null });
  });
});
