import type { Elevation } from '../catalog/schema.ts';
import { groupText } from './elevation.ts';
import { pad, truncate, wrapText } from './text.ts';

const COLUMN = 36;

type Stack = Elevation['racks'][number]['stack'];

/** Equal racks are drawn once with how many there are. */
const distinct = (racks: Elevation['racks']): { readonly name: string; readonly stack: Stack }[] => {
  const groups = new Map<string, { names: string[]; stack: Stack }>();
  for (const { name, stack } of racks) {
    const key = JSON.stringify(stack);
    const group = groups.get(key) ?? { names: [], stack };
    group.names.push(name);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ names, stack }) => ({ name: names.join(', '), stack }));
};

const column = (rack: { readonly name: string; readonly stack: Stack }): string[] => {
  const inner = COLUMN - 4;
  const rule = '-'.repeat(COLUMN - 2);
  return [
    ` ${truncate(rack.name, COLUMN - 2)}`,
    `+${rule}+`,
    ...rack.stack.flatMap((item) => [
      ...wrapText(groupText(item), inner).map((line) => `| ${pad(line, inner, 'left')} |`),
      `+${rule}+`,
    ]),
  ];
};

/** The racks of a unit from the top down as lines of text, side by side where the width allows. */
export const elevationText = (elevation: Elevation, width: number): readonly string[] => {
  const columns = distinct(elevation.racks).map(column);
  const perRow = Math.max(1, Math.floor((width + 2) / (COLUMN + 2)));
  const rows: string[] = [];
  for (let start = 0; start < columns.length; start += perRow) {
    const group = columns.slice(start, start + perRow);
    const height = Math.max(...group.map((lines) => lines.length));
    for (let line = 0; line < height; line += 1)
      rows.push(
        group
          .map((lines) => pad(lines[line] ?? '', COLUMN, 'left'))
          .join('  ')
          .trimEnd(),
      );
  }
  const order = elevation.order === 'published' ? '' : ' The order of trays is illustrative.';
  return [...rows, ...wrapText(`${elevation.note}.${order}`, width)];
};
