import type { Engine } from '../machine/generation.ts';
import type { Program } from './program.ts';
import type { StepKind, StepTable } from './step-table.ts';

export const ENGINES: readonly Engine[] = [
  'tensor',
  'vector',
  'scalar',
  'gpsimd',
  'sync',
  'dma',
  'collective',
];

/** What decides the cost of every step, as columns: costs are worked out once for each kind of step. */
export interface Work {
  readonly kinds: readonly StepKind[];
  readonly kindOf: Uint32Array;
  /** Of each step: its core, and its engine as an index into `ENGINES`. */
  readonly coreOf: Uint8Array;
  readonly engineOf: Uint8Array;
  /** Iteration of a run-time loop a step runs in, numbered over the whole program; 0 outside of loops. */
  readonly turnOf: Uint32Array;
}

/** Numbers the turns of run-time loops in the order in which they are reached. */
const turnsOf = ({ length, kindOf, loopOf, iterationOf }: StepTable, coreOf: Uint8Array): Uint32Array => {
  const turnOf = new Uint32Array(length);
  let turns = 0;
  let turn = '0 0 0';
  for (let step = 0; step < length; step += 1) {
    if (loopOf[step] === 0) continue;
    const now = `${coreOf[kindOf[step] as number]} ${loopOf[step]} ${iterationOf[step]}`;
    if (now !== turn) turns += 1;
    turn = now;
    turnOf[step] = turns;
  }
  return turnOf;
};

/** The work that the steps of a program ask for. */
export const workOf = ({ steps }: Pick<Program, 'steps'>): Work => {
  const { kinds, kindOf, length } = steps;
  const cores = Uint8Array.from(kinds, ({ core }) => core);
  const engines = Uint8Array.from(kinds, ({ engine }) => ENGINES.indexOf(engine));
  const coreOf = new Uint8Array(length);
  const engineOf = new Uint8Array(length);
  for (let step = 0; step < length; step += 1) {
    const kind = kindOf[step] as number;
    coreOf[step] = cores[kind] as number;
    engineOf[step] = engines[kind] as number;
  }
  return { kinds, kindOf, coreOf, engineOf, turnOf: turnsOf(steps, cores) };
};
