import type { RandomStream } from '../../quantity/random.ts';
import { inOrder, openFleet, type Routing, runFleet } from './fleet.ts';
import type { ReplicaCosts } from './replica-costs.ts';
import type { Replica, ReplicaTotals } from './replica-state.ts';
import type { RequestTable } from './requests.ts';
import { at, openWork, type WorkTable } from './work-table.ts';

/** Replicas that only process prompts, or only write answers. */
export interface Pool {
  readonly replicas: number;
  readonly costs: ReplicaCosts;
  /**
   * Share of its own rate that the pool reaches beside the other one. A pool that reaches 0.9 is as full as one that works
   * alone with 1 / 0.9 times the requests, and is simulated so: as in the closed form, it loses capacity, not speed.
   */
  readonly rateShare: number;
}

/** What requests run on: replicas that do everything, or pools for prompts and for answers with the cache moved between. */
export type Deployment =
  | { readonly kind: 'mixed'; readonly replicas: number; readonly costs: ReplicaCosts }
  | {
      readonly kind: 'separate';
      readonly prefill: Pool;
      readonly decode: Pool;
      /** Moving the cache of a prompt of so many tokens. */
      readonly transferSeconds: (inputTokens: number) => number;
    };

/** What became of every request, and what the replicas did. Times are seconds since the start. */
export interface RunLog {
  readonly requests: RequestTable;
  readonly startedAt: Float64Array;
  readonly firstTokenAt: Float64Array;
  /** NaN for requests too long for the cache. */
  readonly doneAt: Float64Array;
  readonly preemptions: Int32Array;
  readonly fleet: readonly Replica[];
}

const runMixed = (
  deployment: Extract<Deployment, { kind: 'mixed' }>,
  requests: RequestTable,
  routing: Routing,
  random: RandomStream,
): RunLog => {
  const work = openWork(requests);
  const fleet = openFleet(deployment.costs, work, deployment.replicas);
  runFleet(fleet, inOrder(requests.count), requests.arrivedAt, routing, random);
  return { ...work, fleet };
};

/** Runs a pool over requests that arrive at given times, and gives when each is done; its clocks run at the fuller rate. */
const runPool = (
  pool: Pool,
  work: WorkTable,
  arrivals: { readonly order: Int32Array; readonly at: Float64Array },
  routing: Routing,
  random: RandomStream,
  role: 'prefill' | 'decode',
) => {
  const fleet = openFleet(pool.costs, work, pool.replicas, role);
  const fuller = arrivals.at.map((time) => time * pool.rateShare);
  runFleet(fleet, arrivals.order, fuller, routing, random);
  const since = (times: Float64Array): Float64Array =>
    times.map((time, request) => at(arrivals.at, request) + time - at(fuller, request));
  return { fleet, startedAt: since(work.startedAt), doneAt: since(work.doneAt) };
};

const runSeparate = (
  { prefill, decode, transferSeconds }: Extract<Deployment, { kind: 'separate' }>,
  requests: RequestTable,
  routing: Routing,
  random: RandomStream,
): RunLog => {
  const everyone = { order: inOrder(requests.count), at: requests.arrivedAt };
  const prompts = runPool(prefill, openWork(requests), everyone, routing, random, 'prefill');
  // The first token is made by the first pool but shown once the second one has taken over, as in the closed form.
  const handedOverAt = prompts.doneAt.map(
    (done, request) => done + transferSeconds(at(requests.inputTokens, request)),
  );
  const order = everyone.order
    .filter((request) => at(requests.outputTokens, request) > 1 && !Number.isNaN(at(handedOverAt, request)))
    .sort((a, b) => at(handedOverAt, a) - at(handedOverAt, b) || a - b);
  const work = openWork(requests);
  work.producedTokens.fill(1);
  const answers = runPool(decode, work, { order, at: handedOverAt }, routing, random, 'decode');
  return {
    requests,
    startedAt: prompts.startedAt,
    firstTokenAt: handedOverAt,
    doneAt: answers.doneAt.map((done, request) =>
      at(requests.outputTokens, request) > 1 ? done : at(handedOverAt, request),
    ),
    preemptions: work.preemptions,
    fleet: [...prompts.fleet, ...answers.fleet],
  };
};

/**
 * Runs a deployment over requests from the first arrival until the last answer. Pools pass requests on in one direction
 * only, so that the second is run after the first; the second one's queue is without limit.
 */
export const runDeployment = (
  deployment: Deployment,
  requests: RequestTable,
  routing: Routing,
  random: RandomStream,
): RunLog =>
  deployment.kind === 'mixed'
    ? runMixed(deployment, requests, routing, random)
    : runSeparate(deployment, requests, routing, random);

/** Replicas of a deployment. */
export const replicasOf = (deployment: Deployment): number =>
  deployment.kind === 'mixed'
    ? deployment.replicas
    : deployment.prefill.replicas + deployment.decode.replicas;

/** A sum over the replicas of a run. */
export const totalOf = (fleet: readonly Replica[], pick: (totals: ReplicaTotals) => number): number =>
  fleet.reduce((sum, { totals }) => sum + pick(totals), 0);
