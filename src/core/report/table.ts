import { displayWidth, pad, plainText, truncate } from './text.ts';

export interface TableColumn {
  readonly header: string;
  readonly align?: 'left' | 'right';
  /** Narrowest width this column may be cut to where the table would not fit; absent: never cut. */
  readonly shrinkTo?: number;
  /** Columns with the highest number are left out first where shrinking does not suffice; absent: never left out. */
  readonly dropRank?: number;
}

interface Placed {
  readonly column: TableColumn;
  readonly cells: readonly string[];
  readonly width: number;
}

const GAP = 2;

const totalWidth = (placed: readonly Placed[]): number =>
  placed.reduce((sum, { width }) => sum + width, GAP * Math.max(0, placed.length - 1));

const spare = ({ column, width }: Placed): number => width - (column.shrinkTo ?? width);

/** Takes cells from the widest column that may shrink, until the table fits or nothing is left to take. */
const shrunk = (placed: readonly Placed[], available: number): readonly Placed[] => {
  let current = placed;
  while (totalWidth(current) > available) {
    const shrinkable = current.filter((each) => spare(each) > 0);
    const widest = shrinkable.reduce<Placed | null>(
      (best, each) => (best === null || each.width > best.width ? each : best),
      null,
    );
    if (widest === null) return current;
    current = current.map((each) => (each === widest ? { ...each, width: each.width - 1 } : each));
  }
  return current;
};

/** Leaves out the column that matters least, until the rest fits or every column left must stay. */
const fitted = (placed: readonly Placed[], available: number): readonly Placed[] => {
  const current = shrunk(placed, available);
  if (totalWidth(current) <= available) return current;
  const least = placed.reduce<Placed | null>((best, each) => {
    const rank = each.column.dropRank;
    if (rank === undefined) return best;
    return best?.column.dropRank === undefined || rank > best.column.dropRank ? each : best;
  }, null);
  return least === null
    ? current
    : fitted(
        placed.filter((each) => each !== least),
        available,
      );
};

const natural = (columns: readonly TableColumn[], rows: readonly (readonly string[])[]): readonly Placed[] =>
  columns.map((column, index) => {
    const cells = [column.header, ...rows.map((row) => row[index] ?? '')].map(plainText);
    return { column, cells, width: Math.max(...cells.map(displayWidth)) };
  });

/** Cells that a table takes where nothing is cut. */
export const widthOf = (columns: readonly TableColumn[], rows: readonly (readonly string[])[]): number =>
  totalWidth(natural(columns, rows));

/**
 * A table as lines of text, none wider than `width` cells: columns shrink (cut with an ellipsis), then drop, as they
 * declare. The first line is the header. Cells are made safe to print.
 */
export const terminalTable = (
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  width: number,
): readonly string[] => {
  const placed = fitted(natural(columns, rows), width);
  return [null, ...rows].map((_, line) => {
    const text = placed
      .map((each) =>
        pad(truncate(each.cells[line] ?? '', each.width), each.width, each.column.align ?? 'left'),
      )
      .join(' '.repeat(GAP));
    return truncate(text.trimEnd(), width);
  });
};
