import type { Instruction } from '../machine/instruction.ts';
import type { Machine } from '../machine/machine.ts';
import type { View } from '../memory/view.ts';
import type { CallContext, PyValue } from '../python/values.ts';

/** The arguments of a call by parameter name, defaults of the signature table filled in. */
export type BoundArguments = Readonly<Record<string, PyValue>>;

/**
 * One function of `nki.isa`. `call` validates the operands, issues what the chip would execute and gives what Python
 * sees (None for most). `execute` gives the numbers: it reads the inputs of an instruction this definition issued and
 * writes its outputs; absent where nothing is computed.
 */
export interface IsaDefinition {
  readonly name: string;
  readonly call: (args: BoundArguments, machine: Machine, context: CallContext) => PyValue;
  readonly execute?: (instruction: Instruction, machine: Machine) => void;
  /**
   * For instructions that are decided by the layouts of direct operands, the partitions where they begin and the other
   * arguments alone, so that a call with equal ones issues the same with other operands. Says, for a call that is equal,
   * whether what else decides is so too, and notes what the instruction leaves behind for later ones; `dst` is its
   * first output.
   */
  readonly repeats?: (attributes: Instruction['attributes'], dst: View) => boolean;
}

/** Instructions that nothing but their call decides. */
export const alwaysRepeats = (): boolean => true;
