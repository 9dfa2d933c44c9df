import type { View } from '../memory/view.ts';
import type { Site } from '../python/source.ts';
import { createLead, type Lead } from './core-lead.ts';
import { findIndependent, isWritten, type Waiting, withRegistersHeld } from './core-queue.ts';
import { describeSync, exchangeFault, isSync, syncKey } from './core-sync.ts';
import type { Partner } from './create.ts';
import { KernelFault } from './diagnostic.ts';
import type { Instruction } from './instruction.ts';

/** What the two cores of a kernel need from the outside. */
export interface CoresOptions {
  /** Evaluates the kernel's Python on a core, which issues its instructions here; returns when it has ended. */
  readonly specialise: (core: number) => void;
  /** Runs an instruction of its core now. */
  readonly execute: (instruction: Instruction) => void;
  /** Swaps tiles: each `src` to the other core's `dst`. */
  readonly exchange: (left: Instruction, right: Instruction) => void;
  /** Whether the two take turns between the points where they meet; without data nothing is gained by it. */
  readonly takesTurns: boolean;
}

/** The two cores of a kernel, specialised one after the other. */
export interface Cores extends Partner {
  /** Runs both cores to the end. Throws KernelFault on a deadlock or when two cores meet that do not match. */
  readonly run: () => void;
}

interface State {
  readonly queues: readonly [Waiting[], Waiting[]];
  readonly begun: [boolean, boolean];
  readonly ended: [boolean, boolean];
  /** What core 0 has issued before its first waiting instruction and not run yet. */
  readonly lead: Lead;
}

const fault = (message: string, site: Site): never => {
  throw new KernelFault({ rule: 'core-pairing', severity: 'error', message, site });
};

/** A pair of places in the two queues that can meet now, or null. */
const findMeeting = ({ queues: [left, right] }: State): readonly [number, number] | null => {
  const first = left[0]?.instruction;
  const second = right[0]?.instruction;
  if (first === undefined || second === undefined) return null;
  if (syncKey(first) === syncKey(second)) return [0, 0];
  // Pipes are independent of each other: one may be met while another waits.
  const inRight = findIndependent(right, (each) => syncKey(each) === syncKey(first));
  if (inRight >= 0) return [0, inRight];
  const inLeft = findIndependent(left, (each) => syncKey(each) === syncKey(second));
  return inLeft >= 0 ? [inLeft, 0] : null;
};

const takeAt = (queue: Waiting[], place: number): Instruction => {
  const [taken] = queue.splice(place, 1);
  if (taken === undefined) throw new RangeError(`nothing waits at ${place}`);
  return taken.instruction;
};

/** Hands on what waits in front of the next instruction that needs the other core. */
const drain = (queue: Waiting[], handOn: CoresOptions['execute']): void => {
  let done = 0;
  for (const { instruction } of queue) {
    if (isSync(instruction)) break;
    handOn(instruction);
    done += 1;
  }
  queue.splice(0, done);
};

/** Runs an instruction of core 1, and one that core 0 has ready before it. */
const inTurn =
  ({ lead }: State, { execute }: CoresOptions) =>
  (instruction: Instruction): void => {
    lead.step();
    execute(instruction);
  };

/** What becomes of an instruction of core 0 that has nothing to wait for: it is held while core 1 is behind. */
const leading =
  (state: State, { execute, takesTurns }: CoresOptions) =>
  (instruction: Instruction): void => {
    if (takesTurns && !state.ended[1]) state.lead.hold(withRegistersHeld(instruction));
    else {
      state.lead.flush();
      execute(instruction);
    }
  };

const advance = (state: State, options: CoresOptions): void => {
  for (let meeting = findMeeting(state); meeting !== null; meeting = findMeeting(state)) {
    state.lead.flush();
    const left = takeAt(state.queues[0], meeting[0]);
    const right = takeAt(state.queues[1], meeting[1]);
    if (left.opcode === 'sendrecv') {
      const wrong = exchangeFault(left, right);
      if (wrong !== null) {
        fault(`${describeSync(left)} meets ${describeSync(right)}, but ${wrong}.`, left.site);
      }
      options.exchange(left, right);
    }
    drain(state.queues[0], leading(state, options));
    drain(state.queues[1], inTurn(state, options));
  }
};

const condition = (state: State, core: 0 | 1): string => {
  const waiting = state.queues[core][0];
  if (waiting !== undefined) return `core ${core} waits at ${describeSync(waiting.instruction)}`;
  return state.ended[core] ? `core ${core} has ended` : `core ${core} is still being specialised`;
};

const checkEnd = (state: State): void => {
  const waiting = state.queues[0][0] ?? state.queues[1][0];
  if (waiting === undefined) return;
  fault(
    `the cores never meet: ${condition(state, 0)}, ${condition(state, 1)}; every sendrecv needs one with its pipe_id and every core_barrier a core_barrier on the other core, in the same order.`,
    waiting.instruction.site,
  );
};

const start = (state: State, core: 0 | 1, options: CoresOptions): void => {
  if (state.begun[core]) return;
  state.begun[core] = true;
  options.specialise(core);
  state.ended[core] = true;
  if (core === 1) state.lead.flush();
};

const isCore = (core: number): core is 0 | 1 => core === 0 || core === 1;

const queueOf = (state: State, core: number): Waiting[] => {
  if (!isCore(core)) throw new RangeError(`there is no core ${core} in a logical core of two`);
  return state.queues[core];
};

const awaitData = (state: State, options: CoresOptions, core: number, view: View, site: Site): void => {
  const queue = queueOf(state, core);
  const other = core === 0 ? 1 : 0;
  // What the other core writes to shared memory is there only after the points where the cores meet.
  const waits = (): boolean =>
    queue.length > 0 && (view.storage.space === 'shared_hbm' || isWritten(queue, view));
  if (core === 0) state.lead.flush();
  if (!waits()) return;
  start(state, other, options);
  if (!waits()) return;
  fault(
    `the value is not there: ${condition(state, core === 0 ? 0 : 1)}, and ${condition(state, other)}; a register is loaded with what is known when its core is specialised.`,
    site,
  );
};

/**
 * Runs a kernel on two cores whose Python is evaluated one after the other. Between the points where they meet, their
 * instructions run in turn, one of each. A core that reaches a `sendrecv` or `core_barrier` that the other one has not
 * reached waits from there on, in program order. A register load that needs what waits evaluates the other core first, within the load.
 * Source of what meets: aws-neuron-sdk nki/api/nki/isa, sendrecv and core_barrier; nki/get-started/about/lnc.rst.
 */
export const createCores = (options: CoresOptions): Cores => {
  const lead = createLead(options.execute);
  const state: State = { queues: [[], []], begun: [false, false], ended: [false, false], lead };
  const run = [leading(state, options), inTurn(state, options)] as const;
  return {
    issue: (instruction) => {
      const queue = queueOf(state, instruction.core);
      if (queue.length === 0 && !isSync(instruction)) {
        run[instruction.core === 0 ? 0 : 1](instruction);
        return;
      }
      queue.push({ instruction: withRegistersHeld(instruction), boxes: null });
      if (isSync(instruction)) advance(state, options);
    },
    awaitData: (core, view, site) => awaitData(state, options, core, view, site),
    run: () => {
      start(state, 0, options);
      start(state, 1, options);
      checkEnd(state);
    },
  };
};
