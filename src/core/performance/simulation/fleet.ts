import type { RandomStream } from '../../quantity/random.ts';
import { advance, submit } from './replica.ts';
import type { ReplicaCosts } from './replica-costs.ts';
import { openReplica, outstanding, type Replica, type ReplicaRole } from './replica-state.ts';
import { at, type WorkTable } from './work-table.ts';

/** How a router picks a replica: in turn, the one with the fewest requests, or at random (what the closed form assumes). */
export type Routing = 'round-robin' | 'least-loaded' | 'random';

export const ROUTINGS: readonly Routing[] = ['round-robin', 'least-loaded', 'random'];

export const openFleet = (
  costs: ReplicaCosts,
  work: WorkTable,
  replicas: number,
  role: ReplicaRole = 'mixed',
): readonly Replica[] => Array.from({ length: replicas }, () => openReplica(costs, work, role));

/** The replica with the fewest requests at a time; the first after `last` among equals, so that none is favoured. */
const leastLoaded = (fleet: readonly Replica[], last: number): number => {
  let best = -1;
  let fewest = Number.POSITIVE_INFINITY;
  for (let offset = 1; offset <= fleet.length; offset++) {
    const index = (last + offset) % fleet.length;
    const replica = fleet[index];
    if (replica === undefined || outstanding(replica) >= fewest) continue;
    fewest = outstanding(replica);
    best = index;
  }
  return best;
};

/**
 * Runs a fleet over the requests in `order`, which arrive at the times of `arrivedAt` (ascending in that order), until
 * all are done. A router sees a replica as it stands at the end of the step under way.
 */
export const runFleet = (
  fleet: readonly Replica[],
  order: Int32Array,
  arrivedAt: Float64Array,
  routing: Routing,
  random: RandomStream,
): void => {
  let last = -1;
  for (const request of order) {
    const time = at(arrivedAt, request);
    if (routing === 'least-loaded') {
      for (const replica of fleet) advance(replica, time);
      last = leastLoaded(fleet, last);
    } else if (routing === 'random') last = Math.floor(random.nextUniform() * fleet.length);
    else last = (last + 1) % fleet.length;
    const chosen = fleet[last];
    if (chosen === undefined) throw new RangeError('a fleet needs at least one replica');
    advance(chosen, time);
    submit(chosen, request);
  }
  for (const replica of fleet) advance(replica, Number.POSITIVE_INFINITY);
};

/** Every request, in order of arrival. */
export const inOrder = (count: number): Int32Array =>
  Int32Array.from({ length: count }, (_, request) => request);
