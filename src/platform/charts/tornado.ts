import type { TornadoChart } from '../../core/report/chart-spec.ts';
import { axisNames, type Canvas, type Drawing, WIDTH } from './canvas.ts';
import { clipped, hinted, label, line, rectangle, textWidth } from './markup.ts';

const ROW = 34;
const LONGEST_LABEL = 48;
const BELOW = '#b9d3e8';
const ABOVE = '#f0b35c';

/** What each input does to the result: bars from the result at its low to the result at its high, around the estimate. */
export const tornadoDrawing = ({ plot }: Canvas, spec: TornadoChart): Drawing => {
  const labels = spec.rows.map((row) => clipped(row.label, LONGEST_LABEL));
  const marginLeft =
    44 +
    Math.max(0, ...labels.map((each) => textWidth(each))) +
    Math.max(0, ...spec.rows.map((row) => textWidth(row.lowText)));
  const marginRight = 24 + Math.max(0, ...spec.rows.map((row) => textWidth(row.highText)));
  const height = 10 + ROW * spec.rows.length + 44;
  const low = Math.min(spec.centre, ...spec.rows.map((row) => row.low));
  const high = Math.max(spec.centre, ...spec.rows.map((row) => row.high));
  const namesEnd = 16 + Math.max(0, ...labels.map((each) => textWidth(each)));
  return {
    options: {
      height,
      marginLeft,
      marginRight,
      marginTop: 10,
      marginBottom: 44,
      x: { domain: [low, high], label: null, labelArrow: 'none', grid: true, ticks: 6 },
      y: { domain: [0, spec.rows.length], axis: null, range: [10, height - 44] },
      marks: [plot.ruleX([spec.centre], { stroke: '#555' })],
    },
    overlay: ({ x, y }) =>
      axisNames(
        { left: marginLeft, right: WIDTH - marginRight, top: 10, bottom: height - 44 },
        { x: spec.axis },
      ) +
      spec.rows
        .map((row, index) => {
          const middle = y(index + 0.5);
          const centre = x(spec.centre);
          const from = Math.min(x(row.low), centre);
          const to = Math.max(x(row.high), centre);
          return hinted(
            `${row.label}: from ${row.lowText} to ${row.highText}`,
            [
              label(namesEnd - 6, middle, labels[index] ?? '', { anchor: 'end' }),
              rectangle(from, middle - 9, centre - from, 18, `fill="${BELOW}"`),
              rectangle(centre, middle - 9, to - centre, 18, `fill="${ABOVE}"`),
              line(centre, middle - 12, centre, middle + 12, 'stroke="#555"'),
              label(from - 8, middle, row.lowText, { anchor: 'end', colour: '#444', halo: true }),
              label(to + 8, middle, row.highText, { colour: '#444', halo: true }),
            ].join(''),
          );
        })
        .join(''),
  };
};
