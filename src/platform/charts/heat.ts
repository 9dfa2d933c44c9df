import type { HeatChart } from '../../core/report/chart-spec.ts';
import { type Canvas, type Drawing, WIDTH } from './canvas.ts';
import { clipped, hinted, label, rectangle, textWidth } from './markup.ts';

const ROW = 30;
const LONGEST_LABEL = 34;
const TOP = 30;
const BOTTOM = 30;
const FAINTEST = 0.12;
const KEY_WIDTH = 120;
const STEPS = 6;

const fill = (share: number): string =>
  `fill="#b00020" fill-opacity="${(FAINTEST + (1 - FAINTEST) * share).toFixed(3)}"`;

/** Cells darker the larger they are; what each stands for shows when pointed at. */
export const heatDrawing = ({ plot }: Canvas, spec: HeatChart): Drawing => {
  const labels = spec.rows.map((row) => clipped(row, LONGEST_LABEL));
  const marginLeft = 16 + Math.max(0, ...labels.map((each) => textWidth(each)));
  const marginRight = 40;
  const height = TOP + ROW * spec.rows.length + BOTTOM;
  const bottom = height - BOTTOM;
  return {
    options: {
      height,
      marginLeft,
      marginRight,
      marginTop: TOP,
      marginBottom: BOTTOM,
      x: { domain: [0, spec.columns.length], axis: null },
      y: { domain: [0, spec.rows.length], axis: null, range: [TOP, bottom] },
      marks: [plot.ruleX([0], { stroke: '#999' })],
    },
    overlay: ({ x, y }) => {
      const width = x(1) - x(0);
      const grid = spec.rows.flatMap((row, r) =>
        spec.columns.map((column, c) => {
          const found = spec.cells.find((cell) => cell.row === r && cell.column === c);
          const words = `${row}, ${column.text}: ${found === undefined ? 'not used up' : found.text}`;
          const look = found === undefined ? 'fill="#f0f2f4"' : fill(found.share);
          return hinted(words, rectangle(x(c) + 0.5, y(r) + 2, width - 1, ROW - 4, look));
        }),
      );
      let free = 0;
      const columns = spec.columns.map((column, c) => {
        const at = x(c + 0.5);
        const half = textWidth(column.label) / 2;
        if (column.label === '' || at - half < free || at + half > WIDTH) return '';
        free = at + half + 10;
        return label(at, bottom + 14, column.label, { anchor: 'middle', colour: '#444' });
      });
      const keyAt = marginLeft + textWidth(spec.key.least) + 8;
      const key = [
        label(marginLeft, 12, spec.key.least, { colour: '#444' }),
        ...Array.from({ length: STEPS }, (_, step) =>
          rectangle(keyAt + (step * KEY_WIDTH) / STEPS, 5, KEY_WIDTH / STEPS, 13, fill(step / (STEPS - 1))),
        ),
        label(keyAt + KEY_WIDTH + 8, 12, spec.key.most, { colour: '#444' }),
      ];
      const names = labels.map((words, r) => label(marginLeft - 10, y(r + 0.5), words, { anchor: 'end' }));
      return [...key, ...grid, ...columns, ...names].join('');
    },
  };
};
