/** Terms after which the series of erf no longer changes for |x| < 3. */
const MOST_TERMS = 200;
const SERIES_LIMIT = 3;

const erfSeries = (x: number): number => {
  let term = x;
  let sum = x;
  for (let n = 1; n < MOST_TERMS; n += 1) {
    term *= -(x * x) / n;
    const added = term / (2 * n + 1);
    sum += added;
    if (Math.abs(added) < 1e-17 * Math.abs(sum)) break;
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
};

const erfcFraction = (x: number): number => {
  let tail = 0;
  for (let n = 60; n > 0; n -= 1) tail = n / 2 / (x + tail);
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + tail);
};

/** The error function. Source: Abramowitz and Stegun 7.1.5 (series) and 7.1.14 (continued fraction). */
export const erf = (x: number): number => {
  if (Number.isNaN(x)) return x;
  if (Math.abs(x) < SERIES_LIMIT) return erfSeries(x);
  return Math.sign(x) * (1 - erfcFraction(Math.abs(x)));
};

/** 1 - erf(x), without loss of digits for large x. Source: Abramowitz and Stegun 7.1.14. */
export const erfc = (x: number): number => (x < SERIES_LIMIT ? 1 - erf(x) : erfcFraction(x));

/** Lanczos coefficients for g = 7. Source: C. Lanczos 1964, values as tabulated by P. Godfrey 2001. */
const LANCZOS_G = 7;
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

const lanczosSum = (x: number): number =>
  LANCZOS.reduce(
    (sum, coefficient, index) => (index === 0 ? coefficient : sum + coefficient / (x + index)),
    0,
  );

/** The gamma function; NaN at zero and the negative whole numbers. */
export const gamma = (x: number): number => {
  if (Number.isInteger(x)) {
    if (x <= 0) return Number.NaN;
    let product = 1;
    for (let factor = 2; factor < x && Number.isFinite(product); factor += 1) product *= factor;
    return product;
  }
  if (x < 0.5) return Math.PI / (Math.sin(Math.PI * x) * gamma(1 - x));
  const base = x - 1 + LANCZOS_G + 0.5;
  return Math.sqrt(2 * Math.PI) * base ** (x - 0.5) * Math.exp(-base) * lanczosSum(x - 1);
};

/** The natural logarithm of the absolute value of the gamma function; infinite at zero and the negative whole numbers. */
export const logGamma = (x: number): number => {
  if (x <= 0 && Number.isInteger(x)) return Number.POSITIVE_INFINITY;
  if (x < 0.5) return Math.log(Math.PI / Math.abs(Math.sin(Math.PI * x))) - logGamma(1 - x);
  const base = x - 1 + LANCZOS_G + 0.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(base) - base + Math.log(lanczosSum(x - 1));
};
