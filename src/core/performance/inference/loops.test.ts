import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closedLoop } from './closed-loop.ts';
import { lengthQuantile, normalQuantile } from './distribution.ts';
import { constants, h100, layout, llama31Of70B } from './inference.testing.ts';
import { modelLoad } from './load.ts';
import { admissibleRunning, type OpenLoopTraffic, openLoop, openLoopModel } from './open-loop.ts';
import { meanWaitSeconds, waitQuantileSeconds } from './queue.ts';
import {
  decodeSecondsPerToken,
  passPromptCost,
  promptCost,
  tokensPerSpeculativeStep,
} from './serving-load.ts';
import { stepModel } from './step-model.ts';

const step = stepModel(h100, modelLoad(llama31Of70B), layout({ tensorParallel: 8 }), constants);
const traffic = (changes: Partial<OpenLoopTraffic> = {}): OpenLoopTraffic => ({
  inputTokens: { mean: 1500, cv: 0.5 },
  outputTokens: { mean: 300, cv: 0.5 },
  prefixCacheShare: 0,
  percentile: 0.95,
  ...changes,
});

describe('queues', () => {
  it('M/D/1 at half load waits half a service time, M/M/1 a whole one', () => {
    expect(meanWaitSeconds(0.5, 2, 0)).toBeCloseTo(1, 12);
    expect(meanWaitSeconds(0.5, 2, 1)).toBeCloseTo(2, 12);
    expect(meanWaitSeconds(1, 2, 0)).toBe(Number.POSITIVE_INFINITY);
    expect(waitQuantileSeconds(1, 1 - Math.exp(-3))).toBeCloseTo(3, 12);
  });

  it('takes normal quantiles from the tables and never a length below the mean', () => {
    expect(normalQuantile(0.975)).toBeCloseTo(1.96, 2);
    expect(normalQuantile(0.5)).toBeCloseTo(0, 2);
    expect(normalQuantile(0.1)).toBeCloseTo(-1.2816, 2);
    expect(lengthQuantile({ mean: 100, cv: 0 }, 0.99)).toBe(100);
    // sigma^2 = ln 1.25 = 0.2231; exp(1.2816 x 0.4724 - 0.1116) = 1.638.
    expect(lengthQuantile({ mean: 100, cv: 0.5 }, 0.9)).toBeCloseTo(163.8, 0);
  });
});

describe('prompts held back for more to come', () => {
  const at = (concurrency: number, heldPrompts?: { steps: number; tokens: number }) =>
    closedLoop(step, {
      concurrency,
      inputTokens: 1000,
      outputTokens: 1000,
      ...(heldPrompts === undefined ? {} : { heldPrompts }),
    });
  const steps = (concurrency: number, held: { steps: number; tokens: number }): number => {
    const free = at(concurrency);
    return (
      (at(concurrency, held).timeToFirstTokenSeconds - free.timeToFirstTokenSeconds) /
      free.timePerOutputTokenSeconds
    );
  };

  it('wait 19.3 of 20 steps in the mean with 4 clients of 1,000 tokens, 16.1 with 32', () => {
    // 0.004 come per step: (20 + 0.004 x 200) / 1.08. 0.032 come per step: (20 + 0.032 x 200) / 1.64.
    expect(steps(4, { steps: 20, tokens: 1e9 })).toBeCloseTo(20.8 / 1.08, 6);
    expect(steps(32, { steps: 20, tokens: 1e9 })).toBeCloseTo(26.4 / 1.64, 6);
  });

  it('go as soon as enough of them are there: two of 1,000 tokens after 1 / 0.1 steps', () => {
    // 100 clients: 0.1 come per step, the second after 10 steps: (10 + 0.1 x 50) / 2.
    expect(steps(100, { steps: 20, tokens: 2000 })).toBeCloseTo(7.5, 6);
    expect(steps(100, { steps: 20, tokens: 500 })).toBe(0);
  });

  it('are not held where no answer is under way', () => {
    expect(steps(1, { steps: 20, tokens: 1e9 })).toBe(0);
  });
});

describe('closed loop', () => {
  it('gives one client the bare engine: no queue, hardly any interference', () => {
    const one = closedLoop(step, { concurrency: 1, inputTokens: 1000, outputTokens: 1000 });
    const decode = decodeSecondsPerToken(step, 1, { inputTokens: 1000, outputTokens: 1000 });
    expect(one.timePerOutputTokenSeconds / decode).toBeLessThan(1.02);
    expect(one.timePerOutputTokenSeconds).toBeGreaterThan(decode);
  });

  it('serves more with more clients up to the slots, and later only makes them wait', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 16, max: 4000 }),
        fc.integer({ min: 16, max: 2000 }),
        (concurrency, inputTokens, outputTokens) => {
          const at = (clients: number) =>
            closedLoop(step, { concurrency: clients, slots: 200, inputTokens, outputTokens });
          const now = at(concurrency);
          const next = at(concurrency + 1);
          // Prompts that begin to share passes, or to be in step, move a little from one of both to the other.
          const nearly = 1 - 5e-3;
          expect(next.timePerOutputTokenSeconds).toBeGreaterThan(now.timePerOutputTokenSeconds * nearly);
          expect(next.timeToFirstTokenSeconds).toBeGreaterThan(now.timeToFirstTokenSeconds * nearly);
          expect(next.outputTokensPerSecond).toBeGreaterThanOrEqual(now.outputTokensPerSecond * (1 - 1e-9));
          const full = at(200);
          const over = at(400);
          expect(over.outputTokensPerSecond).toBeCloseTo(full.outputTokensPerSecond, 6);
          expect(over.timeToFirstTokenSeconds).toBeGreaterThan(full.timeToFirstTokenSeconds);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('processes every other prompt once per cycle, before the first token or during the answer', () => {
    const lengths = { inputTokens: 2000, outputTokens: 100 };
    const cycle = (promptClumping: number): number => {
      const model = stepModel(h100, modelLoad(llama31Of70B), layout({ tensorParallel: 8 }), {
        ...constants,
        promptClumping,
      });
      const { requestsPerSecond } = closedLoop(model, { ...lengths, concurrency: 32 });
      return 32 / requestsPerSecond;
    };
    // One prompt of 32 more or less: one's own comes on top of the 31 others where they are all ahead.
    expect(cycle(1) / cycle(0.01)).toBeCloseTo(1, 1);
  });

  describe('whose requests have equal lengths', () => {
    const lengths = { inputTokens: 4096, outputTokens: 128, concurrency: 16 };
    const model = (changes: Partial<typeof constants>) =>
      stepModel(h100, modelLoad(llama31Of70B), layout({ tensorParallel: 8 }), {
        ...constants,
        promptLaunchSeconds: 0,
        ...changes,
      });
    /** Prompts' worth of time in front of the first token, one's own among them, and during the answer. */
    const prompts = (
      m: ReturnType<typeof model>,
      input: Parameters<typeof closedLoop>[1],
      { occupancySeconds, latencySeconds } = promptCost(m, input, 16),
    ) => {
      const { timeToFirstTokenSeconds, timePerOutputTokenSeconds } = closedLoop(m, input);
      const decode = decodeSecondsPerToken(m, 16, input);
      const ownAndWait = timeToFirstTokenSeconds - decode - m.constants.firstTokenOverheadSeconds;
      return {
        before: 1 + (ownAndWait - latencySeconds) / occupancySeconds,
        during: ((timePerOutputTokenSeconds - decode) * lengths.outputTokens) / occupancySeconds,
      };
    };

    it('take 10 of 16 prompts first where 16 x 4,096 tokens go through 4 passes, and the other 6 during the answer', () => {
      // SGLang 0.5.1 on H100 measures 9.5 to 10.4 prompts (Qwen3-32B, 16 clients, 4,096 tokens; silicon_sample.csv of
      // AIConfigurator). Passes of 4 prompts end after 4, 8, 12 and 16 of them: 10 on average.
      const input = { ...lengths, equalLengths: true, promptPassTokens: 16_384 };
      const found = prompts(model({}), input, passPromptCost(model({}), input, 16, 16_384));
      expect(found.before).toBeCloseTo(1 + (10 / 16) * 15, 6);
      expect(found.during).toBeCloseTo(6, 6);
    });

    it('share passes with other prompts: 16 of 1,024 tokens in one pass read weights once for all', () => {
      const input = { ...lengths, inputTokens: 1024, equalLengths: true, promptPassTokens: 16_384 };
      const alone = promptCost(model({}), { ...input, outputTokens: 1e6 }, 16);
      const shared = passPromptCost(model({}), input, 16, 16_384);
      expect(shared.occupancySeconds).toBeLessThan(alone.latencySeconds);
      expect(prompts(model({}), input, shared).before).toBeCloseTo(16, 6);
      expect(prompts(model({}), input, shared).during).toBeCloseTo(0, 6);
    });

    it('fill passes with the tokens that no prefix cache holds: 16 x 1,024 of 4,096 tokens go through one pass', () => {
      const input = { ...lengths, prefixCacheShare: 0.75, equalLengths: true, promptPassTokens: 16_384 };
      const found = prompts(model({}), input, passPromptCost(model({}), input, 16, 16_384));
      expect(found.before).toBeCloseTo(16, 6);
      expect(found.during).toBeCloseTo(0, 6);
    });

    it('wait for a few prompts that come back together where an engine mixes prompts and answers', () => {
      const m = model({ promptClumping: 0.08, promptsInStep: 1.5 });
      expect(prompts(m, { ...lengths, equalLengths: true }).before).toBeCloseTo(1 + 0.08 * 15 + 1.5, 6);
      expect(prompts(m, lengths).before).toBeCloseTo(1 + 0.08 * 15, 6);
    });

    it('wait as a rule of their own says before an engine that takes prompts first where lengths are drawn', () => {
      const m = model({ promptClumping: 0.08, promptsFirstClumping: 0.28, promptsInStep: 1.5 });
      const first = prompts(m, { ...lengths, promptPassTokens: 16_384 });
      expect(first.before).toBeCloseTo(1 + 0.28 * 15, 6);
    });

    it('meet 16 / 128 of the others and wait 8 steps where the engine looks for requests every 16 steps', () => {
      const m = model({ promptClumping: 0.08 });
      const looking = { ...lengths, heldPrompts: { everySteps: 16 } };
      const decode = decodeSecondsPerToken(m, 16, lengths);
      const { occupancySeconds } = promptCost(m, lengths, 16, decode);
      const ahead = 0.08 + 16 / 128;
      const perToken = decode + ((1 - ahead) * 16 * occupancySeconds) / 128;
      const { timeToFirstTokenSeconds, timePerOutputTokenSeconds } = closedLoop(m, looking);
      expect(timePerOutputTokenSeconds).toBeCloseTo(perToken, 9);
      expect(timeToFirstTokenSeconds - closedLoop(m, lengths).timeToFirstTokenSeconds).toBeCloseTo(
        8 * perToken + (16 / 128) * 15 * occupancySeconds,
        9,
      );
    });
  });

  it('runs a compiled batch at the speed of that batch', () => {
    const compiled = closedLoop(step, {
      concurrency: 1,
      compiledBatch: 32,
      inputTokens: 500,
      outputTokens: 200,
    });
    const free = closedLoop(step, { concurrency: 1, inputTokens: 500, outputTokens: 200 });
    expect(compiled.timePerOutputTokenSeconds).toBeGreaterThan(free.timePerOutputTokenSeconds);
  });
});

describe('speculation', () => {
  it('yields one token when nothing is accepted, all when everything is, and 1.75 of 2 at 3 in 4', () => {
    expect(tokensPerSpeculativeStep({ draftTokens: 3, acceptance: 0, draftSeconds: 0 })).toBe(1);
    expect(tokensPerSpeculativeStep({ draftTokens: 3, acceptance: 1, draftSeconds: 0 })).toBe(4);
    expect(tokensPerSpeculativeStep({ draftTokens: 1, acceptance: 0.75, draftSeconds: 0 })).toBeCloseTo(
      1.75,
      12,
    );
  });
});

describe('open loop', () => {
  const model = openLoopModel(step, traffic(), 256);

  it('ties requests running, arrival rate and time per token together (Little)', () => {
    const state = openLoop(model, 2);
    expect(state).not.toBeNull();
    if (state === null) return;
    expect(state.requestsPerSecond).toBeCloseTo(2, 3);
    expect(state.running).toBeCloseTo(2 * 300 * state.meanTimePerOutputTokenSeconds, 3);
  });

  it('has no equilibrium beyond what the replica can do', () => {
    expect(openLoop(model, 1e4)).toBeNull();
    expect(openLoop(openLoopModel(step, traffic(), 0), 0.01)).toBeNull();
  });

  it('at hardly any load approaches a lone request', () => {
    const state = openLoop(
      openLoopModel(step, traffic({ inputTokens: { mean: 1500, cv: 0 }, percentile: 0.5 }), 256),
      1e-3,
    );
    // Its prompt yields the first token by itself; no step of others stands in the way.
    expect(state?.meanTimeToFirstTokenSeconds).toBeCloseTo(
      constants.firstTokenOverheadSeconds + model.prompt.latencySeconds,
      3,
    );
  });

  it('keeps load below one, percentiles above means, and gets slower with the rate', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 20, noNaN: true }),
        fc.double({ min: 0.7, max: 0.999, noNaN: true }),
        fc.integer({ min: 4, max: 512 }),
        fc.double({ min: 0, max: 2, noNaN: true }),
        (rate, percentile, slots, cv) => {
          const at = openLoopModel(step, traffic({ percentile, inputTokens: { mean: 1500, cv } }), slots);
          const state = openLoop(at, rate);
          if (state === null) return;
          expect(state.promptLoad).toBeLessThan(1);
          expect(state.timePerOutputTokenSeconds).toBeGreaterThanOrEqual(state.meanTimePerOutputTokenSeconds);
          expect(state.timeToFirstTokenSeconds).toBeGreaterThanOrEqual(state.meanTimeToFirstTokenSeconds);
          expect(state.running).toBeLessThanOrEqual(admissibleRunning(at) * (1 + 1e-9));
          const slower = openLoop(at, rate / 2);
          expect(slower?.timePerOutputTokenSeconds ?? Number.NaN).toBeLessThanOrEqual(
            state.timePerOutputTokenSeconds * (1 + 1e-6),
          );
        },
      ),
      { numRuns: 150 },
    );
  });
});
