import type { ParetoPoint, ServingLayout } from '../outcome.ts';
import { fillRates, openLoopAt, STATE, stateArray } from './open-loop.ts';
import { type LatencyLimits, latencyRatio, type Prepared } from './operating-point.ts';

/** The layout as results show it, at a number of running requests. */
export const servingLayout = (
  prepared: Prepared,
  running: number,
  disaggregated: ServingLayout['disaggregated'] = null,
): ServingLayout => ({
  ...prepared.layout,
  chipsPerReplica: prepared.chips,
  batch: Math.max(1, Math.round(running)),
  disaggregated,
});

export interface FrontPoint {
  readonly user: number;
  readonly chip: number;
  readonly running: number;
  readonly of: Prepared;
}

/** Puts a point in its place, fastest for one user first, and takes out those it beats; of equals the first stays. */
const extend = (front: FrontPoint[], user: number, chip: number, running: number, of: Prepared): void => {
  let at = 0;
  for (let high = front.length; at < high; ) {
    const middle = (at + high) >>> 1;
    if ((front[middle]?.user ?? Number.NaN) >= user) at = middle + 1;
    else high = middle;
  }
  // Along the front work per chip rises, so that the last of the faster ones does most.
  const faster = front[at - 1];
  if (faster !== undefined && faster.chip >= chip) return;
  const from = faster !== undefined && faster.user === user ? at - 1 : at;
  let to = at;
  for (let next = front[to]; next !== undefined && next.chip <= chip; next = front[to]) to += 1;
  front.splice(from, to - from, { user, chip, running, of });
};

/** Whether a point of the front is at least as fast for one user and does at least as much work per chip. */
const isBehind = (front: readonly FrontPoint[], user: number, chip: number): boolean => {
  for (const point of front) {
    if (point.user < user) return false;
    if (point.chip >= chip) return true;
  }
  return false;
};

/** Rounding that a bound has to stand above, relative. */
const ROUNDING = 1e-9;

// Written in full before it is read, so that no evaluation sees another's values.
const scratch = stateArray();

/**
 * Speed for one user against work per chip over all layouts and loads, the points that no other beats in both; fastest
 * for one user first. Speeds are means. A layout is left as soon as the front beats all it could still do: with more
 * requests it is slower for each, and no load does more work than its ceiling.
 */
export const frontOf = (prepared: readonly Prepared[]): readonly FrontPoint[] => {
  const front: FrontPoint[] = [];
  for (const of of prepared) {
    const { outputTokens } = of.open.mean;
    const most = (of.rateCeiling * outputTokens) / of.chips;
    for (let running = 1; ; running = Math.min(2 * running, of.admissible)) {
      const at = Math.min(running, of.admissible);
      fillRates(of.open, at, scratch);
      const user = 1 / (scratch[STATE.meanTimePerOutputToken] ?? Number.NaN);
      if (isBehind(front, user * (1 + ROUNDING), most)) break;
      if ((scratch[STATE.promptLoad] ?? Number.NaN) < of.open.step.constants.queueLoadLimit) {
        const chip = ((scratch[STATE.requestsPerSecond] ?? Number.NaN) * outputTokens) / of.chips;
        if (chip > 0) extend(front, user, chip, at, of);
      }
      if (running >= of.admissible) break;
    }
  }
  return front;
};

export const paretoPoints = (front: readonly FrontPoint[], limits: LatencyLimits): readonly ParetoPoint[] =>
  front.map(({ user, chip, running, of }) => {
    const state = openLoopAt(of.open, running);
    return {
      layout: servingLayout(of, running),
      tokensPerSecondPerUser: user,
      tokensPerSecondPerChip: chip,
      timeToFirstTokenMs: 1000 * state.timeToFirstTokenSeconds,
      meetsServiceLevel: latencyRatio(state, limits) <= 1,
    };
  });
