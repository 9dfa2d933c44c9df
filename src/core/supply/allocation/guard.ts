import { horizonDay } from '../calendar.ts';
import type { Bucket } from '../case.ts';

/** Service up to a day, from service up to the end of each bucket; linear inside buckets, 0 on day 0, flat behind the last. */
export const serviceAt = (buckets: readonly Bucket[], cumulative: readonly number[], day: number): number => {
  if (day <= 0) return 0;
  let before = 0;
  for (const { index, startDay, endDay } of buckets) {
    const after = cumulative[index];
    if (after === undefined) throw new RangeError(`No service is given for bucket ${index}`);
    if (day <= endDay) return before + ((after - before) * (day - startDay)) / (endDay - startDay);
    before = after;
  }
  return before;
};

/** At least `least` must be served up to the end of `bucket`. */
export interface ServiceFloor {
  readonly bucket: number;
  readonly least: number;
}

/** `(1 - share)` of service up to the end of bucket `bucket - 1` and `share` of that of `bucket` must make at least `least`. */
export interface ServiceMix {
  readonly bucket: number;
  readonly share: number;
  readonly least: number;
}

export interface GuardRows {
  readonly floors: readonly ServiceFloor[];
  readonly mixes: readonly ServiceMix[];
}

/** Halves of the guard, for tests that show that both are needed. */
export type GuardHalf = 'plan-breakpoints' | 'baseline-breakpoints';
export const BOTH_HALVES: readonly GuardHalf[] = ['plan-breakpoints', 'baseline-breakpoints'];

/**
 * What keeps everybody's extra wait within `extraWaitDays`: the plan's curve S may lie at most so many days to the right
 * of the baseline's S0, `S(t + wait) >= S0(t)` for every t up to the horizon. Both curves are linear between bucket
 * ends, so that it suffices to ask for it where either of them bends:
 * where the plan bends, `S(T) >= S0(T - wait)`, and where the baseline bends, `S(T + wait) >= S0(T)`.
 */
export const guardRows = (
  buckets: readonly Bucket[],
  baseline: readonly number[],
  extraWaitDays: number,
  halves: readonly GuardHalf[] = BOTH_HALVES,
): GuardRows => {
  const horizon = horizonDay(buckets);
  const floors = halves.includes('plan-breakpoints')
    ? buckets
        .filter(({ endDay }) => endDay > extraWaitDays)
        .map(({ index, endDay }) => ({
          bucket: index,
          least: serviceAt(buckets, baseline, Math.min(horizon, endDay - extraWaitDays)),
        }))
    : [];
  const mixes = halves.includes('baseline-breakpoints')
    ? buckets
        .filter(({ planned }) => planned)
        .flatMap(({ index, endDay }): ServiceMix[] => {
          const day = endDay + extraWaitDays;
          const holds = buckets.find((bucket) => bucket.startDay < day && day <= bucket.endDay);
          if (holds === undefined) throw new RangeError(`No bucket reaches day ${day}`);
          const share = (day - holds.startDay) / (holds.endDay - holds.startDay);
          return [
            {
              bucket: holds.index,
              share,
              least: serviceAt(buckets, baseline, buckets[index]?.endDay ?? endDay),
            },
          ];
        })
    : [];
  return { floors, mixes };
};
