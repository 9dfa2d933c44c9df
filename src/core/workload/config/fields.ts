import { InputError } from '../../input-error.ts';

/** Largest whole number any size in a config may have; a header that claims more is not a model. */
const LARGEST_SIZE = 2 ** 31;

/**
 * A model's config as its reader sees it. Every read checks kind and range, and marks the key as understood, so that
 * what is left over can be looked at afterwards (see `unread`).
 */
export interface ConfigFields {
  readonly source: string;
  readonly modelType: string;
  /** True when the key is there and not null. */
  readonly has: (key: string) => boolean;
  /** A whole number from 1 to 2^31. Throws InputError when missing, unless a fallback (the format's own default) is given. */
  readonly size: (key: string, fallback?: number) => number;
  /** As `size`, but 0 is allowed. */
  readonly count: (key: string, fallback?: number) => number;
  /** As `size`, but null when the key is missing or null. */
  readonly optionalSize: (key: string) => number | null;
  readonly number: (key: string, fallback?: number) => number;
  readonly flag: (key: string, fallback: boolean) => boolean;
  readonly text: (key: string, fallback?: string) => string;
  /** A list of texts; null when missing. */
  readonly texts: (key: string) => readonly string[] | null;
  /** A list of whole numbers, 0 or more; null when missing. */
  readonly counts: (key: string) => readonly number[] | null;
  /** A nested object as fields of their own; null when missing. */
  readonly nested: (key: string) => ConfigFields | null;
  /** Marks keys as seen that do not change cost in this family. */
  readonly understood: (...keys: readonly string[]) => void;
  /** Keys nobody asked for, with their values. */
  readonly unread: () => readonly (readonly [string, unknown])[];
  /** An error about this config, in the one form all readers use. */
  readonly refuse: (found: string, accepted: string) => InputError;
}

const shown = (value: unknown): string => {
  const text = JSON.stringify(value);
  if (text === undefined) return String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
};

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** Fields over a parsed config object. Own properties only, so `__proto__` and the like are data, never behaviour. */
export const configFields = (
  record: Readonly<Record<string, unknown>>,
  source: string,
  modelType: string,
): ConfigFields => {
  const entries = new Map(Object.entries(record));
  const read = new Set<string>();
  const refuse = (found: string, accepted: string): InputError =>
    new InputError({ attempted: `reading the ${modelType} model ${source}`, found, accepted });
  const take = (key: string): unknown => {
    read.add(key);
    return entries.get(key);
  };
  const missing = (value: unknown): value is null | undefined => value === undefined || value === null;

  const whole = (key: string, least: number, fallback?: number): number => {
    const value = take(key);
    if (missing(value)) {
      if (fallback !== undefined) return fallback;
      throw refuse(`no ${key}`, `${key}: a whole number from ${least} to 2^31`);
    }
    if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > LARGEST_SIZE)
      throw refuse(`${key} = ${shown(value)}`, `a whole number from ${least} to 2^31`);
    return value;
  };

  const list = <T>(key: string, kind: string, is: (value: unknown) => value is T): readonly T[] | null => {
    const value = take(key);
    if (missing(value)) return null;
    if (!Array.isArray(value) || value.length > 10_000 || !value.every(is))
      throw refuse(`${key} = ${shown(value)}`, `a list of at most 10,000 ${kind}`);
    return value;
  };

  return {
    source,
    modelType,
    refuse,
    has: (key) => !missing(entries.get(key)),
    size: (key, fallback) => whole(key, 1, fallback),
    count: (key, fallback) => whole(key, 0, fallback),
    optionalSize: (key) => (missing(take(key)) ? null : whole(key, 1)),
    number: (key, fallback) => {
      const value = take(key);
      if (missing(value) && fallback !== undefined) return fallback;
      if (typeof value !== 'number' || !Number.isFinite(value))
        throw refuse(missing(value) ? `no ${key}` : `${key} = ${shown(value)}`, `${key}: a finite number`);
      return value;
    },
    flag: (key, fallback) => {
      const value = take(key);
      if (missing(value)) return fallback;
      if (typeof value !== 'boolean') throw refuse(`${key} = ${shown(value)}`, 'true or false');
      return value;
    },
    text: (key, fallback) => {
      const value = take(key);
      if (missing(value) && fallback !== undefined) return fallback;
      if (typeof value !== 'string')
        throw refuse(missing(value) ? `no ${key}` : `${key} = ${shown(value)}`, `${key}: a text`);
      return value;
    },
    texts: (key) => list(key, 'texts', (value): value is string => typeof value === 'string'),
    counts: (key) =>
      list(
        key,
        'whole numbers',
        (value): value is number =>
          typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= LARGEST_SIZE,
      ),
    nested: (key) => {
      const value = take(key);
      if (missing(value)) return null;
      if (!isRecord(value)) throw refuse(`${key} = ${shown(value)}`, `${key}: an object`);
      return configFields(value, `${source}#${key}`, modelType);
    },
    understood: (...keys) => {
      for (const key of keys) read.add(key);
    },
    unread: () => [...entries].filter(([key]) => !read.has(key)),
  };
};
