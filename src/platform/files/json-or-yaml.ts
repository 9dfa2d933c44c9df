import type { ZodType } from 'zod';

/** Keys of all objects of a value. */
const keysIn = (value: unknown): number => {
  if (typeof value !== 'object' || value === null) return 0;
  const items = Object.values(value);
  let keys = Array.isArray(value) ? 0 : items.length;
  for (const item of items) keys += keysIn(item);
  return keys;
};

/** Colons of a JSON text that stand outside of its strings: one for each key, those given twice counted twice. */
const colonsIn = (text: string): number => {
  let colons = 0;
  for (const [found] of text.matchAll(/"(?:[^"\\]|\\.)*"|:/g)) if (found === ':') colons += 1;
  return colons;
};

/** What a JSON text says; undefined for everything else, and where a key is given twice. */
const plainJson = (text: string): unknown => {
  try {
    const data: unknown = JSON.parse(text);
    return keysIn(data) === colonsIn(text) ? data : undefined;
  } catch {
    // No JSON, or nested deeper than this goes: the parser of YAML says what is wrong.
    return undefined;
  }
};

/**
 * As `parseYaml`, for texts that are JSON most of the time: the parser of YAML is loaded for those only that are not, or
 * that do not fit the schema, so that faults have their place. Throws InputError.
 */
export const parseJsonOrYaml = async <T>(
  file: string,
  text: string,
  schema: ZodType<T>,
  attempted: string,
): Promise<T> => {
  const data = plainJson(text);
  const checked = data === undefined ? null : schema.safeParse(data);
  if (checked?.success === true) return checked.data;
  const { parseYaml } = await import('./yaml-document.ts');
  return parseYaml(file, text, schema, attempted);
};
