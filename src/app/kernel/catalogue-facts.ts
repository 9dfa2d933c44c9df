import type { NeuronCoreFacts } from '../../core/report/kernel/facts.ts';
import { readActivationTable } from '../../platform/files/neuroncore-activations.ts';
import { readGenerations } from '../../platform/files/neuroncore-architecture.ts';
import { readIsaTable } from '../../platform/files/neuroncore-isa.ts';
import { readKernelStandings } from '../../platform/files/neuroncore-standings.ts';
import { readTimingConstants } from '../../platform/files/neuroncore-timing.ts';

/** Reads the table of functions, the capacities, the timing constants and the record of errors of a catalogue. Throws InputError. */
export const readFactsOfCatalogue = async (catalogue: string): Promise<NeuronCoreFacts> => {
  const [table, generations, timing, activations, standings] = await Promise.all([
    readIsaTable(catalogue),
    readGenerations(catalogue),
    readTimingConstants(catalogue),
    readActivationTable(catalogue),
    readKernelStandings(catalogue),
  ]);
  return { table, generations, timing, activationRanges: activations.ranges, standings };
};
