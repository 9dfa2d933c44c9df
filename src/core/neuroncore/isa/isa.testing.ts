import { KernelFault } from '../machine/diagnostic.ts';
import type { GenerationId } from '../machine/generation.ts';
import type { Strictness } from '../machine/machine.ts';
import { DTYPE_BYTES, type DType } from '../memory/dtype.ts';
import type { RegisterValue, Space, View } from '../memory/view.ts';
import { writeNumbers } from '../numeric/integers.ts';
import type { PyValue } from '../python/values.ts';
import type { BoundArguments, IsaDefinition } from './definition.ts';
import { context, hosted, testMachine as machineWith, type TestMachine } from './machine.testing.ts';

export { valuesIn } from './machine.testing.ts';

/** A machine on which `run` executes; it notes what is issued and reported, and stops at errors when strict. */
export const testMachine = (
  generation: GenerationId = 'v3',
  version: readonly [number, number] = [0, 6],
  strictness: Strictness = 'strict',
): TestMachine => machineWith(generation, [], { version, strictness });

let storages = 0;

/** A tensor of its own storage, dense and row-major, holding the values when given. */
export const tensor = (
  space: Space,
  shape: readonly number[],
  dtype: DType = 'float32',
  values: readonly number[] | null = null,
  address: { readonly partition: number; readonly byte: number } | null = null,
): View => {
  const [partitions = 1, ...free] = shape;
  const elements = free.reduce((product, size) => product * size, 1);
  storages += 1;
  const view: View = {
    storage: {
      id: storages,
      name: `t${storages}`,
      space,
      core: 0,
      partitions,
      bytesPerPartition: elements * DTYPE_BYTES[dtype],
      address,
      site: null,
      contents: { bytes: null, base: 0, pitch: elements * DTYPE_BYTES[dtype], written: null },
    },
    dtype,
    shape,
    strides: shape.map((_, index) => shape.slice(index + 1).reduce((product, size) => product * size, 1)),
    offset: 0,
    indirection: null,
  };
  if (values !== null) writeNumbers(view, Float64Array.from(values));
  return view;
};

/** A tensor in SBUF. */
export const sbuf = (
  shape: readonly number[],
  values: readonly number[] | null = null,
  dtype: DType = 'float32',
) => tensor('sbuf', shape, dtype, values);

/** A tensor in PSUM. */
export const psum = (
  shape: readonly number[],
  values: readonly number[] | null = null,
  dtype: DType = 'float32',
) => tensor('psum', shape, dtype, values);

/** A Python float. */
export const float = (value: number): PyValue => ({ kind: 'float', value });

/** A Python list. */
export const list = (...items: readonly PyValue[]): PyValue => ({ kind: 'list', items: [...items] });

type Argument = PyValue | View | RegisterValue | undefined;

const asValue = (argument: Argument): PyValue | undefined =>
  typeof argument !== 'object' || argument === null || 'kind' in argument ? argument : hosted(argument);

const bound = (args: Readonly<Record<string, Argument>>): BoundArguments => {
  const result: Record<string, PyValue> = {};
  for (const [name, argument] of Object.entries(args)) {
    const value = asValue(argument);
    if (value !== undefined) result[name] = value;
  }
  return result;
};

/** Calls a definition and executes what it issued; gives the machine. */
export const run = (
  definition: IsaDefinition,
  args: Readonly<Record<string, Argument>>,
  machine: TestMachine = testMachine(),
): TestMachine => {
  const before = machine.issued.length;
  definition.call(bound(args), machine, context);
  for (const instruction of machine.issued.slice(before)) definition.execute?.(instruction, machine);
  return machine;
};

/** The rule that a call breaks on a strict machine, or null when it breaks none. */
export const brokenRule = (
  definition: IsaDefinition,
  args: Readonly<Record<string, Argument>>,
  machine: TestMachine = testMachine(),
): string | null => {
  try {
    definition.call(bound(args), machine, context);
  } catch (error) {
    if (error instanceof KernelFault) return error.diagnostic.rule;
    throw error;
  }
  const [first] = machine.reported;
  return first === undefined ? null : first.rule;
};
