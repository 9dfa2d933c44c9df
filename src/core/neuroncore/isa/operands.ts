import { type Diagnostic, KernelFault } from '../machine/diagnostic.ts';
import type { GenerationId } from '../machine/generation.ts';
import type { Machine } from '../machine/machine.ts';
import { DTYPE_BYTES, type DType } from '../memory/dtype.ts';
import { isRegister } from '../memory/host/register.ts';
import { viewOf as tensorView } from '../memory/host/tensor-value.ts';
import type { RegisterValue, Space, View } from '../memory/view.ts';
import type { CallContext, PyValue } from '../python/values.ts';
import type { BoundArguments } from './definition.ts';

const hostValue = (value: PyValue | undefined): unknown =>
  typeof value === 'object' && value !== null && value.kind === 'host' ? value.value : undefined;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** The view behind a tensor of the kernel; undefined for every other value. */
export const viewOf = (value: PyValue | undefined): View | undefined => tensorView(value);

/** The register behind a virtual register of the kernel; undefined for every other value. */
export const registerOf = (value: PyValue | undefined): RegisterValue | undefined =>
  isRegister(value) ? value.value : undefined;

/**
 * The name of a member of an enumeration (`nki.isa.engine.vector` -> `vector`), of an operator given as a function
 * (`nl.add` -> `add`) or of a string, which NKI 0.2 took in their place; undefined for every other value.
 */
export const memberOf = (value: PyValue | undefined): string | undefined => {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return undefined;
  if (value.kind === 'native' || value.kind === 'function') return value.name;
  if (value.kind === 'instance') {
    const name = value.attributes.get('name') ?? value.attributes.get('_name_');
    return typeof name === 'string' ? name : undefined;
  }
  const host = hostValue(value);
  if (typeof host === 'string') return host;
  return isRecord(host) && typeof host['name'] === 'string' ? host['name'] : undefined;
};

/** A Python number (int, float or bool) as a JavaScript number; undefined for every other value. */
export const numberOf = (value: PyValue | undefined): number | undefined => {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  return typeof value === 'object' && value !== null && value.kind === 'float' ? value.value : undefined;
};

/** The items of a Python tuple or list; undefined for every other value. */
export const itemsOf = (value: PyValue | undefined): readonly PyValue[] | undefined =>
  typeof value === 'object' && value !== null && (value.kind === 'tuple' || value.kind === 'list')
    ? value.items
    : undefined;

/** The tensor given for a parameter; raises TypeError when something else, or nothing, was given. */
export const viewArgument = (args: BoundArguments, role: string, context: CallContext): View => {
  const view = viewOf(args[role]);
  return view ?? context.raise('TypeError', `${role} must be a tensor`);
};

/** The tensor given for a parameter that may be None. */
export const optionalView = (args: BoundArguments, role: string, context: CallContext): View | undefined => {
  const value = args[role];
  return value === undefined || value === null ? undefined : viewArgument(args, role, context);
};

/** The name of the enumeration member given for a parameter; `fallback` when None or nothing was given. */
export const memberArgument = (
  args: BoundArguments,
  role: string,
  accepted: readonly string[],
  fallback: string,
  context: CallContext,
): string => {
  const value = args[role];
  if (value === undefined || value === null) return fallback;
  const name = memberOf(value);
  if (name !== undefined && accepted.includes(name)) return name;
  const found = name === undefined ? 'another value' : name;
  return context.raise('TypeError', `${role} must be one of ${accepted.join(', ')}; found ${found}`);
};

/** The truth of a parameter that takes True or False; `fallback` when None or nothing was given. */
export const booleanArgument = (
  args: BoundArguments,
  role: string,
  fallback: boolean,
  context: CallContext,
): boolean => {
  const value = args[role];
  if (value === undefined || value === null) return fallback;
  const number = numberOf(value);
  return number === undefined ? context.raise('TypeError', `${role} must be True or False`) : number !== 0;
};

/** The `name=` of an instruction. */
export const nameArgument = (args: BoundArguments): string | null => {
  const name = args['name'];
  return typeof name === 'string' && name !== '' ? name : null;
};

/** Elements of a view over all dimensions. */
export const elementCount = (view: View): number => view.shape.reduce((product, each) => product * each, 1);

/** Partitions an on-chip view spans: its first dimension. */
export const partitionCount = (view: View): number => {
  const [partitions] = view.shape;
  return partitions === undefined ? 1 : partitions;
};

/** Elements of a view in each partition: the product of all dimensions but the first. */
export const freeCount = (view: View): number =>
  view.shape.slice(1).reduce((product, each) => product * each, 1);

/** The partition of the core's memory where an on-chip view begins, when the kernel or the view fixes it. */
export const startPartition = (view: View): number => {
  const { storage } = view;
  const perPartition = Math.floor(storage.bytesPerPartition / DTYPE_BYTES[view.dtype]);
  const within = perPartition === 0 ? 0 : Math.floor(view.offset / perPartition);
  return within + (storage.address === null ? 0 : storage.address.partition);
};

/** A view as messages show it: `float32[128, 512] in sbuf`. */
export const describeView = (view: View): string =>
  `${view.dtype}[${view.shape.join(', ')}] in ${view.storage.space}`;

/** Notes that a rule is broken (or, as a warning, that a result is doubtful) at the place of the present call. */
export const reportRule = (
  machine: Machine,
  context: CallContext,
  rule: string,
  message: string,
  severity: Diagnostic['severity'] = 'error',
): void => machine.report({ rule, severity, message, site: context.site() });

/** Reports rule `operand-space` when a view lies in a memory that the engine of the instruction cannot reach there. */
export const requireSpace = (
  machine: Machine,
  context: CallContext,
  view: View,
  role: string,
  accepted: readonly Space[],
): void => {
  if (accepted.includes(view.storage.space)) return;
  reportRule(
    machine,
    context,
    'operand-space',
    `${role} is ${describeView(view)}; it must be in ${accepted.join(' or ')}.`,
  );
};

/** Reports rule `operand-dtype` when the element type of an operand is none that the instruction takes. */
export const requireDtype = (
  machine: Machine,
  context: CallContext,
  view: View,
  role: string,
  accepted: readonly DType[],
): void => {
  if (accepted.includes(view.dtype)) return;
  reportRule(
    machine,
    context,
    'operand-dtype',
    `${role} is ${describeView(view)}; its dtype must be ${accepted.join(', ')}.`,
  );
};

const GENERATION_ORDER: readonly GenerationId[] = ['v2', 'v3', 'v4'];

/** Whether the machine is of that generation or a later one. */
export const isAtLeast = (machine: Machine, generation: GenerationId): boolean =>
  GENERATION_ORDER.indexOf(machine.generation.id) >= GENERATION_ORDER.indexOf(generation);

/** Reports rule `generation` when the machine is older than the first generation that has `what`. */
export const requireGeneration = (
  machine: Machine,
  context: CallContext,
  what: string,
  first: GenerationId,
): void => {
  if (isAtLeast(machine, first)) return;
  reportRule(
    machine,
    context,
    'generation',
    `${what} needs NeuronCore-${first} or newer; the target is NeuronCore-${machine.generation.id}.`,
  );
};

/** Ends the kernel at a broken rule that leaves nothing sensible to do, whether the machine is strict or lenient. */
export const failRule = (machine: Machine, context: CallContext, rule: string, message: string): never => {
  const diagnostic: Diagnostic = { rule, severity: 'error', message, site: context.site() };
  machine.report(diagnostic);
  throw new KernelFault(diagnostic);
};
