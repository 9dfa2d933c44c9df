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

const text = (from: PlanningData, request: Request): string => planToText(plan(planInputs(from, request)));

/** What a request states as data: a model and where a figure came from are not numbers that somebody changes. */
const NOT_CHANGED = new Set(['model', 'origin', 'low', 'high']);

type Path = readonly (string | number)[];

/** Every number of a piece of a request, by its path; that of a figure by its estimate. */
const numbersIn = (value: unknown, path: Path): readonly Path[] => {
  if (typeof value === 'number') return [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    NOT_CHANGED.has(key) ? [] : numbersIn(inner, [...path, Array.isArray(value) ? Number(key) : key]),
  );
};

/** A little more, and still the kind of number it was. */
const more = (value: number): number => {
  if (value === 0) return 0.01;
  return Number.isInteger(value) ? value + Math.max(1, Math.round(value / 50)) : value * 1.02;
};

/** The same with the number at the path changed; a figure keeps its width. */
const changedAt = (value: unknown, [key, ...rest]: Path): unknown => {
  if (key === undefined) return more(Number(value));
  if (Array.isArray(value)) return value.map((inner, at) => (at === key ? changedAt(inner, rest) : inner));
  const of = value as Record<string, unknown>;
  if (key !== 'estimate') return { ...of, [key]: changedAt(of[key], rest) };
  return {
    ...of,
    low: more(Number(of.low)),
    estimate: more(Number(of.estimate)),
    high: more(Number(of.high)),
  };
};

/** One number changed at a time, each from the request as it was. */
const changesOf = (request: Request): readonly Request[] =>
  (['terms', 'workloads', 'site'] as const)
    .flatMap((part) => numbersIn(request[part], [part]))
    .map((path) => changedAt(request, path) as Request);

/** Every number changed in turn, and back again. */
const expectSameBytes = (request: Request, fewest: number): void => {
  const warm = { ...data, memo: createMemo() };
  const changes = changesOf(request);
  expect(changes.length).toBeGreaterThanOrEqual(fewest);
  for (const changed of [request, ...changes, request])
    expect(text(warm, changed) === text({ ...data, memo: NO_MEMO }, changed)).toBe(true);
};

describe('planning again in a warm process', () => {
  it('gives the bytes of a cold plan whatever number of a serving request changes', async () => {
    expectSameBytes(await read('serve-llama-70b'), 36);
  });

  it('gives the bytes of a cold plan whatever number of a training request changes', async () => {
    expectSameBytes(await read('pretrain-2t-tokens'), 16);
  });

  it('gives the bytes of a cold plan whatever number of a request for batches of work changes', async () => {
    expectSameBytes(await read('batch-gpt-oss-120b'), 17);
  });
});
