import type { RandomStream } from '../../quantity/random.ts';
import { sampleExponential, sampleGap } from './sampling.ts';

/** Times between arrivals drawn one by one, independent of each other. */
export interface RenewalArrivals {
  readonly requestsPerSecond: number;
  /** Standard deviation over mean of the time between two arrivals; 1 for Poisson arrivals. */
  readonly gapCv: number;
}

/**
 * Two states that take turns, each left after an exponential time, with Poisson arrivals at a rate of their own
 * (Markov-modulated Poisson). Unlike renewal arrivals they have bursts that last.
 */
export interface ModulatedArrivals {
  /** Mean over both states. */
  readonly requestsPerSecond: number;
  /** Rate in a burst over the mean rate, at least 1. */
  readonly burstRatio: number;
  /** Share of time in bursts, above 0 and below 1; at most 1 / burstRatio. */
  readonly burstShare: number;
  /** Mean length of a burst. */
  readonly burstSeconds: number;
}

/** How requests arrive. */
export type Arrivals = RenewalArrivals | ModulatedArrivals;

/** Rates of arrivals and of leaving each state, per second. */
export const statesOf = (arrivals: ModulatedArrivals) => {
  const { requestsPerSecond, burstRatio, burstShare, burstSeconds } = arrivals;
  return {
    burst: { rate: burstRatio * requestsPerSecond, leaves: 1 / burstSeconds },
    calm: {
      rate: Math.max(0, (requestsPerSecond * (1 - burstShare * burstRatio)) / (1 - burstShare)),
      leaves: burstShare / ((1 - burstShare) * burstSeconds),
    },
  };
};

/**
 * Variance over mean of the number of arrivals in a long stretch of time; 1 for Poisson arrivals. Renewal arrivals: the
 * squared coefficient of variation. Modulated ones: 1 + 2 s1 s2 (l1 - l2)^2 / ((s1 + s2)^2 (l1 s2 + l2 s1)), rates l and
 * rates of leaving s (Fischer and Meier-Hellstern, Performance Evaluation 18 (1993), section 3).
 */
export const dispersionOf = (arrivals: Arrivals): number => {
  if ('gapCv' in arrivals) return arrivals.gapCv ** 2;
  const { burst, calm } = statesOf(arrivals);
  const sum = burst.leaves + calm.leaves;
  return (
    1 +
    (2 * burst.leaves * calm.leaves * (burst.rate - calm.rate) ** 2) /
      (sum ** 2 * (burst.rate * calm.leaves + calm.rate * burst.leaves))
  );
};

const modulatedGaps = (arrivals: ModulatedArrivals, random: RandomStream): (() => number) => {
  const { burst, calm } = statesOf(arrivals);
  let state = random.nextUniform() < arrivals.burstShare ? burst : calm;
  return () => {
    let gap = 0;
    for (;;) {
      // Whichever comes first: an arrival, or the end of the state. Neither remembers how long it has been waited for.
      const either = state.rate + state.leaves;
      gap += sampleExponential(random) / either;
      if (random.nextUniform() * either < state.rate) return gap;
      state = state === burst ? calm : burst;
    }
  };
};

/** Draws the time from one arrival to the next, seconds. */
export const gapsOf = (arrivals: Arrivals, random: RandomStream): (() => number) => {
  if (!('gapCv' in arrivals)) return modulatedGaps(arrivals, random);
  const meanGap = 1 / arrivals.requestsPerSecond;
  return () => meanGap * sampleGap(random, arrivals.gapCv);
};
