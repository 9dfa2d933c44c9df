import type { RooflineChart } from '../../core/report/chart-spec.ts';
import { axisNames, type Canvas, type Drawing, WIDTH } from './canvas.ts';
import { seriesStyles } from './colours.ts';
import { legend } from './legend.ts';
import { hinted, label } from './markup.ts';
import { placeLabels } from './placement.ts';

const LEFT = 70;
const RIGHT = 24;
const PLOT_HEIGHT = 360;
const BOTTOM = 48;

const decadeBelow = (value: number): number => 10 ** Math.floor(Math.log10(value));

/** Ceilings and points on logarithmic axes. */
export const rooflineDrawing = ({ plot }: Canvas, spec: RooflineChart): Drawing => {
  const styles = seriesStyles(spec.series);
  const key = legend(
    spec.series.map(({ name }, index) => ({ name, shape: 'line', colour: '#666', ...styles[index] })),
    LEFT,
    WIDTH - LEFT - RIGHT,
  );
  const marginTop = key.height + 34;
  const points = spec.series.flatMap((each) => each.points);
  const ridges = spec.series.flatMap(({ roof }) => (roof === null ? [] : [roof.peak / roof.slope]));
  const fromX = decadeBelow(Math.min(...points.map((point) => point.x), ...ridges) / 2);
  const toX = 3 * Math.max(...points.map((point) => point.x), ...ridges);
  const at = (roof: { peak: number; slope: number }, x: number) => Math.min(roof.peak, roof.slope * x);
  const roofs = spec.series.map(({ roof }) =>
    roof === null ? [] : [fromX, roof.peak / roof.slope, toX].map((x) => ({ x, y: at(roof, x) })),
  );
  const tops = [...roofs.flat(), ...points].map((point) => point.y);
  const height = marginTop + PLOT_HEIGHT + BOTTOM;
  return {
    options: {
      height,
      marginLeft: LEFT,
      marginRight: RIGHT,
      marginTop,
      marginBottom: BOTTOM,
      x: {
        type: 'log',
        domain: [fromX, toX],
        label: null,
        labelArrow: 'none',
        grid: true,
        ticks: 6,
        tickFormat: '~s',
      },
      y: {
        type: 'log',
        domain: [Math.min(...tops) / 1.5, Math.max(...tops) * 1.6],
        label: null,
        labelArrow: 'none',
        grid: true,
        ticks: 5,
        tickFormat: '~s',
      },
      marks: [
        ...roofs.map((roof, index) =>
          plot.line(roof, {
            x: 'x',
            y: 'y',
            stroke: styles[index]?.colour ?? '#666',
            strokeWidth: 2,
            strokeDasharray: styles[index]?.dash ?? '',
          }),
        ),
      ],
    },
    overlay: ({ x, y }) => {
      const placed = spec.series.flatMap((each, index) =>
        each.points.map((point) => ({
          x: x(point.x),
          y: y(point.y),
          text: point.name,
          colour: styles[index]?.colour ?? '#666',
          hint: `${each.name}, ${point.name}: ${point.y.toPrecision(3)} ${spec.yAxis} at ${point.x.toPrecision(3)} ${spec.xAxis}`,
        })),
      );
      const dots = placed.map((each) => ({ x: each.x - 6, y: each.y - 6, width: 12, height: 12 }));
      const frame = { x: LEFT, y: marginTop, width: WIDTH - LEFT - RIGHT, height: PLOT_HEIGHT };
      const places = placeLabels(placed, dots, frame);
      return [
        key.markup,
        axisNames(
          { left: LEFT, right: WIDTH - RIGHT, top: marginTop, bottom: height - BOTTOM },
          { x: spec.xAxis, y: spec.yAxis },
        ),
        ...placed.map((each, index) => {
          const place = places[index];
          const name =
            place === undefined
              ? ''
              : label(place.x, place.y, each.text, { anchor: place.anchor, colour: each.colour, halo: true });
          return hinted(
            each.hint,
            `<circle cx="${each.x}" cy="${each.y}" r="5" fill="${each.colour}" stroke="#fff" stroke-width="1.5"/>${name}`,
          );
        }),
      ].join('');
    },
  };
};
