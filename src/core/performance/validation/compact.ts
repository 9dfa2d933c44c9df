/**
 * The compact form in which measurements are shipped: one line of tab-separated cells per row, where a cell of a
 * column that repeats itself is a number into that column's dictionary and any other cell is a JSON literal. An
 * empty cell is an absent key. Nothing is lost but formatting and the order of keys.
 */
export interface CompactMeasurements {
  /** JSON: column name -> distinct values, in order of first use. */
  readonly dictionaries: string;
  /** Header line of column names, then one line per row. */
  readonly rows: string;
}

type Row = Readonly<Record<string, unknown>>;

/** Columns whose values repeat across rows; kept once each. */
const DICTIONARY_COLUMNS: ReadonlySet<string> = new Set([
  'config_id',
  'group',
  'source',
  'as_of',
  'task',
  'model',
  'arch',
  'hardware',
  'instance',
  'precision',
  'parallelism',
  'software',
  'metric',
  'quality',
  'notes',
  'origin',
  'percentile',
  'phase',
  'load_mode',
  'scenario',
]);

const columnsOf = (rows: readonly Row[]): string[] => [...new Set(rows.flatMap((row) => Object.keys(row)))];

/** Writes rows in the compact form. Rows must be JSON data with string keys free of tabs and line breaks. */
export const encodeMeasurements = (rows: readonly Row[]): CompactMeasurements => {
  const columns = columnsOf(rows);
  const indexes = new Map<string, Map<string, number>>();
  const cell = (column: string, value: unknown): string => {
    const literal = JSON.stringify(value);
    if (!DICTIONARY_COLUMNS.has(column)) return literal;
    const index = indexes.get(column) ?? new Map<string, number>();
    indexes.set(column, index);
    const known = index.get(literal) ?? index.size;
    index.set(literal, known);
    return String(known);
  };
  const lines = rows.map((row) =>
    columns
      .map((column) => (Object.hasOwn(row, column) ? cell(column, row[column]) : ''))
      .join('\t')
      .replace(/\t+$/, ''),
  );
  const dictionaries = [...indexes].map(
    ([column, index]) => `${JSON.stringify(column)}: [\n${[...index.keys()].join(',\n')}\n]`,
  );
  return {
    dictionaries: `{\n${dictionaries.join(',\n')}\n}\n`,
    rows: `${[columns.join('\t'), ...lines].join('\n')}\n`,
  };
};

/** Reads the compact form back into rows. Throws SyntaxError or RangeError, naming the line, when it is damaged. */
export const decodeMeasurements = (compact: CompactMeasurements): Record<string, unknown>[] => {
  const dictionaries = JSON.parse(compact.dictionaries) as Record<string, readonly unknown[]>;
  const [header = '', ...lines] = compact.rows.split('\n');
  const columns = header.split('\t');
  return lines
    .filter((line) => line !== '')
    .map((line, at) => {
      const row: Record<string, unknown> = {};
      line.split('\t').forEach((cell, position) => {
        const column = columns[position];
        if (cell === '' || column === undefined) return;
        const dictionary = DICTIONARY_COLUMNS.has(column) ? dictionaries[column] : undefined;
        const literal: unknown = JSON.parse(cell);
        if (dictionary === undefined) {
          row[column] = literal;
          return;
        }
        if (typeof literal !== 'number' || !(literal in dictionary))
          throw new RangeError(`rows line ${at + 2}: no entry ${cell} in the dictionary of ${column}`);
        row[column] = dictionary[literal];
      });
      return row;
    });
};
