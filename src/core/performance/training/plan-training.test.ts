import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { chipOf, factOf, systemOf } from '../../catalog/system.testing.ts';
import type { SystemSpec } from '../../catalog/system.ts';
import type { TrainingWorkload } from '../../workload/request.ts';
import type { Calibrated } from '../calibrated.ts';
import { reliabilityFrom, reliabilitySchema } from '../reliability.ts';
import type { TrainingConstants } from './constants.ts';
import { planTraining } from './plan-training.ts';
import { globalBatches, trainingPracticeSchema } from './practice.ts';
import { megatron, shipped } from './training.testing.ts';

const data = (name: string): unknown =>
  parse(readFileSync(new URL(`../../../../catalog/${name}.yaml`, import.meta.url), 'utf8'));
const practice = trainingPracticeSchema.parse(data('training-practice'));
const reliability = reliabilityFrom(reliabilitySchema.parse(data('reliability')), {});
const options = { failureHeadroom: 0, reliability, practice };

const residual = { low: 0.8, high: 1.25 };
const calibrated: Calibrated<TrainingConstants> = {
  constants: shipped,
  standing: 'anchored',
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

const dgxA100: SystemSpec = systemOf({
  chip: chipOf({
    name: 'NVIDIA A100',
    peakFlopsPerSecond: { bf16: factOf('FLOP/s', 'a100#bf16', 312e12) },
    hbmBytes: factOf('B', 'a100#hbm', 80 * 2 ** 30),
    hbmBytesPerSecond: factOf('B/s', 'a100#bandwidth', { low: 1.9e12, estimate: 2.039e12, high: 2.039e12 }),
  }),
  chipsPerUnit: 8,
  hostsPerUnit: factOf('1', 'dgx#hosts', 1),
  tiers: [
    {
      name: 'scale-up',
      chips: 8,
      topology: { kind: 'switch', reduces: false },
      bytesPerSecondPerChip: factOf('B/s', 'dgx#nvlink', 300e9),
      hopSeconds: factOf('s', 'dgx#hop', 0.9e-6),
    },
    {
      name: 'scale-out',
      chips: Number.POSITIVE_INFINITY,
      topology: { kind: 'rail-optimised', oversubscription: 1 },
      bytesPerSecondPerChip: factOf('B/s', 'dgx#nic', 25e9),
      hopSeconds: factOf('s', 'dgx#nic-hop', 3e-6),
    },
  ],
});

const workload: TrainingWorkload = {
  kind: 'pretraining',
  name: 'pretrain',
  model: megatron['22B'],
  weightFormat: null,
  keyValueFormat: null,
  tokens: 300e9,
  sequenceLength: 2048,
  globalBatchSequences: null,
  deadlineSeconds: 60 * 86_400,
  method: { kind: 'full' },
  computeFormats: ['fp8', 'bf16'],
};

const planned = (changes: Partial<TrainingWorkload> = {}, chosen = options) => {
  const outcome = planTraining(dgxA100, { ...workload, ...changes }, calibrated, chosen);
  if (outcome.kind === 'refused') throw new Error(outcome.reason);
  return outcome;
};

describe('sizing a training run', () => {
  it('meets the deadline with whole units, and says what the run rests on', () => {
    const plan = planned();
    expect(plan.meetsDeadline).toBe(true);
    expect(plan.wallSeconds.estimate).toBeLessThanOrEqual(60 * 86_400);
    expect(plan.unitsNeeded).toBe(Math.ceil(plan.chipsNeeded / 8) + plan.spareUnits);
    expect(plan.memory.totalBytes).toBeLessThanOrEqual(plan.memory.capacityBytes);
    expect(plan.layout.computeFormat).toBe('bf16');
    expect(plan.modelFlopsUtilisation.estimate).toBeGreaterThan(0.3);
    expect(plan.modelFlopsUtilisation.estimate).toBeLessThan(0.78);
    const { origin } = plan.stepSeconds;
    expect(origin.kind === 'formula' && origin.inputs['peakFlopsPerSecond']).toBe(
      dgxA100.chip.peakFlopsPerSecond.bf16,
    );
  });

  // 6 x 22e9 x 300e9 / (312 TFLOP/s x 60 days) is 24.5 chips at peak; no fleet can need fewer.
  it('never needs fewer chips than peak rates would', () => {
    expect(planned().chipsNeeded).toBeGreaterThan((6 * 21.7e9 * 300e9) / (312e12 * 60 * 86_400));
  });

  it('needs no fewer units for a tighter deadline', () => {
    const units = [120, 60, 20].map((days) => planned({ deadlineSeconds: days * 86_400 }).unitsNeeded);
    expect(units).toEqual([...units].sort((left, right) => left - right));
  });

  it('widens the step by the facts and by the residual of the calibration', () => {
    const { stepSeconds } = planned();
    expect(stepSeconds.low / stepSeconds.estimate).toBeCloseTo(0.8, 6);
    expect(stepSeconds.high / stepSeconds.estimate).toBeGreaterThan(1.25);
  });

  it('keeps the spares a request asks for', () => {
    const few = planned();
    const many = planned({}, { ...options, failureHeadroom: 0.5 });
    expect(many.spareUnits).toBeGreaterThanOrEqual(Math.floor(many.chipsNeeded / 8 / 2));
    expect(many.unitsNeeded).toBe(Math.ceil(many.chipsNeeded / 8) + many.spareUnits);
    expect(many.spareUnits).toBeGreaterThanOrEqual(few.spareUnits);
  });

  it('takes the largest published batch only where the usual one cannot meet the deadline', () => {
    const choices = globalBatches(practice, workload, 22e9, 8);
    expect(choices.map((choice) => choice.sequences)).toEqual([[2048], [4096]]);
    expect(globalBatches(practice, workload, 22e9, 72)[0]?.sequences).toEqual([2048, 2304]);
    expect(planned().layout.globalBatchSequences).toBe(2048);
    expect(planned({ globalBatchSequences: 768 }).layout.globalBatchSequences).toBe(768);
  });

  it('fine-tunes adapters on fewer units than all weights take', () => {
    const changes = {
      kind: 'fine-tuning',
      model: megatron['175B'],
      tokens: 100e6,
      deadlineSeconds: null,
    } as const;
    const adapters = planned({ ...changes, method: { kind: 'lora', rank: 16 } });
    expect(adapters.unitsNeeded).toBeLessThan(planned(changes).unitsNeeded);
  });

  it('refuses in words what cannot run', () => {
    const formats = planTraining(dgxA100, { ...workload, computeFormats: ['mxfp8'] }, calibrated, options);
    expect(formats.kind === 'refused' && formats.reason).toMatch(/multiplies natively in bf16/);
    const tooBig = planTraining(
      dgxA100,
      { ...workload, model: megatron['1T'], deadlineSeconds: null },
      calibrated,
      { ...options, maxChips: 8 },
    );
    expect(tooBig.kind === 'refused' && tooBig.reason).toMatch(/does not fit/);
    const inferentia = { ...dgxA100, chip: { ...dgxA100.chip, id: 'inferentia2' } };
    const unsuited = planTraining(inferentia, workload, calibrated, options);
    expect(unsuited.kind === 'refused' && unsuited.reason).toMatch(/not made for training/);
  });
});
