import type { BoundArguments, IsaDefinition } from '../../isa/definition.ts';
import { numberOf, reportRule, viewOf } from '../../isa/operands.ts';
import type { Machine } from '../../machine/machine.ts';
import type { DType } from '../../memory/dtype.ts';
import { spaceOfValue } from '../../memory/host/buffer.ts';
import { dtypeOfValue } from '../../memory/host/dtype.ts';
import { tensorHost } from '../../memory/host/tensor.ts';
import type { Space, View } from '../../memory/view.ts';
import { wholeView } from '../../memory/whole.ts';
import type { CallContext, PyFloat, PyValue } from '../../python/values.ts';

/** One call of a function of `nki.language` that computes, and the instructions it can be made of. */
export interface Lowering {
  readonly args: BoundArguments;
  readonly machine: Machine;
  readonly context: CallContext;
  readonly isa: ReadonlyMap<string, IsaDefinition>;
}

/** Makes instructions of a call and gives its result. */
export type Lower = (lowering: Lowering) => PyValue;

/** What an argument of an instruction can be here: a Python value, or a view that becomes one. */
export type Argument = PyValue | View;

/** A Python float. */
export const float = (value: number): PyFloat => ({ kind: 'float', value });

const isView = (value: Argument): value is View =>
  typeof value === 'object' && value !== null && 'storage' in value;

/** Issues an instruction of `nki.isa` as if the kernel had called it at the same place. */
export const issueIsa = (
  lowering: Lowering,
  name: string,
  args: Readonly<Record<string, Argument>>,
): void => {
  const definition = lowering.isa.get(name);
  if (definition === undefined) throw new RangeError(`there is no instruction ${name}`);
  const bound: Record<string, PyValue> = {};
  for (const [role, value] of Object.entries(args)) bound[role] = isView(value) ? tensorHost(value) : value;
  definition.call(bound, lowering.machine, lowering.context);
};

/** A new tile with undefined contents. */
export const newTile = (
  { machine, context }: Lowering,
  shape: readonly number[],
  dtype: DType,
  space: Space = 'sbuf',
  name = '',
): View => wholeView(machine.allocate({ name, space, shape, dtype, address: null }, context), shape, dtype);

/** The tile given for a parameter. Raises TypeError on everything else. */
export const tileArgument = ({ args, context }: Lowering, role: string): View =>
  viewOf(args[role]) ?? context.raise('TypeError', `${role} must be a tile`);

/** The element type of the result: the `dtype` asked for, else that of the input. */
export const resultDtype = ({ args, context }: Lowering, input: DType): DType => {
  const asked = args['dtype'];
  if (asked === undefined || asked === null) return input;
  return dtypeOfValue(asked) ?? context.raise('TypeError', 'dtype must be an element type');
};

/** The memory asked for with `buffer`, else `fallback`. */
export const bufferArgument = ({ args, context }: Lowering, fallback: Space): Space => {
  const asked = args['buffer'];
  if (asked === undefined || asked === null) return fallback;
  return (
    spaceOfValue(asked) ?? context.raise('TypeError', 'buffer must be nl.sbuf, nl.psum or a kind of nl.hbm')
  );
};

/** The `name` of a new tensor. */
export const nameOf = ({ args }: Lowering): string => (typeof args['name'] === 'string' ? args['name'] : '');

/** A tile or a number given for a parameter. Raises TypeError on everything else. */
export const tileOrNumber = ({ args, context }: Lowering, role: string): View | number =>
  viewOf(args[role]) ??
  numberOf(args[role]) ??
  context.raise('TypeError', `${role} must be a tile or a number`);

/** The result of a call as Python sees it. */
export const result = (view: View): PyValue => tensorHost(view);

/** Reports a function or a form of it that documents say is not supported on the chip. */
export const reportUnsupported = ({ machine, context }: Lowering, message: string): void =>
  reportRule(machine, context, 'language-unsupported', message);

/** A new SBUF tile with the values of another one, cast when the types differ. */
export const copied = (lowering: Lowering, source: View, dtype: DType = source.dtype): View => {
  const tile = newTile(lowering, source.shape, dtype);
  issueIsa(lowering, 'tensor_copy', { dst: tile, src: source, engine: 'vector' });
  return tile;
};
