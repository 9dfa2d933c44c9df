import type { ScheduleChart } from '../../core/report/chart-spec.ts';
import { type Canvas, type Drawing, WIDTH } from './canvas.ts';
import { dayAxis } from './day-axis.ts';
import { clipped, hinted, label, line, rectangle, textWidth } from './markup.ts';

const ROW = 26;
const LONGEST_LABEL = 34;
const TOP = 28;
const BOTTOM = 30;
const SMALLEST = 4;
const LARGEST = 10;

const DONE = '#0068a8';
const SHORT = '#b00020';

type Row = ScheduleChart['rows'][number];

const rowMarkup = (row: Row, middle: number, x: (day: number) => number, reach: number): string => {
  const colour = row.short ? SHORT : DONE;
  const until = Math.min(row.until, reach);
  const window = rectangle(x(row.from), middle - 7, x(until) - x(row.from), 14, 'fill="#dfe6ec" rx="3"');
  const shipments = row.shipments.map((one) =>
    hinted(
      `${row.label}: ${one.text}`,
      `<circle cx="${x(one.x)}" cy="${middle}" r="${SMALLEST + (LARGEST - SMALLEST) * Math.sqrt(one.share)}" fill="${colour}" fill-opacity="0.85" stroke="#fff"/>`,
    ),
  );
  const odds = row.odds.map((one) =>
    hinted(
      `${row.label}: ${one.text}`,
      line(x(one.x), middle - 10, x(one.x), middle + 10, 'stroke="#c75b00" stroke-width="2.5"'),
    ),
  );
  return [window, ...shipments, ...odds].join('');
};

/** A row per deal: the days it accepts, its shipments by size, and the dates its odds name. */
export const scheduleDrawing = ({ plot }: Canvas, spec: ScheduleChart): Drawing => {
  const labels = spec.rows.map((row) => clipped(row.label, LONGEST_LABEL));
  const marginLeft = 16 + Math.max(0, ...labels.map((each) => textWidth(each)));
  const marginRight = 24 + Math.max(0, ...spec.rows.map((row) => textWidth(row.text)));
  const height = TOP + ROW * spec.rows.length + BOTTOM;
  const bottom = height - BOTTOM;
  return {
    options: {
      height,
      marginLeft,
      marginRight,
      marginTop: TOP,
      marginBottom: BOTTOM,
      x: { domain: [0, spec.reach], axis: null },
      y: { domain: [0, spec.rows.length], axis: null, range: [TOP, bottom] },
      marks: [plot.ruleX([0], { stroke: '#999' })],
    },
    overlay: ({ x, y }) => {
      const key = [
        rectangle(marginLeft, 4, 22, 12, 'fill="#dfe6ec" rx="3"'),
        label(marginLeft + 28, 10, 'days it accepts'),
        `<circle cx="${marginLeft + 146}" cy="10" r="6" fill="${DONE}" fill-opacity="0.85"/>`,
        label(marginLeft + 158, 10, 'shipment accepted (red: not all of the order)'),
        line(marginLeft + 488, 2, marginLeft + 488, 18, 'stroke="#c75b00" stroke-width="2.5"'),
        label(marginLeft + 496, 10, 'P80, P95'),
      ].join('');
      const rows = spec.rows.map((row, index) => {
        const middle = y(index + 0.5);
        return (
          label(marginLeft - 10, middle, labels[index] ?? '', { anchor: 'end' }) +
          rowMarkup(row, middle, x, spec.reach) +
          label(WIDTH - marginRight + 12, middle, row.text, { colour: row.short ? SHORT : '#444' })
        );
      });
      return [key, dayAxis(spec.ticks, x, { top: TOP, bottom }), ...rows].join('');
    },
  };
};
