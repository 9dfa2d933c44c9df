import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesPerSecond } from '../../quantity/unit.ts';
import { staticBatch } from './closed-loop.ts';
import { computeFormatFor, isNative } from './formats.ts';
import {
  a100,
  bertLarge,
  constants,
  deepSeekV3,
  h100,
  layout,
  llama2Of7B,
  llama31Of70B,
  trainium2,
} from './inference.testing.ts';
import { modelLoad, throughAllExperts } from './load.ts';
import {
  decodeStepBreakdown,
  decodeStepSeconds,
  launchedPassSeconds,
  prefillBreakdown,
  prefillSeconds,
} from './step.ts';
import { stepModel } from './step-model.ts';
import { decodeWork } from './step-work.ts';

const seven = modelLoad(llama2Of7B);
const seventy = modelLoad(llama31Of70B);
const deepSeek = modelLoad(deepSeekV3);

describe('a decode step, worked by hand', () => {
  // gpt-fast README (pytorch-labs/gpt-fast@32971d3): Llama-2-7B, bf16, one A100-80GB, batch 1, 5 + 200 tokens: 104.9 tok/s.
  // Weights less the embedding 13.215 GB / (0.85 x 2,039 GB/s) = 7.625 ms; cache 105 x 524,288 B / (0.86 x 2,039 GB/s)
  // = 0.031 ms; 13.2 GFLOP / (0.74 x 312 TFLOP/s) = 0.057 ms; 32 x 40 us = 1.280 ms; 0.005 ms for the request:
  // 9.00 ms against 9.53 ms measured.
  it('of Llama-2-7B on an A100 takes 9.00 ms, within 6 % of what gpt-fast publishes', () => {
    const step = stepModel(a100, seven, layout(), constants);
    const predicted = decodeStepSeconds(step, 1, 105) * 1e3;
    expect(predicted).toBeCloseTo(9.0, 2);
    expect(Math.abs(predicted / (1e3 / 104.9) - 1)).toBeLessThan(0.06);
  });

  // 64 sequences of 4,096 tokens: 2 x 128 x (576 + 512) FLOPs x 262,144 positions x 61 layers / (0.71 x 0.74 x 989 TFLOP/s)
  // = 8.574 ms of products; 576 x 2 bytes x 262,144 x 61 / (0.86 x 3,350 GB/s) = 6.394 ms of reading; over 8 chips with
  // 16 heads each products are an eighth and hide.
  it('shows of the products of latent attention what takes longer than reading the cache', () => {
    const seconds = (tensorParallel: number, name: string) =>
      decodeStepBreakdown(
        stepModel(h100, deepSeek, layout({ tensorParallel }), constants),
        64,
        4096,
      ).parts.find((part) => part.name === name)?.seconds ?? 0;
    expect(seconds(1, 'reading the cache') * 1e3).toBeCloseTo(6.394, 2);
    expect(seconds(1, 'attention core') * 1e3).toBeCloseTo(8.574 - 6.394, 2);
    expect(seconds(8, 'attention core')).toBe(0);
  });

  it('adds two all-reduces per layer when it is split over chips', () => {
    const alone = decodeStepBreakdown(stepModel(a100, seven, layout(), constants), 1, 105);
    const split = decodeStepBreakdown(
      stepModel(a100, seven, layout({ tensorParallel: 2 }), constants),
      1,
      105,
    );
    expect(alone.parts.find(({ name }) => name === 'collectives')).toBeUndefined();
    // One shot between two: launch 4.8 us + hop 1 us + 8,192 B / (0.85 x 300 GB/s) + 1/2 of 22 ns x the root of 8,192.
    const once = 4.8e-6 + 1e-6 + 8192 / (0.85 * 300e9) + 1.1e-8 * Math.sqrt(8192);
    expect(split.parts.find(({ name }) => name === 'collectives')?.seconds).toBeCloseTo(64 * once, 9);
  });

  it('adds a root of the message to every all-reduce, (n - 1) / n of it for n chips', () => {
    // 128 tokens of 4,096 numbers are 1 MiB: 2.2e-8 s x 1,024 x 7/8 = 19.7 us on 8 chips, which tables of 8 x H100 show too.
    const at = (allReduceRampSeconds: number) =>
      decodeStepBreakdown(
        stepModel(h100, seven, layout({ tensorParallel: 8 }), { ...constants, allReduceRampSeconds }),
        128,
        105,
      ).parts.find(({ name }) => name === 'collectives')?.seconds ?? Number.NaN;
    expect(at(2.2e-8) - at(0)).toBeCloseTo(64 * 2.2e-8 * 1024 * (7 / 8), 9);
  });

  it('touches 8 of 256 experts for one token and nearly all for 256', () => {
    const step = stepModel(
      h100,
      deepSeek,
      layout({ tensorParallel: 32, weightFormat: 'fp8', expertFormat: 'fp8', computeFormat: 'fp8' }),
      constants,
    );
    const bytes = (batch: number) =>
      (decodeStepBreakdown(step, batch, 1).parts.find(({ name }) => name === 'reading expert weights')
        ?.seconds ?? Number.NaN) *
      constants.weightBandwidthEfficiency *
      3350e9;
    const all = (256 * 58 * 3 * 7168 * 2048) / 32;
    expect(bytes(1) / all).toBeCloseTo(8 / 256, 9);
    // 256 tokens share popular experts, so that they touch as many as 256^0.8 = 84 even draws.
    expect(bytes(256) / all).toBeCloseTo(1 - (1 - 8 / 256) ** (256 ** 0.8), 9);
  });
});

describe('projections in 8 and 4 bits', () => {
  const overhead = (load: typeof seven, on: Parameters<typeof layout>[0], machine = h100) =>
    stepModel(machine, load, layout(on), { ...constants, quantizedGemmSeconds: 5e-6 }).overheadSeconds -
    stepModel(machine, load, layout(on), { ...constants, quantizedGemmSeconds: 0 }).overheadSeconds;
  const fp8 = { tensorParallel: 16, weightFormat: 'fp8', expertFormat: 'fp8', computeFormat: 'fp8' } as const;

  it('quantise their activations: two of each mixer and two of each dense feed-forward layer', () => {
    // 80 mixers and 80 feed-forward layers: 320 projections of 5 us.
    expect(overhead(seventy, fp8)).toBeCloseTo(1.6e-3, 12);
    // 61 mixers and 3 dense feed-forward layers: 128 projections; experts have kernels of their own.
    expect(overhead(deepSeek, fp8)).toBeCloseTo(0.64e-3, 12);
  });

  it('have no such kernels where weights are widened to 16 bits, or shapes are compiled', () => {
    expect(overhead(seventy, { ...fp8, computeFormat: 'bf16' })).toBe(0);
    expect(overhead(seventy, fp8, trainium2)).toBe(0);
  });
});

describe('a compiled engine', () => {
  const on = layout({ tensorParallel: 16 });
  const grouped = stepModel(trainium2, deepSeek, on, { ...constants, expertStepSeconds: 0 });
  const inTurn = stepModel(trainium2, deepSeek, on, { ...constants, expertStepSeconds: 6e-6 });

  it('fetches the experts of a decode step one after the other', () => {
    // One token takes 8 of 256 experts in each of 58 layers: 464 fetches of 6 us.
    const one = decodeStepSeconds(inTurn, 1, 400) - decodeStepSeconds(grouped, 1, 400);
    expect(one).toBeCloseTo(464 * 6e-6, 9);
    // Eight tokens look up eight times as many, shared or not; 32 go through all 256, which nobody looks up.
    const eight = decodeStepSeconds(inTurn, 8, 400) - decodeStepSeconds(grouped, 8, 400);
    expect(eight / one).toBeCloseTo(8, 6);
    expect(decodeStepSeconds(inTurn, 32, 400)).toBeCloseTo(decodeStepSeconds(grouped, 32, 400), 12);
  });

  it('passes over the output of a layer for every block of a prompt', () => {
    const at = (expertBlockCopies: number) =>
      prefillSeconds(stepModel(trainium2, deepSeek, on, { ...constants, expertBlockCopies }), {
        prompts: 1,
        newTokens: 256,
        cachedTokens: 0,
      });
    // 58 layers x 259 blocks x 256 tokens x 7,168 x 2 B on each of 4 cores is 220.5 GB, at 0.85 of the chip's bandwidth.
    const once = (58 * 259 * 256 * 7168 * 2 * 4) / (0.85 * trainium2.hbmBytesPerSecond);
    expect(at(8) - at(0)).toBeCloseTo(8 * once, 9);
  });

  it('reads the weights once when its graph takes the prompts of a batch together', () => {
    const step = stepModel(trainium2, seventy, on, constants);
    const batch = { batch: 4, inputTokens: 500, outputTokens: 10 };
    const inRow = staticBatch(step, batch).prefillSeconds;
    const together = staticBatch(step, { ...batch, promptsTogether: true }).prefillSeconds;
    expect(inRow).toBeCloseTo(4 * staticBatch(step, { ...batch, batch: 1 }).prefillSeconds, 9);
    expect(inRow - together).toBeGreaterThan(3 * step.weightBytes * step.secondsPerWeightByte * 0.999);
  });
});

describe('rows on their way through experts', () => {
  // A row of 7,168 is gathered in 2 bytes, its result written and read in 2 each, 43,008 bytes; gate and up of an eighth
  // of 2,048 columns are written and read, their product too, 12 x 256 bytes. 8 experts, 58 layers, 8,192 tokens:
  // 175.2 GB x 1.25 / (0.85 x 3,350 GB/s) = 76.9 ms. Whole experts: an eighth of the rows, 12 x 2,048 bytes, 14.1 ms for
  // the mean rank, 16.9 ms for the busiest.
  const rowsOf = (expertParallel: number): number =>
    prefillBreakdown(stepModel(h100, deepSeek, layout({ tensorParallel: 8, expertParallel }), constants), {
      prompts: 1,
      newTokens: 8192,
      cachedTokens: 0,
    }).parts.find(({ name }) => name === 'rows of experts')?.seconds ?? Number.NaN;

  it('take as long as memory needs for them, less where experts are not split', () => {
    expect(rowsOf(1)).toBeCloseTo(0.0769, 4);
    expect(rowsOf(8)).toBeCloseTo(0.0169, 4);
  });

  it('pass twice less over experts that have no gate', () => {
    const [group] = deepSeek.experts;
    if (group === undefined) throw new Error('DeepSeek-V3 has experts');
    const gateless = {
      ...group,
      matricesPerExpert: 2,
      parametersPerExpert: (group.parametersPerExpert * 2) / 3,
    };
    const bytes = (of: typeof group) =>
      stepModel(h100, { ...deepSeek, experts: [of] }, layout({ tensorParallel: 8 }), constants).experts[0]
        ?.copiesBytes ?? Number.NaN;
    // Of the same width, 2,048 / 8 columns: what goes up is written and read once rather than twice, in 2 bytes.
    expect(bytes(group) - bytes(gateless)).toBeCloseTo(58 * 8 * 256 * 2 * 2, 6);
  });

  it('are none where there are no experts', () => {
    const parts = prefillBreakdown(stepModel(h100, seventy, layout({ tensorParallel: 8 }), constants), {
      prompts: 1,
      newTokens: 8192,
      cachedTokens: 0,
    }).parts;
    expect(parts.map(({ name }) => name)).not.toContain('rows of experts');
  });
});

describe('Gaudi', () => {
  const gaudi = { ...h100, chipId: 'gaudi3', vendor: 'Intel' };
  const on = layout({ tensorParallel: 8 });
  const at = (machine: typeof h100, expertStepSeconds: number) =>
    stepModel(machine, deepSeek, on, { ...constants, expertStepSeconds });

  it('runs through all experts of every layer, whatever the tokens need, which other chips do not', () => {
    const added = (machine: typeof h100, tokens: number) =>
      decodeStepSeconds(at(machine, 4e-6), tokens, 400) - decodeStepSeconds(at(machine, 0), tokens, 400);
    // 58 layers x 256 experts x 4 us.
    expect(added(gaudi, 1)).toBeCloseTo(58 * 256 * 4e-6, 9);
    expect(added(gaudi, 64)).toBeCloseTo(58 * 256 * 4e-6, 9);
    expect(added(h100, 1)).toBe(0);
  });
});

describe('experts that every token goes through', () => {
  it('are all read and multiplied for one token', () => {
    const all = throughAllExperts(deepSeek);
    const [before, after] = [deepSeek.experts[0], all.experts[0]];
    if (before === undefined || after === undefined) throw new Error('DeepSeek-V3 has experts');
    expect(after.activeExperts).toBe(256);
    expect(all.expertFlops / deepSeek.expertFlops).toBeCloseTo(256 / 8, 12);
    const bytes = (load: typeof all) =>
      decodeWork(stepModel(h100, load, layout({ tensorParallel: 8 }), constants), 1, 1).bytes;
    const perExpert = (58 * before.parametersPerExpert) / 8;
    // A row comes in and goes out twice at the full width, and passes six times over an eighth of 2,048, all in 16 bits.
    const perRow = 58 * (7168 * 2 * 3 + (2048 / 8) * 2 * 6) * constants.expertRowTraffic;
    expect(bytes(all) - bytes(deepSeek)).toBeCloseTo(248 * (perExpert * 2 + perRow), 3);
  });
});

describe('a prompt', () => {
  const attentionRate = constants.attentionComputeShare * constants.computeEfficiency * 312e12;

  // 2 x 6.607e9 x 1000 + head once; core 32 x 4 x 4096 x 1000^2 / 2 FLOPs at a share of the rate.
  it('costs its projections, half of the square of its length, and one pass over the weights', () => {
    const parts = prefillBreakdown(stepModel(a100, seven, layout(), constants), {
      prompts: 1,
      newTokens: 1000,
      cachedTokens: 0,
    }).parts;
    const seconds = (name: string) => parts.find((part) => part.name === name)?.seconds;
    const body = 6_738_415_616 - 2 * 131_072_000 - (64 + 1) * 4096 + 32 * 4096;
    expect(seconds('projections')).toBeCloseTo(
      (2 * body * 1000 + 2 * 131_072_000) / (constants.computeEfficiency * 312e12),
      3,
    );
    expect(seconds('attention core')).toBeCloseTo((32 * 2 * 4096 * 1e6) / attentionRate, 9);
  });

  it('found in the cache saves projections but not attention over it', () => {
    const step = stepModel(a100, seven, layout(), constants);
    const whole = prefillSeconds(step, { prompts: 1, newTokens: 4000, cachedTokens: 0 });
    const half = prefillSeconds(step, { prompts: 1, newTokens: 2000, cachedTokens: 2000 });
    const short = prefillSeconds(step, { prompts: 1, newTokens: 2000, cachedTokens: 0 });
    expect(half).toBeLessThan(whole);
    expect(half).toBeGreaterThan(short);
  });

  it('is padded and processed alone where shapes are compiled', () => {
    const step = stepModel(trainium2, seventy, layout({ tensorParallel: 16 }), constants);
    const one = (newTokens: number, prompts = 1) =>
      prefillSeconds(step, { prompts, newTokens, cachedTokens: 0 });
    expect(one(1100)).toBe(one(2048));
    expect(one(1024, 4)).toBeCloseTo(4 * one(1024), 12);
  });

  it('of an encoder sees the whole sequence both ways', () => {
    const step = stepModel(a100, modelLoad(bertLarge), layout(), constants);
    const core = prefillBreakdown(step, { prompts: 1, newTokens: 512, cachedTokens: 0 }).parts.find(
      ({ name }) => name === 'attention core',
    )?.seconds;
    expect(core).toBeCloseTo((24 * 4 * 1024 * 512 * 512) / attentionRate, 9);
  });
});

describe('formats', () => {
  it('takes FP8 for FP8 only: an MXFP8 or MXFP4 weight is widened on a chip without it', () => {
    expect(computeFormatFor(h100, 'fp8')).toBe('fp8');
    expect(computeFormatFor(h100, 'mxfp8')).toBe('bf16');
    expect(isNative(h100, 'mxfp4')).toBe(false);
  });
});

const anyRun = fc.record({
  batch: fc.integer({ min: 1, max: 512 }),
  context: fc.integer({ min: 1, max: 30_000 }),
  tensorParallel: fc.constantFrom(1, 2, 4, 8),
  pipelineParallel: fc.constantFrom(1, 2, 4),
  attentionDataParallel: fc.constantFrom(1, 2, 8),
  spread: fc.boolean(),
  load: fc.constantFrom(seven, seventy, deepSeek),
  machine: fc.constantFrom(a100, h100, trainium2),
});
const layoutOf = (run: {
  tensorParallel: number;
  pipelineParallel: number;
  attentionDataParallel: number;
  spread: boolean;
}) =>
  layout({
    tensorParallel: run.tensorParallel,
    pipelineParallel: run.pipelineParallel,
    attentionDataParallel: run.attentionDataParallel,
    expertParallel: run.spread ? run.tensorParallel * run.attentionDataParallel : 1,
  });

describe('laws of a step', () => {
  it('takes no less time for more requests or longer contexts, and more requests never lower the rate', () => {
    fc.assert(
      fc.property(anyRun, (run) => {
        const step = stepModel(run.machine, run.load, layoutOf(run), constants);
        const at = (batch: number, context = run.context) => decodeStepSeconds(step, batch, context);
        const now = at(run.batch);
        expect(at(run.batch + 1)).toBeGreaterThanOrEqual(now);
        expect(at(run.batch, run.context + 100)).toBeGreaterThanOrEqual(now);
        expect((run.batch + 1) / at(run.batch + 1)).toBeGreaterThanOrEqual((run.batch / now) * (1 - 1e-9));
      }),
      { numRuns: 200 },
    );
  });

  it('never beats streaming its weights, and half the bandwidth never helps', () => {
    fc.assert(
      fc.property(anyRun, (run) => {
        const slower = {
          ...run.machine,
          hbmBytesPerSecond: bytesPerSecond(run.machine.hbmBytesPerSecond / 2),
        };
        const step = stepModel(run.machine, run.load, layoutOf(run), constants);
        const slow = stepModel(slower, run.load, layoutOf(run), constants);
        const now = decodeStepSeconds(step, run.batch, run.context);
        expect(now).toBeGreaterThan(step.weightBytes / run.machine.hbmBytesPerSecond);
        expect(decodeStepSeconds(slow, run.batch, run.context)).toBeGreaterThan(now);
      }),
      { numRuns: 200 },
    );
  });

  it('has parts that add up to the step', () => {
    fc.assert(
      fc.property(anyRun, (run) => {
        const step = stepModel(run.machine, run.load, layoutOf(run), constants);
        const { totalSeconds } = decodeStepBreakdown(step, run.batch, run.context);
        expect(totalSeconds).toBeCloseTo(decodeStepSeconds(step, run.batch, run.context), 12);
      }),
      { numRuns: 100 },
    );
  });

  it('makes a batch run to its end last one prefill and the remaining steps', () => {
    const step = stepModel(h100, seventy, layout({ tensorParallel: 8 }), constants);
    const run = staticBatch(step, { batch: 16, inputTokens: 1000, outputTokens: 101 });
    expect(run.endToEndSeconds).toBeCloseTo(run.prefillSeconds + 100 * run.decodeStepSeconds, 12);
  });
});

describe('launches of kernels for prompts', () => {
  const launching = { ...constants, promptLaunchSeconds: 0.6e-3 };
  const step = stepModel(h100, seventy, layout({ tensorParallel: 8 }), launching);

  it('set the time of a short pass: 80 layers of 0.6 ms are 48 ms for Llama-3.1-70B', () => {
    expect(step.promptLaunchSeconds).toBeCloseTo(0.048, 12);
    expect(launchedPassSeconds(step, 0.012, 128)).toBeCloseTo((0.012 ** 4 + 0.048 ** 4) ** 0.25, 12);
    expect(launchedPassSeconds(step, 0, 128)).toBeCloseTo(0.048, 12);
  });

  it('go on beneath the kernels of a long prompt, once per pass of 8,192 tokens', () => {
    expect(launchedPassSeconds(step, 1.2, 16_384)).toBeCloseTo((1.2 ** 4 + 0.096 ** 4) ** 0.25, 12);
    expect(launchedPassSeconds(step, 1.2, 16_384) / 1.2).toBeLessThan(1.01);
  });

  it('take longer in layers with experts and latent attention: 61 x 0.6, 58 x 0.6 and 61 x 0.4 ms for DeepSeek-V3', () => {
    const m = stepModel(h100, deepSeek, layout({ tensorParallel: 8 }), constants);
    expect(launchedPassSeconds(m, 0, 128)).toBeCloseTo((61 * 0.6 + 58 * 0.6 + 61 * 0.4) * 1e-3, 12);
  });

  it('are made at once for a pass that the engine has captured, and one by one for a longer one', () => {
    const capturing = { ...launching, capturedPromptTokens: 2048 };
    const captured = stepModel(h100, seventy, layout({ tensorParallel: 8 }), capturing);
    expect(launchedPassSeconds(captured, 0.012, 2048)).toBe(0.012);
    expect(launchedPassSeconds(captured, 0, 2049)).toBeCloseTo(0.048, 12);
  });

  it('are made at once on TPUs, whose programs hold the whole pass', () => {
    const tpu = { ...h100, chipId: 'tpu-v6e' };
    const program = stepModel(tpu, seventy, layout({ tensorParallel: 8 }), launching);
    expect(launchedPassSeconds(program, 0.012, 128)).toBe(0.012);
  });

  it('are none where a compiled graph runs by itself', () => {
    const compiled = stepModel(trainium2, seventy, layout({ tensorParallel: 4 }), launching);
    expect(compiled.promptLaunchSeconds).toBe(0);
    expect(launchedPassSeconds(compiled, 0.012, 128)).toBe(0.012);
  });
});
