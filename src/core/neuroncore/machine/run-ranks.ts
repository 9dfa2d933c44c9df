import type { Program } from '../timing/program.ts';
import { type Cores, createCores, createOneCore } from './cores.ts';
import { createMachine, type MachineOptions, type SpecialisedMachine } from './create.ts';
import type { Diagnostic } from './diagnostic.ts';
import { exchangeTiles } from './exchange.ts';
import type { Instruction } from './instruction.ts';
import type { Seat } from './rank-meeting.ts';
import { createRankQueues, type RankQueues } from './rank-queues.ts';
import { assembleProgram } from './record.ts';
import type { SharedMemory } from './shared-memory.ts';

export interface RanksOptions
  extends Omit<MachineOptions, 'core' | 'partner' | 'rank' | 'rankCount' | 'shared'> {
  readonly rankCount: number;
  /** Memory of a rank: each has HBM of its own. */
  readonly sharedOf: (rank: number) => SharedMemory;
  /** Evaluates the kernel on a core of a rank to its end; `machine.rank` and `machine.core` say on which. */
  readonly specialise: (machine: SpecialisedMachine) => void;
}

/** What a kernel left behind on all cores of a rank. */
export interface CoresRun {
  readonly machines: readonly SpecialisedMachine[];
  readonly program: Program;
  readonly diagnostics: readonly Diagnostic[];
}

const summary = (machines: readonly SpecialisedMachine[], { generation }: RanksOptions): CoresRun => ({
  machines,
  program: assembleProgram(
    generation,
    machines.map(({ recording }) => recording),
  ),
  diagnostics: machines.flatMap(({ diagnostics }) => diagnostics),
});

/** The logical core of a rank over its machines. */
const logicalCore = (options: RanksOptions, machineOf: (core: number) => SpecialisedMachine): Cores => {
  const { holdsData } = options;
  const execute = (instruction: Instruction): void => {
    if (holdsData) machineOf(instruction.core).execute(instruction);
  };
  if (options.coreCount === 1) return createOneCore(execute);
  const withMachine = (instruction: Instruction) => [instruction, machineOf(instruction.core)] as const;
  return createCores({
    takesTurns: holdsData,
    execute,
    exchange: (left, right) => {
      if (holdsData) exchangeTiles(withMachine(left), withMachine(right));
    },
  });
};

/**
 * Specialises a kernel on several ranks of one or two cores each, which meet in collectives, and gives what each rank
 * left behind, in order. A kernel that runs alone, on one core of one rank, waits for nobody. Throws KernelFault where
 * the kernel cannot go on.
 * Source: aws-neuron-sdk nki/api/nki/collectives; nki/get-started/about/lnc.rst.
 */
export const runOnRanks = (options: RanksOptions): readonly CoresRun[] => {
  const { rankCount, coreCount, sharedOf, specialise } = options;
  if (coreCount !== 1 && coreCount !== 2)
    throw new RangeError(`a logical core has 1 or 2 cores, not ${coreCount}`);
  if (rankCount === 1 && coreCount === 1) {
    const machine = createMachine({ ...options, core: 0, shared: sharedOf(0) });
    specialise(machine);
    return [summary([machine], options)];
  }
  const machines: SpecialisedMachine[][] = [];
  const machineOf = ({ rank, core }: Seat): SpecialisedMachine => {
    const machine = machines[rank]?.[core];
    if (machine === undefined) throw new RangeError(`there is no core ${core} of rank ${rank}`);
    return machine;
  };
  const cores = Array.from({ length: rankCount }, (_, rank) =>
    logicalCore(options, (core) => machineOf({ rank, core })),
  );
  const queues: RankQueues = createRankQueues({
    ...options,
    machineOf,
    coresOf: (rank) => cores[rank] as Cores,
  });
  const ranks = (rank: number) => (rankCount === 1 ? {} : { rank, rankCount });
  for (let rank = 0; rank < rankCount; rank += 1) {
    const shared = sharedOf(rank);
    machines.push(
      Array.from({ length: coreCount }, (_, core) =>
        createMachine({
          ...options,
          ...ranks(rank),
          core,
          shared,
          partner: queues.partnerOf({ rank, core }),
        }),
      ),
    );
  }
  queues.run();
  return machines.map((each) => summary(each, options));
};
