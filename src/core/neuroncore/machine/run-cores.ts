import type { Program } from '../timing/program.ts';
import { type Cores, createCores } from './cores.ts';
import { createMachine, type MachineOptions, type SpecialisedMachine } from './create.ts';
import type { Diagnostic } from './diagnostic.ts';
import { exchangeTiles } from './exchange.ts';
import type { Instruction } from './instruction.ts';
import { assembleProgram } from './record.ts';

export interface RunOptions extends Omit<MachineOptions, 'core' | 'coreCount' | 'partner'> {
  /** Physical cores of the logical core: 1 or 2. */
  readonly coreCount: number;
  /** Evaluates the kernel on a core to its end. */
  readonly specialise: (machine: SpecialisedMachine) => void;
}

/** What a kernel left behind on all its cores. */
export interface CoresRun {
  readonly machines: readonly SpecialisedMachine[];
  readonly program: Program;
  readonly diagnostics: readonly Diagnostic[];
}

const summary = (machines: readonly SpecialisedMachine[], options: RunOptions): CoresRun => ({
  machines,
  program: assembleProgram(
    options.generation,
    machines.map(({ recording }) => recording),
  ),
  diagnostics: machines.flatMap(({ diagnostics }) => diagnostics),
});

const runPair = (options: RunOptions): CoresRun => {
  const { specialise, holdsData } = options;
  const machineOf = (core: number): SpecialisedMachine => {
    const machine = machines[core];
    if (machine === undefined) throw new RangeError(`there is no core ${core}`);
    return machine;
  };
  const withMachine = (instruction: Instruction) => [instruction, machineOf(instruction.core)] as const;
  const cores: Cores = createCores({
    takesTurns: holdsData,
    specialise: (core) => specialise(machineOf(core)),
    execute: (instruction) => {
      if (holdsData) machineOf(instruction.core).execute(instruction);
    },
    exchange: (left, right) => {
      if (holdsData) exchangeTiles(withMachine(left), withMachine(right));
    },
  });
  const machines = [0, 1].map((core) => createMachine({ ...options, core, partner: cores }));
  cores.run();
  return summary(machines, options);
};

/**
 * Specialises a kernel on one core, or on the two of a logical core, and gives the program of all. Throws KernelFault
 * where the kernel cannot go on. Source: aws-neuron-sdk nki/get-started/about/lnc.rst.
 */
export const runOnCores = (options: RunOptions): CoresRun => {
  if (options.coreCount === 2) return runPair(options);
  if (options.coreCount !== 1)
    throw new RangeError(`a logical core has 1 or 2 cores, not ${options.coreCount}`);
  const machine = createMachine({ ...options, core: 0 });
  options.specialise(machine);
  return summary([machine], options);
};
