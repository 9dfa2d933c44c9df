/** Text made safe for XML content and attributes; characters XML forbids are dropped. */
export const escapeXml = (text: string): string =>
  text
    .replace(/[^\P{Control}\t\n]|\p{Surrogate}|[\ufffe\uffff]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');

export const FONT_SIZE = 12;
export const FONT_FAMILY =
  "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

const NARROW = /[ ,.;:'|!()[\]ijlftrI1-]/;

/**
 * Width of a text in pixels at the chart's font size, rounded up: no font is at hand where charts are drawn, so wide
 * fonts (DejaVu Sans) set the measure and labels always have room.
 */
export const textWidth = (text: string, bold = false): number => {
  let width = 0;
  for (const character of text) width += NARROW.test(character) ? 5 : character > '\u2e7f' ? 12.5 : 7.4;
  return Math.ceil(bold ? 1.12 * width : width);
};

/** The text cut with an ellipsis to a number of characters. */
export const clipped = (text: string, characters: number): string => {
  const letters = [...text];
  return letters.length <= characters
    ? text
    : `${letters
        .slice(0, characters - 1)
        .join('')
        .trimEnd()}…`;
};

export interface LabelOptions {
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly colour?: string;
  readonly bold?: boolean;
  /** Draws the text on a white edge, so that lines behind it do not cross it. */
  readonly halo?: boolean;
}

const round = (value: number): string => String(Math.round(value * 100) / 100);

/** A line of text at a place in pixels, its middle on `y`. */
export const label = (x: number, y: number, text: string, options: LabelOptions = {}): string => {
  const { anchor = 'start', colour = '#222', bold = false, halo = false } = options;
  const edge = halo ? ' stroke="#fff" stroke-width="3" stroke-linejoin="round" paint-order="stroke"' : '';
  const weight = bold ? ' font-weight="600"' : '';
  return `<text x="${round(x)}" y="${round(y)}" dy="0.35em" text-anchor="${anchor}" fill="${colour}"${weight}${edge}>${escapeXml(text)}</text>`;
};

/** An element that shows `hint` when pointed at. */
export const hinted = (hint: string, markup: string): string =>
  `<g><title>${escapeXml(hint)}</title>${markup}</g>`;

export const line = (x1: number, y1: number, x2: number, y2: number, attributes: string): string =>
  `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" ${attributes}/>`;

export const rectangle = (x: number, y: number, width: number, height: number, attributes: string): string =>
  `<rect x="${round(x)}" y="${round(y)}" width="${round(Math.max(0, width))}" height="${round(height)}" ${attributes}/>`;
