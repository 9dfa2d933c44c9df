import { createMachine, type MachineOptions, type SpecialisedMachine } from './create.ts';
import { createRankQueues, type RankQueues } from './rank-queues.ts';
import type { SharedMemory } from './shared-memory.ts';

export interface RanksOptions
  extends Omit<MachineOptions, 'core' | 'coreCount' | 'partner' | 'rank' | 'rankCount' | 'shared'> {
  readonly rankCount: number;
  /** Memory of a rank: each has HBM of its own. */
  readonly sharedOf: (rank: number) => SharedMemory;
  /** Evaluates the kernel on a rank to its end; `machine.rank` says which one it is. */
  readonly specialise: (machine: SpecialisedMachine) => void;
}

/**
 * Runs a kernel with its data on several ranks of one core each, which meet in collectives, and gives their machines in
 * the order of the ranks. Throws KernelFault where a rank cannot go on.
 * Source: aws-neuron-sdk nki/api/nki/collectives.
 */
export const runOnRanks = (options: RanksOptions): readonly SpecialisedMachine[] => {
  const { rankCount, sharedOf, specialise } = options;
  const machines: SpecialisedMachine[] = [];
  const queues: RankQueues = createRankQueues({
    rankCount,
    specialise,
    machineOf: (rank) => machines[rank] as SpecialisedMachine,
  });
  for (let rank = 0; rank < rankCount; rank += 1) {
    const shared = sharedOf(rank);
    const partner = queues.partnerOf(rank);
    machines.push(createMachine({ ...options, core: 0, coreCount: 1, shared, partner, rank, rankCount }));
  }
  queues.run();
  return machines;
};
