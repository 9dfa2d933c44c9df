import type { View } from '../memory/view.ts';
import type { Site } from '../python/source.ts';
import { createLead, type Lead } from './core-lead.ts';
import { findIndependent, isWritten, type Waiting, withRegistersHeld } from './core-queue.ts';
import { describeSync, exchangeFault, isSync, syncKey } from './core-sync.ts';
import { KernelFault } from './diagnostic.ts';
import type { Instruction } from './instruction.ts';

/** What the cores of a logical core need from the outside. */
export interface CoresOptions {
  /** Runs an instruction of its core now. */
  readonly execute: (instruction: Instruction) => void;
  /** Swaps tiles: each `src` to the other core's `dst`. */
  readonly exchange: (left: Instruction, right: Instruction) => void;
  /** Whether the two take turns between the points where they meet; without data nothing is gained by it. */
  readonly takesTurns: boolean;
}

/** The one or two cores of a logical core: what decides when their instructions run as far as it lies with each other. */
export interface Cores {
  /** Runs an instruction now, or later when the other core has come. Throws KernelFault when cores meet that do not match. */
  readonly issue: (instruction: Instruction) => void;
  /** The instruction at which a core waits for the other one; undefined while it does not. */
  readonly waitingAt: (core: number) => Instruction | undefined;
  /** Whether what the view reads on a core may still be written by what waits. */
  readonly awaits: (core: number, view: View) => boolean;
  /** Runs what was held back only for the other core to come along. */
  readonly flush: () => void;
  /** Notes that the kernel's Python has ended on a core. */
  readonly end: (core: number) => void;
}

interface State {
  readonly queues: readonly [Waiting[], Waiting[]];
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

const isCore = (core: number): core is 0 | 1 => core === 0 || core === 1;

const queueOf = (state: State, core: number): Waiting[] => {
  if (!isCore(core)) throw new RangeError(`there is no core ${core} in a logical core of two`);
  return state.queues[core];
};

/** A logical core of one core, which waits for nothing. */
export const createOneCore = (execute: CoresOptions['execute']): Cores => ({
  issue: execute,
  waitingAt: () => undefined,
  awaits: () => false,
  flush: () => undefined,
  end: () => undefined,
});

/**
 * Two cores whose Python is evaluated one after the other. Between the points where they meet, their instructions run
 * in turn, one of each. A core that reaches a `sendrecv` or `core_barrier` that the other one has not reached waits from
 * there on, in program order.
 * Source of what meets: aws-neuron-sdk nki/api/nki/isa, sendrecv and core_barrier; nki/get-started/about/lnc.rst.
 */
export const createCores = (options: CoresOptions): Cores => {
  const lead = createLead(options.execute);
  const state: State = { queues: [[], []], ended: [false, false], lead };
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
    waitingAt: (core) => queueOf(state, core)[0]?.instruction,
    awaits: (core, view) => {
      const queue = queueOf(state, core);
      // What the other core writes to shared memory is there only after the points where the cores meet.
      return queue.length > 0 && (view.storage.space === 'shared_hbm' || isWritten(queue, view));
    },
    flush: lead.flush,
    end: (core) => {
      if (!isCore(core)) throw new RangeError(`there is no core ${core} in a logical core of two`);
      state.ended[core] = true;
      if (core === 1) lead.flush();
    },
  };
};
