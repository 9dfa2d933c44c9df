import type { Term } from './builder.ts';
import type { LinearProgram } from './program.ts';

/** The same program with other worths of its columns. */
export const withObjective = (program: LinearProgram, objective: Float64Array): LinearProgram => ({
  ...program,
  objective,
});

/** The same program with other bounds of its columns. */
export const withColumnBounds = (
  program: LinearProgram,
  bounds: ReadonlyMap<number, readonly [lower: number, upper: number]>,
): LinearProgram => {
  const columnLower = program.columnLower.slice();
  const columnUpper = program.columnUpper.slice();
  for (const [column, [lower, upper]] of bounds) {
    columnLower[column] = lower;
    columnUpper[column] = upper;
  }
  return { ...program, columnLower, columnUpper };
};

/** The same program with every whole column held at a solution's value: what remains is linear and has duals. */
export const withWholeFixed = (program: LinearProgram, values: Float64Array): LinearProgram => {
  const bounds = new Map<number, readonly [number, number]>();
  for (let column = 0; column < program.columns; column += 1)
    if (program.integer[column] === 1) {
      const value = Math.round(values[column] as number);
      bounds.set(column, [value, value]);
    }
  return { ...withColumnBounds(program, bounds), integer: new Uint8Array(program.columns) };
};

/** The same program with one row more. Columns may appear once each. */
export const withRow = (
  program: LinearProgram,
  name: string,
  lower: number,
  terms: readonly Term[],
  upper: number,
): LinearProgram => {
  const added = new Map(terms.filter(([, coefficient]) => coefficient !== 0));
  const size = program.indices.length + added.size;
  const starts = new Int32Array(program.columns + 1);
  const indices = new Int32Array(size);
  const values = new Float64Array(size);
  let at = 0;
  for (let column = 0; column < program.columns; column += 1) {
    starts[column] = at;
    const from = program.starts[column] as number;
    const until = program.starts[column + 1] as number;
    indices.set(program.indices.subarray(from, until), at);
    values.set(program.values.subarray(from, until), at);
    at += until - from;
    const coefficient = added.get(column);
    if (coefficient === undefined) continue;
    indices[at] = program.rows;
    values[at] = coefficient;
    at += 1;
  }
  starts[program.columns] = at;
  return {
    ...program,
    rows: program.rows + 1,
    rowLower: Float64Array.of(...program.rowLower, lower),
    rowUpper: Float64Array.of(...program.rowUpper, upper),
    starts,
    indices,
    values,
    rowNames: [...program.rowNames, name],
  };
};

/** What a solution is worth under an objective. */
export const worthOf = (objective: Float64Array, values: Float64Array): number =>
  objective.reduce((sum, worth, column) => sum + worth * (values[column] as number), 0);
