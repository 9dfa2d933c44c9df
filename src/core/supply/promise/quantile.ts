/** A value with the probability of the future it belongs to; null: does not come true within the horizon. */
export interface Weighted {
  readonly value: number | null;
  readonly probability: number;
}

const ROUNDING = 1e-9;

/**
 * Least value that is not exceeded with at least the given probability; null when that takes futures in which it does not
 * come true at all. Throws RangeError without any value.
 */
export const quantile = (values: readonly Weighted[], share: number): number | null => {
  if (values.length === 0) throw new RangeError('A quantile needs at least one value');
  const ordered = values.toSorted((a, b) => {
    if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null);
    return a.value - b.value;
  });
  let reached = 0;
  for (const { value, probability } of ordered) {
    reached += probability;
    if (reached >= share - ROUNDING) return value;
  }
  return ordered.at(-1)?.value ?? null;
};

/** Mean, weighted by probability. */
export const expectation = (
  values: readonly { readonly value: number; readonly probability: number }[],
): number => values.reduce((sum, { value, probability }) => sum + value * probability, 0);

/**
 * Mean of the worst `1 - share` of the futures, by probability; larger is worse (conditional value at risk; Rockafellar
 * and Uryasev 2000, Journal of Risk 2:3).
 */
export const tailMean = (
  values: readonly { readonly value: number; readonly probability: number }[],
  share: number,
): number => {
  const tail = 1 - share;
  if (!(tail > 0)) throw new RangeError('A tail needs a share below 1');
  let left = tail;
  let sum = 0;
  for (const { value, probability } of values.toSorted((a, b) => b.value - a.value)) {
    const taken = Math.min(left, probability);
    sum += value * taken;
    left -= taken;
    if (left <= ROUNDING) break;
  }
  return sum / (tail - Math.max(0, left));
};
