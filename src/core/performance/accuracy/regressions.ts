import type { AccuracyStratum } from './record.ts';

/** Points of per cent by which a recorded figure may get worse before it counts. */
export const TOLERATED_POINTS = 2;
/** Share of its rows that a stratum may lose, since a load near the line between light and heavy may cross it. */
const TOLERATED_LOSS = 0.02;

/** A stratum in words that tell it from every other. */
export const stratumName = ({ goal, scheme, vendor, experts }: AccuracyStratum): string =>
  [
    goal,
    scheme,
    vendor ?? 'all vendors',
    experts === null ? 'all models' : experts ? 'experts' : 'dense',
  ].join(', ');

const worseThan = (then: AccuracyStratum, now: AccuracyStratum): string[] => {
  const name = stratumName(now);
  const lost = now.rows < then.rows * (1 - TOLERATED_LOSS);
  return [
    ...(['medianPercent', 'p90Percent'] as const).flatMap((figure) =>
      now[figure] <= then[figure] + TOLERATED_POINTS
        ? []
        : [`${name}: ${figure} ${now[figure]} against ${then[figure]} recorded`],
    ),
    ...(lost ? [`${name}: ${now.rows} rows against ${then.rows} recorded`] : []),
  ];
};

/** Rows of all goals together under every scheme: only rows that moved from one goal to another leave this as it is. */
const totals = (strata: readonly AccuracyStratum[]): ReadonlyMap<string, number> => {
  const found = new Map<string, number>();
  for (const { scheme, vendor, rows } of strata)
    if (vendor === null) found.set(scheme, (found.get(scheme) ?? 0) + rows);
  return found;
};

/**
 * Where `now` is worse than recorded, in words: a median or 90th percentile by more than two points, a stratum that
 * is gone or lost more than 2 % of its rows, fewer rows under a scheme. Strata nobody has recorded do not count.
 */
export const regressions = (
  recorded: readonly AccuracyStratum[],
  now: readonly AccuracyStratum[],
): readonly string[] => {
  const found = new Map(now.map((one) => [stratumName(one), one]));
  const rows = totals(now);
  return [
    ...recorded.flatMap((then) => {
      const here = found.get(stratumName(then));
      return here === undefined
        ? [`${stratumName(then)}: gone, ${then.rows} rows recorded`]
        : worseThan(then, here);
    }),
    ...[...totals(recorded)].flatMap(([scheme, then]) => {
      const here = rows.get(scheme);
      return here !== undefined && here >= then
        ? []
        : [`${scheme}: ${here === undefined ? 'no' : here} rows in all against ${then} recorded`];
    }),
  ];
};
