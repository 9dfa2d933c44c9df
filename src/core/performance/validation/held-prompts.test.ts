import { describe, expect, it } from 'vitest';
import { type HeldPrompts, heldPromptsOf } from './held-prompts.ts';
import type { Measurement } from './measurement.ts';

const hold: HeldPrompts = {
  group: '^table$',
  hardware: '^b200',
  software: '^trtllm ?$',
  model: '^llama',
  inputTokens: 1024,
  outputTokens: 1024,
  tensorParallelBelow: 8,
  steps: 20,
  tokens: 14_746,
  why: 'its script says so',
  source: 'a script',
};

const row: Measurement = {
  id: 'run',
  group: 'table',
  task: 'serve_online',
  model: 'Llama-3.1-70B',
  hardware: 'b200',
  chips: 4,
  software: 'trtllm ',
  parallelism: { tp: 4 },
  isl: 1024,
  osl: 1024,
  concurrency: 8,
  metric: 'ttft_ms',
};

it('is found for a row of its run', () => {
  expect(heldPromptsOf(row, [hold])).toBe(hold);
});

it.each([
  ['another run', { software: 'trtllm 1.2' }],
  ['longer prompts', { isl: 8192 }],
  ['longer answers', { osl: 8192 }],
  ['as many chips as the script leaves alone', { parallelism: { tp: 8 } }],
  ['a degree nobody printed', { parallelism: {} }],
])('is not for %s', (_what, fields) => {
  expect(heldPromptsOf({ ...row, ...fields }, [hold])).toBeNull();
});

describe('a script that makes the engine look every 10 steps below 16 clients', () => {
  const { inputTokens: _i, outputTokens: _o, tensorParallelBelow: _t, steps: _s, tokens: _n, ...run } = hold;
  const looks: HeldPrompts = { ...run, clientsFrom: 1, clientsBelow: 16, everySteps: 10 };

  it('is for runs of any lengths with so many clients', () => {
    expect(heldPromptsOf({ ...row, concurrency: 15, isl: 8192 }, [looks])).toBe(looks);
    expect(heldPromptsOf({ ...row, concurrency: 16 }, [looks])).toBeNull();
    expect(heldPromptsOf({ ...row, concurrency: null }, [looks])).toBeNull();
  });

  it('leaves more clients to the next entry', () => {
    const { clientsBelow: _, ...open } = looks as Extract<HeldPrompts, { everySteps: number }>;
    const more: HeldPrompts = { ...open, clientsFrom: 16, everySteps: 30 };
    expect(heldPromptsOf({ ...row, concurrency: 64 }, [looks, more])).toBe(more);
  });
});
