import type { RandomStream } from '../../quantity/random.ts';
import { inOrder, openFleet, type Routing, runFleet } from './fleet.ts';
import type { ReplicaCosts } from './replica-costs.ts';
import type { Replica, ReplicaTotals } from './replica-state.ts';
import type { RequestTable } from './requests.ts';
import { at, openWork, type WorkTable } from './work-table.ts';

/** What requests run on: replicas that do everything, or pools for prompts and for answers with the cache moved between. */
export type Deployment =
  | { readonly kind: 'mixed'; readonly replicas: number; readonly costs: ReplicaCosts }
  | {
      readonly kind: 'separate';
      readonly prefill: { readonly replicas: number; readonly costs: ReplicaCosts };
      readonly decode: { readonly replicas: number; readonly costs: ReplicaCosts };
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

/** Requests whose answer is still to be written, by the time their cache arrives at the second pool. */
const handOver = (prompts: WorkTable, transferSeconds: (inputTokens: number) => number) => {
  const { requests } = prompts;
  const arrivedAt = requests.arrivedAt.map(
    (_, request) => at(prompts.doneAt, request) + transferSeconds(at(requests.inputTokens, request)),
  );
  const order = inOrder(requests.count)
    .filter((request) => at(requests.outputTokens, request) > 1 && !Number.isNaN(at(arrivedAt, request)))
    .sort((a, b) => at(arrivedAt, a) - at(arrivedAt, b) || a - b);
  return { arrivedAt, order };
};

const runSeparate = (
  { prefill, decode, transferSeconds }: Extract<Deployment, { kind: 'separate' }>,
  requests: RequestTable,
  routing: Routing,
  random: RandomStream,
): RunLog => {
  const prompts = openWork(requests);
  const first = openFleet(prefill.costs, prompts, prefill.replicas, 'prefill');
  runFleet(first, inOrder(requests.count), requests.arrivedAt, routing, random);
  const { arrivedAt, order } = handOver(prompts, transferSeconds);
  const answers = openWork(requests);
  answers.producedTokens.fill(1);
  const second = openFleet(decode.costs, answers, decode.replicas, 'decode');
  runFleet(second, order, arrivedAt, routing, random);
  return {
    requests,
    startedAt: prompts.startedAt,
    // The first token is made by the first pool but shown once the second one has taken over, as in the closed form.
    firstTokenAt: arrivedAt,
    doneAt: answers.doneAt.map((done, request) =>
      at(requests.outputTokens, request) > 1 ? done : at(arrivedAt, request),
    ),
    preemptions: answers.preemptions,
    fleet: [...first, ...second],
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
