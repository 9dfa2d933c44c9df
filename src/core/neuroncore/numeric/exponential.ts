const { fround } = Math;

/**
 * e^x in float32, the steps that the WebAssembly kernel takes as well: x = n ln 2 + r with |r| <= ln 2 / 2, a
 * polynomial of degree 6 for e^r, and the factor 2^n in two parts so that results below the normal range are rounded once.
 */
export const EXP = {
  least: fround(-104),
  most: fround(89),
  perLog2: fround(Math.LOG2E),
  /** Added to a float32 below 2^22 it leaves the nearest whole number in the low bits. */
  rounder: 12582912,
  rounderBits: 0x4b400000,
  /** ln 2 in two parts; the upper one times any n is exact. */
  ln2High: fround(0.693359375),
  ln2Low: fround(Math.LN2 - 0.693359375),
  /** From r^6 down to r^2: (e^r - 1 - r) / r^2 interpolated at the five Chebyshev points of |r| <= 0.347. */
  coefficients: [0.0013926250394433737, 0.00836323294788599, 0.04166655242443085, 0.16666576266288757, 0.5],
} as const;

const word = new Int32Array(1);
const float = new Float32Array(word.buffer);

const bitsOfRounded = (value: number): number => {
  float[0] = value;
  return word[0] as number;
};

const powerOfTwo = (exponent: number): number => {
  word[0] = (exponent + 127) << 23;
  return float[0] as number;
};

const [C6, C5, C4, C3, C2] = EXP.coefficients;

/** e^x of a float32, with a relative error below 1e-7; infinity above 88.7228, 0 below -103.97, NaN for NaN. */
export const exponential = (x: number): number => {
  const limited = Math.min(Math.max(x, EXP.least), EXP.most);
  const shifted = fround(fround(limited * EXP.perLog2) + EXP.rounder);
  const n = fround(shifted - EXP.rounder);
  const whole = bitsOfRounded(shifted) - EXP.rounderBits;
  const r = fround(fround(limited - fround(n * EXP.ln2High)) - fround(n * EXP.ln2Low));
  let sum = fround(fround(C6 * r) + C5);
  sum = fround(fround(sum * r) + C4);
  sum = fround(fround(sum * r) + C3);
  sum = fround(fround(sum * r) + C2);
  const result = fround(fround(fround(sum * fround(r * r)) + r) + 1);
  const firstPart = whole >> 1;
  return fround(fround(result * powerOfTwo(firstPart)) * powerOfTwo(whole - firstPart));
};
