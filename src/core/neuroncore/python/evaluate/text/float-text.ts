/** The shortest digits that read back as `value` (finite, not negative), and the power of ten of the first one. */
const shortestDigits = (value: number): { digits: string; exponent: number } => {
  const [mantissa = '0', exponent = '0'] = value.toExponential().split('e');
  return { digits: mantissa.replace('.', ''), exponent: Number(exponent) };
};

const signOf = (value: number): string => (value < 0 || Object.is(value, -0) ? '-' : '');

const exponentText = (exponent: number): string =>
  `e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;

/** Digits with a decimal point after `exponent + 1` of them; at least one digit on each side. */
const placePoint = (digits: string, exponent: number): string => {
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  const fraction = digits.slice(exponent + 1);
  return `${whole}.${fraction === '' ? '0' : fraction}`;
};

/**
 * `repr` of a Python float: the shortest digits that read back, with an exponent below 1e-4 and from 1e16 on.
 * Source: Python 3.11 documentation, tutorial/floatingpoint; library/functions `repr`.
 */
export const floatText = (value: number): string => {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  if (value === 0) return `${signOf(value)}0.0`;
  const { digits, exponent } = shortestDigits(Math.abs(value));
  if (exponent >= -4 && exponent < 16) return signOf(value) + placePoint(digits, exponent);
  const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
  return `${signOf(value)}${digits.slice(0, 1)}${fraction}${exponentText(exponent)}`;
};

/** A finite double as the exact fraction `numerator / 2 ** shift`. */
const exactFraction = (value: number): { numerator: bigint; shift: number } => {
  let scaled = value;
  let shift = 0;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    shift += 1;
  }
  return { numerator: BigInt(scaled), shift };
};

/** `value * 10 ** places` rounded to an integer, ties to even; `value` finite and not negative. */
export const scaleToInteger = (value: number, places: number): bigint => {
  const { numerator, shift } = exactFraction(value);
  const over = places >= 0 ? numerator * 10n ** BigInt(places) : numerator;
  const under = (1n << BigInt(shift)) * (places < 0 ? 10n ** BigInt(-places) : 1n);
  const whole = over / under;
  const twice = (over % under) * 2n;
  const up = twice > under || (twice === under && (whole & 1n) === 1n);
  return up ? whole + 1n : whole;
};

/** A finite, not negative number with exactly `precision` digits after the point. */
export const fixedText = (value: number, precision: number): string => {
  const digits = scaleToInteger(value, precision)
    .toString()
    .padStart(precision + 1, '0');
  if (precision === 0) return digits;
  return `${digits.slice(0, -precision)}.${digits.slice(-precision)}`;
};

/** Exactly `count` significant digits of a finite, not negative number, and the power of ten of the first one. */
export const significantDigits = (value: number, count: number): { digits: string; exponent: number } => {
  if (value === 0) return { digits: '0'.repeat(count), exponent: 0 };
  const { exponent } = shortestDigits(value);
  // The shortest digits may be rounded up to a power of ten that the exact value does not reach.
  const lower = scaleToInteger(value, count - exponent).toString();
  if (lower.length <= count) return { digits: lower, exponent: exponent - 1 };
  const digits = scaleToInteger(value, count - 1 - exponent).toString();
  if (digits.length > count) return { digits: digits.slice(0, count), exponent: exponent + 1 };
  return { digits, exponent };
};

/** A finite, not negative number as `d.ddde+xx` with `precision` digits after the point. */
export const scientificText = (value: number, precision: number): string => {
  const { digits, exponent } = significantDigits(value, precision + 1);
  const fraction = precision === 0 ? '' : `.${digits.slice(1)}`;
  return `${digits.slice(0, 1)}${fraction}${exponentText(exponent)}`;
};

/** The `g` form of a finite, not negative number: `precision` significant digits, without trailing zeros unless `keep`. */
export const generalText = (value: number, precision: number, keep: boolean): string => {
  const count = precision === 0 ? 1 : precision;
  const { digits, exponent } = significantDigits(value, count);
  const kept = keep ? digits : digits.replace(/0+$/, '').padEnd(1, '0');
  if (exponent < -4 || exponent >= count) {
    const fraction = kept.length > 1 ? `.${kept.slice(1)}` : '';
    return `${kept.slice(0, 1)}${fraction}${exponentText(exponent)}`;
  }
  const text = placePoint(kept, exponent);
  return !keep || digits.length <= exponent + 1 ? text.replace(/\.0$/, '') : text;
};

/** A float rounded to `places` decimal places, ties of the exact value to even. Source: library/functions `round`. */
export const roundFloat = (value: number, places: number): number => {
  if (!Number.isFinite(value) || value === 0 || places > 400) return value;
  if (places < -400) return value < 0 ? -0 : 0;
  const scaled = scaleToInteger(Math.abs(value), places);
  const rounded = Number(`${scaled}e${-places}`);
  return value < 0 ? -rounded : rounded;
};
