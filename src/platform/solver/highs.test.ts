import { describe, expect, it } from 'vitest';
import type { LinearProgram } from '../../core/supply/linear/program.ts';
import { openHighs } from './highs.ts';

/** A workshop with two machines: max 5x + 4y, 6x + 4y <= 24, x + 2y <= 6 (Taha, Operations Research, 8th ed., 2.1: 21 at (3, 1.5)). */
const paints = (whole: boolean): LinearProgram => ({
  columns: 2,
  rows: 2,
  objective: Float64Array.of(5, 4),
  columnLower: Float64Array.of(0, 0),
  columnUpper: Float64Array.of(Infinity, Infinity),
  integer: whole ? Uint8Array.of(1, 1) : Uint8Array.of(0, 0),
  rowLower: Float64Array.of(-Infinity, -Infinity),
  rowUpper: Float64Array.of(24, 6),
  starts: Int32Array.of(0, 2, 4),
  indices: Int32Array.of(0, 1, 0, 1),
  values: Float64Array.of(6, 1, 4, 2),
  columnNames: ['x', 'y'],
  rowNames: ['first', 'second'],
});

const exact = { relativeGap: 0, timeLimitSeconds: 10 };

describe('the HiGHS solver', () => {
  it('finds the optimum of a textbook linear program with its duals', async () => {
    const solver = await openHighs();
    const found = await solver.solve(paints(false), exact);
    expect(found.status).toBe('optimal');
    expect([...(found.values ?? [])].map((value) => Number(value.toFixed(9)))).toEqual([3, 1.5]);
    expect(found.objective).toBeCloseTo(21, 9);
    // Dual values of the same source: 0.75 and 0.5.
    expect([...(found.rowDuals ?? [])].map((dual) => Math.abs(Number(dual.toFixed(9))))).toEqual([0.75, 0.5]);
  });

  it('keeps to whole numbers where they are asked for', async () => {
    const found = await (await openHighs()).solve(paints(true), exact);
    expect(found.values?.[0]).toBeCloseTo(4, 9);
    expect(found.values?.[1]).toBeCloseTo(0, 9);
    expect(found.objective).toBeCloseTo(20, 9);
    expect(found.rowDuals).toBeNull();
  });

  it('answers again from a loaded program after a bound has moved', async () => {
    const program = await (await openHighs()).load(paints(false));
    expect(program.solve(exact).objective).toBeCloseTo(21, 9);
    program.setColumnBounds(0, 0, 2);
    expect(program.solve(exact).objective).toBeCloseTo(18, 9);
    program.setColumnBounds(0, 0, Infinity);
    program.setRowBounds(0, -Infinity, 25);
    expect(program.solve(exact).objective).toBeCloseTo(21.75, 9);
    program.close();
  });

  it('says when rows cannot hold together', async () => {
    const solver = await openHighs();
    const impossible: LinearProgram = { ...paints(false), rowLower: Float64Array.of(-Infinity, 13) };
    impossible.rowUpper[1] = Infinity;
    expect((await solver.solve(impossible, exact)).status).toBe('infeasible');
  });

  it('writes the program as text that other solvers read', async () => {
    const text = await (await openHighs()).exportText(paints(true), 'mps');
    expect(text).toContain('ROWS');
    expect(text).toContain('ENDATA');
  });

  it('tells what has no bound from what cannot hold', async () => {
    const solver = await openHighs();
    const open: LinearProgram = { ...paints(false), rowUpper: Float64Array.of(Infinity, Infinity) };
    expect((await solver.solve(open, exact)).status).toBe('unbounded');
    const both: LinearProgram = {
      ...open,
      columnLower: Float64Array.of(7, 0),
      columnUpper: Float64Array.of(6, Infinity),
    };
    expect((await solver.solve(both, exact)).status).toBe('infeasible');
  });
});
