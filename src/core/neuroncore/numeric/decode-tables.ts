import { decodePattern, NARROW_FORMATS, type NarrowName } from './formats.ts';

const scratchFloat = new Float32Array(1);
const scratchBits = new Uint32Array(scratchFloat.buffer);

/** The bits of a float32. NaN gives the quiet NaN with the sign bit clear, whatever the engine's own is. */
export const bitsOf = (value: number): number => {
  if (Number.isNaN(value)) return QUIET_NAN;
  scratchFloat[0] = value;
  return scratchBits[0] as number;
};

/** The float32 of these bits. */
export const floatOf = (bits: number): number => {
  scratchBits[0] = bits;
  return scratchFloat[0] as number;
};

/** The NaN that every kernel writes. */
export const QUIET_NAN = 0x7fc00000;

const tableOf = (values: number, meaning: (pattern: number) => number): Uint32Array =>
  Uint32Array.from({ length: values }, (_, pattern) => bitsOf(meaning(pattern)));

const tables = new Map<string, Uint32Array>();

const remembered = (name: string, build: () => Uint32Array): Uint32Array => {
  const known = tables.get(name);
  if (known !== undefined) return known;
  const built = build();
  tables.set(name, built);
  return built;
};

/** Bits of the float32 that each pattern of a type of one byte stands for. bool counts every pattern but 0 as 1. */
export const byteTable = (dtype: string): Uint32Array =>
  remembered(dtype, () => {
    if (dtype === 'uint8') return tableOf(256, (pattern) => pattern);
    if (dtype === 'int8') return tableOf(256, (pattern) => (pattern << 24) >> 24);
    if (dtype === 'bool') return tableOf(256, (pattern) => (pattern === 0 ? 0 : 1));
    const format = NARROW_FORMATS[dtype as NarrowName];
    if (format.bits === 4) return tableOf(256, (pattern) => decodePattern(format, pattern & 15));
    return tableOf(256, (pattern) => decodePattern(format, pattern));
  });

/**
 * float16 to the bits of float32 in two look-ups that stay in the first-level cache:
 * `mantissa[(pattern & 0x3ff) + (pattern is subnormal ? 0 : 1024)] + exponent[pattern >> 10]`. A subnormal's value is
 * stored as it is; a normal pattern keeps its ten bits. Follows from the definition of binary16 (IEEE 754-2019, 3.4).
 */
export interface HalfTables {
  /** 2048 entries: values of subnormals, then the fractions of normal numbers. */
  readonly mantissa: Uint32Array;
  /** 64 entries by sign and exponent: bits to add. */
  readonly exponent: Uint32Array;
  /** 64 entries by sign and exponent: where in `mantissa` the fraction begins. */
  readonly start: Uint32Array;
}

let half: HalfTables | null = null;

export const halfTables = (): HalfTables => {
  if (half !== null) return half;
  const mantissa = new Uint32Array(2048);
  for (let fraction = 0; fraction < 1024; fraction += 1) {
    mantissa[fraction] = bitsOf(fraction * 2 ** -24);
    mantissa[1024 + fraction] = fraction << 13;
  }
  const exponent = new Uint32Array(64);
  const start = new Uint32Array(64).fill(1024);
  for (let field = 0; field < 32; field += 1) {
    const added = field === 0 ? 0 : field === 31 ? 0xff << 23 : (field + 112) << 23;
    exponent[field] = added;
    exponent[field + 32] = (added | 0x80000000) >>> 0;
  }
  start[0] = 0;
  start[32] = 0;
  half = { mantissa, exponent, start };
  return half;
};
