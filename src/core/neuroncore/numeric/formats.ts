import type { DType } from '../memory/dtype.ts';

/** Floating-point types of 4, 8 and 16 bits that are described by their fields. */
export type NarrowName =
  | 'float16'
  | 'bfloat16'
  | 'float8_e4m3'
  | 'float8_e4m3fn'
  | 'float8_e5m2'
  | 'float8_e8m0fnu'
  | 'float4_e2m1fn';

/**
 * A narrow floating-point type: the fields of its bit pattern, and the patterns (sign bit clear) of its largest finite
 * value, of what a larger value becomes, and of NaN.
 */
export interface NarrowFormat {
  readonly bits: number;
  readonly exponentBits: number;
  readonly mantissaBits: number;
  readonly bias: number;
  readonly signed: boolean;
  readonly maxFinite: number;
  /** Infinity where the type has it, else NaN (e4m3fn, e8m0fnu) or the largest value (e2m1fn). */
  readonly overflow: number;
  readonly notANumber: number;
}

const ieee = (bits: number, exponentBits: number): NarrowFormat => {
  const mantissaBits = bits - 1 - exponentBits;
  const infinity = ((1 << exponentBits) - 1) << mantissaBits;
  return {
    bits,
    exponentBits,
    mantissaBits,
    bias: (1 << (exponentBits - 1)) - 1,
    signed: true,
    maxFinite: infinity - 1,
    overflow: infinity,
    notANumber: infinity | (1 << (mantissaBits - 1)),
  };
};

/**
 * Fields of the narrow types. `float8_e4m3` follows IEEE (infinity, largest value 240), `float8_e4m3fn` has no infinity
 * and reaches 448. Sources: aws-neuron-sdk nki/api/nki.api.shared.rst, "Supported Data Types", and nki/api/nki.language.rst;
 * OCP 8-bit Floating Point Specification and Microscaling Formats (MX) Specification 1.0. What a value beyond the range
 * becomes is not written in the vendor's pages: infinity, or NaN where there is none, as numpy with ml_dtypes does.
 */
export const NARROW_FORMATS: Readonly<Record<NarrowName, NarrowFormat>> = {
  float16: ieee(16, 5),
  bfloat16: ieee(16, 8),
  float8_e4m3: ieee(8, 4),
  float8_e5m2: ieee(8, 5),
  float8_e4m3fn: {
    bits: 8,
    exponentBits: 4,
    mantissaBits: 3,
    bias: 7,
    signed: true,
    maxFinite: 0x7e,
    overflow: 0x7f,
    notANumber: 0x7f,
  },
  float8_e8m0fnu: {
    bits: 8,
    exponentBits: 8,
    mantissaBits: 0,
    bias: 127,
    signed: false,
    maxFinite: 0xfe,
    overflow: 0xff,
    notANumber: 0xff,
  },
  float4_e2m1fn: {
    bits: 4,
    exponentBits: 2,
    mantissaBits: 1,
    bias: 1,
    signed: true,
    maxFinite: 7,
    overflow: 7,
    notANumber: 8,
  },
};

/** What one value of a packed type is; null for types that are not packed. */
export const PACKED_VALUE: Readonly<Partial<Record<DType, NarrowName>>> = {
  float8_e4m3fn_x4: 'float8_e4m3fn',
  float8_e5m2_x4: 'float8_e5m2',
  float4_e2m1fn_x4: 'float4_e2m1fn',
};

/** Least and greatest value of the integer types. */
export const INTEGER_RANGE: Readonly<Partial<Record<DType, readonly [number, number]>>> = {
  int8: [-128, 127],
  int16: [-32768, 32767],
  int32: [-2147483648, 2147483647],
  uint8: [0, 255],
  uint16: [0, 65535],
  uint32: [0, 4294967295],
};

/** The value of one bit pattern, by the definition of the type. The widest of them, float16 and bfloat16, are exact in float32. */
export const decodePattern = (format: NarrowFormat, pattern: number): number => {
  const magnitude = format.signed ? pattern & ((1 << (format.bits - 1)) - 1) : pattern;
  const sign = magnitude === pattern ? 1 : -1;
  if (isNotANumber(format, pattern, magnitude)) return Number.NaN;
  if (magnitude > format.maxFinite) return sign * Number.POSITIVE_INFINITY;
  const exponent = magnitude >> format.mantissaBits;
  const fraction = (magnitude & ((1 << format.mantissaBits) - 1)) / (1 << format.mantissaBits);
  if (!format.signed) return 2 ** (exponent - format.bias);
  if (exponent === 0) return sign * fraction * 2 ** (1 - format.bias);
  return sign * (1 + fraction) * 2 ** (exponent - format.bias);
};

const isNotANumber = (format: NarrowFormat, pattern: number, magnitude: number): boolean => {
  // Of the four-bit type every pattern is a number; its `notANumber` is only what NaN is written as, minus zero.
  if (format.bits === 4) return false;
  if (format.overflow === format.notANumber) return magnitude === format.notANumber;
  return magnitude > format.overflow && pattern >= 0;
};
