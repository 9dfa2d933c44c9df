import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countParameters } from '../../workload/parameters.ts';
import { modelWork } from '../../workload/work.ts';
import { activationBytesPerToken } from './activations.ts';
import { projectionsOf } from './projections.ts';
import { bubbleSeconds, inFlight } from './step.ts';
import { a100, gpt, layoutOf, megatron, mixture, shipped } from './training.testing.ts';
import { trainingStep } from './training-step.ts';

/** Megatron-LM of 2022: attention scores in memory, dropout masks kept, tensor-parallel transfers in full view. */
const megatronOf2022 = {
  ...shipped,
  fusedAttention: 0 as const,
  dropoutMasks: 1 as const,
  tensorOverlap: 0,
};
const task = (model = megatron['175B'], sequenceLength = 2048) => ({
  model,
  sequenceLength,
  adapterRank: null,
});

describe('activation memory of a GPT block, arXiv 2205.05198', () => {
  // GPT-3 175B: 5as/h = 5 x 96 x 2048 / 12288 = 80, so sbh(34 + 80) on one rank (equation 1).
  const perHidden = (options: object) => {
    const { layers, hidden } = megatron['175B'];
    const group = layers[0];
    if (group === undefined) throw new Error('no layer');
    return (
      activationBytesPerToken(group, hidden, {
        tensorParallel: 1,
        sequenceParallel: false,
        recompute: 'none',
        dropoutMasks: true,
        fusedAttention: false,
        selectiveKeepsHalf: false,
        normCopyBytes: 0,
        sequenceLength: 2048,
        ...options,
      }) / hidden
    );
  };
  const headStatistics = (4 * 96) / 12_288;

  it.each([
    ['on one rank', {}, 34 + 80],
    ['with tensor parallelism', { tensorParallel: 8 }, 10 + 24 / 8 + 80 / 8],
    ['with sequence parallelism', { tensorParallel: 8, sequenceParallel: true }, (34 + 80) / 8],
    [
      'with selective recompute as well',
      { tensorParallel: 8, sequenceParallel: true, recompute: 'selective' },
      34 / 8,
    ],
    ['with full recompute', { recompute: 'full' }, 2],
  ])('is the published count %s', (_, options, expected) => {
    // Our count adds the softmax statistics a fused kernel keeps: 4 bytes per head and token.
    expect(Math.abs(perHidden(options) - expected)).toBeLessThanOrEqual(headStatistics + 1e-9);
  });
});

describe('one published training step', () => {
  // arXiv 2205.05198, Table 5: iteration time with full recompute, and with sequence parallelism and selective recompute.
  const rows = [
    ['22B', 8, 1, 4, 4, 1, 1.42, 1.1],
    ['175B', 8, 8, 64, 1, 3, 18.13, 13.75],
    ['530B', 8, 35, 280, 1, 3, 49.05, 37.83],
    ['1T', 8, 64, 512, 1, 1, 94.42, 71.49],
  ] as const;

  it.each(rows)(
    'of Megatron %s on A100 is met within 10 % with constants fitted elsewhere',
    (name, tensorParallel, pipelineParallel, globalBatchSequences, microBatch, interleave, full, selective) => {
      const layout = layoutOf({
        tensorParallel,
        pipelineParallel,
        globalBatchSequences,
        microBatch,
        interleave,
      });
      const seconds = (changes: object) =>
        trainingStep(a100, task(megatron[name]), { ...layout, ...changes }, megatronOf2022)?.stepSeconds ??
        Number.NaN;
      const slow = seconds({ recompute: 'full' });
      const fast = seconds({ recompute: 'selective', sequenceParallel: true });
      expect(Math.abs(slow / full - 1)).toBeLessThan(0.1);
      expect(Math.abs(fast / selective - 1)).toBeLessThan(0.1);
    },
  );
});

describe('a training step, worked by hand', () => {
  // Narayanan et al. (arXiv 2104.04473, section 2.2): (p-1)(F+B)/v; p = 4, F+B = 3 s.
  it('idles for p-1 micro-batches, less with interleaving, more where rounds are not full', () => {
    expect(bubbleSeconds(3, 4, 8, 1)).toBe(9);
    expect(bubbleSeconds(3, 4, 8, 3)).toBe(3);
    expect(bubbleSeconds(3, 4, 9, 3)).toBe(3 + (2 * 3 * 3) / 3);
  });

  // Three flushes of eight micro-batches idle three times as long as one step of 24 and take as long in the stages.
  it('idles once more every time its pipeline runs empty', () => {
    const layout = layoutOf({ pipelineParallel: 8, globalBatchSequences: 24 });
    const partsOf = (changes: object) =>
      trainingStep(a100, task(), { ...layout, ...changes }, shipped)?.breakdown;
    const bubble = (of: ReturnType<typeof partsOf>) =>
      of?.parts.find(({ name }) => name === 'pipeline bubble')?.seconds ?? Number.NaN;
    const once = partsOf({});
    const thrice = partsOf({ pipelineFlushes: 3 });
    expect(bubble(thrice)).toBeCloseTo(3 * bubble(once), 9);
    expect(thrice?.totalSeconds).toBeGreaterThan((once?.totalSeconds ?? Number.NaN) + 2 * bubble(once));
  });

  it('holds as many micro-batches as stages, a little more with interleaving (arXiv 2205.05198, section 4.2.3)', () => {
    expect(inFlight(8, 64, 1)).toBe(8);
    expect(inFlight(8, 4, 1)).toBe(4);
    expect(inFlight(8, 64, 3)).toBeCloseTo(8 * (1 + 7 / 24), 12);
  });

  it('takes at least six operations per parameter and token at peak (arXiv 2001.08361, section 2.1)', () => {
    const layout = layoutOf({ pipelineParallel: 8 });
    const step = trainingStep(a100, task(), layout, shipped);
    const ideal = (6 * countParameters(megatron['175B']).total * 64 * 2048) / (64 * 312e12);
    expect(step?.stepSeconds).toBeGreaterThan(ideal);
    expect(step?.stepSeconds).toBeLessThan(3 * ideal);
  });

  it('multiplies the same matrices that the workload counts', () => {
    for (const model of [megatron['22B'], mixture(4096, 4)]) {
      const [work] = modelWork(model);
      const [group] = model.layers;
      if (work === undefined || group === undefined) throw new Error('no layer');
      const flops = projectionsOf(group, model.hidden).reduce((sum, { part, inputs, outputs }) => {
        return sum + 2 * inputs * outputs * (part === 'expert' ? work.activeExperts : 1);
      }, 0);
      expect(flops).toBeCloseTo(
        work.mixerLinearFlopsPerToken +
          work.denseFlopsPerToken +
          work.expertFlopsPerToken +
          work.replicatedFlopsPerToken,
        3,
      );
    }
  });

  it('does not run FP8 on a chip without it', () => {
    expect(trainingStep(a100, task(), layoutOf({ computeFormat: 'fp8' }), shipped)).toBeNull();
  });
});

const anyLayout = fc
  .record({
    tensorParallel: fc.constantFrom(1, 2, 4, 8),
    pipelineParallel: fc.constantFrom(1, 2, 4, 8),
    dataParallel: fc.constantFrom(1, 2, 4, 8, 16),
    zeroStage: fc.constantFrom(0, 1, 2, 3),
    microBatch: fc.constantFrom(1, 2, 4),
    recompute: fc.constantFrom('none', 'selective', 'full'),
    sequenceParallel: fc.boolean(),
  })
  .map((drawn) => layoutOf({ ...drawn, globalBatchSequences: 256 }) as ReturnType<typeof layoutOf>);
const small = gpt('small', 4096, 32, 32);
const anyTask = fc.constantFrom(task(small), task(mixture(4096, 32)), { ...task(small), adapterRank: 16 });

describe('a training step, laws', () => {
  it('accounts for every second and every byte', () => {
    fc.assert(
      fc.property(anyTask, anyLayout, (of, layout) => {
        const step = trainingStep(a100, of, layout, shipped);
        if (step === null) return false;
        const seconds = step.breakdown.parts.reduce((sum, part) => sum + part.seconds, 0);
        const held = step.memory.parts.reduce((sum, part) => sum + part.bytes, 0);
        return (
          Math.abs(seconds / step.stepSeconds - 1) < 1e-9 &&
          Math.abs(held / step.memory.totalBytes - 1) < 1e-9
        );
      }),
    );
  });

  it('never holds more bytes at a higher ZeRO stage, two gathered layers aside', () => {
    fc.assert(
      fc.property(anyTask, anyLayout, (of, layout) => {
        const held = ([0, 1, 2] as const).map(
          (zeroStage) =>
            trainingStep(a100, of, { ...layout, zeroStage }, shipped)?.memory.totalBytes ?? Number.NaN,
        );
        return held.every(
          (total, index) => index === 0 || total <= (held[index - 1] ?? Number.NaN) * (1 + 1e-12),
        );
      }),
    );
  });

  it('never gets slower when copies are added and each has less to do, what they tell each other aside', () => {
    fc.assert(
      fc.property(anyTask, anyLayout, (of, layout) => {
        const working = (dataParallel: number): number => {
          const step = trainingStep(a100, of, { ...layout, dataParallel, zeroStage: 0 }, shipped);
          const parts = step === null ? [] : step.breakdown.parts;
          return parts
            .filter((part) => part.name !== 'gradients and weights')
            .reduce((sum, part) => sum + part.seconds, 0);
        };
        return working(16) <= working(8) * (1 + 1e-12) && working(16) > 0;
      }),
    );
  });

  it('keeps fewer activations and takes more time with more recompute', () => {
    fc.assert(
      fc.property(anyTask, anyLayout, (of, layout) => {
        const at = (recompute: 'none' | 'selective' | 'full') =>
          trainingStep(a100, of, { ...layout, recompute }, shipped);
        const [none, selective, full] = [at('none'), at('selective'), at('full')];
        if (none === null || selective === null || full === null) return false;
        return (
          none.stepSeconds <= selective.stepSeconds &&
          selective.stepSeconds <= full.stepSeconds &&
          selective.memory.totalBytes <= none.memory.totalBytes
        );
      }),
    );
  });

  it('spends less memory and less time on adapters than on all weights', () => {
    fc.assert(
      fc.property(anyLayout, (layout) => {
        const full = trainingStep(a100, task(small), layout, shipped);
        const adapters = trainingStep(a100, { ...task(small), adapterRank: 16 }, layout, shipped);
        return full !== null && adapters !== null && adapters.memory.totalBytes < full.memory.totalBytes;
      }),
    );
  });
});
