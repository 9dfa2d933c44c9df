/** Horner's rule, coefficients from the highest power down. */
const polynomial = (coefficients: readonly number[], x: number): number => {
  let sum = 0;
  for (const coefficient of coefficients) sum = sum * x + coefficient;
  return sum;
};

/** erf(x) / x for |x| <= 0.5 as a polynomial in x^2, interpolated at Chebyshev points; relative error 3e-15. */
const NEAR_ZERO = [
  -3.814697265625e-7, 4.0054321289062485e-6, -1.7149746417999266e-5, 0.00012144194915890694,
  -0.0008550206824111228, 0.005223999959468985, -0.02686617210899165, 0.11283791675761808,
  -0.3761263890324517, 1.1283791670955134,
];

/** (x + 0.5) e^(x^2) erfc(x) for x >= 0.5 as a polynomial in 1.2 (x - 2.5) / (x + 2.5) - 0.2; relative error 9e-12. */
const TAIL = [
  -2.509874927151638e-7, 2.961824672335448e-7, 2.677315994030019e-6, -3.090718306945442e-6,
  -2.0425720112804414e-5, 3.169463868838799e-5, 0.00014516918528532469, -0.000442321583097538,
  -0.0005982753484412018, 0.006293698472768615, -0.01831399642432277, 0.028373277092906154,
  -0.012449556588067809, -0.06000393440479736, 0.6211746224355772,
];

/** Complementary error function of x >= 0.5. */
const tail = (x: number): number =>
  (polynomial(TAIL, (1.2 * (x - 2.5)) / (x + 2.5) - 0.2) / (x + 0.5)) * Math.exp(-x * x);

/** erf(x) = 2 / sqrt(pi) * integral of e^(-t^2) from 0 to x, in float64 with a relative error below 1e-11. */
export const errorFunction = (x: number): number => {
  if (Math.abs(x) < 0.5) return x * polynomial(NEAR_ZERO, x * x);
  if (x > 6) return 1;
  if (x < -6) return -1;
  return x > 0 ? 1 - tail(x) : tail(-x) - 1;
};

/** 1 - erf(x) without loss in the tail: relative error below 1e-11 until it underflows (x about 27). */
export const complementaryErrorFunction = (x: number): number => {
  if (x < 0.5) return 1 - errorFunction(x);
  return x > 27.5 ? 0 : tail(x);
};
