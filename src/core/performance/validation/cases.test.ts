import { describe, expect, it } from 'vitest';
import { bytes, bytesPerSecond, flopsPerSecond, seconds } from '../../quantity/unit.ts';
import type { Spread } from '../calibration/hierarchy.ts';
import { constants } from '../inference/inference.testing.ts';
import type { Machine } from '../machine.ts';
import { architectureOfRow } from './architecture-of-row.ts';
import { familyOfRow } from './engine-of-row.ts';
import { machineNamed } from './measured-machines.ts';
import type { Measurement } from './measurement.ts';
import { prepareRow } from './prepare.ts';
import { isRefusal } from './refusal.ts';
import { servingCases } from './serving-case.ts';
import { trainingCases } from './training-case.ts';
import { modelFlopsPerToken } from './training-flops.ts';

const machine = (chipId: string, cores: Machine['cores'] = null): Machine => ({
  systemId: chipId,
  chipId,
  vendor: 'worked',
  peakFlopsPerSecond: { bf16: flopsPerSecond(1e15), fp8: flopsPerSecond(2e15) },
  hbmBytes: bytes(80e9),
  hbmBytesPerSecond: bytesPerSecond(3e12),
  tiers: [
    {
      name: 'scale-up',
      chips: 8,
      topology: { kind: 'switch', reduces: false },
      bytesPerSecondPerChip: bytesPerSecond(450e9),
      hopSeconds: seconds(1e-6),
    },
  ],
  chipsPerUnit: 8,
  cores,
});
const gpu = machine('gpu');
const neuron = machine('neuron', { physicalPerChip: 2, groupings: [1], defaultGrouping: 1 });

const LLAMA_8B: Measurement['arch'] = {
  params_b: 8.03,
  layers: 32,
  hidden: 4096,
  heads: 32,
  kv_heads: 8,
  head_dim: 128,
  ffn: 14336,
  vocab: 128256,
  gated_ffn: true,
};
const row = (fields: Partial<Measurement>): Measurement => ({
  id: 'r',
  task: 'serve_online',
  model: 'Llama-3.1-8B',
  arch: LLAMA_8B,
  hardware: 'gpu',
  chips: 8,
  metric: 'tpot_ms',
  precision: { weights: 'fp8' },
  parallelism: { tp: 2 },
  isl: 1000,
  osl: 200,
  ...fields,
});
const serving = (fields: Partial<Measurement>, on: Machine = gpu) => {
  const cases = servingCases(row(fields), on);
  if (isRefusal(cases)) throw new Error(cases.refused);
  return cases;
};
const training = (fields: Partial<Measurement>, on: Machine = gpu) => {
  const cases = trainingCases(row({ task: 'train', seq_len: 4096, ...fields }), on);
  if (isRefusal(cases)) throw new Error(cases.refused);
  return cases;
};

describe('serving rows', () => {
  it('leave open how full memory was where no batch is printed, and fill it with half answers first', () => {
    const open = serving({ task: 'serve_offline' });
    expect(open.map(({ batch, reservesAnswers }) => [batch, reservesAnswers])).toEqual([
      [null, false],
      [null, true],
    ]);
    expect(serving({ task: 'serve_offline', batch: 64 })).toHaveLength(1);
    expect(serving({ task: 'serve_offline', max_batch: 8 }, neuron)).toHaveLength(1);
  });

  it('are slower where whole answers are reserved, which the interval carries and the estimate does not', () => {
    const fields = { task: 'serve_offline', metric: 'output_tokens_per_s', isl: 100, osl: 8000 } as const;
    const predicted = prepareRow(row(fields), gpu);
    if (isRefusal(predicted) || predicted.kind !== 'inference') throw new Error('refused');
    const found = predicted.evaluate(constants);
    if (found === null) throw new Error('does not fit');
    expect(found.estimate).toBe(found.high);
    expect(found.low).toBeLessThan(0.95 * found.high);
    expect(found.low).toBeGreaterThan(0.5 * found.high);
    expect(predicted.estimate(constants)).toBe(found.estimate);
  });

  it('share their clients among the replicas that the printed degrees leave', () => {
    expect(serving({ concurrency: 64 })[0]).toMatchObject({ replicas: 4, batch: 16 });
  });

  it('count tensor parallelism in cores where the row says so: 8 cores are 4 chips', () => {
    const parallelism = { tp: 8, dp: 2, tp_unit: 'NeuronCore-v2 (2 per chip)' };
    const [first] = serving({ parallelism, concurrency: 8, max_batch: 32 }, neuron);
    expect(first).toMatchObject({ replicas: 2, batch: 4, compiledBatch: 32 });
    expect(first?.layout.tensorParallel).toBe(4);
  });

  it('read an open loop and a compiled length from what the source says', () => {
    const [first] = serving({
      load_mode: 'asynchronous@8 req/sec',
      notes: 'static batch 32, max len 4096',
    });
    expect(first).toMatchObject({ arrivalsPerSecond: 2, compiledLength: 4096 });
  });

  it('take nine tenths of nominal lengths where the source draws them from 0.8 to 1.0', () => {
    const [first] = serving({ notes: 'drawn from about 0.8-1.0 of the nominal ISL/OSL' });
    expect(first).toMatchObject({ inputTokens: 900, outputTokens: 180 });
  });

  it('keep every reading of an unpublished prompt length', () => {
    expect(serving({ isl: null, concurrency: 64 }).map((reading) => reading.inputTokens)).toEqual([
      200, 50, 800,
    ]);
  });

  it('keep experts in four bits and attention in sixteen for gpt-oss, whatever the label', () => {
    const [first] = serving({ model: 'gpt-oss-20b', precision: { weights: 'fp4', gemm: 'nvfp4' } });
    expect(first?.layout).toMatchObject({ weightFormat: 'bf16', expertFormat: 'mxfp4' });
  });

  it.each([
    [{ parallelism: { tp: 3 } }, 'parallelism-contradicts-chips'],
    [{ isl: null, osl: null }, 'lengths-not-published'],
    [{ spec_decode: 'EAGLE3' }, 'method-not-modelled'],
    [{ arch: null }, 'model-shape-not-published'],
    [{ metric: 'smiles_per_s' }, 'metric-not-modelled'],
  ] as const)('are refused for a stable reason: %j', (fields, code) => {
    expect(prepareRow(row(fields as Partial<Measurement>), gpu)).toMatchObject({ code });
  });

  it('split the attention of each of nine servers eight ways where 72 chips are printed as tp 8 x dp 9', () => {
    const cases = servingCases(
      row({ chips: 72, parallelism: { tp: 8, dp: 9, ep: 8, attention_dp: true }, max_batch: 512 }),
      gpu,
    );
    const first = isRefusal(cases) ? undefined : cases[0];
    expect(first?.replicas).toBe(9);
    expect(first?.layout).toMatchObject({ tensorParallel: 1, attentionDataParallel: 8, expertParallel: 8 });
    expect(first?.mostRequests).toBe(8 * 512);
  });

  it('are refused on hardware that the catalogue does not know', () => {
    expect(prepareRow(row({}), null)).toMatchObject({ code: 'hardware-not-in-catalogue' });
  });
});

describe('training rows', () => {
  it('recompute the data-parallel degree from chips, because published ones contradict them', () => {
    const parallelism = { tp: 2, pp: 2, dp: 64, microbatch: 1, recompute: 'none' };
    const { layouts } = training({ parallelism, global_batch: 64, precision: { compute: 'fp8' } });
    expect(layouts).toHaveLength(1);
    expect(layouts[0]).toMatchObject({ dataParallel: 2, zeroStage: 1, computeFormat: 'fp8' });
  });

  it('join cores that each train a copy into a chip with twice the micro-batch', () => {
    const parallelism = { tp: 1, dp: 16, microbatch: 16, tp_unit: 'NeuronCore-v2 (2 per chip)' };
    const { layouts } = training({ parallelism, global_batch: 4096 }, neuron);
    expect(layouts[0]).toMatchObject({ tensorParallel: 1, dataParallel: 8, microBatch: 32 });
  });

  it('carry an unpublished recompute policy as three readings', () => {
    const { layouts } = training({ parallelism: { tp: 1, microbatch: 1 }, global_batch: 8 });
    expect(layouts.map((layout) => layout.recompute)).toEqual(['none', 'selective', 'full']);
  });

  it('name their rates by what is counted per token', () => {
    // 3 x (32 layers x 2 x 218.1 M weights + 2 x 128256 x 4096 + 32 x 4 x 4096 x 32 x 128): Llama-3-8B at 4,096 tokens.
    const model = architectureOfRow(row({}));
    if (isRefusal(model)) throw new Error(model.refused);
    const weights = 32 * 2 * (4096 * 4096 * 2 + 2 * 4096 * 1024 + 3 * 4096 * 14336);
    const whole = 3 * (weights + 2 * 128256 * 4096 + 32 * 4 * 4096 * 4096);
    expect(modelFlopsPerToken(model, 4096, false)).toBeCloseTo(whole, -3);
    expect(modelFlopsPerToken(model, 4096, true)).toBeCloseTo(whole - 3 * 32 * 2 * 4096 * 4096, -3);
  });
});

describe('naming rows and machines', () => {
  it('takes models of one name with experts or linear attention for families of their own', () => {
    const family = (fields: Partial<Measurement>) => familyOfRow(row(fields));
    const arch = { ...LLAMA_8B, moe_ffn: 1024, experts: 8, active_experts: 2 };
    expect(family({ model: 'Qwen3-32B' })).toBe('qwen3');
    expect(family({ model: 'Qwen3-30B-A3B', arch })).toBe('qwen3-experts');
    const linear = { ...arch, linear_attention: 'gated-deltanet 3:1' };
    expect(family({ model: 'Qwen3.5-35B-A3B', arch: linear })).toBe('qwen3-linear-experts');
  });

  it('gives a measured chip the memory its software saw, and others what the catalogue says', () => {
    const memory = { x: { gib: 79.19, source: 'test' } };
    const named = (hardware: string) =>
      machineNamed({ systems: { x: ['a'], y: ['a'] }, memory }, hardware, 1, () => gpu)?.hbmBytes;
    expect([named('x'), named('y')]).toEqual([79.19 * 2 ** 30, gpu.hbmBytes]);
  });

  it('takes the smallest system that holds the chips, else the largest, or the system named', () => {
    const systems: Record<string, Machine> = {
      small: { ...gpu, systemId: 'small', chipsPerUnit: 8 },
      large: { ...gpu, systemId: 'large', chipsPerUnit: 64 },
    };
    const named = (hardware: string, chips: number) =>
      machineNamed({ systems: { x: ['small', 'large'] } }, hardware, chips, (id) => systems[id] ?? null)
        ?.systemId;
    expect([named('x', 4), named('x', 9), named('x', 500), named('large', 1), named('y', 1)]).toEqual([
      'small',
      'large',
      'large',
      'large',
      undefined,
    ]);
  });
});

describe('runs whose requests are all queued at once', () => {
  const rate = (fields: Partial<Measurement>): number => {
    const run = { task: 'serve_offline', metric: 'output_tokens_per_s', isl: 100, osl: 400 } as const;
    const prepared = prepareRow(row({ chips: 1, parallelism: { tp: 1 }, ...run, ...fields }), gpu);
    if (isRefusal(prepared) || prepared.kind !== 'inference') throw new Error('the row can be predicted');
    return prepared.evaluate(constants)?.estimate ?? Number.NaN;
  };

  it('come in one wave where as many run as are asked for, without a ramp', () => {
    const printed = rate({ concurrency: 64, num_prompts: 64 });
    // Drawn lengths end at different times: half a residence more for half of the requests each.
    const drawn = rate({ concurrency: 64, num_prompts: 64, notes: 'data set' });
    const faster = printed / drawn / constants.queuedRunShare;
    expect(faster).toBeGreaterThan(1.4);
    expect(faster).toBeLessThan(1.7);
  });

  it('run as many at a time as clients where the engine was set so', () => {
    const many = { concurrency: 3000, num_prompts: 3000, isl: 16, osl: 100 };
    const set = rate({ ...many, notes: 'max-num-seqs as concurrency' });
    expect(set / rate(many)).toBeGreaterThan(1.02);
  });

  it('wait for the cache that their answers fill', () => {
    const run = { concurrency: 900, isl: 100, osl: 2000, notes: 'max-num-seqs as concurrency' };
    // Twice as many requests give hardly more where the cache is full than where it is not.
    const gain = (few: number): number =>
      rate({ ...run, concurrency: 2 * few, num_prompts: 2 * few }) /
      rate({ ...run, concurrency: few, num_prompts: few });
    expect(gain(800)).toBeLessThan(0.9 * gain(100));
  });
});

describe('tables that count time per token their own way', () => {
  const readings = (fields: Partial<Measurement>): Spread => {
    const prepared = prepareRow(
      row({ hardware: 'neuron', chips: 4, parallelism: { tp: 8, tp_unit: 'NeuronCore' }, ...fields }),
      neuron,
    );
    if (isRefusal(prepared) || prepared.kind !== 'inference') throw new Error('the row can be predicted');
    const found = prepared.evaluate(constants);
    if (found === null) throw new Error('the model fits');
    return found;
  };
  const value = (fields: Partial<Measurement>): number => readings(fields).estimate;
  const decoding = { task: 'decode', batch: 1, isl: 900, osl: 100, seq_len: 1000 } as const;

  it('spread the whole answer over prompt and answer tokens where they say so', () => {
    const counted = value({
      ...decoding,
      metric: 'latency_per_token_ms',
      notes: 'throughput/latency count both input and output tokens',
    });
    const whole = value({ ...decoding, task: 'serve_offline', metric: 'e2e_latency_ms' });
    expect(counted).toBeCloseTo(whole / 1000, 6);
  });

  it('come from clients of LLMPerf together or one after the other, as its version makes prompts', () => {
    const clients = (concurrency: number, metric: string) =>
      readings({
        concurrency,
        max_batch: 8,
        metric,
        notes: 'llmperf mean ISL 1000 (sd 1), mean OSL 200 (sd 1)',
      });
    const alone = clients(1, 'ttft_ms');
    const eight = clients(8, 'ttft_ms');
    const turnMs = alone.low - 1e3 * constants.firstTokenOverheadSeconds;
    // Far apart nobody waits; a millisecond apart each waits for what is left of seven prompts, each with a step after it.
    expect([alone.high, eight.low]).toEqual([alone.low, alone.low]);
    expect(eight.high - alone.low).toBeCloseTo(7 * (turnMs - 1), 6);
  });

  it('include the first token in the time per token of LLMPerf', () => {
    const run = { concurrency: 1, max_batch: 4, notes: 'llmperf mean ISL 1000 (sd 1), mean OSL 200 (sd 1)' };
    const perToken = value({ ...run, metric: 'latency_per_token_ms' });
    expect(perToken).toBeCloseTo(
      value({ ...run, metric: 'tpot_ms' }) + value({ ...run, metric: 'ttft_ms' }) / 200,
      6,
    );
  });

  it('move five bytes per byte of 8-bit weights where DeepSpeed widens them in every pass', () => {
    const onGpu = (software: string): number => {
      const run = { ...decoding, metric: 'itl_ms', precision: { weights: 'int8' }, chips: 1, software };
      const prepared = prepareRow(row({ ...run, parallelism: { tp: 1 }, isl: 1, osl: 1 }), gpu);
      if (isRefusal(prepared) || prepared.kind !== 'inference') throw new Error('the row can be predicted');
      return (prepared.evaluate(constants)?.estimate ?? Number.NaN) / 1e3;
    };
    // Layers of 6.98e9 bytes and a head of 1.05e9, at 3e12 bytes per second and the shipped efficiency.
    const wholeRead = 8.03e9 / 3e12 / constants.weightBandwidthEfficiency;
    expect((onGpu('DeepSpeed-Inference') - onGpu('other')) / wholeRead).toBeCloseTo(4, 1);
  });

  it('pay for the batch an engine was compiled for, not for the requests it has', () => {
    const alone = value({ ...decoding, metric: 'itl_ms', batch: 8, concurrency: 1 });
    expect(alone).toBeCloseTo(value({ ...decoding, metric: 'itl_ms', batch: 8 }), 9);
  });
});
