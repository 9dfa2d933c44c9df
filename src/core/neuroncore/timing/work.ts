import type { Engine } from '../machine/generation.ts';
import type { AttributeValue } from '../machine/instruction.ts';
import type { OperandShape, Program, Step } from './program.ts';

export const ENGINES: readonly Engine[] = [
  'tensor',
  'vector',
  'scalar',
  'gpsimd',
  'sync',
  'dma',
  'collective',
];

/**
 * What decides the cost of every step, as columns: kernels repeat few kinds of work many times, so that costs are worked
 * out once for each kind and playing a program does not touch its steps.
 */
export interface Work {
  /** Steps of which each stands for all that ask for the same work. */
  readonly kinds: readonly Step[];
  /** Of each step: the index of its kind in `kinds`, its core, and its engine as an index into `ENGINES`. */
  readonly kindOf: Uint32Array;
  readonly coreOf: Uint8Array;
  readonly engineOf: Uint8Array;
  /** Iteration of a run-time loop a step runs in, numbered over the whole program; 0 outside of loops. */
  readonly turnOf: Uint32Array;
}

type Attributes = Readonly<Record<string, AttributeValue>>;

const sameValue = (left: AttributeValue | undefined, right: AttributeValue | undefined): boolean => {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (left.length !== right.length) return false;
  for (let index = 0; index < left.length; index += 1) if (left[index] !== right[index]) return false;
  return true;
};

/** Whether two instructions have the same attributes. */
export const sameAttributes = (left: Attributes, right: Attributes): boolean => {
  if (left === right) return true;
  let more = 0;
  for (const name in left) {
    if (!sameValue(left[name], right[name])) return false;
    more += 1;
  }
  for (const _ in right) more -= 1;
  return more === 0;
};

/** How many kinds with the same operands are compared with a step, the latest ones. */
const RECENT = 4;

const sameWork = (left: Step, right: Step): boolean =>
  left.opcode === right.opcode &&
  left.engine === right.engine &&
  left.trigger === right.trigger &&
  sameAttributes(left.attributes, right.attributes);

/** Sorts the steps of a program by the work they ask for. */
export const workOf = (program: Program): Work => {
  const { steps } = program;
  const kinds: Step[] = [];
  const kindOf = new Uint32Array(steps.length);
  const coreOf = new Uint8Array(steps.length);
  const engineOf = new Uint8Array(steps.length);
  const turnOf = new Uint32Array(steps.length);
  let turns = 0;
  let turn = '0 0 0';
  // Programs keep equal lists of operands once, so that the list itself is the key.
  const byOperands = new Map<readonly OperandShape[], number[]>();
  for (let index = 0; index < steps.length; index += 1) {
    const step = steps[index] as Step;
    const known = byOperands.get(step.operands);
    const recent = known === undefined ? [] : known;
    if (known === undefined) byOperands.set(step.operands, recent);
    let kind = -1;
    for (const each of recent) if (sameWork(kinds[each] as Step, step)) kind = each;
    if (kind < 0) {
      kind = kinds.push(step) - 1;
      if (recent.length >= RECENT) recent.shift();
      recent.push(kind);
    }
    kindOf[index] = kind;
    coreOf[index] = step.core;
    engineOf[index] = ENGINES.indexOf(step.engine);
    if (step.loop === 0) continue;
    const now = `${step.core} ${step.loop} ${step.iteration}`;
    if (now !== turn) turns += 1;
    turn = now;
    turnOf[index] = turns;
  }
  return { kinds, kindOf, coreOf, engineOf, turnOf };
};
