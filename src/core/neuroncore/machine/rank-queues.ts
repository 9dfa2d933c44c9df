import { executeCollective, isCollective } from '../isa/collective-numbers.ts';
import type { View } from '../memory/view.ts';
import { describeSite, type Site } from '../python/source.ts';
import { isWritten, type Waiting, withRegistersHeld } from './core-queue.ts';
import type { Partner, SpecialisedMachine } from './create.ts';
import { KernelFault } from './diagnostic.ts';
import type { Instruction } from './instruction.ts';

/** Ranks that run one kernel, each on a machine of its own, and what waits on each of them. */
export interface RankQueues {
  /** What decides when the instructions of a rank run. */
  readonly partnerOf: (rank: number) => Partner;
  /** Runs all ranks to their end. Throws KernelFault when ranks wait for each other in vain. */
  readonly run: () => void;
}

export interface RankQueuesOptions {
  readonly machineOf: (rank: number) => SpecialisedMachine;
  readonly rankCount: number;
  readonly specialise: (machine: SpecialisedMachine) => void;
}

interface State {
  readonly queues: readonly Waiting[][];
  readonly begun: boolean[];
  readonly ended: boolean[];
}

const groupOf = (instruction: Instruction): readonly number[] => {
  const { group } = instruction.attributes;
  return Array.isArray(group) ? (group as readonly number[]) : [];
};

const matches = (one: Instruction, other: Instruction): boolean =>
  one.opcode === other.opcode && groupOf(one).join() === groupOf(other).join();

/** The collectives at which all ranks of a group wait now, in the order of the group; null when some are not there. */
const findMeeting = ({ queues }: State): readonly Instruction[] | null => {
  for (const queue of queues) {
    const first = queue[0]?.instruction;
    if (first === undefined) continue;
    const members = groupOf(first).map((rank) => queues[rank]?.[0]?.instruction);
    if (members.every((each): each is Instruction => each !== undefined && matches(each, first)))
      return members;
  }
  return null;
};

const drain = (queue: Waiting[], machine: SpecialisedMachine): void => {
  let done = 0;
  for (const { instruction } of queue) {
    if (isCollective(instruction)) break;
    machine.execute(instruction);
    done += 1;
  }
  queue.splice(0, done);
};

const advance = (state: State, { machineOf }: RankQueuesOptions): void => {
  for (let members = findMeeting(state); members !== null; members = findMeeting(state)) {
    const [first] = members;
    const ranks = first === undefined ? [] : groupOf(first);
    const parts = members.map((member, place) => [machineOf(ranks[place] as number), member] as const);
    for (const [machine, member] of parts) machine.prepare(member);
    executeCollective(members);
    for (const [machine, member] of parts) machine.settle(member);
    for (const rank of ranks) {
      const queue = state.queues[rank] as Waiting[];
      queue.shift();
      drain(queue, machineOf(rank));
    }
  }
};

const condition = (state: State, rank: number): string => {
  const waiting = state.queues[rank]?.[0]?.instruction;
  if (waiting !== undefined) {
    return `rank ${rank} waits at ${waiting.opcode} of ranks ${groupOf(waiting).join(', ')} (${describeSite(waiting.site)})`;
  }
  return `rank ${rank} ${state.ended[rank] === true ? 'has ended' : 'is still being specialised'}`;
};

const conditions = (state: State): string => state.queues.map((_, rank) => condition(state, rank)).join('; ');

const fault = (message: string, site: Site): never => {
  throw new KernelFault({ rule: 'collective-pairing', severity: 'error', message, site });
};

const start = (state: State, rank: number, options: RankQueuesOptions): void => {
  if (state.begun[rank] === true) return;
  state.begun[rank] = true;
  options.specialise(options.machineOf(rank));
  state.ended[rank] = true;
};

const awaitData = (state: State, rank: number, options: RankQueuesOptions, view: View, site: Site): void => {
  const waits = (): boolean => isWritten(state.queues[rank] as Waiting[], view);
  for (let other = 0; other < options.rankCount && waits(); other += 1) start(state, other, options);
  if (waits()) fault(`the value that a register is loaded with is not there: ${conditions(state)}.`, site);
};

/**
 * Runs a kernel on several ranks whose Python is evaluated one after the other. Instructions of a rank run at once until
 * it reaches a collective; from there on they wait in program order until every rank of the group is there.
 * Source of what meets: aws-neuron-sdk nki/api/nki/collectives.
 */
export const createRankQueues = (options: RankQueuesOptions): RankQueues => {
  const { rankCount, machineOf } = options;
  const perRank = <Value>(value: () => Value): Value[] => Array.from({ length: rankCount }, value);
  const state: State = {
    queues: perRank(() => []),
    begun: perRank(() => false),
    ended: perRank(() => false),
  };
  const issue = (rank: number, instruction: Instruction): void => {
    const queue = state.queues[rank] as Waiting[];
    if (queue.length === 0 && !isCollective(instruction)) {
      machineOf(rank).execute(instruction);
      return;
    }
    queue.push({ instruction: withRegistersHeld(instruction), boxes: null });
    if (isCollective(instruction)) advance(state, options);
  };
  return {
    partnerOf: (rank) => ({
      issue: (instruction) => issue(rank, instruction),
      awaitData: (_core, view, site) => awaitData(state, rank, options, view, site),
    }),
    run: () => {
      for (let rank = 0; rank < rankCount; rank += 1) start(state, rank, options);
      const waiting = state.queues.find((queue) => queue.length > 0)?.[0];
      if (waiting !== undefined) {
        fault(`the ranks never meet: ${conditions(state)}.`, waiting.instruction.site);
      }
    },
  };
};
