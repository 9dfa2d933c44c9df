import type { Instruction } from '../machine/instruction.ts';
import type { Machine } from '../machine/machine.ts';
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
}
