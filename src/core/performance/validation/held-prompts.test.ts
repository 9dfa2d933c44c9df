import { expect, it } from 'vitest';
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
  ['another table', { group: 'other' }],
  ['another chip', { hardware: 'h100' }],
  ['a release that the script was not for', { software: 'trtllm 1.2' }],
  ['another model', { model: 'DeepSeek-R1' }],
  ['longer prompts', { isl: 8192 }],
  ['longer answers', { osl: 8192 }],
  ['as many chips as the script leaves alone', { parallelism: { tp: 8 } }],
  ['a degree nobody printed', { parallelism: {} }],
])('is not for %s', (_what, fields) => {
  expect(heldPromptsOf({ ...row, ...fields }, [hold])).toBeNull();
});
