import type { Figure, Interval } from '../quantity/figure.ts';
import type { Standing } from '../quantity/standing.ts';
import type { UnitName } from '../quantity/unit.ts';

/** One way of writing a unit: used from `from` upwards, value divided by `by`, between `before` and `after`. */
interface Scale {
  readonly from: number;
  readonly by: number;
  readonly before: string;
  readonly after: string;
}

const scale = (from: number, by: number, after: string, before = ''): Scale => ({ from, by, before, after });

const prefixed = (symbol: string, prefixes: readonly (readonly [string, number])[]): readonly Scale[] =>
  prefixes.map(([prefix, by]) => scale(by, by, ` ${prefix}${symbol}`));

const BASE = ['', 1] as const;
const POWERS = [
  ['k', 1e3],
  ['M', 1e6],
  ['G', 1e9],
] as const;
const SI = [...POWERS, ['T', 1e12], ['P', 1e15], ['E', 1e18]] as const;
const COUNT = [BASE, ['k', 1e3], ['M', 1e6], ['B', 1e9], ['T', 1e12]] as const;

const counted = (after: string, before = ''): readonly Scale[] =>
  COUNT.map(([prefix, by]) => scale(by, by, `${prefix}${after}`, before));

/** Money stays in whole dollars up to ten thousand. */
const money = (after: string): readonly Scale[] =>
  counted(after, '$').map((each) => (each.by === 1e3 ? { ...each, from: 1e4 } : each));

/** Units not listed are written as they are, unscaled. */
const SCALES: Readonly<Partial<Record<UnitName, readonly Scale[]>>> = {
  '1': [scale(0, 1, '')],
  B: prefixed('B', [BASE, ...SI]),
  'B/s': prefixed('B/s', [BASE, ...SI]),
  FLOP: prefixed('FLOP', [BASE, ...SI, ['Z', 1e21], ['Y', 1e24]]),
  'FLOP/s': prefixed('FLOP/s', [BASE, ...SI]),
  s: [
    scale(1e-9, 1e-9, ' ns'),
    scale(1e-6, 1e-6, ' µs'),
    scale(1e-3, 1e-3, ' ms'),
    scale(1, 1, ' s'),
    scale(120, 60, ' min'),
    scale(7200, 3600, ' h'),
    scale(172_800, 86_400, ' d'),
  ],
  ms: [scale(1e-3, 1e-3, ' µs'), scale(1, 1, ' ms'), scale(1e4, 1e3, ' s'), scale(6e5, 6e4, ' min')],
  W: prefixed('W', [BASE, ...POWERS]),
  kW: [scale(0, 1, ' kW'), scale(1e3, 1e3, ' MW'), scale(1e6, 1e6, ' GW')],
  kWh: [scale(0, 1, ' kWh'), scale(1e3, 1e3, ' MWh'), scale(1e6, 1e6, ' GWh'), scale(1e9, 1e9, ' TWh')],
  J: prefixed('J', [BASE, ...POWERS]),
  'J/token': [scale(1e-3, 1e-3, ' mJ/tok'), scale(1, 1, ' J/tok'), scale(1e3, 1e3, ' kJ/tok')],
  tokens: counted(' tokens'),
  'tokens/s': counted(' tok/s'),
  'tokens/s/chip': counted(' tok/s/chip'),
  'tokens/s/W': [scale(0, 1, ' tok/s/W')],
  'tokens/USD': counted(' tok/$'),
  'requests/s': counted(' req/s'),
  requests: counted(' requests'),
  'samples/s': counted(' samples/s'),
  USD: money(''),
  'USD/h': money('/h'),
  'USD/month': money('/month'),
  'USD/kWh': money('/kWh'),
  'USD/kW-month': money('/kW-month'),
  'USD/Mtok': money('/Mtok'),
  'USD/chip-h': money('/chip-h'),
  kg: [scale(0, 1, ' kg'), scale(1e4, 1e3, ' t')],
  'kg/m2': [scale(0, 1, ' kg/m²')],
  m2: [scale(0, 1, ' m²')],
  mm: [scale(0, 1, ' mm'), scale(1e4, 1e3, ' m')],
  degC: [scale(0, 1, ' °C')],
};

/** The largest scale that leaves at least one digit before the point; the smallest one for zero and below it. */
const scaleFor = (unit: UnitName, value: number): Scale => {
  const asIs = scale(0, 1, ` ${unit}`);
  const scales = SCALES[unit] ?? [asIs];
  // Rounded as it will be written, so that 999,800 becomes 1.00M, not 1,000k.
  const size = Math.abs(Number(value.toPrecision(3)));
  const fallback = scales.find((each) => each.by === 1) ?? asIs;
  if (!Number.isFinite(size) || size === 0) return fallback;
  return scales.findLast((each) => size >= each.from) ?? scales[0] ?? fallback;
};

const TOO_LARGE = 1e7;
const TOO_SMALL = 1e-4;
const MOST_DECIMALS = 6;

const decimalsFor = (value: number, significant: number): number => {
  if (value === 0 || !Number.isFinite(value)) return 0;
  return Math.max(0, Math.min(MOST_DECIMALS, significant - 1 - Math.floor(Math.log10(Math.abs(value)))));
};

const grouped = (digits: string): string => {
  const [whole = '', fraction] = digits.split('.');
  const spaced = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return fraction === undefined ? spaced : `${spaced}.${fraction}`;
};

const written = (value: number, decimals: number): string => {
  if (Number.isNaN(value)) return 'unknown';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '-∞';
  const size = Math.abs(value);
  if (size >= TOO_LARGE || (size > 0 && size < TOO_SMALL)) return value.toExponential(2);
  const text = grouped(value.toFixed(decimals));
  return /^-0(\.0*)?$/.test(text) ? text.slice(1) : text;
};

/** A bare number with the given significant digits, thousands apart by commas; whole numbers keep all their digits. */
export const formatNumber = (value: number, significant = 3): string =>
  written(value, Number.isInteger(value) ? 0 : decimalsFor(value, significant));

/** A value with its unit, scaled as people write it: `1.2 MW`, `$3.4M`, `38.2 ms`. */
export const formatValue = (value: number, unit: UnitName, significant = 3): string => {
  const { by, before, after } = scaleFor(unit, value);
  const scaled = value / by;
  const sign = before !== '' && scaled < 0 ? '-' : '';
  return `${sign}${before}${formatNumber(sign === '' ? scaled : -scaled, significant)}${after}`;
};

/** How an axis that reaches `largest` is scaled: divide values by `by`, and write `label` beside the axis. */
export const axisScale = (
  unit: UnitName,
  largest: number,
): { readonly by: number; readonly label: string } => {
  const { by, before, after } = scaleFor(unit, largest);
  return { by, label: `${before}${after.trim()}` };
};

export interface FormattedInterval {
  /** With unit: `38 ms`. */
  readonly estimate: string;
  /** Without unit, on the same scale: `31–49`; empty where low and high are the same. */
  readonly range: string;
}

/**
 * The parts of an interval on one scale. Decimals follow the width of the interval (about two digits of its half width, never
 * fewer than two nor more than three significant digits of the estimate), so that no digit is shown that is noise.
 */
export const formatInterval = (interval: Interval, unit: UnitName): FormattedInterval => {
  const { low, estimate, high } = interval;
  if (low === high) return { estimate: formatValue(estimate, unit), range: '' };
  const { by, before, after } = scaleFor(unit, estimate === 0 ? high : estimate);
  const half = (high - low) / 2 / by;
  const scaled = estimate / by;
  const byWidth = Number.isFinite(half) ? Math.max(0, -Math.floor(Math.log10(half / 2))) : 0;
  const decimals = Math.max(decimalsFor(scaled, 2), Math.min(byWidth, decimalsFor(scaled, 3)));
  const at = (value: number) => written(value / by, decimals);
  const sign = before !== '' && scaled < 0 ? '-' : '';
  const between = low < 0 ? ' to ' : '–';
  return {
    estimate: `${sign}${before}${sign === '' ? at(estimate) : at(-estimate)}${after}`,
    range: `${at(low)}${between}${at(high)}`,
  };
};

/** A figure for people: `38 ms (31–49)`; without brackets where its interval is a point. */
export const formatFigure = (figure: Pick<Figure, 'low' | 'estimate' | 'high' | 'unit'>): string => {
  const { estimate, range } = formatInterval(figure, figure.unit);
  return range === '' ? estimate : `${estimate} (${range})`;
};

/** A share of one as per cent: `41 % (35–48)`. */
export const formatShare = (interval: Interval): string => {
  const hundred = { low: 100 * interval.low, estimate: 100 * interval.estimate, high: 100 * interval.high };
  const { estimate, range } = formatInterval(hundred, '1');
  return range === '' ? `${estimate} %` : `${estimate} % (${range})`;
};

/** One letter for each standing, for tables; always shown with a key. */
export const STANDING_MARKS: Readonly<Record<Standing, string>> = Object.freeze({
  measured: 'M',
  vendor: 'V',
  user: 'U',
  anchored: 'A',
  press: 'P',
  'new-model': 'N',
  'same-vendor': 'S',
  estimate: 'E',
  datasheet: 'D',
  assumed: '?',
});

/** What each standing means, in words for readers who have not met it before. */
export const STANDING_MEANINGS: Readonly<Record<Standing, string>> = Object.freeze({
  measured: 'measured and published',
  vendor: 'stated by the vendor',
  user: 'given by you',
  anchored: 'predicted, anchored on published measurements of this chip',
  press: 'reported by the press',
  'new-model': 'predicted, anchored on measurements of this chip with other models',
  'same-vendor': 'predicted, anchored on measurements of other chips of this vendor',
  estimate: 'estimated by a third party',
  datasheet: 'predicted from the data sheet alone',
  assumed: 'assumed: nobody has published it',
});
