import { describe, expect, it } from 'vitest';
import { randomStream } from '../../quantity/random.ts';
import { runDeployment, totalOf } from './deployment.ts';
import { anyRandom, roundCosts, tableOf } from './replica.testing.ts';
import type { ReplicaCosts } from './replica-costs.ts';
import { drawRequests } from './requests.ts';

const run = (rows: Parameters<typeof tableOf>[0], changes: Partial<ReplicaCosts> = {}) =>
  runDeployment(
    { kind: 'mixed', replicas: 1, costs: roundCosts(changes) },
    tableOf(rows),
    'round-robin',
    anyRandom,
  );

const rounded = (column: Float64Array): number[] => [...column].map((x) => Math.round(x * 1e6) / 1e6);

describe('one replica', () => {
  it('processes a lone request chunk by chunk and token by token', () => {
    // 250 tokens at 1 ms: 0.25 s to the first token; then 3 steps of 11 ms.
    const log = run([[1, 250, 4]]);
    expect(rounded(log.firstTokenAt)).toEqual([1.25]);
    expect(rounded(log.doneAt)).toEqual([1.283]);
  });

  it('lengthens the steps of running requests by the prompts that arrive', () => {
    // A: first token at 0.1 s. B arrives during A's first step (0.1 to 0.111): its 50 tokens run in the next step,
    // 0.111 + 0.011 + 0.05 = 0.172, which ends with B's first token. From there both: 12 ms a step.
    const log = run([
      [0, 100, 5],
      [0.105, 50, 3],
    ]);
    expect(rounded(log.firstTokenAt)).toEqual([0.1, 0.172]);
    // A has 4 tokens to go after its first: 0.111, 0.172, 0.184, 0.196. B has 2: 0.184, 0.196.
    expect(rounded(log.doneAt)).toEqual([0.196, 0.196]);
  });

  it('packs short prompts into one pass, where the engine does', () => {
    const rows = [
      [0, 30, 1],
      [0, 30, 1],
    ] as const;
    expect(rounded(run(rows).firstTokenAt)).toEqual([0.06, 0.06]);
    expect(rounded(run(rows, { packsPrompts: false }).firstTokenAt)).toEqual([0.03, 0.06]);
  });

  it('works on as many prompts as it has lanes, each at its own pace', () => {
    const rows = [
      [0, 80, 1],
      [0, 80, 1],
      [0, 80, 1],
    ] as const;
    const log = run(rows, { lanes: 2, packsPrompts: false });
    expect(rounded(log.firstTokenAt)).toEqual([0.08, 0.08, 0.16]);
  });

  it('charges contexts as they grow, in one event or step by step alike', () => {
    const costs = roundCosts({
      contextSeconds: (tokens) => 1e-5 * tokens,
      contextShare: new Float64Array(65).fill(1),
    });
    // 200 steps of 11 ms + 1e-5 x context; the context is 101 before the first and 300 before the last.
    const log = run([[0, 100, 201]], costs);
    expect(log.doneAt[0]).toBeCloseTo(0.1 + 200 * 0.011 + (1e-5 * 200 * (101 + 300)) / 2, 10);
    expect(log.fleet[0]?.totals.events).toBeLessThan(10);
  });

  it('keeps requests waiting while the cache is full, first in first out', () => {
    // The cache holds 110 tokens: one request of 50 + 10 at a time, and the next one starts when it is done.
    const log = run(
      [
        [0, 50, 10],
        [0, 60, 10],
        [0, 10, 1],
      ],
      { cacheBudgetBytes: 110 },
    );
    expect(log.startedAt[1]).toBe(log.doneAt[0]);
    expect(log.startedAt[2]).toBe(log.startedAt[1]);
    expect(totalOf(log.fleet, (totals) => totals.blockedSeconds)).toBeGreaterThan(0);
  });

  it('preempts the request admitted last when the cache overflows, and still writes every answer in full', () => {
    // Both prompts fit into 130 tokens, both answers do not.
    const log = run(
      [
        [0, 50, 30],
        [0, 50, 30],
      ],
      { cacheBudgetBytes: 130 },
    );
    expect([...log.preemptions]).toEqual([0, 1]);
    expect(totalOf(log.fleet, (totals) => totals.outputTokens)).toBe(60);
    expect(totalOf(log.fleet, (totals) => totals.largestCacheShare)).toBeLessThanOrEqual(1);
    expect(log.doneAt[1]).toBeGreaterThan(log.doneAt[0] ?? Number.NaN);
  });

  it('refuses a request that the cache could never hold and serves the rest', () => {
    const log = run(
      [
        [0, 500, 10],
        [0, 50, 10],
      ],
      { cacheBudgetBytes: 200 },
    );
    expect(log.doneAt[0]).toBeNaN();
    expect(log.doneAt[1]).toBeGreaterThan(0);
    expect(totalOf(log.fleet, (totals) => totals.refused)).toBe(1);
  });
});

describe('replicas and pools', () => {
  const rows = Array.from({ length: 9 }, () => [0, 100, 1] as const);
  const fleetOf = (routing: 'round-robin' | 'least-loaded') =>
    runDeployment({ kind: 'mixed', replicas: 3, costs: roundCosts() }, tableOf(rows), routing, anyRandom);

  it('share requests that come at once evenly, in turn and by load', () => {
    for (const routing of ['round-robin', 'least-loaded'] as const)
      expect(fleetOf(routing).fleet.map(({ totals }) => totals.outputTokens)).toEqual([3, 3, 3]);
  });

  it('send a request to the idle replica when load is what counts', () => {
    const uneven = tableOf([
      [0, 100, 50],
      [0.01, 100, 1],
      [0.2, 100, 1],
      [0.4, 100, 1],
    ]);
    const of = (routing: 'round-robin' | 'least-loaded') =>
      runDeployment(
        { kind: 'mixed', replicas: 2, costs: roundCosts() },
        uneven,
        routing,
        anyRandom,
      ).fleet.map(({ totals }) => totals.outputTokens);
    expect(of('round-robin')).toEqual([51, 2]);
    expect(of('least-loaded')).toEqual([50, 3]);
  });

  it('move a prompt to the second pool: prompt, transfer, then one token a step', () => {
    const costs = roundCosts();
    const log = runDeployment(
      {
        kind: 'separate',
        prefill: { replicas: 1, costs, rateShare: 1 },
        decode: { replicas: 1, costs, rateShare: 1 },
        transferSeconds: (tokens) => 1e-4 * tokens,
      },
      tableOf([
        [0, 200, 3],
        [0, 100, 1],
      ]),
      'round-robin',
      anyRandom,
    );
    // 0.2 s of prompt and 20 ms of transfer, then two steps of 11 ms; the second prompt waits for the first.
    expect(rounded(log.firstTokenAt)).toEqual([0.22, 0.31]);
    expect(rounded(log.doneAt)).toEqual([0.242, 0.31]);
  });

  it('conserve tokens whatever happens, preemption included', () => {
    const requests = drawRequests(
      2000,
      { requestsPerSecond: 8, gapCv: 3 },
      { inputTokens: { mean: 80, cv: 1 }, outputTokens: { mean: 40, cv: 1 }, longestTokens: 900 },
      { arrivals: randomStream(5, 0), lengths: randomStream(5, 1) },
    );
    const asked = requests.outputTokens.reduce((sum, tokens) => sum + tokens, 0);
    const costs = roundCosts({ cacheBudgetBytes: 1000 });
    const mixed = runDeployment({ kind: 'mixed', replicas: 2, costs }, requests, 'least-loaded', anyRandom);
    expect(totalOf(mixed.fleet, (totals) => totals.preemptions)).toBeGreaterThan(10);
    expect(totalOf(mixed.fleet, (totals) => totals.outputTokens)).toBe(asked);
    expect(totalOf(mixed.fleet, (totals) => totals.largestCacheShare)).toBeLessThanOrEqual(2);
    expect(mixed.doneAt.every((done) => done > 0)).toBe(true);
    const pool = { replicas: 2, costs, rateShare: 0.9 };
    const separate = runDeployment(
      { kind: 'separate', prefill: pool, decode: pool, transferSeconds: () => 0.01 },
      requests,
      'round-robin',
      anyRandom,
    );
    expect(totalOf(separate.fleet, (totals) => totals.outputTokens)).toBe(asked);
  });
});
