import type { Instruction } from '../machine/instruction.ts';
import { operandOf } from '../machine/instruction.ts';
import type { Machine } from '../machine/machine.ts';
import { isFrozen, isRegister, registerHost } from '../memory/host/register.ts';
import type { RegisterValue, View } from '../memory/view.ts';
import { writeNumbers } from '../numeric/integers.ts';
import type { CallContext, PyValue } from '../python/values.ts';
import type { BoundArguments, IsaDefinition } from './definition.ts';
import {
  describeView,
  elementCount,
  failRule,
  numberOf,
  registerOf,
  requireSpace,
  viewArgument,
  viewOf,
} from './operands.ts';

const requireSingle = (machine: Machine, context: CallContext, view: View, role: string): void => {
  if (elementCount(view) === 1) return;
  failRule(
    machine,
    context,
    'register-source',
    `${role} is ${describeView(view)}; a register takes a tensor of one element.`,
  );
};

const readElement = (machine: Machine, context: CallContext, view: View, role: string): number => {
  requireSpace(machine, context, view, role, ['sbuf', 'hbm', 'shared_hbm']);
  requireSingle(machine, context, view, role);
  machine.issue({
    opcode: 'register_load',
    engine: 'sync',
    trigger: 'sync',
    name: null,
    core: machine.core,
    outputs: [],
    inputs: [{ role: 'src', view }],
    attributes: {},
    site: context.site(),
  });
  return machine.readScalar(view, context);
};

/** The register that is written; a loop's own register refuses. */
const targetArgument = (args: BoundArguments, context: CallContext): RegisterValue => {
  const value = args['dst'];
  if (!isRegister(value)) return context.raise('TypeError', 'dst must be a VirtualRegister');
  if (isFrozen(value))
    context.raise('AssertionError', 'the register of a loop cannot be written in its body');
  return value.value;
};

const callAlloc = (args: BoundArguments, machine: Machine, context: CallContext): PyValue => {
  const x = args['x'];
  if (x === undefined || x === null) return registerHost(machine.allocateRegister(Number.NaN));
  const view = viewOf(x);
  const initial = view === undefined ? numberOf(x) : readElement(machine, context, view, 'x');
  return initial === undefined
    ? context.raise('TypeError', 'x must be None, an int or a tensor of one element')
    : registerHost(machine.allocateRegister(initial));
};

const callMove = (args: BoundArguments, _machine: Machine, context: CallContext): PyValue => {
  const target = targetArgument(args, context);
  // NKI 0.2 called it `imm`.
  const source = args['src'] ?? args['imm'];
  const value = numberOf(source) ?? registerOf(source)?.value;
  if (value === undefined) return context.raise('TypeError', 'src must be an int or a VirtualRegister');
  target.value = value;
  return null;
};

const callLoad = (args: BoundArguments, machine: Machine, context: CallContext): PyValue => {
  const target = targetArgument(args, context);
  target.value = readElement(machine, context, viewArgument(args, 'src', context), 'src');
  return null;
};

const callStore = (args: BoundArguments, machine: Machine, context: CallContext): PyValue => {
  const dst = viewArgument(args, 'dst', context);
  const register = registerOf(args['src']);
  if (register === undefined) return context.raise('TypeError', 'src must be a VirtualRegister');
  requireSpace(machine, context, dst, 'dst', ['sbuf', 'hbm', 'shared_hbm']);
  requireSingle(machine, context, dst, 'dst');
  machine.issue({
    opcode: 'register_store',
    engine: 'sync',
    trigger: 'sync',
    name: null,
    core: machine.core,
    outputs: [{ role: 'dst', view: dst }],
    inputs: [],
    attributes: { value: register.value },
    site: context.site(),
  });
  return null;
};

const executeStore = (instruction: Instruction): void => {
  const dst = operandOf(instruction, 'dst');
  const { value } = instruction.attributes;
  if (dst !== undefined && typeof value === 'number') writeNumbers(dst, Float64Array.of(value));
};

/** `nki.isa.register_alloc`: a register of a sequencer, with a value when one is given. */
export const registerAlloc: IsaDefinition = { name: 'register_alloc', call: callAlloc };
/** `nki.isa.register_move`: dst = an int or another register. */
export const registerMove: IsaDefinition = { name: 'register_move', call: callMove };
/** `nki.isa.register_load`: dst = the one element of a tensor in SBUF or HBM. Rule `register-source`. */
export const registerLoad: IsaDefinition = { name: 'register_load', call: callLoad };
/** `nki.isa.register_store`: writes a register to the one element of a tensor. Rule `register-source`. */
export const registerStore: IsaDefinition = {
  name: 'register_store',
  call: callStore,
  execute: executeStore,
};
