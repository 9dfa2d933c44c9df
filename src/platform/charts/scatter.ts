import type { ScatterChart } from '../../core/report/chart-spec.ts';
import { framed, WIDTH } from './canvas.ts';
import { vendorColour } from './colours.ts';
import { legend } from './legend.ts';
import { label, line } from './markup.ts';

type Panel = ScatterChart['panels'][number];
type Points = Panel['series'][number]['points'];

const COLUMNS = 3;
const LEFT = 48;
const GAP = 16;
const SIDE = Math.floor((WIDTH - COLUMNS * (LEFT + GAP)) / COLUMNS);
const HEAD = 26;
const FOOT = 44;
const PANEL_HEIGHT = HEAD + SIDE + FOOT;
/** Room beside the outermost points, as a ratio. */
const MARGIN = 1.3;
const GRID = 'stroke="#e3e6e9"';

interface Axis {
  readonly low: number;
  readonly high: number;
  /** Pixels from the low end. */
  readonly at: (value: number) => number;
}

const axisOf = (panel: Panel): Axis => {
  const values = panel.series.flatMap(({ points }) => points.flatMap(({ x, y }) => [x, y]));
  const low = values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY) / MARGIN;
  const high = values.reduce((most, value) => Math.max(most, value), 0) * MARGIN;
  const span = Math.log(high / low);
  return { low, high, at: (value) => (SIDE * Math.log(value / low)) / span };
};

const FEW_DECADES = 2;
const MANY_DECADES = 6;

/** Round values along an axis: 1, 2 and 5 over few decades, powers of ten over more, every other one over many. */
const ticksOf = ({ low, high }: Axis): readonly number[] => {
  const first = Math.floor(Math.log10(low));
  const last = Math.ceil(Math.log10(high));
  const decades = Math.log10(high / low);
  const steps = decades < FEW_DECADES ? [1, 2, 5] : [1];
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
    .filter((power) => decades < MANY_DECADES || power % 2 === 0)
    .flatMap((power) => steps.map((step) => Number(`${step}e${power}`)))
    .filter((value) => value >= low && value <= high);
};

const UNITS = [
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
] as const;

const tickText = (value: number): string => {
  const [by, unit] = UNITS.find(([from]) => value >= from) ?? [1, ''];
  return `${value / by}${unit}`;
};

/** Dots fall on a grid of this many pixels; those that share a place are drawn once, and darker. */
const CELL = 1.5;
const SHADES = [
  { from: 1, opacity: 0.4 },
  { from: 2, opacity: 0.65 },
  { from: 4, opacity: 0.9 },
] as const;

const snapped = (value: number): number => Math.round(value / CELL) * CELL;

/** All dots of a series, in a path per shade drawn with a round pen: thousands of dots stay a small file. */
const dots = (points: Points, axis: Axis, colour: string): string => {
  const places = new Map<string, number>();
  for (const { x, y } of points) {
    const place = `${snapped(axis.at(x))} ${snapped(SIDE - axis.at(y))}`;
    const before = places.get(place);
    places.set(place, before === undefined ? 1 : before + 1);
  }
  return SHADES.map(({ from, opacity }, shade) => {
    const until = SHADES[shade + 1]?.from ?? Number.POSITIVE_INFINITY;
    const path = [...places]
      .filter(([, count]) => count >= from && count < until)
      .map(([place]) => `M${place}h0`)
      .join('');
    return path === ''
      ? ''
      : `<path d="${path}" fill="none" stroke="${colour}" stroke-opacity="${opacity}" stroke-width="4.5" stroke-linecap="round"/>`;
  }).join('');
};

/** The line on which predictions are `ratio` times what was measured, within the panel. */
const diagonal = ({ low, high, at }: Axis, ratio: number, style: string): string => {
  const start = Math.max(low, low / ratio);
  const end = Math.min(high, high / ratio);
  return start >= end
    ? ''
    : line(at(start), SIDE - at(start * ratio), at(end), SIDE - at(end * ratio), style);
};

const grid = (axis: Axis): string =>
  ticksOf(axis)
    .map((value) => {
      const at = axis.at(value);
      const text = tickText(value);
      return [
        line(at, 0, at, SIDE, GRID),
        line(0, SIDE - at, SIDE, SIDE - at, GRID),
        label(at, SIDE + 12, text, { anchor: 'middle', colour: '#444' }),
        label(-6, SIDE - at, text, { anchor: 'end', colour: '#444' }),
      ].join('');
    })
    .join('');

const panelMarkup = (panel: Panel, spec: ScatterChart): string => {
  const axis = axisOf(panel);
  const named = (name: string): string => (panel.unit === null ? name : `${name}, ${panel.unit}`);
  const frame = `<rect x="0" y="0" width="${SIDE}" height="${SIDE}" fill="none" stroke="#bbb"/>`;
  return [
    label(0, -12, panel.name, { bold: true }),
    label(SIDE, -12, panel.note, { anchor: 'end', colour: '#444' }),
    grid(axis),
    frame,
    ...spec.ratios.map((ratio) => diagonal(axis, ratio, 'stroke="#777" stroke-dasharray="4 3"')),
    diagonal(axis, 1, 'stroke="#222" stroke-width="1.2"'),
    ...panel.series.map(({ points, vendor }) => dots(points, axis, vendorColour(vendor))),
    label(SIDE / 2, SIDE + 30, named(spec.xAxis), { anchor: 'middle', colour: '#444' }),
    `<g transform="translate(-38 ${SIDE / 2}) rotate(-90)">${label(0, 0, named(spec.yAxis), { anchor: 'middle', colour: '#444' })}</g>`,
  ].join('');
};

/**
 * Dots on equal logarithmic axes in panels of three to a row, a colour per vendor (told by a legend where panels are not named after it), with the line of equality and those of
 * given ratios, as an SVG string.
 */
export const scatterChart = (spec: ScatterChart): string => {
  const panels = spec.panels.filter(({ series }) => series.some(({ points }) => points.length > 0));
  const vendors = [...new Set(panels.flatMap(({ series }) => series.map(({ vendor }) => vendor)))].toSorted();
  const named = panels.every(({ name, series }) => series.every((one) => one.name === name));
  const key = legend(
    (named ? [] : vendors).map((vendor) => ({ name: vendor, shape: 'box', colour: vendorColour(vendor) })),
    LEFT,
    WIDTH - LEFT,
  );
  const top = key.height + 8;
  const body = panels.map((panel, index) => {
    const x = LEFT + (index % COLUMNS) * (SIDE + LEFT + GAP);
    const y = top + Math.floor(index / COLUMNS) * PANEL_HEIGHT + HEAD;
    return `<g transform="translate(${x} ${y})">${panelMarkup(panel, spec)}</g>`;
  });
  const height = top + Math.ceil(panels.length / COLUMNS) * PANEL_HEIGHT;
  return framed(spec, height, `${key.markup}${body.join('')}`);
};
