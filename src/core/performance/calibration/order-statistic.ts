/** A value, above 0, with what it counts. */
export interface Ranked {
  readonly value: number;
  readonly weight: number;
}

/**
 * Weighted order statistic, interpolated between logarithms, with the finite-sample correction of split conformal
 * prediction (one more row than there are; Barber, Candes, Ramdas and Tibshirani 2023, Annals of Statistics 51, for
 * weights). NaN for no values.
 */
export const orderStatistic = (values: readonly Ranked[], share: number): number => {
  const sorted = values.toSorted((a, b) => a.value - b.value);
  const total = sorted.reduce((sum, { weight }) => sum + weight, 0);
  const target = share * (total + total / sorted.length);
  let reached = 0;
  let below: Ranked | undefined;
  for (const one of sorted) {
    const next = reached + one.weight;
    if (next >= target) {
      const from = Math.log(below?.value ?? one.value);
      const along = below === undefined ? 1 : (target - reached) / one.weight;
      return Math.exp(from + (Math.log(one.value) - from) * along);
    }
    reached = next;
    below = one;
  }
  return below?.value ?? Number.NaN;
};
