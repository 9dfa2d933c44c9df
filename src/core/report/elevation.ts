import type { Elevation } from '../catalog/schema.ts';
import { STYLE } from './elevation-style.ts';

type Item = Elevation['racks'][number]['stack'][number];

/** What a drawing of a unit says: its racks, and lines of text beside the title. */
export interface ElevationDrawing {
  readonly title: string;
  /** Envelope in words: power, weight, cooling. */
  readonly lines: readonly string[];
  readonly elevation: Elevation;
}

interface Box {
  readonly kind: Item['kind'];
  readonly label: string;
  readonly y: number;
  readonly height: number;
  /** Height or number of these is not published, so the size on paper means nothing. */
  readonly unpublished: boolean;
}

const PIXELS_PER_U = 11;
const UNKNOWN_BLOCK = 34;
const RACK_WIDTH = 218;
const RACK_GAP = 40;
const FRAME = 8;
const MARGIN = 24;
const LINE = 17;
const MAX_LABEL = 34;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const shortened = (text: string): string =>
  text.length > MAX_LABEL ? `${text.slice(0, MAX_LABEL - 1)}…` : text;

const heightOf = (item: Item): number =>
  item.count === null && item.height_u === null
    ? UNKNOWN_BLOCK
    : (item.height_u ?? 1) * PIXELS_PER_U + (item.height_u === null ? 3 : 0);

/** Boxes of one rack from the top down: one per tray, one for each group whose number is not published. */
const boxesOf = (stack: readonly Item[]): { readonly boxes: readonly Box[]; readonly height: number } => {
  let y = 0;
  const boxes = stack.flatMap((item) => {
    const height = heightOf(item);
    const unpublished = item.count === null || item.height_u === null;
    return Array.from({ length: item.count ?? 1 }, (): Box => {
      const box = { kind: item.kind, label: item.label, y, height, unpublished };
      y += height;
      return box;
    });
  });
  return { boxes, height: y };
};

/** What is printed beside the first tray of a group: how many, how tall, or that this is not published. */
export const groupText = (item: Item): string => {
  const count = item.count === null ? 'number not published' : `${item.count} ×`;
  const height = item.height_u === null ? 'height not published' : `${item.height_u}U`;
  if (item.count === null && item.height_u === null) return `${item.label}: not published`;
  return item.count === null ? `${item.label}, ${height}, ${count}` : `${count} ${item.label}, ${height}`;
};

const boxSvg = (box: Box, x: number, top: number): string => {
  const y = top + box.y;
  const classes = `${box.kind}${box.unpublished ? ' unpublished' : ''}`;
  const rect = `<rect class="${classes}" x="${x}" y="${y + 0.5}" width="${RACK_WIDTH}" height="${box.height - 1}"/>`;
  const hatch = box.unpublished
    ? `<rect class="hatch" x="${x}" y="${y + 0.5}" width="${RACK_WIDTH}" height="${box.height - 1}"/>`
    : '';
  return `${rect}${hatch}`;
};

/** Labels sit in the middle of their group, on a plate so that hatching does not run through the letters. */
const labelsSvg = (stack: readonly Item[], x: number, top: number): string => {
  let y = top;
  return stack
    .map((item) => {
      const height = heightOf(item) * (item.count ?? 1);
      const middle = y + height / 2;
      y += height;
      const tall = item.height_u === null ? '' : ` · ${item.height_u}U`;
      const text = shortened(
        item.count === null
          ? `${item.label}: not published`
          : `${item.count === 1 ? '' : `${item.count} × `}${item.label}${tall}`,
      );
      const plate = Math.min(RACK_WIDTH - 6, text.length * 6.1 + 10);
      const centre = x + RACK_WIDTH / 2;
      return (
        `<rect class="plate" x="${(centre - plate / 2).toFixed(1)}" y="${(middle - 5.5).toFixed(1)}" width="${plate.toFixed(1)}" height="11" rx="2"/>` +
        `<text class="label" x="${centre}" y="${(middle + 3.5).toFixed(1)}">${escaped(text)}</text>`
      );
    })
    .join('');
};

const rackSvg = (rack: Elevation['racks'][number], x: number, top: number, frameHeight: number): string => {
  const { boxes, height } = boxesOf(rack.stack);
  const inner = top + FRAME + (frameHeight - height);
  const bar = x - FRAME;
  const rest = frameHeight - height;
  return [
    `<g><title>${escaped(rack.name)}</title>`,
    `<text class="rack" x="${x + RACK_WIDTH / 2}" y="${top - 8}">${escaped(rack.name)}</text>`,
    `<rect class="frame" x="${bar}" y="${top}" width="${RACK_WIDTH + 2 * FRAME}" height="${frameHeight + 2 * FRAME}" rx="3"/>`,
    rest > 0
      ? `<rect class="hatch" x="${x}" y="${top + FRAME}" width="${RACK_WIDTH}" height="${rest}"/>`
      : '',
    ...boxes.map((box) => boxSvg(box, x, inner)),
    labelsSvg(rack.stack, x, inner),
    '</g>',
  ].join('');
};

const LEGEND: readonly (readonly [Item['kind'], string])[] = [
  ['compute', 'compute'],
  ['host', 'host'],
  ['switch', 'scale-up switch'],
  ['power', 'power'],
  ['management', 'management'],
  ['cooling', 'cooling'],
];

const legendSvg = (kinds: ReadonlySet<string>, y: number): string => {
  let x = MARGIN;
  const entries = LEGEND.filter(([kind]) => kinds.has(kind));
  const drawn = entries.map(([kind, text]) => {
    const part = `<rect class="${kind}" x="${x}" y="${y}" width="14" height="10"/><text class="note" x="${x + 19}" y="${y + 9}">${text}</text>`;
    x += 34 + text.length * 6.4;
    return part;
  });
  const below = y + LINE;
  const swatch = `x="${MARGIN}" y="${below}" width="14" height="10"`;
  const hatch = `<rect class="unknown" ${swatch}/><rect class="hatch" ${swatch}/><text class="note" x="${MARGIN + 19}" y="${below + 9}">hatched: number or height not published, size on paper means nothing</text>`;
  return drawn.join('') + hatch;
};

const MIN_WIDTH = 520;
const TEXT_WIDTH = 6.3;

/** Breaks a line of small text to the width of the drawing. */
const broken = (text: string, width: number): string[] => {
  const most = Math.floor(width / TEXT_WIDTH);
  return text.split(' ').reduce<string[]>((lines, word) => {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > most) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
    return lines;
  }, []);
};

/**
 * A front view of the racks of one unit as SVG: one box per tray, heights to scale where they are published, hatched
 * where they or the numbers are not. Same drawing, same bytes.
 */
export const elevationSvg = ({ title, lines, elevation }: ElevationDrawing): string => {
  const racks = elevation.racks;
  const known = elevation.height_u === null ? 0 : elevation.height_u * PIXELS_PER_U;
  const frameHeight = Math.max(known, ...racks.map((rack) => boxesOf(rack.stack).height));
  const drawn = racks.length * RACK_WIDTH + (racks.length - 1) * (RACK_GAP + 2 * FRAME) + 2 * FRAME;
  const width = Math.max(MIN_WIDTH, drawn + 2 * MARGIN);
  const order =
    elevation.order === 'published'
      ? ''
      : ' The order of trays is illustrative.' +
        (elevation.height_u === null ? ' The height of the rack is not published.' : '');
  const above = lines.flatMap((line) => broken(line, width - 2 * MARGIN));
  const below = broken(`${elevation.note}.${order}`, width - 2 * MARGIN);
  const top = MARGIN + 20 + above.length * LINE + 30;
  const legendY = top + frameHeight + 2 * FRAME + 16;
  const noteY = legendY + LINE + 32;
  const height = noteY + below.length * LINE;
  const kinds = new Set(racks.flatMap((rack) => rack.stack.map((item) => item.kind)));
  const at = (index: number): number => MARGIN + FRAME + index * (RACK_WIDTH + RACK_GAP + 2 * FRAME);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}, rack elevation">`,
    STYLE,
    `<rect class="paper" width="${width}" height="${height}"/>`,
    `<text class="title" x="${MARGIN}" y="${MARGIN + 12}">${escaped(title)}</text>`,
    ...above.map(
      (line, index) =>
        `<text class="note" x="${MARGIN}" y="${MARGIN + 32 + index * LINE}">${escaped(line)}</text>`,
    ),
    ...racks.map((rack, index) => rackSvg(rack, at(index), top, frameHeight)),
    legendSvg(kinds, legendY),
    ...below.map(
      (line, index) => `<text class="note" x="${MARGIN}" y="${noteY + index * LINE}">${escaped(line)}</text>`,
    ),
    '</svg>',
    '',
  ].join('\n');
};
