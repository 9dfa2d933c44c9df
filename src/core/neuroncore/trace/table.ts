/** One column of a profile table; null stands for "not known", which the schema allows for optional fields. */
export interface ProfileColumn {
  readonly name: string;
  readonly type: 'int64' | 'int32' | 'float' | 'string' | 'boolean';
  readonly values: readonly (number | string | boolean | null)[];
}

/** A table of a profile, named as in the public schema of neuron-explorer. */
export interface ProfileTable {
  readonly name: string;
  readonly columns: readonly ProfileColumn[];
}

type Cell = number | string | boolean | null;

/** Builds a table row by row from a fixed list of columns. */
export const tableWriter = <Name extends string>(
  name: string,
  columns: Readonly<Record<Name, ProfileColumn['type']>>,
): { readonly row: (cells: Readonly<Record<Name, Cell>>) => void; readonly table: () => ProfileTable } => {
  const names = Object.keys(columns) as Name[];
  const values = new Map<Name, Cell[]>(names.map((each) => [each, []]));
  return {
    row: (cells) => {
      for (const each of names) (values.get(each) as Cell[]).push(cells[each]);
    },
    table: () => ({
      name,
      columns: names.map((each) => ({ name: each, type: columns[each], values: values.get(each) as Cell[] })),
    }),
  };
};
