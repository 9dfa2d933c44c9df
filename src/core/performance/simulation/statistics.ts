/** An estimate with the interval that holds the true mean of the runs with 95 % confidence; null from a single run. */
export interface Estimate {
  readonly estimate: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** Two-sided 95 % points of Student's t for 1 to 30 degrees of freedom; 1.96 beyond. */
const STUDENT_95 = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131,
  2.12, 2.11, 2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
];
const NORMAL_95 = 1.96;

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * Mean over independent runs, with a confidence interval from how far apart they are (replication method: Law, Simulation
 * Modeling and Analysis, 9.4.1).
 */
export const acrossRuns = (values: readonly number[]): Estimate => {
  const estimate = meanOf(values);
  if (values.length < 2) return { estimate, low: null, high: null };
  const variance = values.reduce((sum, value) => sum + (value - estimate) ** 2, 0) / (values.length - 1);
  const t = STUDENT_95[values.length - 2] ?? NORMAL_95;
  const half = t * Math.sqrt(variance / values.length);
  return { estimate, low: estimate - half, high: estimate + half };
};

/** The smallest value that a share `p` of them does not exceed (nearest rank); NaN of none. Values in ascending order. */
export const quantileOf = (ascending: Float64Array, p: number): number =>
  ascending[Math.max(0, Math.ceil(p * ascending.length - 1e-9) - 1)] ?? Number.NaN;

export const meanOfColumn = (values: Float64Array): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Share of values at most `limit`; 1 where there are none. Values in ascending order. */
export const shareWithin = (ascending: Float64Array, limit: number): number => {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? Number.NaN) <= limit) low = middle + 1;
    else high = middle;
  }
  return ascending.length === 0 ? 1 : low / ascending.length;
};
