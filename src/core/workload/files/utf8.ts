const CHUNK = 8192;

/**
 * Length of the sequence a leading byte announces, the bits of it that count, and the smallest code point that needs such a
 * sequence; null when it cannot lead.
 */
const leading = (byte: number): readonly [length: number, bits: number, smallest: number] | null => {
  if (byte < 0x80) return [1, byte, 0];
  if (byte >= 0xc2 && byte < 0xe0) return [2, byte & 0x1f, 0x80];
  if (byte >= 0xe0 && byte < 0xf0) return [3, byte & 0x0f, 0x800];
  if (byte >= 0xf0 && byte < 0xf5) return [4, byte & 0x07, 0x10000];
  return null;
};

const codePointAt = (bytes: Uint8Array, index: number): readonly [codePoint: number, length: number] => {
  const lead = leading(bytes[index] ?? 0x80);
  if (lead === null) throw new RangeError(`no UTF-8 at byte ${index}`);
  const [length, bits, smallest] = lead;
  let codePoint = bits;
  for (let offset = 1; offset < length; offset += 1) {
    const byte = bytes[index + offset];
    if (byte === undefined || (byte & 0xc0) !== 0x80)
      throw new RangeError(`no UTF-8 at byte ${index + offset}`);
    codePoint = codePoint * 64 + (byte & 0x3f);
  }
  const surrogate = codePoint >= 0xd800 && codePoint <= 0xdfff;
  if (surrogate || codePoint > 0x10ffff || codePoint < smallest)
    throw new RangeError(`no UTF-8 at byte ${index}`);
  return [codePoint, length];
};

/** Text from UTF-8 bytes (RFC 3629). Throws RangeError on malformed input. The core knows no host's decoder. */
export const decodeUtf8 = (bytes: Uint8Array): string => {
  const parts: string[] = [];
  let points: number[] = [];
  let index = 0;
  while (index < bytes.length) {
    const [codePoint, length] = codePointAt(bytes, index);
    points.push(codePoint);
    index += length;
    if (points.length === CHUNK) {
      parts.push(String.fromCodePoint(...points));
      points = [];
    }
  }
  parts.push(String.fromCodePoint(...points));
  return parts.join('');
};
