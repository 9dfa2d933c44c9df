import type { View } from '../memory/view.ts';
import type { Instruction } from './instruction.ts';

/** A core of a rank. */
export interface Seat {
  readonly rank: number;
  readonly core: number;
}

/** One collective that all who take part in it have reached. */
export interface Meeting {
  readonly seats: readonly Seat[];
  /** What is executed together, in the order of the group: once for all cores, or once for each core of the ranks. */
  readonly rounds: readonly (readonly { readonly seat: Seat; readonly instruction: Instruction }[])[];
}

/** The ranks of a collective, in order. */
const groupOf = ({ attributes: { group } }: Instruction): readonly number[] =>
  Array.isArray(group) ? (group as readonly number[]) : [];

const viewsOf = ({ inputs, outputs }: Instruction): readonly View[] =>
  [...outputs, ...inputs].map(({ view }) => view);

/**
 * Whether both cores of each rank take part: all its tensors lie in HBM that the two share. A collective on SBUF or on
 * HBM of one core joins the cores of the same number. Source: aws-neuron-sdk nki/get-started/about/lnc.rst (both cores
 * run the same program on shared HBM); the documentation of nki.collectives does not say it, public kernels let each
 * core write its half of a shared tensor and then issue one collective over the whole on both.
 */
export const joinsCores = (instruction: Instruction): boolean =>
  viewsOf(instruction).every(({ storage }) => storage.space === 'shared_hbm');

/** Who takes part in a collective that a core has reached, by rank in the order of the group, then by core. */
export const seatsOf = (
  instruction: Instruction,
  { core }: Seat,
  { rankCount, coreCount }: { readonly rankCount: number; readonly coreCount: number },
): readonly Seat[] => {
  const cores = joinsCores(instruction) ? Array.from({ length: coreCount }, (_, each) => each) : [core];
  // In runs for timing only a group may name ranks that do not run.
  const ranks = groupOf(instruction).filter((rank) => rank < rankCount);
  return ranks.flatMap((rank) => cores.map((each) => ({ rank, core: each })));
};

const matches = (one: Instruction, other: Instruction): boolean =>
  one.opcode === other.opcode && groupOf(one).join() === groupOf(other).join();

const isSameView = (one: View, other: View | undefined): boolean =>
  other !== undefined &&
  one.storage === other.storage &&
  one.dtype === other.dtype &&
  one.offset === other.offset &&
  one.shape.join() === other.shape.join() &&
  one.strides.join() === other.strides.join();

const sameOperands = (one: Instruction, other: Instruction): boolean => {
  const others = viewsOf(other);
  return viewsOf(one).every((view, index) => isSameView(view, others[index]));
};

/**
 * The meeting of the seats, when each of them waits at the same collective as `first`; null when one does not. Cores of
 * a rank that name the same tensors move them once; cores that name different ones exchange with the cores of their
 * number.
 */
export const meetingOf = (
  first: Instruction,
  seats: readonly Seat[],
  waitingAt: (seat: Seat) => Instruction | undefined,
): Meeting | null => {
  const members: { readonly seat: Seat; readonly instruction: Instruction }[] = [];
  for (const seat of seats) {
    const instruction = waitingAt(seat);
    if (instruction === undefined || !matches(instruction, first)) return null;
    members.push({ seat, instruction });
  }
  const rounds = [0, 1]
    .map((core) => members.filter(({ seat }) => seat.core === core))
    .filter((round) => round.length > 0);
  const [one, other] = rounds;
  const isOnce =
    one !== undefined &&
    other !== undefined &&
    one.every(({ instruction }, place) => {
      const twin = other[place]?.instruction;
      return twin !== undefined && sameOperands(instruction, twin);
    });
  return { seats, rounds: isOnce ? [one] : rounds };
};
