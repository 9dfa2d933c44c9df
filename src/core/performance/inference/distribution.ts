import type { LengthDistribution } from '../../workload/request.ts';

/**
 * Standard normal quantile for 0 < p < 1, to 4.5e-4: Hastings' rational approximation, Abramowitz and Stegun, Handbook
 * of Mathematical Functions, 26.2.23.
 */
export const normalQuantile = (p: number): number => {
  if (p < 0.5) return -normalQuantile(1 - p);
  const t = Math.sqrt(-2 * Math.log(1 - p));
  const numerator = 2.515517 + t * (0.802853 + t * 0.010328);
  const denominator = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308));
  return t - numerator / denominator;
};

/**
 * The length that a share `p` of requests stays below, taking lengths as log-normal with the given mean and coefficient
 * of variation; never below the mean, so that a promise is not judged on a length shorter than the average one.
 */
export const lengthQuantile = (lengths: LengthDistribution, p: number): number => {
  const variance = Math.log(1 + lengths.cv * lengths.cv);
  const factor = Math.exp(normalQuantile(p) * Math.sqrt(variance) - variance / 2);
  return lengths.mean * Math.max(1, factor);
};
