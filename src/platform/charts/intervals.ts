import type { IntervalsChart } from '../../core/report/chart-spec.ts';
import { axisNames, type Canvas, type Drawing, WIDTH } from './canvas.ts';
import { vendorColour } from './colours.ts';
import { clipped, hinted, label, line, rectangle, textWidth } from './markup.ts';

const ROW = 26;
const LONGEST_LABEL = 60;

/** Estimates as dots on the bars of their intervals, one row each, from zero. */
export const intervalsDrawing = ({ plot }: Canvas, spec: IntervalsChart): Drawing => {
  const labels = spec.rows.map((row) => clipped(row.label, LONGEST_LABEL));
  const marginLeft = 16 + Math.max(0, ...labels.map((each) => textWidth(each)));
  const marginRight = 20 + Math.max(0, ...spec.rows.map((row) => textWidth(row.text)));
  const marginTop = spec.limit === null ? 6 : 24;
  const height = marginTop + ROW * spec.rows.length + 44;
  const ends = spec.rows.flatMap((row) => [row.low, row.high]);
  const reach = spec.limit === null ? ends : [...ends, spec.limit.value * 1.02];
  const domain = [Math.min(0, ...reach), Math.max(...reach)];
  return {
    options: {
      height,
      marginLeft,
      marginRight,
      marginTop,
      marginBottom: 44,
      x: { domain, label: null, grid: true, labelArrow: 'none', ticks: 6 },
      y: { domain: [0, spec.rows.length], axis: null, range: [marginTop, height - 44] },
      marks: [plot.ruleX([0], { stroke: '#999' })],
    },
    overlay: ({ x, y }) => {
      const rows = spec.rows.map((row, index) => {
        const middle = y(index + 0.5);
        const colour = vendorColour(row.vendor);
        const dot = `<circle cx="${x(row.estimate)}" cy="${middle}" r="5" fill="${row.hollow ? '#fff' : colour}" stroke="${colour}" stroke-width="2"/>`;
        const bar = rectangle(
          x(row.low),
          middle - 4,
          x(row.high) - x(row.low),
          8,
          `fill="${colour}" fill-opacity="0.28" rx="2"`,
        );
        return hinted(
          `${row.label}: ${row.text}`,
          [
            label(marginLeft - 10, middle, labels[index] ?? '', { anchor: 'end' }),
            bar,
            dot,
            label(x(Math.max(row.high, row.estimate)) + 10, middle, row.text, { colour: '#444', halo: true }),
          ].join(''),
        );
      });
      const limit =
        spec.limit === null
          ? []
          : [
              line(
                x(spec.limit.value),
                marginTop,
                x(spec.limit.value),
                height - 44,
                'stroke="#b00020" stroke-dasharray="5 3"',
              ),
              label(x(spec.limit.value), marginTop - 10, spec.limit.label, {
                anchor: 'middle',
                colour: '#b00020',
              }),
            ];
      const names = axisNames(
        { left: marginLeft, right: WIDTH - marginRight, top: marginTop, bottom: height - 44 },
        { x: spec.axis },
      );
      return [names, ...limit, ...rows].join('');
    },
  };
};
