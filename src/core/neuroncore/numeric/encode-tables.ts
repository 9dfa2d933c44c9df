import { NARROW_FORMATS, type NarrowName } from './formats.ts';

/**
 * How float32 becomes a narrow type, by its exponent field: with `m` the significand including the hidden bit,
 * the pattern is `base + round(m / 2^shift)`, to nearest even. A carry out of the fraction moves into the exponent by
 * itself; a shift of 25 leaves nothing of m. Patterns above `largest` become `beyond`.
 */
export interface EncodeTables {
  readonly base: Uint16Array;
  readonly shift: Uint8Array;
  readonly largest: number;
  readonly beyond: number;
  readonly notANumber: number;
  /** Left shift that brings the sign (0 or 1) to its place. */
  readonly signShift: number;
}

/** What becomes of finite values beyond the range: infinity (NaN where there is none) or the largest value. */
export type Overflow = 'infinity' | 'saturate';

const tables = new Map<string, EncodeTables>();

/** Tables of a signed narrow type; built once. */
export const encodeTables = (name: NarrowName, overflow: Overflow): EncodeTables => {
  const key = `${name} ${overflow}`;
  const known = tables.get(key);
  if (known !== undefined) return known;
  const { bits, exponentBits, mantissaBits, bias, maxFinite, ...special } = NARROW_FORMATS[name];
  const beyond = overflow === 'saturate' ? maxFinite : special.overflow;
  const base = new Uint16Array(256);
  const shift = new Uint8Array(256);
  for (let field = 0; field < 256; field += 1) {
    const exponent = Math.max(field, 1) - 127 + bias;
    if (exponent >= 2 ** exponentBits) {
      base[field] = maxFinite + 1;
      shift[field] = 25;
    } else {
      base[field] = Math.max(exponent - 1, 0) << mantissaBits;
      shift[field] = Math.min(25, 23 - mantissaBits + Math.max(1 - exponent, 0));
    }
  }
  const built = {
    base,
    shift,
    largest: maxFinite,
    beyond,
    notANumber: special.notANumber,
    signShift: bits - 1,
  };
  tables.set(key, built);
  return built;
};
