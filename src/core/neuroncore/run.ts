import type { CallArgument, KernelCall } from './call/call.ts';
import { callOfRank } from './call/ranks.ts';
import { checkProgram } from './checks/check-program.ts';
import { checkCondition } from './checks/conditions.ts';
import { checkIdentity, checkSignature, immutableInputs, viewsIn } from './checks/signature.ts';
import type { IsaDefinition } from './isa/definition.ts';
import { rankOf } from './isa/replica-group.ts';
import type { IsaTable } from './isa/table.ts';
import type { SpecialisedMachine } from './machine/create.ts';
import { type Diagnostic, KernelFault, onceEach } from './machine/diagnostic.ts';
import type { Generation } from './machine/generation.ts';
import type { Strictness } from './machine/machine.ts';
import { type CoresRun, runOnRanks } from './machine/run-ranks.ts';
import { argumentStorage, createSharedMemory, type SharedMemory } from './machine/shared-memory.ts';
import type { DType } from './memory/dtype.ts';
import { isRegister } from './memory/host/register.ts';
import { tensorHost } from './memory/host/tensor.ts';
import { viewOf } from './memory/host/tensor-value.ts';
import type { View } from './memory/view.ts';
import { wholeView } from './memory/whole.ts';
import { nkiConstants } from './nki/constants.ts';
import { jitKernelOf } from './nki/jit.ts';
import type { NkiCall } from './nki/modules.ts';
import { nkiModules } from './nki/modules.ts';
import { denseBytes } from './numeric/dense-bytes.ts';
import type { NumericKernels } from './numeric/kernels.ts';
import { pyFloat, pyList, pyTuple } from './python/construct.ts';
import { callFunction } from './python/evaluate/evaluate.ts';
import type { Interpreter } from './python/evaluate/frame.ts';
import { describeSite, type Site } from './python/source.ts';
import type { PyModule, PyValue } from './python/values.ts';
import type { Program } from './timing/program.ts';

/** A tensor with its bytes in row-major order; null bytes in runs for timing only. */
export interface TensorData {
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly bytes: Uint8Array | null;
}

/** The kernel's Python on one core: an interpreter that knows the modules of `nki`, and its module. */
export interface LoadedKernel {
  readonly interpreter: Interpreter;
  readonly module: PyModule;
  /** Evaluates an expression of the call file in the kernel's module. */
  readonly evaluate: (expression: string) => PyValue;
}

export interface KernelInput {
  readonly call: KernelCall;
  /** The tensors of the call's arguments. */
  readonly tensors: ReadonlyMap<CallArgument, TensorData>;
  /** Loads the kernel file on a core, whose modules of `nki` are given. */
  readonly load: (nki: ReadonlyMap<string, PyModule>) => LoadedKernel;
  readonly table: IsaTable;
  readonly calls: ReadonlyMap<string, NkiCall>;
  readonly definitions: ReadonlyMap<string, IsaDefinition>;
  readonly generation: Generation;
  readonly version: readonly [number, number];
  readonly strictness: Strictness;
  readonly holdsData: boolean;
  readonly numerics: NumericKernels;
  /** Bytes that tensors may take in all. */
  readonly budgetBytes: number;
}

export interface KernelOutput extends TensorData {
  readonly name: string;
}

/** What a kernel did and gave on one rank. */
export interface KernelRun {
  readonly program: Program;
  readonly outputs: readonly KernelOutput[];
  readonly diagnostics: readonly Diagnostic[];
  readonly hbmBytes: number;
}

/** One rank under way: what its call is, its memory, and what came of it on each core. */
interface RankState {
  readonly call: KernelCall;
  readonly shared: SharedMemory;
  readonly bound: Map<CallArgument, PyValue>;
  readonly calls: Map<number, Specialisation>;
}

/**
 * Runs a kernel and gives what each rank of the call did, in order: its Python is evaluated on each core of each rank
 * with concrete shapes, which issues the instructions; with data, they are executed as they come. Throws KernelFault,
 * PythonException, UnsupportedPython or PythonSyntaxError.
 * Source of the model: aws-neuron-sdk nki/deep-dives/nki-compiler.rst (specialisation).
 */
export const runKernel = (input: KernelInput): readonly KernelRun[] => {
  const { ranks } = input.call;
  const states = Array.from(
    { length: ranks },
    (_, rank): RankState => ({
      call: callOfRank(input.call, rank),
      shared: createSharedMemory(Math.floor(input.budgetBytes / ranks)),
      bound: new Map(),
      calls: new Map(),
    }),
  );
  const stateOf = (rank: number): RankState => states[rank] as RankState;
  const runs = runOnRanks({
    generation: input.generation,
    version: input.version,
    strictness: input.strictness,
    holdsData: input.holdsData,
    numerics: input.numerics,
    definitions: input.definitions,
    rankCount: ranks,
    coreCount: input.call.cores,
    sharedOf: (rank) => stateOf(rank).shared,
    specialise: (machine) => {
      const state = stateOf(rankOf(machine));
      state.calls.set(machine.core, specialise(machine, input, state));
    },
  });
  return runs.map((run, rank) => runOfRank(run, stateOf(rank), input));
};

/** What a rank gave, with what its whole program shows. */
const runOfRank = (run: CoresRun, { calls }: RankState, input: KernelInput): KernelRun => {
  const first = calls.get(0);
  const outputs = first === undefined ? [] : viewsIn(first.returned);
  const found = checkProgram(run.program, {
    outputs,
    inputs: first === undefined ? new Map() : first.inputs,
    entry: first === undefined ? null : first.entry,
    leavesOut: [...calls.values()].some((each) => each.leavesOut),
    version: input.version,
    holdsData: input.holdsData,
  });
  const [worst] = found;
  if (input.strictness === 'strict' && worst?.severity === 'error') throw new KernelFault(worst);
  return {
    program: run.program,
    outputs: outputsOf(outputs, input.holdsData),
    diagnostics: onceEach([...run.diagnostics, ...found]),
    hbmBytes: hbmBytesOf(run.program),
  };
};

/** What came of the kernel's Python on one core. */
interface Specialisation {
  readonly returned: PyValue;
  /** Arguments that the kernel must not write, by storage. */
  readonly inputs: ReadonlyMap<number, string>;
  /** Where the function is defined, when it is a kernel of `nki.jit`. */
  readonly entry: Site | null;
  /** Whether a loop or a branch that depends on run-time values was never entered. */
  readonly leavesOut: boolean;
}

const specialise = (machine: SpecialisedMachine, input: KernelInput, state: RankState): Specialisation => {
  const constants = nkiConstants(input.table, machine);
  const kernel = input.load(nkiModules({ table: input.table, calls: input.calls, constants }, machine));
  const { call } = state;
  const named = findFunction(kernel, call.function);
  const callee = jitKernelOf(named)?.function ?? named;
  const value = (argument: CallArgument): PyValue => argumentValue(argument, kernel, input, state);
  const args = call.args.map(value);
  const keywords = new Map(Object.entries(call.keywords).map(([name, each]) => [name, value(each)] as const));
  for (const diagnostic of checkSignature(callee, args, keywords, machine.version))
    machine.report(diagnostic);
  kernel.interpreter.onIdentity = (left, right) => {
    const found = checkIdentity(left, right, machine.version);
    if (found !== null) machine.report({ ...found, site: kernel.interpreter.site() });
  };
  const taken = new Map<string, boolean>();
  kernel.interpreter.onCondition = (value) => {
    const site = kernel.interpreter.site();
    if (isRegister(value)) {
      const place = describeSite(site);
      taken.set(place, value.value.value !== 0 || taken.get(place) === true);
      return;
    }
    const view = viewOf(value);
    const found = view === undefined ? null : checkCondition(view, site);
    if (found !== null) machine.report(found);
  };
  const returned = callFunction(kernel.interpreter, callee, args, keywords);
  const entry = named === callee ? null : siteOf(callee);
  const leavesOut = machine.recording.scopes.emptyLoops > 0 || [...taken.values()].includes(false);
  return { returned, inputs: immutableInputs(callee, args, keywords), entry, leavesOut };
};

/** The function of the kernel file by its name, dots included. */
const findFunction = (kernel: LoadedKernel, name: string): PyValue => {
  const [first = '', ...rest] = name.split('.');
  let found = kernel.module.attributes.get(first);
  for (const attribute of rest)
    found = found === undefined ? undefined : kernel.interpreter.findAttribute(found, attribute);
  if (found === undefined)
    throw new KernelFault({
      rule: 'call-function',
      severity: 'error',
      message: `there is no function ${name}; the file defines ${functionNames(kernel.module)}.`,
      site: { ...kernel.interpreter.site(), line: 1, column: 1, endLine: 1, endColumn: 1 },
    });
  return found;
};

const siteOf = (callee: PyValue): Site | null =>
  typeof callee === 'object' && callee !== null && callee.kind === 'function' ? callee.site : null;

const functionNames = (module: PyModule): string => {
  const names = [...module.attributes]
    .filter(([, value]) => jitKernelOf(value) !== undefined)
    .map(([name]) => name);
  return names.length === 0 ? 'no function decorated with nki.jit' : names.join(', ');
};

const argumentValue = (
  argument: CallArgument,
  kernel: LoadedKernel,
  input: KernelInput,
  state: RankState,
): PyValue => {
  const again = (item: CallArgument): PyValue => argumentValue(item, kernel, input, state);
  switch (argument.kind) {
    case 'none':
      return null;
    case 'bool':
    case 'int':
    case 'string':
      return argument.value;
    case 'float':
      return pyFloat(argument.value);
    case 'list':
      return pyList(argument.items.map(again));
    case 'tuple':
      return pyTuple(argument.items.map(again));
    case 'python':
      return kernel.evaluate(argument.expression);
    case 'generated':
    case 'file': {
      const known = state.bound.get(argument);
      if (known !== undefined) return known;
      const made = tensorArgument(argument.name, ownTensor(argument, input), state);
      state.bound.set(argument, made);
      return made;
    }
    case 'ranks':
      throw new RangeError('the call of a rank has no lists by rank');
  }
};

/** The tensor of an argument, in bytes of its own where several ranks are given the same: kernels may write to arguments. */
const ownTensor = (argument: CallArgument, { call, tensors }: KernelInput): TensorData | undefined => {
  const tensor = tensors.get(argument);
  if (tensor === undefined || call.ranks === 1 || tensor.bytes === null) return tensor;
  return { ...tensor, bytes: tensor.bytes.slice() };
};

/** A tensor argument lies in HBM where both cores see it. */
const tensorArgument = (
  name: string | null,
  tensor: TensorData | undefined,
  { shared, bound }: RankState,
): PyValue => {
  const position = bound.size;
  if (tensor === undefined) throw new RangeError(`tensor argument ${position} was not read`);
  const { shape, dtype, bytes } = tensor;
  const request = {
    name: name === null ? `input${position}` : name,
    shape,
    dtype,
    space: 'shared_hbm' as const,
  };
  return tensorHost(wholeView(argumentStorage(shared, request, bytes), shape, dtype));
};

const outputsOf = (views: readonly View[], holdsData: boolean): KernelOutput[] =>
  views.map((view, position) => ({
    name: view.storage.name === '' ? `output${position}` : view.storage.name,
    shape: view.shape,
    dtype: view.dtype,
    bytes: holdsData ? denseBytes(view) : null,
  }));

const hbmBytesOf = (program: Program): number => {
  let bytes = 0;
  for (const { space, bytesPerPartition } of program.storages.values())
    if (space === 'hbm' || space === 'shared_hbm') bytes += bytesPerPartition;
  return bytes;
};
