import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { heldSteps, heldTogetherShare } from './held-back.ts';

const requests = { running: 16, newTokens: 1024, outputTokens: 1024 };

describe('an engine that looks for requests every 30 steps', () => {
  const looking = { ...requests, heldPrompts: { everySteps: 30 } };

  it('holds one that comes at any time back for 15', () => {
    expect(heldSteps(looking)).toBe(15);
    expect(heldSteps({ ...looking, running: 1 })).toBe(0);
  });

  it('finds 30 / 1,024 of the other clients at the same time, and never more than all of them', () => {
    expect(heldTogetherShare(looking)).toBeCloseTo(30 / 1024, 12);
    expect(heldTogetherShare({ ...looking, outputTokens: 10 })).toBe(1);
    expect(heldTogetherShare({ ...looking, running: 1 })).toBe(0);
  });
});

describe('an engine that waits 20 steps for more prompts', () => {
  // 16 / 1,024 requests a step: (20 + 400 / 128) / (1 + 20 / 64) = 23.125 / 1.3125.
  it('holds them back for 17.6 steps in the mean, fewer where enough tokens wait before', () => {
    expect(heldSteps({ ...requests, heldPrompts: { steps: 20, tokens: 14_746 } })).toBeCloseTo(17.619, 3);
    expect(heldSteps({ ...requests, heldPrompts: { steps: 20, tokens: 1024 } })).toBe(0);
    expect(heldTogetherShare({ ...requests, heldPrompts: { steps: 20, tokens: 14_746 } })).toBe(0);
  });
});

it('is held back by no more steps than the engine may take, and by none where it holds nothing back', () => {
  const any = { running: fc.integer({ min: 1, max: 512 }), outputTokens: fc.integer({ min: 1, max: 9000 }) };
  fc.assert(
    fc.property(fc.record(any), fc.integer({ min: 1, max: 100 }), (of, steps) => {
      const held = { ...of, newTokens: 1024 };
      expect(heldSteps(held)).toBe(0);
      expect(heldSteps({ ...held, heldPrompts: { everySteps: steps } })).toBeLessThanOrEqual(steps);
      expect(heldSteps({ ...held, heldPrompts: { steps, tokens: 9000 } })).toBeLessThanOrEqual(steps);
    }),
  );
});
