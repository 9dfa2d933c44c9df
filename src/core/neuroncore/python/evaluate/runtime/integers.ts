import type { CallContext } from '../../values.ts';

/** Ends the kernel: an integer left the range that is kept exactly. */
export const integerFault = (context: CallContext): never =>
  context.fault(
    'integer-range',
    'An integer left the range from -(2**53 - 1) to 2**53 - 1 in which Python integers are kept exactly; use a float for larger numbers.',
  );

/** `value` when it is a safe integer; ends the kernel otherwise. */
export const checkedInteger = (context: CallContext, value: number): number => {
  if (!Number.isSafeInteger(value)) integerFault(context);
  return value + 0;
};

const fromBigInt = (context: CallContext, value: bigint): number => {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : integerFault(context);
};

const fits32 = (value: number): boolean => (value | 0) === value;

/** `left // right` rounded down; `right` not zero. */
export const floorDivide = (left: number, right: number): number => {
  const remainder = left % right;
  const quotient = (left - remainder) / right;
  return (remainder !== 0 && remainder < 0 !== right < 0 ? quotient - 1 : quotient) + 0;
};

/** `left % right` with the sign of `right`; `right` not zero. */
export const modulo = (left: number, right: number): number => {
  const remainder = left % right;
  return (remainder !== 0 && remainder < 0 !== right < 0 ? remainder + right : remainder) + 0;
};

/** `base ** exponent` for an exponent of at least zero. */
export const integerPower = (context: CallContext, base: number, exponent: number): number => {
  if (base === 0) return exponent === 0 ? 1 : 0;
  if (base === 1) return 1;
  if (base === -1) return exponent % 2 === 0 ? 1 : -1;
  if (exponent > 53) return integerFault(context);
  let power = 1;
  for (let count = 0; count < exponent; count += 1) power = checkedInteger(context, power * base);
  return power;
};

/** `pow(base, exponent, modulus)` for an exponent of at least zero. */
export const modularPower = (base: number, exponent: number, modulus: number): number => {
  const ring = BigInt(modulus);
  const positive = ring < 0n ? -ring : ring;
  let power = 1n % positive;
  let square = ((BigInt(base) % positive) + positive) % positive;
  for (let left = BigInt(exponent); left > 0n; left >>= 1n) {
    if ((left & 1n) === 1n) power = (power * square) % positive;
    square = (square * square) % positive;
  }
  return Number(ring < 0n && power !== 0n ? power + ring : power);
};

/** `left << right`. */
export const shiftLeft = (context: CallContext, left: number, right: number): number => {
  if (right < 0) return context.raise('ValueError', 'negative shift count');
  return left === 0 ? 0 : checkedInteger(context, left * 2 ** right);
};

/** `left >> right`. */
export const shiftRight = (context: CallContext, left: number, right: number): number => {
  if (right < 0) return context.raise('ValueError', 'negative shift count');
  return Math.floor(left / 2 ** right) + 0;
};

/** `left & right`, `left | right` and `left ^ right` on two's complement of any width. */
export const bitwise = (
  context: CallContext,
  operator: '&' | '|' | '^',
  left: number,
  right: number,
): number => {
  if (fits32(left) && fits32(right)) {
    if (operator === '&') return left & right;
    return operator === '|' ? left | right : left ^ right;
  }
  const a = BigInt(left);
  const b = BigInt(right);
  return fromBigInt(context, operator === '&' ? a & b : operator === '|' ? a | b : a ^ b);
};

/** The integer part of a float; raises for nan and infinities, ends the kernel beyond the exact range. */
export const truncateFloat = (context: CallContext, value: number): number => {
  if (Number.isNaN(value)) return context.raise('ValueError', 'cannot convert float NaN to integer');
  if (!Number.isFinite(value))
    return context.raise('OverflowError', 'cannot convert float infinity to integer');
  return checkedInteger(context, Math.trunc(value));
};
