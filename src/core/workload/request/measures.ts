import { z } from 'zod';
import type { Interval } from '../../quantity/figure.ts';
import { convert, keptUnit, parseMeasure } from '../../quantity/measure.ts';
import { UNITS, type UnitName } from '../../quantity/unit.ts';

export interface Bounds {
  readonly min?: number;
  readonly max?: number;
  /** Values equal to `min` are refused too. */
  readonly above?: number;
}

const outside = (value: number, { min, max, above }: Bounds): boolean =>
  (min !== undefined && value < min) ||
  (max !== undefined && value > max) ||
  (above !== undefined && value <= above);

const range = ({ min, max, above }: Bounds): string => {
  const parts = [
    min === undefined ? [] : [`at least ${min}`],
    above === undefined ? [] : [`above ${above}`],
    max === undefined ? [] : [`at most ${max}`],
  ].flat();
  return parts.length === 0 ? '' : `, ${parts.join(' and ')}`;
};

/** 95% is 0.95, not 0.9500000000000001. */
const withoutRoundingDust = (value: number): number => Number(value.toPrecision(12));

const written = (accepted: string) =>
  z.union([z.number(), z.string().max(200)], { error: accepted }).describe(accepted);

/**
 * A measure with its unit as people write it, converted to the unit given. `what` says what is accepted, with an example:
 * `a duration such as 40 ms`. A bare number is taken to be in the unit.
 */
export const measure = (unit: UnitName, what: string, bounds: Bounds = {}) => {
  const accepted = `${what}${range(bounds)}`;
  return written(accepted).transform((value, context) => {
    const number = parseMeasure(value, unit);
    if (number !== null && Number.isFinite(number) && !outside(number, bounds))
      return withoutRoundingDust(number);
    context.addIssue({ code: 'custom', message: accepted, input: value });
    return z.NEVER;
  });
};

/** A whole number of something, `2k` and `1M` included. */
export const wholeMeasure = (unit: UnitName, what: string, bounds: Bounds = { min: 1 }) =>
  measure(unit, `${what}, a whole number`, bounds).refine(Number.isSafeInteger, {
    error: `${what}, a whole number`,
  });

/** A share written as `40%`, `0.4`. */
export const share = (what: string, bounds: Bounds = { min: 0, max: 1 }) =>
  measure('1', `${what} such as 40% or 0.4`, bounds);

/** What a person wrote for a number that may be uncertain: an interval, or the name of a catalogue entry. */
export type Uncertain =
  | { readonly kind: 'interval'; readonly interval: Interval }
  | { readonly kind: 'named'; readonly name: string };

/** A number, `[low, high]`, `[low, estimate, high]` or `{low, estimate, high}`, each part with or without a unit. */
export type WrittenInterval =
  | number
  | string
  | readonly (number | string)[]
  | { low: number | string; estimate?: number | string | undefined; high: number | string };

/** What was written as an interval, each part read by `read`; null where it cannot be. */
export const toInterval = (
  value: WrittenInterval,
  read: (one: number | string) => number | null,
): Interval | null => {
  const [low, middle, high] = Array.isArray(value)
    ? [value[0], value.length === 3 ? value[1] : undefined, value.at(-1)]
    : typeof value === 'object' && 'low' in value
      ? [value.low, value.estimate, value.high]
      : [value as number | string, undefined, value as number | string];
  if (low === undefined || high === undefined) return null;
  const [lowNumber, highNumber] = [read(low), read(high)];
  if (lowNumber === null || highNumber === null) return null;
  const estimate = middle === undefined ? (lowNumber + highNumber) / 2 : read(middle);
  if (estimate === null || !(lowNumber <= estimate && estimate <= highNumber)) return null;
  return {
    low: withoutRoundingDust(lowNumber),
    estimate: withoutRoundingDust(estimate),
    high: withoutRoundingDust(highNumber),
  };
};

const NAME = /^[a-z][a-z0-9.-]*-[a-z0-9.-]+$/;

/**
 * A number that may be uncertain: one value, `[low, high]` (estimate in the middle), `[low, estimate, high]`, or
 * `{low, estimate, high}`; where `named` also the id of a catalogue entry such as `elec-ind-ohio`.
 */
export const uncertain = (
  unit: UnitName,
  what: string,
  bounds: Bounds = {},
  options: { readonly named: boolean } = { named: false },
) => {
  const accepted = `${what}${range(bounds)}, [low, high] or {low, estimate, high}${options.named ? ', or the id of a catalogue entry' : ''}`;
  const one = z.union([z.number(), z.string().max(200)], { error: accepted });
  return z
    .union(
      [one, z.array(one).min(2).max(3), z.strictObject({ low: one, estimate: one.optional(), high: one })],
      { error: accepted },
    )
    .describe(accepted)
    .transform((value, context): Uncertain => {
      const interval = toInterval(value, (part) => parseMeasure(part, unit));
      const inside =
        interval !== null &&
        [interval.low, interval.estimate, interval.high].every((end) => !outside(end, bounds));
      if (inside) return { kind: 'interval', interval };
      if (options.named && typeof value === 'string' && NAME.test(value))
        return { kind: 'named', name: value };
      context.addIssue({ code: 'custom', message: accepted, input: value });
      return z.NEVER;
    });
};

/**
 * An interval whose unit depends on what it stands for: taken as written, and read later. Only its shape is checked.
 */
export const writtenInterval = (accepted: string) => {
  const one = z.union([z.number(), z.string().max(200)], { error: accepted });
  return z
    .union(
      [one, z.array(one).min(2).max(3), z.strictObject({ low: one, estimate: one.optional(), high: one })],
      { error: accepted },
    )
    .describe(accepted);
};

/**
 * Reads a part of an interval in the unit that something is kept in, whatever its spelling: a bare number as it is, one with
 * a unit converted. null when it is of another dimension.
 */
export const readIn =
  (spelling: string) =>
  (part: number | string): number | null => {
    const bare = typeof part === 'number' ? part : part.trim() === '' ? Number.NaN : Number(part);
    if (Number.isFinite(bare)) return bare;
    const kept = keptUnit(spelling) ?? UNITS.find((unit) => unit === spelling) ?? null;
    const value = kept === null ? null : parseMeasure(part, kept);
    const each = kept === null || kept === spelling ? 1 : convert(1, spelling, kept);
    return value === null || each === null ? null : value / each;
  };

/** A percentile written as `p95`, `95%` or `0.95`; given as a share from 0.5 to 0.999. */
export const percentile = () => {
  const accepted = 'a percentile such as p95, from p50 to p99.9';
  return z
    .union([z.number(), z.string().max(20)], { error: accepted })
    .describe(accepted)
    .transform((value, context) => {
      const text = typeof value === 'string' && /^p/i.test(value) ? `${value.slice(1)}%` : value;
      const parsed = parseMeasure(text, '1');
      const number = parsed === null ? null : withoutRoundingDust(parsed);
      if (number !== null && number >= 0.5 && number <= 0.999) return number;
      context.addIssue({ code: 'custom', message: accepted, input: value });
      return z.NEVER;
    });
};
