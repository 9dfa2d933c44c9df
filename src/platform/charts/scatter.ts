import type { ScatterChart } from '../../core/report/chart-spec.ts';
import { axisNames, type Canvas, type Drawing, type Scales, WIDTH } from './canvas.ts';
import { vendorColour } from './colours.ts';
import { legend } from './legend.ts';
import { label, line } from './markup.ts';

const LEFT = 70;
const RIGHT = 24;
const PLOT_HEIGHT = 420;
const BOTTOM = 48;
const MARGIN = 1.3;

const coordinate = (value: number): string => String(Math.round(value * 10) / 10);

/** All dots of a series in one path of points drawn with a round pen: thousands of dots stay a small file. */
const dots = (points: ScatterChart['series'][number]['points'], { x, y }: Scales, colour: string): string => {
  const path = points.map((point) => `M${coordinate(x(point.x))} ${coordinate(y(point.y))}h0`).join('');
  return `<path d="${path}" fill="none" stroke="${colour}" stroke-opacity="0.45" stroke-width="5" stroke-linecap="round"/>`;
};

/** Dots on equal logarithmic axes, a colour per vendor, with the line of equality and those of given ratios. */
export const scatterDrawing = (_canvas: Canvas, spec: ScatterChart): Drawing => {
  const drawn = spec.series.filter((series) => series.points.length > 0);
  const key = legend(
    drawn.map(({ name, vendor }) => ({ name, shape: 'box', colour: vendorColour(vendor) })),
    LEFT,
    WIDTH - LEFT - RIGHT,
  );
  const marginTop = key.height + 34;
  const values = drawn.flatMap(({ points }) => points.flatMap(({ x, y }) => [x, y]));
  const from = values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY) / MARGIN;
  const to = values.reduce((most, value) => Math.max(most, value), 0) * MARGIN;
  const domain: [number, number] = values.length === 0 ? [1, 10] : [from, to];
  const height = marginTop + PLOT_HEIGHT + BOTTOM;
  const axis = {
    type: 'log',
    domain,
    label: null,
    labelArrow: 'none',
    grid: true,
    ticks: 6,
    tickFormat: '~s',
  } as const;
  return {
    options: {
      height,
      marginLeft: LEFT,
      marginRight: RIGHT,
      marginTop,
      marginBottom: BOTTOM,
      x: axis,
      y: axis,
      marks: [],
    },
    overlay: (scales) => {
      const [low, high] = domain;
      const diagonal = (ratio: number, style: string): string => {
        const start = Math.max(low, low / ratio);
        const end = Math.min(high, high / ratio);
        return line(scales.x(start), scales.y(start * ratio), scales.x(end), scales.y(end * ratio), style);
      };
      const named = (ratio: number): string => {
        const end = Math.min(high, high / ratio);
        const text = ratio > 1 ? `x ${ratio}` : `: ${1 / ratio}`;
        return label(scales.x(end) - 6, scales.y(end * ratio) + 14, text, {
          anchor: 'end',
          colour: '#555',
          halo: true,
        });
      };
      return [
        key.markup,
        ...drawn.map(({ points, vendor }) => dots(points, scales, vendorColour(vendor))),
        diagonal(1, 'stroke="#222" stroke-width="1.5"'),
        ...spec.ratios.map((ratio) => diagonal(ratio, 'stroke="#555" stroke-dasharray="5 4"')),
        ...spec.ratios.map(named),
        axisNames(
          { left: LEFT, right: WIDTH - RIGHT, top: marginTop, bottom: height - BOTTOM },
          { x: spec.xAxis, y: spec.yAxis },
        ),
      ].join('');
    },
  };
};
