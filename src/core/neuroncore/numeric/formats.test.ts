import { describe, expect, it } from 'vitest';
import { bitsOf, floatOf } from './decode-tables.ts';
import { encodeTables } from './encode-tables.ts';
import { decodePattern, NARROW_FORMATS, type NarrowName } from './formats.ts';
import { narrowOf, powerOfTwoOf, tensorFloatOf } from './rounding.ts';

const SIGNED: readonly NarrowName[] = [
  'float16',
  'bfloat16',
  'float8_e4m3',
  'float8_e4m3fn',
  'float8_e5m2',
  'float4_e2m1fn',
];

const largest = (name: NarrowName): number =>
  decodePattern(NARROW_FORMATS[name], NARROW_FORMATS[name].maxFinite);
const encode = (name: NarrowName, value: number, overflow: 'infinity' | 'saturate' = 'infinity'): number =>
  narrowOf(encodeTables(name, overflow), bitsOf(value));

describe('narrow formats', () => {
  it('have the largest values of their definitions', () => {
    expect(SIGNED.map(largest)).toEqual([65504, 3.3895313892515355e38, 240, 448, 57344, 6]);
    expect(largest('float8_e8m0fnu')).toBe(2 ** 127);
  });

  it('have the smallest values of their definitions', () => {
    expect(SIGNED.map((name) => decodePattern(NARROW_FORMATS[name], 1))).toEqual([
      2 ** -24,
      2 ** -133,
      2 ** -9,
      2 ** -9,
      2 ** -16,
      0.5,
    ]);
    expect(decodePattern(NARROW_FORMATS.float8_e8m0fnu, 0)).toBe(2 ** -127);
  });

  it('keep infinity and NaN where the documents put them', () => {
    const of = (name: NarrowName, pattern: number): number => decodePattern(NARROW_FORMATS[name], pattern);
    expect(of('float8_e4m3', 0x78)).toBe(Number.POSITIVE_INFINITY);
    expect(of('float8_e4m3', 0xf8)).toBe(Number.NEGATIVE_INFINITY);
    expect(of('float8_e4m3', 0x79)).toBeNaN();
    expect(of('float8_e4m3fn', 0x7f)).toBeNaN();
    expect(of('float8_e4m3fn', 0xff)).toBeNaN();
    expect(of('float8_e5m2', 0x7c)).toBe(Number.POSITIVE_INFINITY);
    expect(of('float8_e5m2', 0x7d)).toBeNaN();
    expect(of('float8_e8m0fnu', 0xff)).toBeNaN();
    expect(of('float4_e2m1fn', 8)).toBe(-0);
    expect(of('float4_e2m1fn', 15)).toBe(-6);
  });
});

/** The float32 next to a positive one. */
const above = (value: number): number => floatOf(bitsOf(value) + 1);
const below = (value: number): number => floatOf(bitsOf(value) - 1);

describe.each(SIGNED)('encoding %s', (name) => {
  const format = NARROW_FORMATS[name];
  const signBit = 1 << (format.bits - 1);

  it('gives back every finite pattern', () => {
    for (let pattern = 0; pattern <= format.maxFinite; pattern += 1) {
      const value = decodePattern(format, pattern);
      const got = [encode(name, value), encode(name, -value)];
      if (got[0] !== pattern || got[1] !== (pattern | signBit)) expect({ pattern, got }).toBe('given back');
    }
  });

  it('rounds to the nearest of two neighbours and to the even one halfway between them', () => {
    for (let pattern = 0; pattern < format.maxFinite; pattern += 1) {
      const middle = (decodePattern(format, pattern) + decodePattern(format, pattern + 1)) / 2;
      const even = pattern + (pattern & 1);
      const got = [encode(name, below(middle)), encode(name, middle), encode(name, above(middle))];
      if (got[0] !== pattern || got[1] !== even || got[2] !== pattern + 1) {
        expect({ pattern, got }).toEqual({ pattern, got: [pattern, even, pattern + 1] });
      }
    }
  });

  it('overflows from half a step above its largest value on', () => {
    const top = decodePattern(format, format.maxFinite);
    const step = top - decodePattern(format, format.maxFinite - 1);
    const limit = top + step / 2;
    expect(encode(name, below(limit))).toBe(format.maxFinite);
    expect(encode(name, above(limit))).toBe(format.overflow);
    expect(encode(name, Number.NEGATIVE_INFINITY)).toBe(format.overflow | signBit);
    expect(encode(name, above(limit), 'saturate')).toBe(format.maxFinite);
    expect(encode(name, Number.POSITIVE_INFINITY, 'saturate')).toBe(format.maxFinite);
    expect(encode(name, Number.NaN, 'saturate')).toBe(format.notANumber);
  });
});

describe('the power-of-two type', () => {
  it('rounds to the nearest power, upwards halfway, and has neither zero nor sign', () => {
    const code = (value: number): number => powerOfTwoOf(bitsOf(value));
    for (let exponent = -127; exponent <= 127; exponent += 1) {
      expect(code(2 ** exponent)).toBe(exponent + 127);
      if (exponent < 127) expect(code(1.5 * 2 ** exponent)).toBe(exponent + 128);
      if (exponent < 127) expect(code(below(1.5 * 2 ** exponent))).toBe(exponent + 127);
    }
    expect([0, -0, -1, Number.POSITIVE_INFINITY, Number.NaN].map(code)).toEqual([255, 255, 255, 255, 255]);
    expect(code(2 ** -149)).toBe(0);
  });
});

describe('tfloat32', () => {
  it('keeps ten bits of fraction, to nearest even', () => {
    const rounded = (value: number): number => floatOf(tensorFloatOf(bitsOf(value)) >>> 0);
    expect(rounded(1 + 2 ** -10)).toBe(1 + 2 ** -10);
    expect(rounded(1 + 2 ** -11)).toBe(1);
    expect(rounded(1 + 3 * 2 ** -11)).toBe(1 + 2 ** -9);
    expect(rounded(-(1 + 2 ** -11 + 2 ** -20))).toBe(-(1 + 2 ** -10));
    expect(rounded(3.4028234663852886e38)).toBe(Number.POSITIVE_INFINITY);
    expect(rounded(Number.NaN)).toBeNaN();
  });
});
