import { type Diagnostic, onceEach } from '../machine/diagnostic.ts';
import { allocateProgram } from '../memory/allocate.ts';
import type { View } from '../memory/view.ts';
import type { Site } from '../python/source.ts';
import type { Program } from '../timing/program.ts';
import { findAddressRaces } from './address-races.ts';
import { findCoreRaces } from './core-races.ts';
import { findUnreadExchanges } from './exchanges.ts';
import { checkInputs, checkOutputs, writtenStorages } from './outputs.ts';
import { findDeadStores } from './overwritten.ts';
import { checkReturned } from './returned.ts';
import { findUnwrittenReads } from './unwritten-reads.ts';

/** What a kernel was given and gives back. */
export interface KernelInterface {
  /** The tensors it returns, in order. */
  readonly outputs: readonly View[];
  /** Names of its tensor arguments by storage, those left out that it may write to. */
  readonly inputs: ReadonlyMap<number, string>;
  /** Where the kernel is defined; null for a function that is no kernel of its own. */
  readonly entry: Site | null;
  /** Whether parts of it that depend on run-time values did not run. */
  readonly leavesOut: boolean;
  readonly version: readonly [number, number];
  readonly holdsData: boolean;
}

/**
 * What can be judged only when the whole program of a kernel is known: races between cores and between tensors at the
 * same address, tensors that cannot fit, outputs not written or not returned, inputs written, exchanges nobody reads and stores
 * without use. Errors first, each rule once at each place.
 */
export const checkProgram = (program: Program, kernel: KernelInterface): readonly Diagnostic[] => {
  const asked = new Set([...kernel.outputs.map(({ storage }) => storage.id), ...kernel.inputs.keys()]);
  const written = writtenStorages(program, asked);
  // Whether tensors at equal addresses harm each other is told more exactly by the races between them.
  const memory = allocateProgram(program).diagnostics.filter(({ rule }) => rule !== 'manual-overlap');
  const all = [
    ...memory,
    ...findCoreRaces(program),
    ...findAddressRaces(program),
    ...checkOutputs(written, kernel.outputs, kernel.version, kernel.holdsData),
    ...checkReturned(program, kernel),
    ...checkInputs(written, kernel.outputs, kernel.inputs),
    ...(kernel.holdsData ? [] : findUnwrittenReads(program)),
    ...findUnreadExchanges(program),
    ...findDeadStores(program),
  ];
  const found = onceEach(all);
  return [
    ...found.filter(({ severity }) => severity === 'error'),
    ...found.filter(({ severity }) => severity === 'warning'),
  ];
};
