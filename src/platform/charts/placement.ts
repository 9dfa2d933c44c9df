import { textWidth } from './markup.ts';

/** A rectangle in pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const HEIGHT = 14;

const overlap = (a: Box, b: Box): number => {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return width > 0 && height > 0 ? width * height : 0;
};

const outside = (box: Box, frame: Box): number => box.width * box.height - overlap(box, frame);

export interface PlacedLabel {
  readonly x: number;
  readonly y: number;
  readonly anchor: 'start' | 'end' | 'middle';
}

/** Where labels may go around a point: beside it first, then above and below at growing distance. */
const OFFSETS: readonly {
  readonly dx: number;
  readonly dy: number;
  readonly anchor: PlacedLabel['anchor'];
}[] = [
  { dx: 10, dy: 0, anchor: 'start' },
  { dx: 10, dy: -12, anchor: 'start' },
  { dx: 10, dy: 12, anchor: 'start' },
  { dx: -10, dy: 0, anchor: 'end' },
  { dx: -10, dy: -12, anchor: 'end' },
  { dx: -10, dy: 12, anchor: 'end' },
  { dx: 0, dy: -18, anchor: 'middle' },
  { dx: 0, dy: 18, anchor: 'middle' },
  { dx: 14, dy: -28, anchor: 'start' },
  { dx: 14, dy: 28, anchor: 'start' },
  { dx: -14, dy: -28, anchor: 'end' },
  { dx: -14, dy: 28, anchor: 'end' },
];

const boxOf = (x: number, y: number, anchor: PlacedLabel['anchor'], width: number): Box => {
  const left = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2;
  return { x: left, y: y - HEIGHT / 2, width, height: HEIGHT };
};

/**
 * Places a label beside each point so that labels cover neither each other, nor the obstacles, nor leave the frame;
 * where all places are taken the least bad one is used.
 */
export const placeLabels = (
  points: readonly { readonly x: number; readonly y: number; readonly text: string }[],
  obstacles: readonly Box[],
  frame: Box,
): readonly PlacedLabel[] => {
  const taken: Box[] = [...obstacles];
  return points.map(({ x, y, text }) => {
    const width = textWidth(text);
    let best: { cost: number; placed: PlacedLabel; box: Box } | null = null;
    for (const [order, { dx, dy, anchor }] of OFFSETS.entries()) {
      const box = boxOf(x + dx, y + dy, anchor, width);
      const cost =
        10 * outside(box, frame) + taken.reduce((sum, other) => sum + overlap(box, other), 0) + order / 10;
      if (best === null || cost < best.cost) best = { cost, placed: { x: x + dx, y: y + dy, anchor }, box };
    }
    if (best === null) return { x, y, anchor: 'start' };
    taken.push(best.box);
    return best.placed;
  });
};

/**
 * Moves heights apart so that neighbours are at least `gap` pixels from each other and stay between top and bottom where
 * there is room; the order is kept.
 */
export const spreadApart = (
  heights: readonly number[],
  gap: number,
  top: number,
  bottom: number,
): readonly number[] => {
  const order = heights.map((height, index) => ({ height, index })).sort((a, b) => a.height - b.height);
  const placed: number[] = [];
  for (const { height } of order) {
    const last = placed.at(-1);
    placed.push(Math.max(height, last === undefined ? top : last + gap));
  }
  let ceiling = bottom;
  for (let index = placed.length - 1; index >= 0; index -= 1) {
    const at = placed[index];
    if (at === undefined) continue;
    placed[index] = Math.min(at, ceiling);
    ceiling = placed[index] === undefined ? ceiling : Math.min(at, ceiling) - gap;
  }
  const result: number[] = [...heights];
  order.forEach(({ index }, rank) => {
    const at = placed[rank];
    if (at !== undefined) result[index] = at;
  });
  return result;
};
