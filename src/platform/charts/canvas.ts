import type { PlotOptions } from '@observablehq/plot';
import type { ChartSpec } from '../../core/report/chart-spec.ts';
import { escapeXml, FONT_FAMILY, FONT_SIZE, label } from './markup.ts';

export type PlotLibrary = typeof import('@observablehq/plot');

/** What charts are drawn with: the plotting library and a document to build elements in. */
export interface Canvas {
  readonly plot: PlotLibrary;
  readonly document: unknown;
}

/** Places in pixels on a finished plot. */
export interface Scales {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

export interface Drawing {
  readonly options: PlotOptions;
  /** Markup below and above the plot's own marks, once its scales are known. */
  readonly overlay: (scales: Scales) => string;
}

/** Width of every chart in pixels of its own coordinate system; pages scale it. */
export const WIDTH = 920;

interface BuiltPlot {
  readonly outerHTML: string;
  readonly scale: (name: 'x' | 'y') => { readonly apply: (value: number) => number } | undefined;
}

const isBuiltPlot = (value: unknown): value is BuiltPlot =>
  value !== null && typeof value === 'object' && 'outerHTML' in value && 'scale' in value;

/** Coordinates to a hundredth of a pixel: same bytes on every machine, and smaller files. */
const rounded = (svg: string): string =>
  svg.replace(
    / (d|x|y|x1|x2|y1|y2|cx|cy|r|width|height|transform|points|viewBox)="([^"]*)"/g,
    (_, name, value) => {
      const short = String(value).replace(/-?\d+\.\d{3,}(e-?\d+)?/g, (number) =>
        String(Math.round(Number(number) * 100) / 100),
      );
      return ` ${name}="${short}"`;
    },
  );

/** The library adds one rule block per plot, keyed by a class; charts here need none of it but the font. */
const withoutStyle = (svg: string): string => svg.replace(/<style>[\s\S]*?<\/style>/, '');

const scaleOf = (built: BuiltPlot, name: 'x' | 'y') => {
  const scale = built.scale(name);
  if (scale === undefined) throw new Error(`The plotting library made no ${name} scale`);
  return (value: number): number => scale.apply(value);
};

/** Names of the axes: the vertical one above its top end, the horizontal one below the middle of its ticks. */
export const axisNames = (
  frame: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number },
  names: { readonly x: string; readonly y?: string },
): string =>
  [
    label((frame.left + frame.right) / 2, frame.bottom + 36, names.x, { anchor: 'middle', colour: '#444' }),
    names.y === undefined ? '' : label(4, frame.top - 14, names.y, { colour: '#444' }),
  ].join('');

/** An SVG that stands alone and says in words what it shows, around markup in a coordinate system `WIDTH` wide. */
export const framed = (spec: ChartSpec, height: number, markup: string): string => {
  const head = [
    `<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" aria-labelledby="${spec.id}-title ${spec.id}-text"`,
    `viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}"`,
    `font-family="${FONT_FAMILY}" font-size="${FONT_SIZE}" fill="#222" text-anchor="middle">`,
  ].join(' ');
  return rounded(
    `${head}<title id="${spec.id}-title">${escapeXml(spec.title)}</title><desc id="${spec.id}-text">${escapeXml(spec.description)}</desc>${markup}</svg>`,
  );
};

/** A chart of the plotting library with what is drawn over it, as an SVG string. */
export const draw = (canvas: Canvas, spec: ChartSpec, { options, overlay }: Drawing): string => {
  const built: unknown = canvas.plot.plot({
    ...options,
    width: WIDTH,
    document: canvas.document as NonNullable<PlotOptions['document']>,
    className: 'chart',
  });
  if (!isBuiltPlot(built)) throw new Error(`The plotting library gave no picture for ${spec.kind}`);
  const markup = overlay({ x: scaleOf(built, 'x'), y: scaleOf(built, 'y') });
  const body = withoutStyle(built.outerHTML)
    .replace(/^<svg[^>]*>/, '')
    .replace(/<\/svg>$/, '');
  return framed(spec, options.height ?? 400, `${body}${markup}`);
};
