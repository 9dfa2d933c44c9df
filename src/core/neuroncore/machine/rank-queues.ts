import { executeCollective, isCollective } from '../isa/collective-numbers.ts';
import type { View } from '../memory/view.ts';
import { describeSite, type Site } from '../python/source.ts';
import { isWritten, type Waiting, withRegistersHeld } from './core-queue.ts';
import { describeSync, isSync } from './core-sync.ts';
import type { Cores } from './cores.ts';
import type { Partner, SpecialisedMachine } from './create.ts';
import { KernelFault } from './diagnostic.ts';
import type { Instruction } from './instruction.ts';
import { type Meeting, meetingOf, type Seat, seatsOf } from './rank-meeting.ts';

/** Ranks that run one kernel, each core of each on a machine of its own, and what waits on each of them. */
export interface RankQueues {
  /** What decides when the instructions of a core run. */
  readonly partnerOf: (seat: Seat) => Partner;
  /** Runs all ranks to their end. Throws KernelFault when ranks or cores wait for each other in vain. */
  readonly run: () => void;
}

export interface RankQueuesOptions {
  readonly rankCount: number;
  readonly coreCount: number;
  readonly holdsData: boolean;
  readonly machineOf: (seat: Seat) => SpecialisedMachine;
  /** The cores of a rank, which run what no other rank holds back. */
  readonly coresOf: (rank: number) => Cores;
  /** Evaluates the kernel on a core to its end. */
  readonly specialise: (machine: SpecialisedMachine) => void;
}

/** One core of one rank with what waits on it for other ranks. */
export interface Place extends Seat {
  readonly queue: Waiting[];
  begun: boolean;
  ended: boolean;
}

interface State {
  readonly options: RankQueuesOptions;
  /** By rank, then by core. */
  readonly places: readonly Place[];
}

const placeOf = ({ options, places }: State, { rank, core }: Seat): Place => {
  const place = places[rank * options.coreCount + core];
  if (place === undefined) throw new RangeError(`there is no core ${core} of rank ${rank}`);
  return place;
};

/** The collective at which a core waits; undefined while it waits for nothing, or for the other core. */
const collectiveAt = ({ options }: State, { rank, core, queue }: Place): Instruction | undefined =>
  options.coresOf(rank).waitingAt(core) === undefined ? queue[0]?.instruction : undefined;

/** Cores that all wait at the same collective, or null. */
const findMeeting = (state: State): Meeting | null => {
  const { options, places } = state;
  for (const place of places) {
    const first = collectiveAt(state, place);
    if (first === undefined) continue;
    const found = meetingOf(first, seatsOf(first, place, options), (seat) =>
      collectiveAt(state, placeOf(state, seat)),
    );
    if (found !== null) return found;
  }
  return null;
};

/** Hands on to its logical core what waits in front of the next collective. */
const drain = ({ options }: State, { rank, queue }: Place): void => {
  const cores = options.coresOf(rank);
  let done = 0;
  for (const { instruction } of queue) {
    if (isCollective(instruction)) break;
    cores.issue(instruction);
    done += 1;
  }
  queue.splice(0, done);
};

const execute = ({ options }: State, { rounds }: Meeting): void => {
  for (const members of rounds) {
    const parts = members.map(({ seat, instruction }) => [options.machineOf(seat), instruction] as const);
    for (const [machine, member] of parts) machine.prepare(member);
    executeCollective(members.map(({ instruction }) => instruction));
    for (const [machine, member] of parts) machine.settle(member);
  }
};

const advance = (state: State): void => {
  const { options } = state;
  for (let meeting = findMeeting(state); meeting !== null; meeting = findMeeting(state)) {
    for (const { rank } of meeting.seats) options.coresOf(rank).flush();
    if (options.holdsData) execute(state, meeting);
    const places = meeting.seats.map((seat) => placeOf(state, seat));
    for (const { queue } of places) queue.shift();
    for (const place of places) drain(state, place);
  }
};

const nameOf = ({ options }: State, { rank, core }: Seat): string => {
  if (options.rankCount === 1) return `core ${core}`;
  return options.coreCount === 1 ? `rank ${rank}` : `core ${core} of rank ${rank}`;
};

const condition = (state: State, place: Place): string => {
  const name = nameOf(state, place);
  const sync = state.options.coresOf(place.rank).waitingAt(place.core);
  if (sync !== undefined) return `${name} waits at ${describeSync(sync)}`;
  const waiting = place.queue[0]?.instruction;
  if (waiting !== undefined) {
    const { group } = waiting.attributes;
    const ranks = Array.isArray(group) ? group.join(', ') : '';
    return `${name} waits at ${waiting.opcode} of ranks ${ranks} (${describeSite(waiting.site)})`;
  }
  return `${name} ${place.ended ? 'has ended' : 'is still being specialised'}`;
};

/** How many cores a message tells of. */
const MOST_TOLD = 8;

/** What everyone does, the one that is asked first. */
const conditions = (state: State, first: Place): string => {
  const all = [first, ...state.places.filter((place) => place !== first)];
  const told = all.slice(0, MOST_TOLD).map((place) => condition(state, place));
  const more = all.length - told.length;
  return `${told.join('; ')}${more === 0 ? '' : `; and ${more} more`}`;
};

const fault = ({ options }: State, message: string, site: Site): never => {
  const rule = options.rankCount === 1 ? 'core-pairing' : 'collective-pairing';
  throw new KernelFault({ rule, severity: 'error', message, site });
};

const start = ({ options }: State, place: Place): void => {
  if (place.begun) return;
  place.begun = true;
  options.specialise(options.machineOf(place));
  place.ended = true;
  options.coresOf(place.rank).end(place.core);
};

const awaitData = (state: State, place: Place, view: View, site: Site): void => {
  const cores = state.options.coresOf(place.rank);
  const { queue, core } = place;
  const waits = (): boolean =>
    cores.awaits(core, view) ||
    (queue.length > 0 && (view.storage.space === 'shared_hbm' || isWritten(queue, view)));
  if (core === 0) cores.flush();
  const ownRankFirst = [
    ...state.places.filter(({ rank }) => rank === place.rank),
    ...state.places.filter(({ rank }) => rank !== place.rank),
  ];
  for (const other of ownRankFirst) {
    if (!waits()) return;
    start(state, other);
  }
  if (!waits()) return;
  fault(
    state,
    `the value is not there: ${conditions(state, place)}; a register is loaded with what is known when its core is specialised.`,
    site,
  );
};

const checkEnd = (state: State): void => {
  const { rankCount, coresOf } = state.options;
  for (const place of state.places) {
    const waiting = coresOf(place.rank).waitingAt(place.core) ?? place.queue[0]?.instruction;
    if (waiting === undefined) continue;
    const who = rankCount === 1 ? 'cores' : 'ranks';
    fault(
      state,
      `the ${who} never meet: ${conditions(state, place)}; every sendrecv needs one with its pipe_id and every core_barrier a core_barrier on the other core, every collective the same one on each rank of its group and, in shared HBM, on both cores, in the same order.`,
      waiting.site,
    );
  }
};

/**
 * Runs a kernel on several cores whose Python is evaluated one after the other: the two of a logical core, those of
 * several ranks, or both. Instructions of a core go to its logical core at once until it reaches a collective; from
 * there on they wait in program order until everyone who takes part is there. A register load that needs what waits
 * evaluates the others first, within the load.
 * Source of what meets: aws-neuron-sdk nki/api/nki/collectives.
 */
export const createRankQueues = (options: RankQueuesOptions): RankQueues => {
  const places = Array.from({ length: options.rankCount * options.coreCount }, (_, index) => ({
    rank: Math.floor(index / options.coreCount),
    core: index % options.coreCount,
    queue: [],
    begun: false,
    ended: false,
  }));
  const state: State = { options, places };
  const issue = (place: Place, instruction: Instruction): void => {
    const collective = isCollective(instruction);
    if (place.queue.length === 0 && !collective) options.coresOf(place.rank).issue(instruction);
    else place.queue.push({ instruction: withRegistersHeld(instruction), boxes: null });
    // Where the cores of a rank meet, either may go on to a collective that others wait at.
    if (collective || isSync(instruction)) advance(state);
  };
  return {
    partnerOf: (seat) => {
      const place = placeOf(state, seat);
      return {
        issue: (instruction) => issue(place, instruction),
        awaitData: (_core, view, site) => awaitData(state, place, view, site),
      };
    },
    run: () => {
      for (const place of places) start(state, place);
      checkEnd(state);
    },
  };
};
