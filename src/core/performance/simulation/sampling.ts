import type { RandomStream } from '../../quantity/random.ts';

/** Exponential with mean 1, by inversion. */
export const sampleExponential = (random: RandomStream): number => -Math.log(random.nextUniform());

/** Standard normal: Box and Muller, Annals of Mathematical Statistics 29 (1958). One of the pair is not used. */
export const sampleNormal = (random: RandomStream): number =>
  Math.sqrt(2 * sampleExponential(random)) * Math.cos(2 * Math.PI * random.nextUniform());

/**
 * Gamma with the given shape and scale 1: Marsaglia and Tsang, ACM TOMS 26:3 (2000); below shape 1 their boost by a power
 * of a uniform number.
 */
export const sampleGamma = (random: RandomStream, shape: number): number => {
  if (shape < 1) return sampleGamma(random, shape + 1) * random.nextUniform() ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = sampleNormal(random);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(random.nextUniform()) < 0.5 * x * x + d * (1 - v + Math.log(v))) return d * v;
  }
};

/** Log-normal with mean 1 and the given coefficient of variation: the family that the closed form takes lengths from. */
export const sampleLogNormal = (random: RandomStream, cv: number): number => {
  if (cv === 0) return 1;
  const variance = Math.log(1 + cv * cv);
  return Math.exp(Math.sqrt(variance) * sampleNormal(random) - variance / 2);
};

/** Time between arrivals with mean 1: Gamma with the given coefficient of variation; 1 makes arrivals Poisson, 0 regular. */
export const sampleGap = (random: RandomStream, cv: number): number => {
  if (cv === 0) return 1;
  if (cv === 1) return sampleExponential(random);
  const shape = 1 / (cv * cv);
  return sampleGamma(random, shape) / shape;
};
