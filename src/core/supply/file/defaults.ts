import type { Interval } from '../../quantity/figure.ts';
import { type NamedDefault, namedDefaultsSchema } from '../../quantity/named-default.ts';
import type { UnitName } from '../../quantity/unit.ts';

/** Every default a supply file may fall back on, with the unit it is given in. */
const DEFAULT_UNITS = {
  weeks: '1',
  quarters: '1',
  capacity_per_chip: '1',
  spares_per_quarter: '1',
  transfer_share: '1',
  holding_per_year: '1',
  lead_days: 'd',
  class_weight: '1',
  arrivals_per_day: '1',
  lot_racks: '1',
  shipments: '1',
  delivery_days: 'd',
  lateness_per_year: '1',
  discount_rate: '1',
  nervousness: 'USD',
  frozen_days: 'd',
  waiting: 'USD',
  shortfall_factor: '1',
  draws: '1',
  seed: '1',
} as const satisfies Readonly<Record<string, UnitName>>;

/** Defaults that count something, so that only whole numbers make sense. */
const WHOLE = new Set<string>([
  'weeks',
  'quarters',
  'lot_racks',
  'shipments',
  'lead_days',
  'delivery_days',
  'frozen_days',
  'draws',
  'seed',
]);

export type SupplyDefaultId = keyof typeof DEFAULT_UNITS;

/** The file of defaults: dated data, one entry for each id, none left out. */
export const supplyDefaultsSchema = namedDefaultsSchema(DEFAULT_UNITS);

export type SupplyDefaults = Readonly<Record<SupplyDefaultId, NamedDefault>>;

/** A number that the file does not give: what was taken, why, where it is used, and what to write instead. */
export interface SupplyAssumption {
  /** `default.discount_rate`. */
  readonly id: string;
  readonly value: Interval;
  readonly unit: UnitName;
  readonly reason: string;
  readonly override: string;
  /** True where the file's `assumptions` replaced the shipped value. */
  readonly replaced: boolean;
  /** Paths of the file that fall back on it. */
  readonly usedAt: readonly string[];
}

/** Fills gaps and remembers which. */
export interface SupplyGaps {
  /** The estimate of a default, recorded for the path that lacks a value of its own. */
  readonly fill: (path: string, id: SupplyDefaultId) => number;
  readonly filled: () => readonly SupplyAssumption[];
}

const PREFIX = 'default.';

/** What is wrong with a replaced default; null when nothing is. */
export const overrideFault = (id: string, value: Interval): string | null => {
  const name = id.slice(PREFIX.length);
  if (!id.startsWith(PREFIX) || !Object.hasOwn(DEFAULT_UNITS, name))
    return `the id of a default: ${Object.keys(DEFAULT_UNITS)
      .map((known) => PREFIX + known)
      .join(', ')}`;
  if (value.low < 0 || value.high > 1e9) return 'a number from 0 to 1e9';
  if (WHOLE.has(name) && !Number.isSafeInteger(value.estimate)) return 'a whole number';
  return null;
};

/** A gap filler over the shipped defaults and the file's own replacements of them. */
export const supplyGaps = (
  defaults: SupplyDefaults,
  overrides: Readonly<Record<string, Interval>>,
): SupplyGaps => {
  const used = new Map<SupplyDefaultId, string[]>();
  const intervalFor = (id: SupplyDefaultId): Interval =>
    (Object.hasOwn(overrides, PREFIX + id) ? overrides[PREFIX + id] : undefined) ?? defaults[id].value;
  return {
    fill: (path, id) => {
      const paths = used.get(id) ?? [];
      if (!paths.includes(path)) paths.push(path);
      used.set(id, paths);
      return intervalFor(id).estimate;
    },
    filled: () =>
      [...used].map(([id, usedAt]) => ({
        id: PREFIX + id,
        value: intervalFor(id),
        unit: defaults[id].unit,
        reason: defaults[id].reason,
        override: defaults[id].override,
        replaced: Object.hasOwn(overrides, PREFIX + id),
        usedAt: [...usedAt],
      })),
  };
};
