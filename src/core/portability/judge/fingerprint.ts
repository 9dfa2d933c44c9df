const PRIME_HIGH = 0x0100;
const PRIME_LOW = 0x01b3;

/** FNV-1a over the UTF-16 units of a text, 64 bits as 16 hexadecimal digits (Fowler, Noll, Vo; draft-eastlake-fnv). */
const fnv64 = (text: string): string => {
  let [a, b, c, d] = [0xcbf2, 0x9ce4, 0x8422, 0x2325];
  for (let index = 0; index < text.length; index += 1) {
    d ^= text.charCodeAt(index);
    // Times 2^40 + 0x1b3, in four words of 16 bits.
    const low = d * PRIME_LOW;
    const second = c * PRIME_LOW + (low >>> 16);
    const third = b * PRIME_LOW + d * PRIME_HIGH + (second >>> 16);
    const fourth = a * PRIME_LOW + c * PRIME_HIGH + (third >>> 16);
    [a, b, c, d] = [fourth & 0xffff, third & 0xffff, second & 0xffff, low & 0xffff];
  }
  return [a, b, c, d].map((word) => word.toString(16).padStart(4, '0')).join('');
};

/** What a finding is known by when lines move: its rule, file, symbol and the words of its line. */
export const fingerprintOf = (rule: string, path: string, symbol: string, excerpt: string): string =>
  fnv64([rule, path, symbol, excerpt.replaceAll(/\s+/g, ' ').trim()].join('\0'));
