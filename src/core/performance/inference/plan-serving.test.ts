import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chipOf, factOf, systemOf } from '../../catalog/system.testing.ts';
import type { SystemSpec } from '../../catalog/system.ts';
import { requested } from '../../quantity/figure.ts';
import type { ModelArchitecture } from '../../workload/architecture.ts';
import type { BatchWorkload, ServingWorkload } from '../../workload/request.ts';
import type { Calibrated } from '../calibrated.ts';
import type { Refusal, ServingOutcome } from '../outcome.ts';
import type { Reliability } from '../reliability.ts';
import type { InferenceConstants } from './constants.ts';
import { bertLarge, constants, deepSeekV3, llama2Of7B, llama31Of70B } from './inference.testing.ts';
import { planServing } from './plan-serving.ts';

const residual = { low: 0.6, high: 1.6 };
const calibrated: Calibrated<InferenceConstants> = {
  constants,
  standing: 'datasheet',
  residuals: {
    'time-per-output-token': residual,
    'time-to-first-token': residual,
    'output-throughput': residual,
    'prefill-time': residual,
    'training-step': residual,
    memory: residual,
  },
  version: 'test',
};

const reliability: Reliability = {
  chipHoursPerInterruption: factOf('h', 'reliability#interruption', 50_700),
  chipHoursPerHardwareFailure: factOf('h', 'reliability#failure', 65_000),
  recoverySeconds: factOf('s', 'reliability#recovery', 600),
  checkpointPauseSeconds: factOf('s', 'reliability#pause', 5),
  checkpointBytesPerSecond: factOf('B/s', 'reliability#rate', 10e9),
  repairHours: factOf('h', 'reliability#repair', 24),
  sparesConfidence: factOf('1', 'reliability#confidence', 0.95),
};

const tier = (name: 'scale-up' | 'scale-out', chips: number, rate: number) => ({
  name,
  chips,
  topology:
    name === 'scale-up'
      ? ({ kind: 'switch', reduces: false } as const)
      : ({ kind: 'rail-optimised', oversubscription: 1 } as const),
  bytesPerSecondPerChip: factOf('B/s', `${name}#rate`, rate),
  hopSeconds: factOf('s', `${name}#hop`, 1e-6),
});

/** A server of eight H100, memory bandwidth known to a tenth. */
const server = (changes: Partial<SystemSpec> = {}): SystemSpec =>
  systemOf({
    id: 'server',
    chip: chipOf({
      id: 'h100',
      hbmBytes: factOf('B', 'chip#hbm', 80e9),
      hbmBytesPerSecond: factOf('B/s', 'chip#bandwidth', { low: 3e12, estimate: 3.35e12, high: 3.35e12 }),
      peakFlopsPerSecond: {
        bf16: factOf('FLOP/s', 'chip#bf16', 989e12),
        fp8: factOf('FLOP/s', 'chip#fp8', 1979e12),
      },
    }),
    chipsPerUnit: 8,
    hostsPerUnit: factOf('1', 'server#hosts', 1),
    tiers: [tier('scale-up', 8, 450e9), tier('scale-out', Number.POSITIVE_INFINITY, 50e9)],
    ...changes,
  });

const serving = (changes: Partial<ServingWorkload> = {}): ServingWorkload => ({
  kind: 'serving',
  name: 'chat',
  model: llama31Of70B,
  weightFormat: null,
  keyValueFormat: null,
  requestsPerSecond: requested('requests/s', 5, 'workloads.0.rate'),
  inputTokens: { mean: 2000, cv: 0.8 },
  outputTokens: { mean: 400, cv: 0.6 },
  prefixCacheShare: 0,
  serviceLevel: { timeToFirstTokenMs: 1500, timePerOutputTokenMs: 50, percentile: 0.95 },
  peakToMean: 2,
  disaggregation: 'never',
  ...changes,
});
const batch = (model: ModelArchitecture, requestsPerDay = 1e6): BatchWorkload => ({
  kind: 'batch',
  name: 'nightly',
  model,
  weightFormat: null,
  keyValueFormat: null,
  requestsPerDay,
  inputTokens: { mean: 500, cv: 0 },
  outputTokens: { mean: 200, cv: 0 },
  prefixCacheShare: 0,
});

const plan = (workload: ServingWorkload | BatchWorkload, system = server(), failureHeadroom = 0.05) =>
  planServing(system, workload, calibrated, { failureHeadroom, reliability });
const planned = (...input: Parameters<typeof plan>): ServingOutcome => {
  const outcome = plan(...input);
  if (outcome.kind === 'refused') throw new Error(outcome.reason);
  return outcome;
};
const refused = (...input: Parameters<typeof plan>): Refusal => {
  const outcome = plan(...input);
  if (outcome.kind !== 'refused') throw new Error('expected a refusal');
  return outcome;
};

describe('planning a service', () => {
  it('keeps its promise at the peak rate on whole units, with room to spare', () => {
    const outcome = planned(serving());
    expect(outcome.meetsServiceLevel).toBe(true);
    expect(outcome.timeToFirstTokenMs.estimate).toBeLessThanOrEqual(1500);
    expect(outcome.timePerOutputTokenMs.estimate).toBeLessThanOrEqual(50);
    expect(outcome.load.estimate).toBeLessThanOrEqual(1 + 1e-9);
    expect(outcome.requestsPerSecondCapacity.estimate).toBeGreaterThanOrEqual(10 * (1 - 1e-9));
    expect(outcome.unitsNeeded * 8).toBeGreaterThanOrEqual(outcome.chipsNeeded);
    expect(outcome.outputTokensPerSecond.estimate).toBeCloseTo(
      400 * outcome.requestsPerSecondCapacity.estimate,
      6,
    );
    expect(
      outcome.outputTokensPerSecondPerChip.estimate * outcome.replicas * outcome.layout.chipsPerReplica,
    ).toBeCloseTo(outcome.outputTokensPerSecond.estimate, 6);
  });

  it('derives its figures from the facts of the system', () => {
    const outcome = planned(serving());
    const { origin } = outcome.timePerOutputTokenMs;
    if (origin.kind !== 'formula') throw new Error('expected a formula');
    expect(origin.inputs['hbmBytesPerSecond']?.origin).toMatchObject({
      kind: 'fact',
      path: 'chip#bandwidth',
    });
    expect(origin.inputs['requestsPerSecond']?.origin).toMatchObject({
      kind: 'request',
      path: 'workloads.0.rate',
    });
  });

  it('has intervals that hold the estimate, the spread of the facts and the residuals', () => {
    const tpot = planned(serving()).timePerOutputTokenMs;
    expect(tpot.low).toBeLessThanOrEqual(0.6 * tpot.estimate);
    expect(tpot.high).toBeGreaterThan(1.6 * tpot.estimate);
  });

  it('fits in memory, with parts that add up', () => {
    const { memory } = planned(serving());
    expect(memory.parts.reduce((sum, { bytes }) => sum + bytes, 0)).toBeCloseTo(memory.totalBytes, 0);
    expect(memory.totalBytes).toBeLessThanOrEqual(memory.capacityBytes);
  });

  it('needs no fewer units for more traffic, a tighter promise, or a larger reserve', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 15, max: 80 }), (rate, limit) => {
        const at = (requests: number, milliseconds: number, headroom = 0) =>
          planned(
            serving({
              requestsPerSecond: requested('requests/s', requests, 'x'),
              serviceLevel: { timeToFirstTokenMs: 2000, timePerOutputTokenMs: milliseconds, percentile: 0.9 },
            }),
            server(),
            headroom,
          );
        const now = at(rate, limit);
        expect(at(2 * rate, limit).unitsNeeded).toBeGreaterThanOrEqual(now.unitsNeeded);
        expect(at(rate, 1.5 * limit).unitsNeeded).toBeLessThanOrEqual(now.unitsNeeded);
        expect(at(rate, limit, 0.5).unitsNeeded).toBeGreaterThanOrEqual(now.unitsNeeded);
      }),
      { numRuns: 15 },
    );
  });

  it('draws a Pareto front on which speed for one user falls as work per chip rises', () => {
    const { pareto } = planned(serving());
    expect(pareto.length).toBeGreaterThan(3);
    pareto.slice(1).forEach((point, at) => {
      expect(point.tokensPerSecondPerUser).toBeLessThanOrEqual(
        pareto[at]?.tokensPerSecondPerUser ?? Number.NaN,
      );
      expect(point.tokensPerSecondPerChip).toBeGreaterThan(pareto[at]?.tokensPerSecondPerChip ?? Number.NaN);
    });
  });

  it('opens a load to the rate, its peak, the lengths and the layout', () => {
    const outcome = plan(serving({ peakToMean: 1.5 }));
    if (outcome.kind === 'refused') throw new Error(outcome.reason);
    const { origin } = outcome.load;
    if (origin.kind !== 'formula') throw new Error('a load is computed');
    for (const leaf of ['requestsPerSecond', 'peakToMean', 'inputTokens', 'outputTokens'])
      expect(origin.inputs[leaf]?.origin.kind).toBe('request');
    expect(origin.inputs['peakToMean']?.estimate).toBe(1.5);
    expect(origin.formula).toContain(`layout tensor ${outcome.layout.tensorParallel}`);
  });

  it('gives the nearest miss when no load is light enough', () => {
    const outcome = planned(
      serving({ serviceLevel: { timeToFirstTokenMs: 5, timePerOutputTokenMs: 1, percentile: 0.95 } }),
    );
    expect(outcome.meetsServiceLevel).toBe(false);
    expect(outcome.pareto.every((point) => !point.meetsServiceLevel)).toBe(true);
  });

  it('splits into pools for prompts and for answers when asked to', () => {
    const outcome = planned(serving({ disaggregation: 'only' }));
    const pools = outcome.layout.disaggregated;
    expect(pools).not.toBeNull();
    expect(pools === null ? null : pools.prefillReplicas + pools.decodeReplicas).toBe(outcome.replicas);
    expect(outcome.meetsServiceLevel).toBe(true);
  });

  it('spans units only when one is too small, and says so', () => {
    expect(planned(serving()).notes?.join(' ')).not.toContain('spans');
    const outcome = planned(serving({ model: deepSeekV3 }));
    expect(outcome.layout.chipsPerReplica).toBeGreaterThan(8);
    expect(outcome.notes?.join(' ')).toContain('too small for a replica');
  });

  it('says when weights are widened because the chip lacks their format', () => {
    const outcome = planned(serving({ weightFormat: 'mxfp4' }));
    expect(outcome.layout.computeFormat).toBe('bf16');
    expect(outcome.notes?.join(' ')).toContain('does not multiply mxfp4');
  });
});

describe('what cannot run', () => {
  it('is refused with what is missing: 141 GB of weights and one chip of 16 GB', () => {
    const small = server({
      chip: { ...server().chip, hbmBytes: factOf('B', 'chip#hbm', 16e9) },
      chipsPerUnit: 1,
      tiers: [],
    });
    const { reason } = refused(serving({ weightFormat: 'bf16' }), small);
    expect(reason).toContain('needs 141 GB for its weights at bf16');
    expect(reason).toContain('1 x 16 GB, lacks');
  });

  it('includes generating with an encoder, and chips without a published peak', () => {
    expect(refused(serving({ model: bertLarge })).reason).toContain('is an encoder');
    const dark = server({ chip: { ...server().chip, peakFlopsPerSecond: {} } });
    expect(refused(serving(), dark).reason).toContain('nobody has published');
  });

  it('includes requests longer than the model has positions', () => {
    expect(refused(serving({ model: { ...llama2Of7B, maxPositions: 2048 } })).reason).toContain(
      '2048 positions',
    );
  });
});

describe('batch work', () => {
  it('runs as many requests as memory holds and promises nothing', () => {
    const outcome = planned(batch(llama31Of70B));
    expect(outcome.bound).toBe('memory-capacity');
    expect(outcome.meetsServiceLevel).toBe(true);
    expect(outcome.load.estimate).toBeCloseTo(1e6 / 86_400 / outcome.requestsPerSecondCapacity.estimate, 9);
  });

  it('of an encoder is counted in forward passes', () => {
    const outcome = planned(batch(bertLarge, 1e8));
    expect(outcome.decodeStep.totalSeconds).toBe(0);
    expect(outcome.inputTokensPerSecond.estimate).toBeCloseTo(
      500 * outcome.requestsPerSecondCapacity.estimate,
      3,
    );
    // 24 layers x 12 x 1024^2 x 2 FLOPs and the attention core bound a text of 500 tokens at the peak of the chip.
    const flops = 500 * (24 * 12 * 1024 ** 2 * 2 + 24 * 4 * 1024 * 500);
    expect(outcome.outputTokensPerSecondPerChip.estimate).toBeLessThan((500 * 989e12) / flops);
  });
});
