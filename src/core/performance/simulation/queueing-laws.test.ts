import { describe, expect, it } from 'vitest';
import { randomStream } from '../../quantity/random.ts';
import { meanWaitSeconds } from '../inference/queue.ts';
import { runDeployment, totalOf } from './deployment.ts';
import { anyRandom, roundCosts } from './replica.testing.ts';
import { drawRequests, type RequestTable } from './requests.ts';
import { sampleExponential } from './sampling.ts';
import { acrossRuns } from './statistics.ts';

const SERVICE_TOKENS = 1_000_000;
const REQUESTS = 30_000;
const RUNS = 6;

/** One server: prompts of a microsecond a token, one at a time, answers of one token. Mean service 1 s. */
const server = roundCosts({
  passSeconds: (tokens) => 1e-6 * tokens,
  chunkTokens: () => Number.MAX_SAFE_INTEGER,
  packsPrompts: false,
});

const exponentialLengths = (table: RequestTable, seed: number): RequestTable => {
  const random = randomStream(seed, 9);
  return {
    ...table,
    inputTokens: table.inputTokens.map(() =>
      Math.max(1, Math.round(SERVICE_TOKENS * sampleExponential(random))),
    ),
  };
};

const meanWait = (load: number, service: 'deterministic' | 'exponential', seed: number): number => {
  const fixed = drawRequests(
    REQUESTS,
    { requestsPerSecond: load, gapCv: 1 },
    {
      inputTokens: { mean: SERVICE_TOKENS, cv: 0 },
      outputTokens: { mean: 1, cv: 0 },
      longestTokens: null,
    },
    { arrivals: randomStream(seed, 0), lengths: randomStream(seed, 1) },
  );
  const requests = service === 'exponential' ? exponentialLengths(fixed, seed) : fixed;
  const log = runDeployment(
    { kind: 'mixed', replicas: 1, costs: server },
    requests,
    'round-robin',
    anyRandom,
  );
  let sum = 0;
  for (let request = REQUESTS / 10; request < REQUESTS; request++)
    sum += (log.startedAt[request] ?? Number.NaN) - (requests.arrivedAt[request] ?? Number.NaN);
  return sum / (0.9 * REQUESTS);
};

describe('a single server', () => {
  // Pollaczek-Khinchine: load / (2 (1 - load)) for deterministic service of 1 s, twice that for exponential service.
  for (const [service, cv] of [
    ['deterministic', 0],
    ['exponential', 1],
  ] as const)
    for (const load of [0.3, 0.6, 0.8])
      it(`has the mean wait of M/${cv === 0 ? 'D' : 'M'}/1 at load ${load}`, () => {
        const waits = Array.from({ length: RUNS }, (_, run) => meanWait(load, service, 100 + run));
        const expected = meanWaitSeconds(load, 1, cv);
        const { estimate, low, high } = acrossRuns(waits);
        // Within 6 %, and within three half-widths of the 95 % interval of the runs.
        expect(Math.abs(estimate / expected - 1)).toBeLessThan(0.06);
        expect(Math.abs(estimate - expected)).toBeLessThan(
          1.5 * ((high ?? Number.NaN) - (low ?? Number.NaN)),
        );
      });
});

describe('the check against theory', () => {
  // At load 0.63 the wait is 14 % longer than at 0.6 (M/M/1: 1.703 and 1.5 s); the bounds above are 6 %.
  it('would notice a server five per cent slower than it says', () => {
    const waits = Array.from({ length: RUNS }, (_, run) => meanWait(0.63, 'exponential', 100 + run));
    expect(Math.abs(acrossRuns(waits).estimate / meanWaitSeconds(0.6, 1, 1) - 1)).toBeGreaterThan(0.06);
  });

  it('would notice the wrong spread of service times', () => {
    const waits = Array.from({ length: RUNS }, (_, run) => meanWait(0.6, 'deterministic', 100 + run));
    expect(acrossRuns(waits).estimate / meanWaitSeconds(0.6, 1, 1)).toBeLessThan(0.6);
  });
});

describe('a replica under load', () => {
  const requests = drawRequests(
    20_000,
    { requestsPerSecond: 4, gapCv: 1 },
    { inputTokens: { mean: 60, cv: 0.8 }, outputTokens: { mean: 60, cv: 0.8 }, longestTokens: null },
    { arrivals: randomStream(3, 0), lengths: randomStream(3, 1) },
  );
  const log = runDeployment(
    { kind: 'mixed', replicas: 1, costs: roundCosts() },
    requests,
    'round-robin',
    anyRandom,
  );

  it("obeys Little's law: requests decoding = rate x time from first to last token", () => {
    const decoding = totalOf(log.fleet, (totals) => totals.runningSeconds);
    const residence = log.doneAt.reduce(
      (sum, done, request) => sum + done - (log.firstTokenAt[request] ?? Number.NaN),
      0,
    );
    // Counted step by step on one side and request by request on the other.
    expect(decoding / residence).toBeCloseTo(1, 9);
  });

  it('serves in order of arrival and never answers before it has begun', () => {
    for (let request = 1; request < requests.count; request++)
      expect(log.startedAt[request]).toBeGreaterThanOrEqual(log.startedAt[request - 1] ?? Number.NaN);
    expect(
      log.doneAt.every(
        (done, request) =>
          done >= (log.firstTokenAt[request] ?? Number.NaN) &&
          (log.firstTokenAt[request] ?? Number.NaN) > (requests.arrivedAt[request] ?? Number.NaN),
      ),
    ).toBe(true);
  });

  it('is busy no longer than it runs', () => {
    const [replica] = log.fleet;
    expect(replica?.totals.busySeconds).toBeLessThanOrEqual(replica?.clock ?? Number.NaN);
    expect(replica?.totals.promptSeconds).toBeLessThan(replica?.totals.busySeconds ?? Number.NaN);
  });
});
