import type { UnitName } from './unit.ts';

/** A unit as people write it: what it converts to, and by which factor (and offset, for Fahrenheit). */
interface WrittenUnit {
  readonly unit: UnitName;
  readonly factor: number;
  readonly offset?: number;
}

const DECIMAL = { k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18 } as const;
const BINARY = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50 } as const;
const HOURS_PER_YEAR = 8766;
const MONTHS_PER_YEAR = 12;
const KG_PER_LB = 0.45359237;
const MM_PER_INCH = 25.4;
const SQUARE_METRES_PER_SQUARE_FOOT = 0.09290304;
const LITRES_PER_US_GALLON = 3.785411784;

const scaled = (
  symbol: string,
  unit: UnitName,
  prefixes: Readonly<Record<string, number>>,
  base = 1,
): [string, WrittenUnit][] => [
  [symbol, { unit, factor: base }],
  ...Object.entries(prefixes).map(([prefix, factor]): [string, WrittenUnit] => [
    `${prefix}${symbol}`,
    { unit, factor: factor * base },
  ]),
];

const one = (unit: UnitName, factor: number, ...spellings: string[]): [string, WrittenUnit][] =>
  spellings.map((spelling) => [spelling, { unit, factor }]);

/** Every spelling accepted in requests and in the catalogue. Case matters only where it must (mW against MW). */
const WRITTEN: ReadonlyMap<string, WrittenUnit> = new Map<string, WrittenUnit>([
  ...one('1', 1, '', 'ratio', 'x'),
  ...one('1', 0.01, '%', 'percent'),
  ...scaled('B', 'B', { ...DECIMAL, ...BINARY }),
  ...scaled('B/s', 'B/s', { ...DECIMAL, ...BINARY }),
  ...scaled('bit/s', 'B/s', DECIMAL, 1 / 8),
  ...scaled('bps', 'B/s', DECIMAL, 1 / 8),
  ...scaled('FLOP', 'FLOP', DECIMAL),
  ...scaled('FLOP/s', 'FLOP/s', DECIMAL),
  ...scaled('FLOPS', 'FLOP/s', DECIMAL),
  ...scaled('OP/s', 'FLOP/s', DECIMAL),
  ...one('s', 1, 's', 'sec', 'second', 'seconds'),
  ...one('s', 60, 'min', 'minute', 'minutes'),
  ...one('s', 1e-6, 'us', 'µs'),
  ...one('s', 1e-9, 'ns'),
  ...one('ms', 1, 'ms'),
  ...one('h', 1, 'h', 'hour', 'hours'),
  ...one('d', 1, 'd', 'day', 'days'),
  ...one('d', 7, 'week', 'weeks'),
  ...one('months', 1, 'month', 'months'),
  ...one('years', 1, 'y', 'year', 'years'),
  ...one('W', 1, 'W'),
  ...one('kW', 1, 'kW'),
  ...one('kW', 1e3, 'MW'),
  ...one('kW', 1e6, 'GW'),
  ...one('kWh', 1, 'kWh'),
  ...one('kWh', 1e3, 'MWh'),
  ...one('chips', 1, 'chips', 'chip', 'GPUs', 'GPU'),
  ...one('units', 1, 'units', 'unit'),
  ...one('tokens', 1, 'tokens', 'token', 'tok'),
  ...Object.entries({ K: 1e3, k: 1e3, M: 1e6, B: 1e9, T: 1e12 }).flatMap(([prefix, factor]) =>
    one('tokens', factor, `${prefix} tokens`, `${prefix}tok`, `${prefix} tok`),
  ),
  ...one('tokens/s', 1, 'tokens/s', 'tok/s'),
  ...one('requests/s', 1, 'requests/s', 'req/s', 'rps', 'requests per second'),
  ...one('requests/s', 1 / 60, 'requests/min', 'req/min', 'rpm'),
  ...one('requests/s', 1 / 3600, 'requests/h', 'req/h'),
  ...one('requests/s', 1 / 86400, 'requests/day', 'req/day'),
  ...one('requests', 1, 'requests', 'request'),
  ...Object.entries({ k: 1e3, M: 1e6, B: 1e9 }).flatMap(([prefix, factor]) =>
    one('requests', factor, `${prefix} requests`),
  ),
  ...one('USD', 1, 'USD', '$'),
  ...one('USD', 1e3, 'kUSD', 'thousand USD'),
  ...one('USD', 1e6, 'MUSD', 'million USD', 'M USD'),
  ...one('USD', 1e9, 'billion USD', 'B USD'),
  ...one('USD/h', 1, 'USD/h', 'USD/hour', '$/h'),
  ...one('USD/month', 1, 'USD/month'),
  ...one('USD/month', 1 / MONTHS_PER_YEAR, 'USD/year'),
  ...one('USD/kWh', 1, 'USD/kWh', '$/kWh'),
  ...one('USD/kWh', 0.01, 'cents/kWh', 'US cents/kWh', 'ct/kWh'),
  ...one('USD/kWh', 1e-3, 'USD/MWh', '$/MWh'),
  ...one('USD/kW-month', 1, 'USD/kW-month', '$/kW-month'),
  ...one('USD/Mtok', 1, 'USD/Mtok', '$/Mtok'),
  ...one('USD/chip-h', 1, 'USD/chip-h', 'USD/chip-hour', 'USD/GPU-hour'),
  ...one('kg', 1, 'kg'),
  ...one('kg', 1000, 't', 'tonnes'),
  ...one('kg', KG_PER_LB, 'lb', 'lbs'),
  ...one('kg/m2', 1, 'kg/m2', 'kg/m²'),
  ...one('kg/m2', KG_PER_LB / SQUARE_METRES_PER_SQUARE_FOOT, 'lb/ft2', 'psf'),
  ...one('m2', 1, 'm2', 'm²'),
  ...one('m2', SQUARE_METRES_PER_SQUARE_FOOT, 'ft2', 'sqft'),
  ...one('mm', 1, 'mm'),
  ...one('mm', 10, 'cm'),
  ...one('mm', 1000, 'm'),
  ...one('mm', MM_PER_INCH, 'in', 'inch'),
  ...one('U', 1, 'U', 'RU'),
  ...one('degC', 1, 'C', 'degC', '°C'),
  ['F', { unit: 'degC', factor: 5 / 9, offset: -32 }],
  ['°F', { unit: 'degC', factor: 5 / 9, offset: -32 }],
  ...one('K', 1, 'K'),
  ...one('L/min', 1, 'L/min', 'l/min', 'lpm', 'LPM'),
  ...one('L/min', LITRES_PER_US_GALLON, 'gpm', 'GPM'),
  ...one('kPa', 1, 'kPa'),
  ...one('kPa', 100, 'bar'),
  ...one('V', 1, 'V', 'VAC', 'VDC'),
  ...one('A', 1, 'A'),
]);

/** Conversions between the kept units of one dimension. */
const BETWEEN: Readonly<Record<string, number>> = {
  's>ms': 1e3,
  'ms>s': 1e-3,
  'h>s': 3600,
  'd>s': 86400,
  'd>h': 24,
  's>h': 1 / 3600,
  'months>s': (HOURS_PER_YEAR / MONTHS_PER_YEAR) * 3600,
  'years>s': HOURS_PER_YEAR * 3600,
  'years>months': MONTHS_PER_YEAR,
  'months>years': 1 / MONTHS_PER_YEAR,
  'd>months': (24 * MONTHS_PER_YEAR) / HOURS_PER_YEAR,
  'kW>W': 1e3,
  'W>kW': 1e-3,
  'ms>h': 1 / 3.6e6,
};

/**
 * Converts a value written in some unit to the wanted one, e.g. `convert(2.9, 'TB/s', 'B/s')` = 2.9e12.
 * null when the spelling is unknown or means something of another dimension.
 */
export const convert = (value: number, written: string, wanted: UnitName): number | null => {
  const found = WRITTEN.get(written.trim());
  if (found === undefined) return null;
  const kept = (value + (found.offset === undefined ? 0 : found.offset)) * found.factor;
  if (found.unit === wanted) return kept;
  const factor = BETWEEN[`${found.unit}>${wanted}`];
  return factor === undefined ? null : kept * factor;
};

/** The unit that a written one is kept in, e.g. `B/s` for `Gbit/s`; null when the spelling is not known. */
export const keptUnit = (written: string): UnitName | null => WRITTEN.get(written.trim())?.unit ?? null;

const MEASURE = /^\s*([+-]?(?:\d[\d_,]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*(.*?)\s*$/;
const BARE_MULTIPLIER = /^([kKMBT])(?:\s+(.*))?$/;
const MULTIPLIERS: Readonly<Record<string, number>> = { k: 1e3, K: 1e3, M: 1e6, B: 1e9, T: 1e12 };

/**
 * Reads a measure as people write it (`40 ms`, `1.2 MW`, `2T tokens`, `350 kg`) into the wanted unit. A bare number is
 * taken to be in the wanted unit. null when it cannot be read or is of another dimension.
 */
export const parseMeasure = (text: string | number, wanted: UnitName): number | null => {
  if (typeof text === 'number') return Number.isFinite(text) ? text : null;
  const match = MEASURE.exec(text);
  if (match === null) return null;
  const [, digits = '', rest = ''] = match;
  const value = Number(digits.replaceAll(/[_,]/g, ''));
  if (!Number.isFinite(value)) return null;
  if (rest === '') return value;
  const direct = convert(value, rest, wanted);
  if (direct !== null) return direct;
  const multiplied = BARE_MULTIPLIER.exec(rest);
  if (multiplied === null) return null;
  const [, multiplier = '', unit = ''] = multiplied;
  const factor = MULTIPLIERS[multiplier];
  if (factor === undefined) return null;
  return unit === '' ? value * factor : convert(value * factor, unit, wanted);
};

/** The spellings that convert to the wanted unit, for error messages. */
export const spellingsOf = (wanted: UnitName): readonly string[] =>
  [...WRITTEN.keys()].filter((spelling) => spelling !== '' && convert(1, spelling, wanted) !== null);
