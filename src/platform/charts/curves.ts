import type { CurvesChart } from '../../core/report/chart-spec.ts';
import { axisNames, type Canvas, type Drawing, WIDTH } from './canvas.ts';
import { dayAxis } from './day-axis.ts';
import { legend } from './legend.ts';
import { label, line } from './markup.ts';

const LEFT = 72;
const RIGHT = 24;
const PLOT_HEIGHT = 280;
const FLAT_HEIGHT = 110;
const BOTTOM = 40;

type Role = CurvesChart['lines'][number]['role'];

const LOOKS: Readonly<
  Record<Role, { readonly colour: string; readonly dash: string; readonly width: number }>
> = {
  asked: { colour: '#9a9a9a', dash: '2 3', width: 1.6 },
  baseline: { colour: '#333333', dash: '7 4', width: 1.8 },
  limit: { colour: '#b00020', dash: '3 3', width: 1.6 },
  plan: { colour: '#0068a8', dash: '', width: 2.6 },
};

/** Curves over days with the band in which the plan's has to stay. */
export const curvesDrawing = ({ plot }: Canvas, spec: CurvesChart): Drawing => {
  const key = legend(
    spec.lines.map(({ name, role }) => ({
      name,
      colour: LOOKS[role].colour,
      shape: 'line',
      dash: LOOKS[role].dash,
    })),
    LEFT,
    WIDTH - LEFT - RIGHT,
  );
  const top = key.height + 30;
  const height = top + (spec.flat ? FLAT_HEIGHT : PLOT_HEIGHT) + BOTTOM;
  const points = spec.lines.flatMap((each) => each.points);
  const reachX = Math.max(1, ...points.map(({ x }) => x));
  const reachY = Math.max(1, ...points.map(({ y }) => y));
  return {
    options: {
      height,
      marginLeft: LEFT,
      marginRight: RIGHT,
      marginTop: top,
      marginBottom: BOTTOM,
      x: { domain: [0, reachX], axis: null },
      y: { domain: [0, reachY], label: null, labelArrow: 'none', grid: true, ticks: 5 },
      marks: [
        plot.areaY(spec.band, { x: 'x', y1: 'low', y2: 'high', fill: '#00805e', fillOpacity: 0.16 }),
        ...spec.lines.map(({ points: own, role }) =>
          plot.line(own, {
            x: 'x',
            y: 'y',
            stroke: LOOKS[role].colour,
            strokeWidth: LOOKS[role].width,
            strokeDasharray: LOOKS[role].dash,
          }),
        ),
      ],
    },
    overlay: ({ x, y }) => {
      const frame = { left: LEFT, right: WIDTH - RIGHT, top, bottom: y(0) };
      const horizon =
        spec.horizon === null
          ? ''
          : line(
              x(spec.horizon),
              top,
              x(spec.horizon),
              frame.bottom,
              'stroke="#777" stroke-dasharray="1 3"',
            ) +
            label(x(spec.horizon) - 6, top + 8, 'end of the plan', {
              anchor: 'end',
              colour: '#777',
              halo: true,
            });
      return (
        key.markup + dayAxis(spec.ticks, x, frame) + horizon + axisNames(frame, { x: '', y: spec.yAxis })
      );
    },
  };
};
