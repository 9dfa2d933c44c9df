import { expect, it } from 'vitest';
import type { Measurement } from './measurement.ts';
import { isOfRun } from './published-run.ts';

const run = { group: '^table$', hardware: '^b200', software: '^trtllm ?$', model: '^llama' };
const row: Measurement = {
  id: 'run',
  group: 'table',
  task: 'serve_online',
  model: 'Llama-3.1-70B',
  hardware: 'B200',
  chips: 4,
  software: 'trtllm ',
  metric: 'ttft_ms',
};

it('a published run has the rows that all its patterns match, in any case', () => {
  expect(isOfRun(row, run)).toBe(true);
});

it.each([
  ['another table', { group: 'other' }],
  ['another chip', { hardware: 'h100' }],
  ['a release that the script was not for', { software: 'trtllm 1.2' }],
  ['another model', { model: 'DeepSeek-R1' }],
  ['software nobody printed', { software: null }],
])('a published run has no rows of %s', (_what, fields) => {
  expect(isOfRun({ ...row, ...fields }, run)).toBe(false);
});
