import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { requestOf } from '../../plan/plan.testing.ts';
import type { TrainingWorkload } from '../../workload/request.ts';
import { globalBatches, trainingPracticeSchema } from './practice.ts';

const practice = trainingPracticeSchema.parse(
  parse(readFileSync(new URL('../../../../catalog/training-practice.yaml', import.meta.url), 'utf8')),
);
const model = requestOf().workloads[0]?.model;
if (model === undefined) throw new Error('the test request has a workload');

const workload = (globalBatchSequences: number | null): TrainingWorkload => ({
  kind: 'pretraining',
  name: 'train',
  model,
  weightFormat: null,
  keyValueFormat: null,
  tokens: 2e12,
  sequenceLength: 8192,
  globalBatchSequences,
  deadlineSeconds: null,
  method: { kind: 'full' },
  computeFormats: ['bf16'],
});

const counts = (sequences: number) => globalBatches(practice, workload(sequences), 8e9, 8)[0]?.sequences;

describe('global batches', () => {
  it('tries counts near the one asked for that ranks divide, since 8M tokens of 8,192 make 977, a prime', () => {
    expect(counts(977)).toEqual([977, 1024, 960]);
  });

  it('keeps to within five percent of what was asked', () => {
    for (const sequences of [1, 3, 64, 257, 977, 4097]) {
      for (const count of counts(sequences) ?? [])
        expect(Math.abs(count / sequences - 1)).toBeLessThanOrEqual(0.05);
    }
  });

  it('takes what published trainings used where nothing is asked', () => {
    const [usual] = globalBatches(practice, workload(null), 8e9, 72);
    expect(usual?.reason).toContain('arXiv 2307.09288');
  });
});
