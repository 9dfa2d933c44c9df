import { clipped, escapeXml, label, line, rectangle, textWidth } from './markup.ts';

export interface LegendItem {
  readonly name: string;
  readonly colour: string;
  /** `box` for filled parts, `line` for series. */
  readonly shape: 'box' | 'line';
  readonly dash?: string;
}

const ROW = 18;
const SWATCH = 26;
const GAP = 18;
const LONGEST_NAME = 46;

/** A legend in rows that fit the width, its top left corner at (x, 0), and the height it takes. */
export const legend = (
  items: readonly LegendItem[],
  x: number,
  width: number,
): { readonly markup: string; readonly height: number } => {
  let left = x;
  let row = 0;
  const drawn = items.map((item) => {
    const name = clipped(item.name, LONGEST_NAME);
    const taken = (item.shape === 'box' ? 18 : SWATCH + 6) + textWidth(name) + GAP;
    if (left > x && left + taken > x + width) {
      left = x;
      row += 1;
    }
    const middle = row * ROW + ROW / 2;
    const at = left;
    left += taken;
    return item.shape === 'box'
      ? rectangle(at, middle - 6, 12, 12, `fill="${item.colour}"`) + label(at + 18, middle, name)
      : line(
          at,
          middle,
          at + SWATCH,
          middle,
          `stroke="${item.colour}" stroke-width="2.5" stroke-dasharray="${escapeXml(item.dash ?? '')}"`,
        ) + label(at + SWATCH + 6, middle, name);
  });
  return { markup: drawn.join(''), height: items.length === 0 ? 0 : (row + 1) * ROW };
};
