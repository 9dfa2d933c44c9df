import { AccessLog } from './access-log.ts';
import { findMeetings } from './meetings.ts';
import type { Program } from './program.ts';
import type { Reuse } from './reuse.ts';
import { GrowingRows } from './rows.ts';
import { kindAt } from './step-table.ts';

/** Why a step may not start before another has ended. */
export type DependencyKind = 'data' | 'overwrite' | 'reorder' | 'buffer';
export const DEPENDENCY_KINDS: readonly DependencyKind[] = ['data', 'overwrite', 'reorder', 'buffer'];

/** Predecessors of every step in compressed rows: those of step i are `steps[starts[i] .. starts[i + 1])`. */
export interface Dependencies {
  readonly starts: Int32Array;
  readonly steps: Int32Array;
  /** Index into `DEPENDENCY_KINDS`, one for each of `steps`. */
  readonly kinds: Uint8Array;
  /** Further predecessors of few steps, all of the kind `buffer`: the last uses of tensors whose place they take. */
  readonly reuse: Reuse;
  /** What steps of one core wait for on the other one; empty for one core. */
  readonly meetings: ReadonlyMap<number, readonly number[]>;
}

/**
 * All orderings that a program's memory accesses force: a read after the write it sees, a write after the reads and
 * writes it replaces, program order inside no-reorder scopes, and the reuse of memory that is full (`buffer`).
 * Storages that are only read, or only written, force nothing.
 */
export const findDependencies = (program: Program, reuse: Reuse): Dependencies => {
  const { steps: table } = program;
  const { length, accessStarts, scopeOf } = table;
  const starts = new Int32Array(length + 1);
  const rows = new GrowingRows(length * 3);
  // Cores see each other's memory only where they meet, which `findMeetings` adds.
  const logs = Array.from({ length: program.cores }, (_, core) => new AccessLog(table, core, rows));
  const inScopes = createScopes(rows);
  for (let step = 0; step < length; step++) {
    const { core, writeCount } = kindAt(table, step);
    rows.begin();
    const accesses = logs[core] as AccessLog;
    const first = accessStarts[step] as number;
    const end = accessStarts[step + 1] as number;
    for (let access = first + writeCount; access < end; access++) accesses.read(access, step);
    for (let access = first; access < first + writeCount; access++) accesses.write(access, step);
    if (scopeOf[step] !== 0) inScopes(step, core, scopeOf[step] as number);
    starts[step + 1] = rows.length;
  }
  const found = {
    starts,
    steps: rows.steps.subarray(0, rows.length),
    kinds: rows.kinds.subarray(0, rows.length),
  };
  return { ...found, reuse, meetings: findMeetings(program, found) };
};

/** Keeps the order of steps within scopes of one core. */
const createScopes = (rows: GrowingRows): ((step: number, core: number, scope: number) => void) => {
  const lastOfScope = new Map<string, number>();
  return (step, core, scope) => {
    const key = `${core} ${scope}`;
    const before = lastOfScope.get(key);
    if (before !== undefined) rows.add(before, 2);
    lastOfScope.set(key, step);
  };
};
