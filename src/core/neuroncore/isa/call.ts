import type { Engine } from '../machine/generation.ts';
import type { AttributeValue, Operand } from '../machine/instruction.ts';
import type { Machine } from '../machine/machine.ts';
import type { CallContext } from '../python/values.ts';
import type { BoundArguments } from './definition.ts';
import { indexViews, withRegistersRead } from './indirect.ts';
import { failRule, nameArgument } from './operands.ts';

/** One call of an instruction: its arguments, the machine it is issued on and the evaluator that calls. */
export interface Call {
  readonly args: BoundArguments;
  readonly machine: Machine;
  readonly context: CallContext;
}

/** Ends the kernel: the call breaks a rule and means nothing that could be executed. Throws KernelFault. */
export const refuse = ({ machine, context }: Call, rule: string, message: string): never =>
  failRule(machine, context, rule, message);

/** What one instruction of a compute engine consists of, besides what every call gives. */
export interface Issued {
  readonly opcode: string;
  readonly engine: Engine;
  readonly outputs: readonly Operand[];
  readonly inputs: readonly Operand[];
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
}

const NO_ATTRIBUTES = {};

const withIndicesRead = (operand: Operand): Operand => {
  const view = withRegistersRead(operand.view);
  return view === operand.view ? operand : { role: operand.role, view };
};

const isIndirect = ({ view }: Operand): boolean => view.indirection !== null;

const indicesOf = ({ role, view }: Operand): readonly Operand[] =>
  indexViews(view).map((indices) => ({ role: `${role}_index`, view: indices }));

/**
 * Issues one instruction that its own engine executes and triggers, at the place of the call. Indices of its operands
 * become operands too; registers are read now.
 */
export const issue = ({ args, machine, context }: Call, issued: Issued): void => {
  const { opcode, engine, outputs, inputs, attributes = NO_ATTRIBUTES } = issued;
  const direct = !outputs.some(isIndirect) && !inputs.some(isIndirect);
  machine.issue({
    opcode,
    engine,
    attributes,
    outputs: direct ? outputs : outputs.map(withIndicesRead),
    inputs: direct
      ? inputs
      : [...inputs.map(withIndicesRead), ...outputs.flatMap(indicesOf), ...inputs.flatMap(indicesOf)],
    trigger: engine,
    name: nameArgument(args),
    core: machine.core,
    site: context.site(),
  });
};
