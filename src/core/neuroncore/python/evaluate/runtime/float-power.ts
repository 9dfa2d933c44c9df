/** A number held as the exact sum of two doubles, the second far below the first. */
interface Pair {
  readonly high: number;
  readonly low: number;
}

const SPLITTER = 134217729;

/** The exact product of two doubles (Dekker, "A floating-point technique for extending the available precision", 1971). */
const exactProduct = (a: number, b: number): Pair => {
  const product = a * b;
  const aBig = SPLITTER * a;
  const aHigh = aBig - (aBig - a);
  const aLow = a - aHigh;
  const bBig = SPLITTER * b;
  const bHigh = bBig - (bBig - b);
  const bLow = b - bHigh;
  return { high: product, low: aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow) };
};

const normal = (high: number, low: number): Pair => {
  const sum = high + low;
  return { high: sum, low: low - (sum - high) };
};

const times = (a: Pair, b: Pair): Pair => {
  const product = exactProduct(a.high, b.high);
  return normal(product.high, product.low + (a.high * b.low + a.low * b.high));
};

const ONE: Pair = { high: 1, low: 0 };

const wholePower = (base: number, exponent: number): Pair => {
  let power = ONE;
  let square: Pair = { high: base, low: 0 };
  for (let left = exponent; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) power = times(power, square);
    square = times(square, square);
  }
  return power;
};

/** `1 / value` rounded to a double. */
const inverse = (value: Pair): number => {
  const first = 1 / value.high;
  const product = exactProduct(first, value.high);
  const rest = 1 - product.high - product.low - first * value.low;
  return first + first * rest;
};

/**
 * `base ** exponent` of floats. Whole exponents are multiplied out in twice the precision, because JavaScript leaves
 * the accuracy of its own power open while C libraries, and so Python, round nearly always correctly.
 */
export const floatPowerOf = (base: number, exponent: number): number => {
  const rough = base ** exponent;
  const whole = Number.isInteger(exponent) && Math.abs(exponent) <= 1024;
  // Outside these bounds the pieces of a product would overflow or vanish.
  if (!whole || !(Math.abs(rough) > 1e-280 && Math.abs(rough) < 1e280)) return rough;
  const power = wholePower(base, Math.abs(exponent));
  const exact = exponent < 0 ? inverse(power) : power.high;
  return Number.isFinite(exact) ? exact : rough;
};
