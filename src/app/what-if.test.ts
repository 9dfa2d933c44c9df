import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createMemo, NO_MEMO } from '../core/memo.ts';
import { plan } from '../core/plan/plan.ts';
import { planToText } from '../core/report/serialise.ts';
import type { Request } from '../core/workload/request.ts';
import { packageRoot } from './package-root.ts';
import { openPlanning, type PlanningData, planInputs } from './planning.ts';
import { readRequest } from './request.ts';

const root = packageRoot();
const data = await openPlanning([]);
/** Two systems with the same chips in the same boxes, one of compiled engines, one slice: what a memo could mix up. */
const SYSTEMS = ['p5.48xlarge', 'dgx-h100', 'trn2.48xlarge', 'tpu-v5p-slice-64'];

const read = async (name: string): Promise<Request> => {
  const file = join(root, 'examples', `${name}.yaml`);
  const request = await readRequest(file, join(root, 'catalog'), data);
  return { ...request, systems: { include: SYSTEMS, exclude: [] } };
};

const inWorkloads = (request: Request, change: object): Request => ({
  ...request,
  workloads: request.workloads.map((workload) => ({ ...workload, ...change })),
});

const withTerms = (request: Request, change: Partial<Request['terms']>): Request => ({
  ...request,
  terms: { ...request.terms, ...change },
});

const text = (from: PlanningData, request: Request): string => planToText(plan(planInputs(from, request)));

/** One number changed at a time, and back again. */
const expectSameBytes = (requests: readonly Request[]): void => {
  const warm = { ...data, memo: createMemo() };
  const seen = new Set<string>();
  for (const request of requests) {
    const again = text(warm, request);
    expect(again === text({ ...data, memo: NO_MEMO }, request)).toBe(true);
    seen.add(again);
  }
  expect(seen.size).toBe(requests.length - 1);
};

describe('planning again in a warm process', () => {
  it('gives the bytes of a cold plan whatever number of a serving request changes', async () => {
    const request = await read('serve-llama-70b');
    expectSameBytes([
      request,
      withTerms(request, { discountRatePerYear: 0.11 }),
      inWorkloads(request, { peakToMean: 2.7 }),
      inWorkloads(request, { outputTokens: { mean: 333, cv: 1 } }),
      inWorkloads(request, {
        serviceLevel: { percentile: 0.95, timeToFirstTokenMs: 900, timePerOutputTokenMs: 35 },
      }),
      withTerms(request, { failureHeadroom: 0.3 }),
      request,
    ]);
  });

  it('gives the bytes of a cold plan whatever number of a training request changes', async () => {
    const request = await read('pretrain-2t-tokens');
    expectSameBytes([
      request,
      withTerms(request, { discountRatePerYear: 0.11 }),
      inWorkloads(request, { deadlineSeconds: 40 * 86_400 }),
      inWorkloads(request, { globalBatchSequences: 512 }),
      inWorkloads(request, { tokens: 3e12 }),
      request,
    ]);
  });
});
