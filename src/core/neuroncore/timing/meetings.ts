import type { Program } from './program.ts';
import { kindAt, type StepKind, type TimedStep } from './step-table.ts';

/** Predecessors of every step within its own core, in compressed rows as in `Dependencies`. */
interface Rows {
  readonly starts: Int32Array;
  readonly steps: Int32Array;
}

/** In-order queues by engine and trigger: the last step of each stands for all before it. */
const queueKey = (step: StepKind): string => `${step.engine} ${step.trigger}`;

/** Visits the steps in order, each by its kind. */
const eachKind = ({ steps }: Program, visit: (kind: StepKind, step: number) => void): void => {
  for (let step = 0; step < steps.length; step += 1) visit(kindAt(steps, step), step);
};

const isBarrier = (step: StepKind): boolean => step.opcode === 'core_barrier';
const isExchange = (step: TimedStep): boolean => step.opcode === 'sendrecv';

/**
 * Whether both cores take part in a step: a collective whose tensors all lie in HBM that the two share, as
 * machine/rank-meeting.ts has it.
 */
export const isJointCollective = ({ engine, operands }: TimedStep): boolean =>
  engine === 'collective' && operands.every(({ space }) => space === 'shared_hbm');

/**
 * What the cores of a logical core wait for each other: a barrier for the work before the same barrier on either core,
 * accesses of shared memory for the barrier before them, an exchange or a collective of both for what the other core's
 * waits for. Barriers and collectives meet in program order, exchanges in the order of their pipe. Empty for one core.
 * Source: aws-neuron-sdk nki/api/nki/isa, core_barrier and sendrecv; nki/get-started/about/lnc.rst.
 */
export const findMeetings = (program: Program, rows: Rows): ReadonlyMap<number, readonly number[]> => {
  const meetings = new Map<number, number[]>();
  if (program.cores === 1) return meetings;
  const { before, barriers } = barriersOf(program);
  const add = (step: number, waits: readonly number[]): void => {
    const known = meetings.get(step);
    if (known === undefined) meetings.set(step, [...waits]);
    else known.push(...waits);
  };
  for (const ofCore of barriers)
    ofCore.forEach((barrier, turn) => {
      for (const other of barriers) {
        const partner = other[turn];
        if (partner !== undefined) add(barrier, before.get(partner) as number[]);
      }
    });
  for (const [step, barrier] of fencedSteps(program)) add(step, [barrier]);
  for (const [left, right] of exchangesOf(program)) {
    add(left, predecessorsOf(rows, right));
    add(right, predecessorsOf(rows, left));
  }
  return meetings;
};

const predecessorsOf = ({ starts, steps }: Rows, step: number): number[] => [
  ...steps.subarray(starts[step] as number, starts[step + 1] as number),
];

/** The barriers of each core, and for each of them the last step of every queue of its core before it. */
const barriersOf = (program: Program) => {
  const before = new Map<number, number[]>();
  const barriers: number[][] = Array.from({ length: program.cores }, () => []);
  const last = Array.from({ length: program.cores }, () => new Map<string, number>());
  eachKind(program, (step, index) => {
    const queues = last[step.core] as Map<string, number>;
    if (isBarrier(step)) {
      before.set(index, [...queues.values()]);
      (barriers[step.core] as number[]).push(index);
    }
    queues.set(queueKey(step), index);
  });
  return { before, barriers };
};

/** Steps that touch shared memory, each with the last barrier of its core before it. */
const fencedSteps = (program: Program): (readonly [number, number])[] => {
  const shared = new Set<number>();
  for (const { id, space } of program.storages.values()) if (space === 'shared_hbm') shared.add(id);
  const fences = new Map<number, number>();
  const found: (readonly [number, number])[] = [];
  const { accessStarts, storageOf } = program.steps;
  eachKind(program, (step, index) => {
    const fence = fences.get(step.core);
    const accessed = storageOf.subarray(accessStarts[index], accessStarts[index + 1]);
    const touches = accessed.some((storage) => shared.has(storage));
    if (fence !== undefined && touches) found.push([index, fence]);
    if (isBarrier(step)) fences.set(step.core, index);
  });
  return found;
};

/** What the two cores do together: exchanges by their pipe, collectives of both. */
const pairKey = (step: TimedStep): string | null => {
  if (isExchange(step)) return `pipe ${String(step.attributes['pipe_id'])}`;
  return isJointCollective(step) ? 'collective' : null;
};

/** Exchanges and collectives that meet: the n-th of a pipe on one core and the n-th on the other. */
const exchangesOf = (program: Program): (readonly [number, number])[] => {
  const byPipe = new Map<string, [number[], number[]]>();
  eachKind(program, (step, index) => {
    const pipe = pairKey(step);
    if (pipe === null) return;
    const known = byPipe.get(pipe);
    const sides: [number[], number[]] = known === undefined ? [[], []] : known;
    byPipe.set(pipe, sides);
    (step.core === 0 ? sides[0] : sides[1]).push(index);
  });
  return [...byPipe.values()].flatMap(([left, right]) =>
    left.slice(0, right.length).map((step, turn) => [step, right[turn] as number] as const),
  );
};
