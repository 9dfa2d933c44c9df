/** erf(x) / x for |x| <= 0.5 as a polynomial in s = x^2, interpolated at Chebyshev points; relative error 3e-15. */
const nearZero = (s: number): number => {
  let sum = -3.814697265625e-7 * s + 4.0054321289062485e-6;
  sum = sum * s - 1.7149746417999266e-5;
  sum = sum * s + 0.00012144194915890694;
  sum = sum * s - 0.0008550206824111228;
  sum = sum * s + 0.005223999959468985;
  sum = sum * s - 0.02686617210899165;
  sum = sum * s + 0.11283791675761808;
  sum = sum * s - 0.3761263890324517;
  sum = sum * s + 1.1283791670955134;
  return sum;
};

/** (x + 0.5) e^(x^2) erfc(x) for x >= 0.5 as a polynomial in u = 1.2 (x - 2.5) / (x + 2.5) - 0.2; relative error 9e-12. */
const scaledTail = (u: number): number => {
  let sum = -2.509874927151638e-7 * u + 2.961824672335448e-7;
  sum = sum * u + 2.677315994030019e-6;
  sum = sum * u - 3.090718306945442e-6;
  sum = sum * u - 2.0425720112804414e-5;
  sum = sum * u + 3.169463868838799e-5;
  sum = sum * u + 0.00014516918528532469;
  sum = sum * u - 0.000442321583097538;
  sum = sum * u - 0.0005982753484412018;
  sum = sum * u + 0.006293698472768615;
  sum = sum * u - 0.01831399642432277;
  sum = sum * u + 0.028373277092906154;
  sum = sum * u - 0.012449556588067809;
  sum = sum * u - 0.06000393440479736;
  sum = sum * u + 0.6211746224355772;
  return sum;
};

/** Complementary error function of x >= 0.5. */
const tail = (x: number): number =>
  (scaledTail((1.2 * (x - 2.5)) / (x + 2.5) - 0.2) / (x + 0.5)) * Math.exp(-x * x);

/** erf(x) = 2 / sqrt(pi) * integral of e^(-t^2) from 0 to x, in float64 with a relative error below 1e-11. */
export const errorFunction = (x: number): number => {
  if (Math.abs(x) < 0.5) return x * nearZero(x * x);
  if (x > 6) return 1;
  if (x < -6) return -1;
  return x > 0 ? 1 - tail(x) : tail(-x) - 1;
};

/** 1 - erf(x) without loss in the tail: relative error below 1e-11 until it underflows (x about 27). */
export const complementaryErrorFunction = (x: number): number => {
  if (x < 0.5) return 1 - errorFunction(x);
  return x > 27.5 ? 0 : tail(x);
};
