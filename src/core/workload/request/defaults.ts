import { assumed, type Figure, type Interval, requested } from '../../quantity/figure.ts';
import { type NamedDefault, namedDefaultsSchema } from '../../quantity/named-default.ts';
import type { UnitName } from '../../quantity/unit.ts';
import type { RequestDefault } from '../request.ts';
import type { Uncertain } from './measures.ts';

/** Every default a request may fall back on, with the unit it must be given in. */
const DEFAULT_UNITS = {
  electricity: 'USD/kWh',
  pue: '1',
  space: 'USD/kW-month',
  staff: 'USD',
  engineer_day: 'USD',
  support: '1',
  spares: '1',
  horizon: 'months',
  discount_rate: '1',
  depreciation: 'months',
  residual: '1',
  utilisation: '1',
  headroom: '1',
  length_cv: '1',
  percentile: '1',
  peak: '1',
  prefix_cache: '1',
  sequence: 'tokens',
  voltage: 'V',
  breaker: 'A',
  feeds_per_rack: '1',
  continuous_load: '1',
  power_factor: '1',
  air_kw_per_rack: 'kW',
  coolant_rise: 'K',
  coolant_supply: 'degC',
  rack_height: 'U',
  floor_load: 'kg/m2',
} as const satisfies Readonly<Record<string, UnitName>>;

export type DefaultId = keyof typeof DEFAULT_UNITS;

/** The file of defaults: dated data, one entry for each id, none left out. */
export const defaultsSchema = namedDefaultsSchema(DEFAULT_UNITS);

export type RequestDefaults = Readonly<Record<DefaultId, NamedDefault>>;

/** Finds a figure of the catalogue by its id, e.g. `elec-ind-ohio`; null when there is none of that unit. */
export type NamedFigures = <U extends UnitName>(id: string, unit: U) => Figure<U> | null;

/** Fills gaps of a request and remembers what it filled. */
export interface GapFiller {
  /** The plain value written, or the default, which is then recorded. */
  readonly plain: (path: string, written: number | undefined, id: DefaultId) => number;
  /** The figure written or named, or the default as a named assumption. */
  readonly figure: <U extends UnitName>(
    path: string,
    unit: U,
    written: Uncertain | undefined,
    id: DefaultId,
  ) => Figure<U>;
  readonly filled: () => readonly RequestDefault[];
}

/** The id under which a default is listed as an assumption and can be overridden: `default.electricity`. */
export const assumptionId = (id: DefaultId): string => `default.${id}`;

/**
 * A gap filler over the shipped defaults. `overrides` are the request's own assumptions; an entry `default.<id>` replaces a
 * default. `unknownName` makes the error for a name the catalogue does not have.
 */
export const gapFiller = (
  defaults: RequestDefaults,
  overrides: Readonly<Record<string, Interval>>,
  named: NamedFigures,
  unknownName: (path: string, name: string, unit: UnitName) => Error,
): GapFiller => {
  const filled: RequestDefault[] = [];
  const overridden = (id: DefaultId): Interval | undefined =>
    Object.hasOwn(overrides, assumptionId(id)) ? overrides[assumptionId(id)] : undefined;
  return {
    plain: (path, written, id) => {
      if (written !== undefined) return written;
      const own = overridden(id);
      if (own !== undefined) return own.estimate;
      const entry = defaults[id];
      filled.push({ path, value: entry.value.estimate, unit: entry.unit, reason: entry.reason });
      return entry.value.estimate;
    },
    figure: (path, unit, written, id) => {
      if (written?.kind === 'interval') return requested(unit, written.interval, path);
      if (written?.kind === 'named') {
        const found = named(written.name, unit);
        if (found === null) throw unknownName(path, written.name, unit);
        return found;
      }
      const own = overridden(id);
      if (own !== undefined) return requested(unit, own, `assumptions.${assumptionId(id)}`);
      const { value, reason, override } = defaults[id];
      return assumed(unit, value, { id: assumptionId(id), reason, override });
    },
    filled: () => Object.freeze([...filled]),
  };
};
