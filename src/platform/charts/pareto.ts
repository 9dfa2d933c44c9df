import type { ParetoChart } from '../../core/report/chart-spec.ts';
import { axisNames, type Canvas, type Drawing, type Scales, WIDTH } from './canvas.ts';
import { seriesStyles } from './colours.ts';
import { legend } from './legend.ts';
import { clipped, hinted, label, line } from './markup.ts';
import { type Box, placeLabels } from './placement.ts';

const LEFT = 64;
const RIGHT = 24;
const PLOT_HEIGHT = 380;
const BOTTOM = 48;
const LONGEST_LABEL = 36;

type Series = ParetoChart['series'][number];

const chosenMarkup = ({ name, chosen }: Series, colour: string, { x, y }: Scales): string =>
  hinted(
    `${name}: the point chosen`,
    [
      line(
        x(chosen.x.low),
        y(chosen.y.estimate),
        x(chosen.x.high),
        y(chosen.y.estimate),
        `stroke="${colour}" stroke-width="1.5" stroke-opacity="0.8"`,
      ),
      line(
        x(chosen.x.estimate),
        y(chosen.y.low),
        x(chosen.x.estimate),
        y(chosen.y.high),
        `stroke="${colour}" stroke-width="1.5" stroke-opacity="0.8"`,
      ),
      `<circle cx="${x(chosen.x.estimate)}" cy="${y(chosen.y.estimate)}" r="6" fill="${colour}" stroke="#fff" stroke-width="1.5"/>`,
    ].join(''),
  );

/** What the bars of an interval cover, so that names keep off them. */
const errorBars = ({ x: along, y: up }: Series['chosen'], { x, y }: Scales): readonly Box[] => [
  { x: x(along.low), y: y(up.estimate) - 2, width: x(along.high) - x(along.low), height: 4 },
  { x: x(along.estimate) - 2, y: y(up.high), width: 4, height: y(up.low) - y(up.high) },
];

/** Fronts as lines through their points, the point chosen with the interval of both its values. */
export const paretoDrawing = ({ plot }: Canvas, spec: ParetoChart): Drawing => {
  const styles = seriesStyles(spec.series);
  const key = legend(
    spec.series.map(({ name }, index) => ({ name, shape: 'line', colour: '#666', ...styles[index] })),
    LEFT,
    WIDTH - LEFT - RIGHT,
  );
  const marginTop = key.height + 34;
  const height = marginTop + PLOT_HEIGHT + BOTTOM;
  const points = spec.series.flatMap((each) => [...each.frontier, ...each.beaten]);
  const reachX = Math.max(
    ...points.map((point) => point.x),
    ...spec.series.map(({ chosen }) => chosen.x.high),
  );
  const reachY = Math.max(
    ...points.map((point) => point.y),
    ...spec.series.map(({ chosen }) => chosen.y.high),
  );
  const limit = spec.slowestUser;
  return {
    options: {
      height,
      marginLeft: LEFT,
      marginRight: RIGHT,
      marginTop,
      marginBottom: BOTTOM,
      x: { domain: [0, reachX * 1.03], label: null, grid: true, labelArrow: 'none', ticks: 8 },
      y: { domain: [0, reachY * 1.05], label: null, grid: true, labelArrow: 'none', ticks: 6 },
      marks: [
        ...(limit === null
          ? []
          : [
              plot.rect([0], {
                x1: 0,
                x2: limit.x,
                y1: 0,
                y2: reachY * 1.05,
                fill: '#b00020',
                fillOpacity: 0.05,
              }),
            ]),
        ...spec.series.flatMap(({ frontier, beaten }, index) => {
          const colour = styles[index]?.colour ?? '#666';
          return [
            plot.dot(beaten, { x: 'x', y: 'y', r: 1.8, fill: colour, fillOpacity: 0.35 }),
            plot.line(frontier, {
              x: 'x',
              y: 'y',
              stroke: colour,
              strokeWidth: 2,
              strokeDasharray: styles[index]?.dash ?? '',
              curve: 'monotone-x',
            }),
            plot.dot(frontier, { x: 'x', y: 'y', r: 2.4, fill: colour }),
          ];
        }),
      ],
    },
    overlay: (scales) => {
      const { x, y } = scales;
      const frame: Box = { x: LEFT, y: marginTop, width: WIDTH - LEFT - RIGHT, height: PLOT_HEIGHT };
      const centres = spec.series.map(({ name, chosen }) => ({
        x: x(chosen.x.estimate),
        y: y(chosen.y.estimate),
        text: clipped(name, LONGEST_LABEL),
      }));
      const obstacles = [
        ...centres.map((at) => ({ x: at.x - 7, y: at.y - 7, width: 14, height: 14 })),
        ...spec.series.flatMap(({ chosen }) => errorBars(chosen, scales)),
        ...spec.series.flatMap(({ frontier }) =>
          frontier.map((point) => ({ x: x(point.x) - 3, y: y(point.y) - 3, width: 6, height: 6 })),
        ),
      ];
      const places = placeLabels(centres, obstacles, frame);
      const names = centres.map((at, index) => {
        const place = places[index];
        return place === undefined
          ? ''
          : label(place.x, place.y, at.text, {
              anchor: place.anchor,
              colour: styles[index]?.colour ?? '#666',
              bold: true,
              halo: true,
            });
      });
      const promise =
        limit === null
          ? ''
          : line(
              x(limit.x),
              marginTop,
              x(limit.x),
              height - BOTTOM,
              'stroke="#b00020" stroke-dasharray="5 3"',
            ) + label(x(limit.x) + 6, marginTop + 9, limit.label, { colour: '#b00020', halo: true });
      return [
        key.markup,
        axisNames(
          { left: LEFT, right: WIDTH - RIGHT, top: marginTop, bottom: height - BOTTOM },
          { x: spec.xAxis, y: spec.yAxis },
        ),
        promise,
        ...spec.series.map((each, index) => chosenMarkup(each, styles[index]?.colour ?? '#666', scales)),
        ...names,
      ].join('');
    },
  };
};
