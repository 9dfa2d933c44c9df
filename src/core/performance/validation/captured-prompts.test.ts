import { expect, it } from 'vitest';
import { type CapturedPrompts, capturedPromptsOf } from './captured-prompts.ts';
import type { Measurement } from './measurement.ts';

const capture: CapturedPrompts = {
  group: '^table$',
  hardware: '^b200',
  software: '^vllm 0\\.17',
  model: '^kimi',
  asOf: '^2026-04-20',
  tokens: 2048,
  promptsPerPass: 2,
  why: 'its script says so',
  source: 'a script',
};

const row: Measurement = {
  id: 'run',
  group: 'table',
  task: 'serve_online',
  model: 'Kimi-K2.5',
  hardware: 'b200',
  chips: 4,
  software: 'vllm 0.17.0',
  as_of: '2026-04-20',
  metric: 'ttft_ms',
};

it('is found for a row of its run', () => {
  expect(capturedPromptsOf(row, [capture])).toBe(capture);
});

it.each([
  ['another run', { software: 'vllm 0.16.0' }],
  ['an earlier day', { as_of: '2026-03-27' }],
  ['a run nobody dated', { as_of: null }],
])('is not for %s', (_what, fields) => {
  expect(capturedPromptsOf({ ...row, ...fields }, [capture])).toBeNull();
});

it('is for runs of any date where it names none', () => {
  const { asOf: _, ...always } = capture;
  expect(capturedPromptsOf({ ...row, as_of: null }, [always])).toBe(always);
});
