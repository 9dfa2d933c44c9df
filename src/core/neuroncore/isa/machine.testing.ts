import { type Diagnostic, KernelFault } from '../machine/diagnostic.ts';
import { testGeneration } from '../machine/generation.testing.ts';
import type { GenerationId } from '../machine/generation.ts';
import type { Instruction } from '../machine/instruction.ts';
import type { Machine, Strictness } from '../machine/machine.ts';
import { noteWrite } from '../memory/accumulation.ts';
import type { DType } from '../memory/dtype.ts';
import { registerHost } from '../memory/host/register.ts';
import { tensorHost } from '../memory/host/tensor.ts';
import { emptyContents, storageExtent } from '../memory/storage.ts';
import type { RegisterValue, Space, Storage, View } from '../memory/view.ts';
import { wholeView } from '../memory/whole.ts';
import { readNumbers, writeNumbers } from '../numeric/integers.ts';
import { createJavascriptKernels } from '../numeric/javascript.ts';
import { valuesOf } from '../numeric/transfer.ts';
import { partialContext } from '../python/context.testing.ts';
import type { Site } from '../python/source.ts';
import type { CallContext, HostType, PyHost, PyValue } from '../python/values.ts';
import type { BoundArguments, IsaDefinition } from './definition.ts';

const site: Site = {
  file: { path: 'kernel.py', text: 'nisa.call()' },
  line: 1,
  column: 1,
  endLine: 1,
  endColumn: 5,
};

/** A Python exception that native code raised. */
export class RaisedForTest extends Error {}

export const context: CallContext = partialContext({
  site: () => site,
  stack: () => [site],
  call: (callee, args) => {
    if (typeof callee === 'object' && callee?.kind === 'native') return callee.call(args, context);
    throw new Error('only native functions are called here');
  },
  raise: (name, message) => {
    throw new RaisedForTest(`${name}: ${message}`);
  },
});

/** A machine that runs every instruction at once with the definitions it is given, and remembers what it was told. */
export interface TestMachine extends Machine {
  readonly issued: Instruction[];
  readonly reported: Diagnostic[];
}

/** A core of a generation that executes with `definitions`. */
export const testMachine = (
  id: GenerationId,
  definitions: readonly IsaDefinition[],
  options: {
    readonly strictness?: Strictness;
    readonly version?: readonly [number, number];
    readonly holdsData?: boolean;
  } = {},
): TestMachine => {
  const issued: Instruction[] = [];
  const reported: Diagnostic[] = [];
  let nextStorage = 1;
  const strictness = options.strictness ?? 'strict';
  const machine: TestMachine = {
    generation: testGeneration(id),
    version: options.version ?? [0, 6],
    strictness,
    core: 0,
    coreCount: 1,
    holdsData: options.holdsData ?? true,
    numerics: createJavascriptKernels(1 << 20),
    issued,
    reported,
    allocate: ({ name, space, shape, dtype, address }) => {
      const extent = storageExtent(space, shape, dtype);
      nextStorage += 1;
      return {
        id: nextStorage,
        name,
        space,
        core: 0,
        ...extent,
        address,
        site: null,
        contents: emptyContents(extent.bytesPerPartition),
      };
    },
    allocateRegister: (value) => ({ id: 0, value }),
    issue: (instruction) => {
      issued.push(instruction);
      for (const { view } of instruction.outputs) {
        if (view.storage.space === 'psum' && instruction.engine !== 'tensor') noteWrite(view, 'other');
      }
      const definition = definitions.find((each) => each.name === instruction.opcode);
      if (machine.holdsData) definition?.execute?.(instruction, machine);
    },
    readScalar: (view) => {
      const read = new Float64Array(1);
      readNumbers(view, read);
      return read[0] as number;
    },
    report: (diagnostic) => {
      reported.push(diagnostic);
      if (diagnostic.severity === 'error' && strictness === 'strict') throw new KernelFault(diagnostic);
    },
    enterNoReorder: () => undefined,
    leaveNoReorder: () => undefined,
    loopMark: () => undefined,
  };
  return machine;
};

const plainType: HostType = { name: 'anything', represent: () => 'anything' };

/** A view, a register or another value of the machine as a Python object. */
export const hosted = <Value extends object | string>(value: Value): PyHost => {
  if (typeof value === 'object' && 'storage' in value && 'strides' in value) {
    return tensorHost(value as unknown as View);
  }
  const isRegister = typeof value === 'object' && 'id' in value && 'value' in value;
  return isRegister
    ? registerHost(value as unknown as RegisterValue)
    : { kind: 'host', type: plainType, value };
};

/** A whole tensor, filled with values when given. */
export const tensor = (
  machine: Machine,
  space: Space,
  dtype: DType,
  shape: readonly number[],
  values?: ArrayLike<number>,
): View => {
  const request = { name: 't', space, shape, dtype, address: null };
  const storage: Storage = machine.allocate(request, context);
  const view = wholeView(storage, shape, dtype);
  if (values !== undefined) writeNumbers(view, Float64Array.from(values));
  return view;
};

/** All values of a view, exact, in row-major order. */
export const valuesIn = (view: View): number[] => {
  const read = new Float64Array(valuesOf(view));
  readNumbers(view, read);
  return [...read];
};

/** Calls a definition; views and registers among the arguments are wrapped as the kernel would hold them. */
export const callWith = (
  definition: IsaDefinition,
  machine: Machine,
  args: Readonly<Record<string, PyValue | View>>,
): PyValue => {
  const bound: Record<string, PyValue> = {};
  for (const [name, value] of Object.entries(args)) {
    const isView = typeof value === 'object' && value !== null && 'storage' in value;
    bound[name] = isView ? hosted(value) : (value as PyValue);
  }
  return definition.call(bound as BoundArguments, machine, context);
};

/** The rule that ends the call, or null when it passes. */
export const faultOf = (work: () => unknown): string | null => {
  try {
    work();
    return null;
  } catch (error) {
    if (error instanceof KernelFault) return error.diagnostic.rule;
    throw error;
  }
};

/** Numbers from -1 to 1 that look random and are always the same. */
export const wave = (count: number, phase = 0): Float64Array =>
  Float64Array.from({ length: count }, (_, index) => Math.fround(Math.sin(12.9898 * (index + 1) + phase)));
