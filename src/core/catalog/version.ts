const OFFSETS = [0x811c9dc5, 0x9747b28c] as const;
const PRIME = 0x01000193;

const hash32 = (text: string, offset: number): number => {
  let hash = offset;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), PRIME);
  return hash >>> 0;
};

/**
 * A version for catalogue content: newest date of any fact, and a hash of all texts in the order given (FNV-1a with two
 * offsets). Same texts, same version, on every machine.
 */
export const catalogVersion = (texts: readonly string[], newestDate: string): string => {
  const all = texts.join('\u0000');
  return `${newestDate}-${OFFSETS.map((offset) => hash32(all, offset).toString(16).padStart(8, '0')).join('')}`;
};
