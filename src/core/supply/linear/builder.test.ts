import { describe, expect, it } from 'vitest';
import { programBuilder } from './builder.ts';

describe('building a linear program', () => {
  it('gives compressed columns with bounds, worths and names', () => {
    const builder = programBuilder();
    const x = builder.column('x', { objective: 5, integer: true });
    const y = builder.column('y', { lower: 1, upper: 9 });
    builder.row('first', -Infinity, [[x, 6], [y, 4]], 24); // biome-ignore format: one row of the matrix
    builder.row('second', 2, [[y, 2]], 6);
    builder.addObjective(y, 4);
    const program = builder.finish();
    expect(program).toMatchObject({
      columns: 2,
      rows: 2,
      columnNames: ['x', 'y'],
      rowNames: ['first', 'second'],
    });
    expect([...program.objective]).toEqual([5, 4]);
    expect([...program.integer]).toEqual([1, 0]);
    expect([...program.starts]).toEqual([0, 1, 3]);
    expect([...program.indices]).toEqual([0, 0, 1]);
    expect([...program.values]).toEqual([6, 4, 2]);
    expect([...program.rowUpper]).toEqual([24, 6]);
    expect([...program.columnUpper]).toEqual([Infinity, 9]);
  });

  it('adds up terms on the same column and leaves out those of nothing', () => {
    const builder = programBuilder();
    const x = builder.column('x');
    const y = builder.column('y');
    builder.row('sum', 0, [[x, 1], [x, 2], [y, 0]], 1); // biome-ignore format: one row of the matrix
    expect([...builder.finish().values]).toEqual([3]);
  });

  it('refuses what is not a number and columns that do not exist', () => {
    const builder = programBuilder();
    expect(() => builder.column('x', { objective: Number.NaN })).toThrow('The worth of x');
    expect(() => builder.row('r', 0, [[7, 1]], 1)).toThrow('No column 7');
  });
});
