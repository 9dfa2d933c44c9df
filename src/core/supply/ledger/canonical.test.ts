import { describe, expect, it } from 'vitest';
import { canonicalJson } from './canonical.ts';

describe('canonical JSON', () => {
  it('writes the same content in the same way, whatever the order of its members', () => {
    const text = '{"a":[1,null,"é\\n"],"b":{"c":true,"d":-3}}';
    expect(canonicalJson({ b: { d: -3, c: true }, a: [1, null, 'é\n'] })).toBe(text);
    expect(canonicalJson(JSON.parse(text))).toBe(text);
  });

  it('orders members by UTF-16 code units, as RFC 8785 does', () => {
    // The order of the example in RFC 8785, section 3.2.3, for these names.
    const names = ['\u20ac', '\r', '\ufb33', '1', '\ud83d\ude00', '\u0080', '\u00f6'];
    const written = JSON.parse(canonicalJson(Object.fromEntries(names.map((name) => [name, 0]))));
    expect(Object.keys(written)).toEqual(['1', '\r', '\u0080', '\u00f6', '\u20ac', '\ud83d\ude00', '\ufb33']);
  });

  it('refuses what has more than one form or none', () => {
    for (const value of [undefined, 0.5, Number.NaN, 2 ** 53, () => 1, { a: undefined }])
      expect(() => canonicalJson(value)).toThrow(TypeError);
  });
});
