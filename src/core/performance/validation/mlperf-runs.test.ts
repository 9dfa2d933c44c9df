import { expect, it } from 'vitest';
import type { Measurement } from './measurement.ts';
import { type MlperfRun, statedByMlperf, withMlperf } from './mlperf-runs.ts';

const row: Measurement = {
  id: 'run',
  group: 'mlperf-inference',
  source: 'mlcommons/inference_results_v5.1:closed/Maker/results/Box/deepseek-r1/Server/summary.txt',
  task: 'serve_online',
  scenario: 'Server',
  model: 'DeepSeek-R1',
  hardware: 'b200',
  chips: 8,
  batch: 512,
  osl: 3748,
  metric: 'output_tokens_per_s',
};

const RUNS: readonly MlperfRun[] = [
  { model: '^deepseek', promptTokens: 800, longestPromptTokens: 3136, source: 'data set' },
  { model: '^deepseek', scenario: '^server$', firstTokenLimitMs: 2000, tokenLimitMs: 80, source: 'rules' },
  { submission: 'v5\\.1:closed/Maker/', tensorParallel: 8, weights: 'nvfp4', passTokens: 4608, source: 'a' },
  {
    submission: 'Maker/.*/Server/',
    passTokens: 3456,
    powerLimitWatts: 500,
    designPowerWatts: 700,
    source: 'b',
  },
  { submission: 'closed/Other/', tensorParallel: 4, source: 'c' },
];

it('adds up what matches, later entries over earlier ones, and leaves out which rows they are of', () => {
  expect(statedByMlperf(row, RUNS)).toEqual({
    promptTokens: 800,
    longestPromptTokens: 3136,
    firstTokenLimitMs: 2000,
    tokenLimitMs: 80,
    tensorParallel: 8,
    weights: 'nvfp4',
    passTokens: 3456,
    powerLimitWatts: 500,
    designPowerWatts: 700,
  });
});

it('says nothing of rows of other groups, which stay as they are', () => {
  const other = { ...row, group: 'silicon-sample' };
  expect(statedByMlperf(other, RUNS)).toEqual({});
  expect(withMlperf(other, statedByMlperf(other, RUNS))).toBe(other);
});

it('takes the printed batch for the most that a copy of the attention runs, which is not what was under way', () => {
  const known = withMlperf(row, statedByMlperf(row, RUNS));
  expect(known.batch).toBeUndefined();
  expect(known.max_batch).toBe(512);
  expect(withMlperf(row, { engineBatch: 256 }).max_batch).toBe(256);
});

it('fills in what the row does not print, and nothing that it does', () => {
  const printed = { ...row, isl: 900, parallelism: { tp: 4 }, precision: { weights: 'fp8' } };
  const known = withMlperf(printed, statedByMlperf(row, RUNS));
  expect(known.isl).toBe(900);
  expect(known.parallelism).toEqual({ tp: 4 });
  expect(known.precision).toEqual({ weights: 'fp8' });
  expect(known.memory).toEqual({ batched_tokens: 3456 });
  expect(known.limits).toEqual({ ttft_p99_ms: 2000, tpot_p99_ms: 80 });
  expect(known.power).toEqual({ limit_w: 500, design_w: 700 });
});
