import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { constants, h100, layout, llama31Of70B } from './inference.testing.ts';
import { modelLoad } from './load.ts';
import { type OfflineInput, offlineThroughput } from './offline.ts';
import { decodeSecondsPerToken, promptCost } from './serving-load.ts';
import { stepModel } from './step-model.ts';

const step = stepModel(h100, modelLoad(llama31Of70B), layout({ tensorParallel: 8 }), constants);
const lengths = { inputTokens: 500, outputTokens: 200 };
/** Room for every answer, and for a hundred at a time. */
const roomy = { most: 100, cachePositions: Number.POSITIVE_INFINITY };
const equal = (changes: Partial<OfflineInput>) =>
  offlineThroughput(step, { ...lengths, slots: 100, admission: roomy, ...changes });
/** Requests under way in the mean (Little). */
const running = (changes: Partial<OfflineInput>): number => {
  const found = equal(changes);
  return found.outputTokensPerSecond * found.timePerOutputTokenSeconds;
};

describe('requests of many lengths queued at once', () => {
  it('run in all slots, and give less where they are few', () => {
    const all = offlineThroughput(step, { ...lengths, slots: 100 });
    const few = offlineThroughput(step, { ...lengths, slots: 100, requests: 300 });
    expect(few.outputTokensPerSecond).toBeLessThan(all.outputTokensPerSecond);
    expect(all.outputTokensPerSecond).toBeCloseTo(100 / all.timePerOutputTokenSeconds, 6);
  });
});

describe('requests of equal lengths queued at once', () => {
  it('come in waves of as many as run at a time, the last as full as what is left', () => {
    // Passes of 8,192 tokens take up (8,192 - 100) / 500 = 16.184 prompts beside 100 answers.
    expect(running({ requests: 100 })).toBeCloseTo((100 * 200) / (200 + 100 / 16.184), 6);
    expect(running({ requests: 300 })).toBeCloseTo((300 * 200) / (600 + 100 / 16.184), 6);
    expect(running({ requests: 110 })).toBeCloseTo((110 * 200) / (400 + 10 / 16.184), 6);
  });

  it('are no more at a time than prompts are taken up while one is answered', () => {
    // One prompt of 8,000 tokens per step at most, 20 tokens each: (8,192 - 100) / 8,000 x 20.
    const long = { inputTokens: 8000, outputTokens: 20 };
    expect(running(long)).toBeCloseTo((8092 / 8000) * 20, 6);
    expect(running({ ...long, requests: 300 })).toBeCloseTo((300 * 20) / (20 + (300 * 8000) / 8092), 6);
  });

  it('start together where the engine may run them all and their prompts have room, and else in its slots', () => {
    const of = (most: number, cachePositions: number) =>
      running({ slots: 50, requests: 90, admission: { most, cachePositions } });
    const inSlots = (90 * 200) / (400 + 40 / ((8192 - 50) / 500));
    expect(of(90, 90 * 700)).toBeCloseTo((90 * 200) / (200 + 90 / ((8192 - 90) / 500)), 6);
    expect(of(89, 90 * 700)).toBeCloseTo(inSlots, 6);
    expect(of(90, 90 * 499)).toBeCloseTo(inSlots, 6);
  });

  it('wait for requests put back where the cache fills before answers are done', () => {
    // 90 requests fill 45,000 positions at 500 each, right after their prompts: 200 steps to go for the first put back.
    const admission = { most: 90, cachePositions: 45_000 };
    const free = (8192 - 90) / 500;
    expect(running({ requests: 90, admission })).toBeCloseTo((90 * 200) / (400 + 90 / free), 6);
    // At 650 of 700 positions: 50 steps.
    const later = { most: 90, cachePositions: 90 * 650 };
    expect(running({ requests: 90, admission: later })).toBeCloseTo((90 * 200) / (250 + 90 / free), 6);
    // Answers of 2,000 tokens hold 1,100 positions in the mean: 150 for each let a seventh of them run, 14,667 steps in all.
    const short = { inputTokens: 100, outputTokens: 2000, requests: 90 };
    const early = running({ ...short, admission: { most: 90, cachePositions: 90 * 150 } });
    expect(early).toBeCloseTo((90 * 2000) / ((2000 * 1100) / 150 + 90 / ((8192 - 90) / 100)), 6);
  });

  it('compute again what was put back, prompts and what of answers was there', () => {
    // From 650 to 700 positions: 650 ln(700 / 650) = 48.17 tokens each, of prompts of 500.
    const admission = { most: 90, cachePositions: 90 * 650 };
    const whole = { ...step, constants: { ...constants, queuedRunShare: 1 } };
    const again = (positions: number): number => {
      const input = {
        ...lengths,
        slots: 100,
        requests: 90,
        admission: { ...admission, cachePositions: positions },
      };
      const found = offlineThroughput(whole, input);
      const under = found.outputTokensPerSecond * found.timePerOutputTokenSeconds;
      const together = Math.min(90, (8192 - 90) / 500) * 200;
      const prompt = promptCost(step, lengths, together).occupancySeconds;
      return (
        (found.timePerOutputTokenSeconds - decodeSecondsPerToken(step, under, lengths)) /
        ((under / 200) * prompt)
      );
    };
    expect(again(90 * 700)).toBeCloseTo(1, 6);
    expect(again(90 * 650)).toBeCloseTo(1 + 48.17 / 500, 4);
  });

  it('come at a share of what their steps would give', () => {
    const full = { ...step, constants: { ...constants, queuedRunShare: 1 } };
    const input = { ...lengths, slots: 100, requests: 300, admission: roomy };
    const [kept, whole] = [step, full].map((one) => offlineThroughput(one, input).outputTokensPerSecond);
    expect(Number(kept) / Number(whole)).toBeCloseTo(constants.queuedRunShare, 9);
  });

  it('never give more than decoding alone would', () => {
    const whole = { ...step, constants: { ...constants, queuedRunShare: 1 } };
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.integer({ min: 1, max: 600 }),
        fc.integer({ min: 16, max: 8000 }),
        fc.integer({ min: 16, max: 4000 }),
        (requests, slots, inputTokens, outputTokens) => {
          const input = { inputTokens, outputTokens, requests, slots };
          const admission = { most: slots, cachePositions: slots * (inputTokens + outputTokens) };
          const found = offlineThroughput(whole, { ...input, admission });
          const most = Math.min(requests, slots);
          expect(found.outputTokensPerSecond).toBeLessThanOrEqual(
            (most / decodeSecondsPerToken(whole, most, input)) * (1 + 1e-9),
          );
        },
      ),
      { numRuns: 100 },
    );
  });
});
