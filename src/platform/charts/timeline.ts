import type { TimelineChart } from '../../core/report/chart-spec.ts';
import { axisNames, type Canvas, type Drawing, WIDTH } from './canvas.ts';
import { vendorColour } from './colours.ts';
import { clipped, hinted, label, line, textWidth } from './markup.ts';
import { placeLabels, spreadApart } from './placement.ts';

const LEFT = 64;
const PLOT_HEIGHT = 360;
const TOP = 30;
const BOTTOM = 48;
const LABEL_GAP = 16;
const LONGEST_LABEL = 44;

/** Lines of money over months in bands of their intervals, named at their ends, crossings marked. */
export const timelineDrawing = ({ plot }: Canvas, spec: TimelineChart): Drawing => {
  const names = spec.series.map(({ name }) => clipped(name, LONGEST_LABEL));
  const right = 30 + Math.max(0, ...names.map((name) => textWidth(name, true)));
  const points = spec.series.flatMap((each) => each.points);
  const reachX = Math.max(1, ...points.map((point) => point.x));
  const reachY = Math.max(...points.map((point) => point.high));
  const height = TOP + PLOT_HEIGHT + BOTTOM;
  return {
    options: {
      height,
      marginLeft: LEFT,
      marginRight: right,
      marginTop: TOP,
      marginBottom: BOTTOM,
      x: {
        domain: [0, reachX],
        label: null,
        labelArrow: 'none',
        ticks: Math.min(12, reachX),
        tickFormat: 'd',
      },
      y: {
        domain: [Math.min(0, ...points.map((point) => point.low)), reachY],
        label: null,
        labelArrow: 'none',
        grid: true,
        ticks: 6,
      },
      marks: [
        ...spec.series.map(({ points: band, vendor }) =>
          plot.areaY(band, { x: 'x', y1: 'low', y2: 'high', fill: vendorColour(vendor), fillOpacity: 0.1 }),
        ),
        ...spec.series.map(({ points: middle, vendor, dashed }) =>
          plot.line(middle, {
            x: 'x',
            y: 'estimate',
            stroke: vendorColour(vendor),
            strokeWidth: 2.2,
            strokeDasharray: dashed ? '7 4' : '',
          }),
        ),
      ],
    },
    overlay: ({ x, y }) => {
      const ends = spec.series.map((each) => y(each.points.at(-1)?.estimate ?? reachY));
      const heights = spreadApart(ends, LABEL_GAP, TOP, TOP + PLOT_HEIGHT);
      const labels = spec.series.map((each, index) => {
        const colour = vendorColour(each.vendor);
        const end = ends[index] ?? TOP;
        const at = heights[index] ?? end;
        return (
          line(x(reachX) + 2, end, x(reachX) + 16, at, `stroke="${colour}" stroke-opacity="0.6"`) +
          label(x(reachX) + 20, at, names[index] ?? '', { colour, bold: true })
        );
      });
      const marks = spec.crossings.map((each) => ({ x: x(each.x), y: y(each.y), text: each.label }));
      const frame = { x: LEFT, y: TOP, width: WIDTH - LEFT - right, height: PLOT_HEIGHT };
      const places = placeLabels(
        marks,
        marks.map((mark) => ({ x: mark.x - 8, y: mark.y - 8, width: 16, height: 16 })),
        frame,
      );
      const crossings = marks.map((mark, index) => {
        const place = places[index];
        return hinted(
          mark.text,
          `<circle cx="${mark.x}" cy="${mark.y}" r="6" fill="#fff" stroke="#222" stroke-width="2"/>${
            place === undefined
              ? ''
              : label(place.x, place.y, mark.text, { anchor: place.anchor, halo: true, bold: true })
          }`,
        );
      });
      return [
        axisNames(
          { left: LEFT, right: WIDTH - right, top: TOP, bottom: TOP + PLOT_HEIGHT },
          { x: spec.xAxis, y: spec.yAxis },
        ),
        ...labels,
        ...crossings,
      ].join('');
    },
  };
};
