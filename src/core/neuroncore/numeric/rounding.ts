import type { EncodeTables } from './encode-tables.ts';

const INFINITY_BITS = 0x7f800000;

/** Bits of the nearest tfloat32 (ten bits of fraction), ties to even, in the place of a float32. */
export const tensorFloatOf = (bits: number): number => {
  if ((bits & 0x7fffffff) > INFINITY_BITS) return (bits & 0x80000000) | 0x7fc00000;
  return (bits + 0xfff + ((bits >>> 13) & 1)) & 0xffffe000;
};

/** Pattern of the nearest bfloat16, ties to even. */
export const brainFloatOf = (bits: number): number => {
  if ((bits & 0x7fffffff) > INFINITY_BITS) return ((bits >>> 16) & 0x8000) | 0x7fc0;
  return (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16;
};

/** Pattern of the nearest value of a narrow signed type, ties to even. */
export const narrowOf = (tables: EncodeTables, bits: number): number => {
  const magnitude = bits & 0x7fffffff;
  const sign = (bits >>> 31) << tables.signShift;
  if (magnitude > INFINITY_BITS) return sign | tables.notANumber;
  const field = magnitude >>> 23;
  const shift = tables.shift[field] as number;
  const hidden = field === 0 ? 0 : 0x800000;
  const significand = (magnitude & 0x7fffff) | hidden;
  const rounded = (significand + (1 << (shift - 1)) - 1 + ((significand >>> shift) & 1)) >>> shift;
  const pattern = (tables.base[field] as number) + rounded;
  return sign | (pattern > tables.largest ? tables.beyond : pattern);
};

/**
 * Pattern of the nearest power of two. Negative values, zero, infinity and NaN have none and give NaN; halfway rounds up,
 * since the significand that would have to be even is the hidden bit alone. Values below the range give 2^-127.
 */
export const powerOfTwoOf = (bits: number): number => {
  if (bits >>> 31 === 1 || bits === 0 || bits >= INFINITY_BITS) return 255;
  if (bits < 0x800000) return bits < 0x600000 ? 0 : 1;
  return (bits + 0x400000) >>> 23;
};

/** Added and taken away again it leaves the nearest whole number, ties to even, for magnitudes below 2^51. */
const ROUNDER = 1.5 * 2 ** 52;

/**
 * Nearest whole number within the range, ties to even; NaN gives 0. Source: aws-neuron-sdk
 * release-notes/components/nki.rst ("round to nearest, ties to even; saturate to the destination range").
 */
export const saturated = (value: number, least: number, most: number): number => {
  if (!(value > least)) return value <= least ? least : 0;
  return value < most ? value + ROUNDER - ROUNDER : most;
};
