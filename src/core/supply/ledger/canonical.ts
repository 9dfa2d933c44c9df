/**
 * JSON with one form for one content, as hashes need it: members in the order of their names by UTF-16 code units, no white
 * space, whole numbers only (after RFC 8785, which leaves the same bytes for such values).
 *
 * @throws {TypeError} for what JSON cannot hold, for fractions and for numbers beyond 2^53.
 */
export const canonicalJson = (value: unknown): string => {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number' && Number.isSafeInteger(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object') throw new TypeError(`${String(value)} has no canonical form`);
  const members = Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
};
