import { z } from 'zod';
import { parseMeasure } from '../../quantity/measure.ts';
import { type Cents, centsFromUsd } from '../../quantity/money.ts';
import { type Bounds, measure } from '../../workload/request/measures.ts';
import { daysBetween, QUARTER_DAYS } from '../calendar.ts';

/** One of a few words. */
export const choice = <const T extends readonly [string, ...string[]]>(values: T, what: string) =>
  z.enum(values, { error: `${what}: ${values.join(', ')}` }).describe(`${what}: ${values.join(', ')}`);

/** An object with these keys and no others; an unknown key is answered with the known ones. */
export const keys = <Shape extends z.core.$ZodShape>(shape: Shape) =>
  z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys' ? `the keys ${Object.keys(shape).join(', ')}` : undefined,
  });

export const label = (what: string) =>
  z.string({ error: what }).trim().min(1, what).max(200, `${what}, at most 200 characters`).describe(what);

const ID = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;
const ID_WORDS = 'starting with a letter, then letters, digits, - and _ (at most 64)';

/** A name by which other parts of the file refer to something. */
export const id = (what: string) =>
  z.string({ error: what }).regex(ID, `${what}, ${ID_WORDS}`).describe(`${what}, ${ID_WORDS}`);

/** Things by the names the rest of the file calls them; a name twice is refused when the file is parsed. */
export const named = <T extends z.ZodType>(what: string, each: T, most: number) =>
  z
    .record(id(`the name of ${what}`), each, {
      error: (issue) =>
        issue.code === 'invalid_key' ? `a name ${ID_WORDS}` : `${what} by name, such as "a-name: {...}"`,
    })
    .refine((value) => Object.keys(value).length <= most, { error: `at most ${most} entries` });

/** Dates further from today than this are slips of the pen, and make day numbers nobody can read. */
const FIRST_DATE = '2000-01-01';
const LAST_DATE = '2099-12-31';
const DATE_WORDS = 'a calendar date such as 2027-03-01, from 2000 to 2099';

export const isDate = (text: string): boolean => {
  try {
    return daysBetween(FIRST_DATE, text) >= 0 && daysBetween(text, LAST_DATE) >= 0;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
};

/** A date of the calendar, ISO 8601. */
export const date = (what: string) =>
  z
    .string({ error: `${what}: ${DATE_WORDS}` })
    .refine(isDate, { error: `${what}: ${DATE_WORDS}` })
    .describe(`${what}: ${DATE_WORDS}`);

/** Whole days, written as `14 days`, `2 weeks`. */
export const days = (what: string, bounds: Bounds = { min: 0, max: 1830 }) =>
  measure('d', `${what}, whole days such as 14 days or 2 weeks`, bounds).refine(Number.isSafeInteger, {
    error: `${what}, whole days such as 14 days or 2 weeks`,
  });

/** More than all money there is, and still exact in cents. */
const MOST_USD = 1e13;

/** An amount of money, written as `3 million USD`; never below zero. */
export const money = (what: string) =>
  measure('USD', `${what} such as 3 million USD or 250 USD`, { min: 0, max: MOST_USD }).transform(
    (usd): Cents => centsFromUsd(usd),
  );

const COUNT = /^(.*?\d\s*[kKMB]?)(?:\s+([A-Za-z][A-Za-z ]*))?$/;

/** A number as people write it, and the words behind it: `1.2k wafers` is 1200 and `wafers`. */
export const counted = (
  text: string | number,
): { readonly value: number; readonly word: string | null } | null => {
  if (typeof text === 'number') return Number.isFinite(text) ? { value: text, word: null } : null;
  const match = COUNT.exec(text.trim());
  const value = match?.[1] === undefined ? null : parseMeasure(match[1], '1');
  return value === null ? null : { value, word: match?.[2]?.trim() ?? null };
};

/** Whether a word behind a number names the unit that is counted: `wafers` for `wafer`, any for none. */
export const namesUnit = (word: string | null, unit: string): boolean =>
  word === null ||
  [unit, `${unit}s`, 'unit', 'units'].some((known) => known.toLowerCase() === word.toLowerCase());

/** A number of something, written with or without the word for it: `16`, `16 racks`, `2k`. */
export const count = (
  unit: string,
  what: string,
  { min = 0, max = 1e9, whole = false }: { min?: number; max?: number; whole?: boolean } = {},
) => {
  const accepted = `${what} such as 16 or 16 ${unit}s${whole ? ', a whole number' : ''}, from ${min} to ${max.toLocaleString('en-GB')}`;
  return z
    .union([z.number(), z.string().max(100)], { error: accepted })
    .describe(accepted)
    .transform((value, context) => {
      const read = counted(value);
      const fits =
        read !== null &&
        namesUnit(read.word, unit) &&
        read.value >= min &&
        read.value <= max &&
        (!whole || Number.isSafeInteger(read.value));
      if (fits) return read.value;
      context.addIssue({ code: 'custom', message: accepted, input: value });
      return z.NEVER;
    });
};

const DAYS_IN: Readonly<Record<string, number>> = {
  day: 1,
  week: 7,
  month: 365 / 12,
  quarter: QUARTER_DAYS,
  year: 365,
};
const RATE = /^(.*?)\s*(?:\/|\bper\b|\ba\b)\s*(day|week|month|quarter|year)$/;
/** What no stage of any supply reaches in a day. */
const MOST_PER_DAY = 1e9;

/** So much per day, and the word that was written for what is counted; null where only a number was. */
export interface Rate {
  readonly perDay: number;
  readonly word: string | null;
}

/** Reads `1200 wafers/week`, `3 per day`, `2k/quarter` (91 days) into a rate per day; null when it is none. */
export const parseRate = (text: string | number): Rate | null => {
  if (typeof text === 'number') return text === 0 ? { perDay: 0, word: null } : null;
  const match = RATE.exec(text.trim());
  const [, amount, period] = match ?? [];
  const read = amount === undefined ? null : counted(amount);
  const length = period === undefined ? undefined : DAYS_IN[period];
  if (read === null || length === undefined) return null;
  const perDay = read.value / length;
  return perDay >= 0 && perDay <= MOST_PER_DAY ? { perDay, word: read.word } : null;
};

export const RATE_WORDS =
  'such as 1200/week or 3 racks/day, per day, week, month, quarter or year, not below 0';

/** An amount per day, week, month, quarter (91 days) or year. */
export const rate = (what: string) => {
  const accepted = `${what} ${RATE_WORDS}`;
  return z
    .union([z.number(), z.string().max(100)], { error: accepted })
    .describe(accepted)
    .transform((value, context): Rate => {
      const read = parseRate(value);
      if (read !== null) return read;
      context.addIssue({ code: 'custom', message: accepted, input: value });
      return z.NEVER;
    });
};

/** A rate with the ends it may take. */
export interface RateRange {
  readonly low: Rate;
  readonly estimate: Rate;
  readonly high: Rate;
}

/** A rate, or `[low, estimate, high]` / `{low, estimate, high}` where it is not sure. */
export const rateRange = (what: string) => {
  const accepted = `${what} ${RATE_WORDS}; or {low, estimate, high} of such rates in rising order, the estimate above 0`;
  const one = z.union([z.number(), z.string().max(100)], { error: accepted });
  return z
    .union([one, z.array(one).length(3), z.strictObject({ low: one, estimate: one, high: one })], {
      error: accepted,
    })
    .describe(accepted)
    .transform((value, context): RateRange => {
      const parts = Array.isArray(value)
        ? value
        : typeof value === 'object'
          ? [value.low, value.estimate, value.high]
          : [value, value, value];
      const [low, estimate, high] = parts.map(parseRate);
      const range = low && estimate && high ? { low, estimate, high } : null;
      const rising =
        range !== null &&
        range.low.perDay <= range.estimate.perDay &&
        range.estimate.perDay <= range.high.perDay &&
        (range.estimate.perDay > 0 || range.high.perDay === 0);
      if (rising) return range;
      context.addIssue({ code: 'custom', message: accepted, input: value });
      return z.NEVER;
    });
};

/** A rate from the start on, or in steps by date. */
export const steps = <T extends z.ZodType>(what: string, each: T) =>
  z.union(
    [
      each,
      z
        .array(keys({ from: date(`the day from which ${what} holds`), rate: each }))
        .min(1)
        .max(2000),
    ],
    {
      error: `${what} ${RATE_WORDS}; or a list of {from: 2027-03-01, rate: 1200/week}`,
    },
  );
