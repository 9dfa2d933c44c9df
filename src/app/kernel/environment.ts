import { join } from 'node:path';
import { InputError } from '../../core/input-error.ts';
import { withActivationRanges } from '../../core/neuroncore/isa/compute.ts';
import type { IsaDefinition } from '../../core/neuroncore/isa/definition.ts';
import type { IsaTable } from '../../core/neuroncore/isa/table.ts';
import type { Generation, GenerationId } from '../../core/neuroncore/machine/generation.ts';
import { DEFINITIONS } from '../../core/neuroncore/nki/calls.ts';
import type { TimingConstants } from '../../core/neuroncore/timing/constants.ts';
import type { KernelClass } from '../../core/neuroncore/timing/critical-path.ts';
import type { ClassStanding } from '../../core/report/kernel/kernel-report.ts';
import { readActivationTable } from '../../platform/files/neuroncore-activations.ts';
import { generationFor, readGenerations } from '../../platform/files/neuroncore-architecture.ts';
import { readIsaTable } from '../../platform/files/neuroncore-isa.ts';
import { readKernelStandings } from '../../platform/files/neuroncore-standings.ts';
import { readTimingConstants } from '../../platform/files/neuroncore-timing.ts';
import { packageRoot } from '../package-root.ts';

/** What the catalogue knows of NeuronCores. */
export interface NeuronCoreFacts {
  readonly table: IsaTable;
  readonly generations: Readonly<Record<GenerationId, Generation>>;
  readonly timing: Readonly<Record<GenerationId, TimingConstants>>;
  /** What executes each opcode, with the valid ranges of activation functions. */
  readonly definitions: ReadonlyMap<string, IsaDefinition>;
  /** How well estimates of each kind of work have done. */
  readonly standings: Readonly<Record<KernelClass, ClassStanding>>;
}

/** Reads the table of functions, the capacities, the timing constants and the record of errors that ship with the package. */
export const readNeuronCoreFacts = async (): Promise<NeuronCoreFacts> => {
  const catalogue = join(packageRoot(), 'catalog');
  const [table, generations, timing, standings, activations] = await Promise.all([
    readIsaTable(catalogue),
    readGenerations(catalogue),
    readTimingConstants(catalogue),
    readKernelStandings(catalogue),
    readActivationTable(catalogue),
  ]);
  const definitions = withActivationRanges(DEFINITIONS, activations.ranges);
  return { table, generations, timing, standings, definitions };
};

/** The generation that a target name stands for. Throws InputError for a name that is none. */
export const targetGeneration = (facts: NeuronCoreFacts, target: string): Generation => {
  const found = generationFor(facts.generations, target);
  if (found !== undefined) return found;
  const accepted = Object.values(facts.generations).flatMap(({ id, targets }) => [...targets, id]);
  throw new InputError({
    attempted: 'reading --target',
    found: JSON.stringify(target),
    accepted: accepted.join(', '),
  });
};
