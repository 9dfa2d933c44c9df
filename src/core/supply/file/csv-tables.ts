import { InputError, type SourcePosition } from '../../input-error.ts';
import { type CsvField, type CsvRow, type CsvText, parseCsv } from './csv.ts';
import type { ArrivalsRow, CapacityRow, QueueRow, TableReport } from './tables.ts';
import { isDate, parseRate, type Rate } from './values.ts';

const PERIODS = ['day', 'week', 'month', 'quarter', 'year'];
const MOST = 1e9;

/** A row by the names of its columns. */
interface NamedRow {
  readonly position: SourcePosition;
  readonly fault: (column: string, accepted: string) => InputError;
  readonly text: (column: string) => string;
  readonly number: (column: string) => number;
  /** True where the column is there and filled in. */
  readonly has: (column: string) => boolean;
}

interface Columns {
  readonly needed: readonly string[];
  readonly optional: readonly string[];
}

/**
 * A number of a table: digits with at most one decimal sign and no thousands separators. Where commas separate columns the
 * decimal sign is a point; elsewhere a comma does too, and a point before exactly three digits could mean either and is
 * refused.
 */
export const tableNumber = (text: string, separator: string): number | null => {
  const pattern = separator === ',' ? /^\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/ : /^\d+(?:[.,]\d+)?$/;
  if (!pattern.test(text) || (separator !== ',' && /\.\d{3}$/.test(text))) return null;
  const value = Number(text.replace(',', '.'));
  return Number.isFinite(value) && value <= MOST ? value : null;
};

const faultAt = (csv: CsvText, at: CsvField, found: string, accepted: string): InputError =>
  new InputError({ attempted: `reading ${csv.file}`, found, accepted, position: csv.positionOf(at) });

const shown = (text: string): string => JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}...` : text);

const headerOf = (csv: CsvText, columns: Columns): ReadonlyMap<string, number> => {
  const first = csv.rows[0];
  const accepted = `a first line with the columns ${[...columns.needed, ...columns.optional.map((one) => `${one} (optional)`)].join(', ')}`;
  if (first === undefined)
    throw new InputError({
      attempted: `reading ${csv.file}`,
      found: `${csv.file}, which is empty`,
      accepted,
    });
  const header = new Map<string, number>();
  for (const [index, field] of first.entries()) {
    const name = field.text.trim().toLowerCase();
    if (header.has(name))
      throw faultAt(csv, field, `the column ${shown(name)} a second time`, 'each column once');
    header.set(name, index);
  }
  for (const name of columns.needed)
    if (!header.has(name)) throw faultAt(csv, first[0] as CsvField, `no column ${name}`, accepted);
  return header;
};

const namedRow = (csv: CsvText, header: ReadonlyMap<string, number>, row: CsvRow): NamedRow => {
  const field = (column: string): CsvField => {
    const found = row[header.get(column) ?? -1];
    if (found === undefined) throw new RangeError(`No column ${column}`);
    return found;
  };
  const fault = (column: string, accepted: string) =>
    faultAt(csv, field(column), `${column} ${shown(field(column).text)}`, accepted);
  return {
    position: csv.positionOf(row[0] as CsvField),
    fault,
    text: (column) => {
      const text = field(column).text.trim();
      if (text === '' || text.length > 200) throw fault(column, 'a text of 1 to 200 characters');
      return text;
    },
    number: (column) => {
      const value = tableNumber(field(column).text.trim(), csv.separator);
      if (value === null)
        throw fault(
          column,
          csv.separator === ','
            ? 'a number such as 1500 or 1500.5, without thousands separators, not below 0'
            : 'a number such as 1500 or 1500,5, without thousands separators, not below 0',
        );
      return value;
    },
    has: (column) => header.has(column) && field(column).text.trim() !== '',
  };
};

interface ReadTable<Row> {
  readonly rows: readonly Row[];
  readonly report: TableReport;
}

/** Every row below the header becomes a row of the table, or is counted with the reason why not. */
const readTable = <Row>(
  kind: TableReport['kind'],
  file: string,
  text: string,
  columns: Columns,
  each: (row: NamedRow) => Row | string,
): ReadTable<Row> => {
  const csv = parseCsv(file, text);
  const header = headerOf(csv, columns);
  const known = new Set([...columns.needed, ...columns.optional]);
  const rows: Row[] = [];
  const dropped = new Map<string, number>();
  const drop = (reason: string) => dropped.set(reason, 1 + (dropped.get(reason) ?? NOT_YET));
  for (const row of csv.rows.slice(1)) {
    if (row.every((field) => field.text.trim() === '')) {
      drop('empty');
      continue;
    }
    if (row.length !== header.size)
      throw faultAt(
        csv,
        row.at(-1) as CsvField,
        `${row.length} fields`,
        `${header.size} fields, as in the first line`,
      );
    const made = each(namedRow(csv, header, row));
    if (typeof made === 'string') drop(made);
    else rows.push(made);
  }
  return {
    rows,
    report: {
      file,
      kind,
      rows: csv.rows.length - 1,
      used: rows.length,
      dropped: [...dropped].map(([reason, count]) => ({ reason, rows: count })),
      columnsIgnored: [...header.keys()].filter((name) => !known.has(name)),
    },
  };
};

const NOT_YET = 0;

const dateOf = (row: NamedRow): string => {
  const text = row.text('from');
  if (!isDate(text)) throw row.fault('from', 'a calendar date such as 2027-03-01');
  return text;
};

/** A rate from a column of amounts and the column `per`. */
const rateOf = (row: NamedRow, column: string): Rate => {
  const per = row.text('per').toLowerCase();
  if (!PERIODS.includes(per)) throw row.fault('per', PERIODS.join(', '));
  const found = parseRate(`${row.number(column)}/${per}`);
  if (found === null) throw row.fault(column, `an amount of at most ${MOST} a day`);
  return found;
};

/** Capacity by date: `resource, from, units, per`, and where it is not sure `low` and `high` in the same units. */
export const readCapacityTable = (file: string, text: string): ReadTable<CapacityRow> =>
  readTable(
    'capacity',
    file,
    text,
    { needed: ['resource', 'from', 'units', 'per'], optional: ['low', 'high'] },
    (row) => {
      const estimate = rateOf(row, 'units');
      const low = row.has('low') ? rateOf(row, 'low') : estimate;
      const high = row.has('high') ? rateOf(row, 'high') : estimate;
      const rising = low.perDay <= estimate.perDay && estimate.perDay <= high.perDay;
      if (!rising || (estimate.perDay === 0 && high.perDay > 0))
        throw row.fault('units', 'an amount above 0 between low and high');
      return {
        position: row.position,
        resource: row.text('resource'),
        from: dateOf(row),
        rate: { low, estimate, high },
      };
    },
  );

/** Who waits, oldest first: `class, customer, equivalents`. */
export const readQueueTable = (file: string, text: string): ReadTable<QueueRow> =>
  readTable('queue', file, text, { needed: ['class', 'customer', 'equivalents'], optional: [] }, (row) => {
    const found = {
      position: row.position,
      class: row.text('class'),
      customer: row.text('customer'),
      equivalents: row.number('equivalents'),
    };
    return found.equivalents > 0 ? found : 'asks for nothing';
  });

/** New requests by date: `class, from, equivalents, per`. */
export const readArrivalsTable = (file: string, text: string): ReadTable<ArrivalsRow> =>
  readTable(
    'arrivals',
    file,
    text,
    { needed: ['class', 'from', 'equivalents', 'per'], optional: [] },
    (row) => ({
      position: row.position,
      class: row.text('class'),
      from: dateOf(row),
      rate: rateOf(row, 'equivalents'),
    }),
  );
