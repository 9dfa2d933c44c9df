import { nearest } from '../../catalog/nearest.ts';
import { InputError, type SourcePosition } from '../../input-error.ts';
import type { Figure } from '../../quantity/figure.ts';
import { daysBetween, horizonDay } from '../calendar.ts';
import type { Bucket } from '../case.ts';
import type { SupplyGaps } from './defaults.ts';
import type { WrittenSupply } from './schema.ts';
import type { SupplyTables } from './tables.ts';

export type Path = readonly (string | number)[];

/** A rack or server of the catalogue, as far as supply needs it. */
export interface SellableProduct {
  readonly id: string;
  readonly name: string;
  readonly chips: number;
  /** Price of one; null where it is only rented. */
  readonly price: Figure<'USD'> | null;
}

/** Where a number of the case comes from, by its path in the file. */
export type SupplySource =
  | {
      readonly path: string;
      readonly kind: 'catalogue';
      readonly productId: string;
      readonly figure: Figure | null;
    }
  | {
      readonly path: string;
      readonly kind: 'statement';
      readonly statementId: string;
      readonly source: string;
      readonly asOf: string;
      readonly standing: string;
      /** How the number follows from what was said. */
      readonly note: string | null;
    }
  | { readonly path: string; readonly kind: 'source'; readonly source: string }
  | { readonly path: string; readonly kind: 'assumption'; readonly reason: string };

/** A row of a table that is well-formed but changes nothing. */
export interface UnusedRow {
  readonly file: string;
  readonly kind: keyof SupplyTables;
  readonly reason: string;
}

/** What every part of the file is read with. */
export interface Reading {
  readonly written: WrittenSupply;
  readonly locate: (path: Path) => SourcePosition | undefined;
  readonly gaps: SupplyGaps;
  readonly products: ReadonlyMap<string, SellableProduct>;
  readonly tables: SupplyTables;
  readonly buckets: readonly Bucket[];
  /** What was read but changes nothing, in words; filled while reading. */
  readonly notices: string[];
  /** Rows of tables that change nothing, with the reason; filled while reading. */
  readonly unusedRows: UnusedRow[];
  readonly provenance: SupplySource[];
}

export const ATTEMPTED = 'reading the supply file';

/** An InputError about a place of the file. */
export const faultAt = (
  { locate }: Pick<Reading, 'locate'>,
  path: Path,
  found: string,
  accepted: string,
): InputError => {
  const position = locate(path);
  return new InputError({
    attempted: `${ATTEMPTED} at ${path.join('.')}`,
    found,
    accepted,
    ...(position === undefined ? {} : { position }),
  });
};

/** An InputError about a row of a table. */
export const faultInRow = (position: SourcePosition, found: string, accepted: string): InputError =>
  new InputError({ attempted: ATTEMPTED, found, accepted, position });

const LISTED = 12;

/** What could have been meant, for a name that nothing has. */
export const knownNames = (what: string, given: string, known: readonly string[]): string => {
  const close = nearest(given, known, 3);
  const listed = known.slice(0, LISTED).join(', ') + (known.length > LISTED ? ', ...' : '');
  if (known.length === 0) return `${what} of this file; it has none`;
  return `${what} of this file: ${close.length > 0 ? `nearest ${close.join(', ')}; ` : ''}all: ${listed}`;
};

/** Refuses a name that nothing of the file has. */
export const requireKnown = (
  reading: Pick<Reading, 'locate'>,
  path: Path,
  what: string,
  given: string,
  known: Readonly<Record<string, unknown>>,
): void => {
  if (!Object.hasOwn(known, given))
    throw faultAt(reading, path, `"${given}"`, knownNames(what, given, Object.keys(known)));
};

/** Days from the start of the plan to a date of the file. */
export const dayOf = ({ written }: Pick<Reading, 'written'>, isoDate: string): number =>
  daysBetween(written.start, isoDate);

export const horizonOf = ({ buckets }: Pick<Reading, 'buckets'>): number => horizonDay(buckets);

/** Rows of a table in order of their dates, without those about days behind the last bucket, which are counted. */
export const rowsInOrder = <Row extends { readonly from: string; readonly position: SourcePosition }>(
  reading: Reading,
  kind: keyof SupplyTables,
  rows: readonly Row[],
): { readonly fromDay: number; readonly row: Row }[] => {
  const last = reading.buckets.at(-1)?.endDay ?? Number.POSITIVE_INFINITY;
  return rows
    .map((row) => ({ fromDay: dayOf(reading, row.from), row }))
    .toSorted((a, b) => a.fromDay - b.fromDay)
    .filter(({ fromDay, row }) => {
      if (fromDay < last) return true;
      reading.unusedRows.push({ file: row.position.file, kind, reason: 'begins behind the last bucket' });
      return false;
    });
};

/** Refuses a list that names something twice. */
export const requireEachOnce = (
  reading: Pick<Reading, 'locate'>,
  path: Path,
  list: readonly string[],
): void => {
  for (const [index, one] of list.entries())
    if (list.indexOf(one) < index)
      throw faultAt(reading, [...path, index], `"${one}" a second time`, 'each name once');
};
