import type { ChartSpec, ScatterChart } from '../../core/report/chart-spec.ts';
import { type Canvas, type Drawing, draw } from './canvas.ts';
import { curvesDrawing } from './curves.ts';
import { heatDrawing } from './heat.ts';
import { intervalsDrawing } from './intervals.ts';
import { paretoDrawing } from './pareto.ts';
import { rooflineDrawing } from './roofline.ts';
import { scatterChart } from './scatter.ts';
import { scheduleDrawing } from './schedule.ts';
import { stackDrawing } from './stack.ts';
import { timelineDrawing } from './timeline.ts';
import { tornadoDrawing } from './tornado.ts';

const drawingOf = (canvas: Canvas, spec: Exclude<ChartSpec, ScatterChart>): Drawing => {
  switch (spec.kind) {
    case 'intervals':
      return intervalsDrawing(canvas, spec);
    case 'stack':
      return stackDrawing(canvas, spec);
    case 'pareto':
      return paretoDrawing(canvas, spec);
    case 'roofline':
      return rooflineDrawing(canvas, spec);
    case 'timeline':
      return timelineDrawing(canvas, spec);
    case 'tornado':
      return tornadoDrawing(canvas, spec);
    case 'curves':
      return curvesDrawing(canvas, spec);
    case 'schedule':
      return scheduleDrawing(canvas, spec);
    case 'heat':
      return heatDrawing(canvas, spec);
  }
};

/**
 * Loads the plotting library (about 0.3 s, so only where charts are drawn) and gives a function that draws a chart as a
 * self-contained SVG string.
 */
export const openChartRenderer = async (): Promise<(spec: ChartSpec) => string> => {
  const [plot, { parseHTML }] = await Promise.all([import('@observablehq/plot'), import('linkedom')]);
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const canvas: Canvas = { plot, document };
  return (spec) =>
    spec.kind === 'scatter' ? scatterChart(spec) : draw(canvas, spec, drawingOf(canvas, spec));
};
