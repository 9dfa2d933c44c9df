import type { StackChart } from '../../core/report/chart-spec.ts';
import { axisNames, type Canvas, type Drawing, WIDTH } from './canvas.ts';
import { partColour } from './colours.ts';
import { legend } from './legend.ts';
import { clipped, hinted, label, line, rectangle, textWidth } from './markup.ts';

const ROW = 28;
const BAR = 18;
const LONGEST_LABEL = 52;

type Row = StackChart['rows'][number];

const barOf = (row: Row, names: readonly string[], middle: number, x: (value: number) => number): string => {
  let from = 0;
  return row.parts
    .map((part) => {
      const start = x(from);
      from += part.value;
      const width = x(from) - start;
      const words =
        part.text.replace(/[ (].*$/, '') === part.text ? part.text : (part.text.split(' (')[0] ?? '');
      const short = words.split(',')[0] ?? '';
      const fits = textWidth(short) + 8 <= width;
      return hinted(
        `${row.label}, ${part.name}: ${part.text}`,
        rectangle(
          start,
          middle - BAR / 2,
          width,
          BAR,
          `fill="${partColour(names.indexOf(part.name))}" stroke="#fff" stroke-width="1"`,
        ) + (fits ? label(start + width / 2, middle, short, { anchor: 'middle', colour: '#111' }) : ''),
      );
    })
    .join('');
};

/** Bars of parts that add up, with where they must end where there is such an end. */
export const stackDrawing = ({ plot }: Canvas, spec: StackChart): Drawing => {
  const labels = spec.rows.map((row) => clipped(row.label, LONGEST_LABEL));
  const marginLeft = 16 + Math.max(0, ...labels.map((each) => textWidth(each)));
  const marginRight = 24 + Math.max(0, ...spec.rows.map((row) => textWidth(row.text)));
  const key = legend(
    spec.names.map((name, index) => ({ name, colour: partColour(index), shape: 'box' })),
    marginLeft,
    WIDTH - marginLeft - 10,
  );
  const marginTop = key.height + (spec.lines === undefined || spec.lines.length === 0 ? 10 : 30);
  const height = marginTop + ROW * spec.rows.length + 44;
  const totals = spec.rows.map((row) => row.parts.reduce((sum, part) => sum + part.value, 0));
  const lines = spec.lines ?? [];
  const reach = Math.max(
    ...totals,
    ...lines.map(({ value }) => 1.02 * value),
    ...spec.rows.flatMap((row) => (row.capacity === null ? [] : [row.capacity])),
  );
  return {
    options: {
      height,
      marginLeft,
      marginRight,
      marginTop,
      marginBottom: 44,
      x: { domain: [0, reach], label: null, grid: true, labelArrow: 'none', ticks: 6 },
      y: { domain: [0, spec.rows.length], axis: null, range: [marginTop, height - 44] },
      marks: [plot.ruleX([0], { stroke: '#999' })],
    },
    overlay: ({ x, y }) =>
      key.markup +
      axisNames(
        { left: marginLeft, right: WIDTH - marginRight, top: marginTop, bottom: height - 44 },
        { x: spec.axis },
      ) +
      lines
        .map(
          ({ value, label: words }) =>
            line(
              x(value),
              marginTop,
              x(value),
              height - 44,
              'stroke="#b00020" stroke-dasharray="5 3" stroke-width="1.5"',
            ) + label(x(value), marginTop - 10, words, { anchor: 'end', colour: '#b00020' }),
        )
        .join('') +
      spec.rows
        .map((row, index) => {
          const middle = y(index + 0.5);
          const end = Math.max(totals[index] ?? reach, row.capacity ?? Number.NEGATIVE_INFINITY);
          const capacity =
            row.capacity === null
              ? ''
              : line(
                  x(row.capacity),
                  middle - BAR / 2 - 4,
                  x(row.capacity),
                  middle + BAR / 2 + 4,
                  'stroke="#b00020" stroke-width="2.5"',
                );
          return [
            label(marginLeft - 10, middle, labels[index] ?? '', { anchor: 'end' }),
            barOf(row, spec.names, middle, x),
            capacity,
            label(x(end) + 8, middle, row.text, { colour: '#444', halo: true }),
          ].join('');
        })
        .join(''),
  };
};
