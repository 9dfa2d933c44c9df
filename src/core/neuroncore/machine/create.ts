import { isCollective } from '../isa/collective-numbers.ts';
import type { IsaDefinition } from '../isa/definition.ts';
import { noteRead, noteWrite } from '../memory/accumulation.ts';
import { indexValues } from '../memory/index-values.ts';
import { product } from '../memory/strides.ts';
import type { View } from '../memory/view.ts';
import { viewText } from '../memory/whole.ts';
import { hasUnwritten, markWritten } from '../memory/written.ts';
import type { NumericKernels } from '../numeric/kernels.ts';
import { describeSite, type Site } from '../python/source.ts';
import type { CallContext } from '../python/values.ts';
import { createAllocate } from './allocate-storage.ts';
import { createCallMemory } from './call-memory.ts';
import { type Carried, carriedBy, settleCarried } from './carried.ts';
import { type Arenas, materialise } from './contents.ts';
import { isSync } from './core-sync.ts';
import { type Diagnostic, KernelFault } from './diagnostic.ts';
import type { Generation } from './generation.ts';
import type { Instruction, Operand } from './instruction.ts';
import { checkInstruction } from './instruction-checks.ts';
import type { Machine, Strictness } from './machine.ts';
import { createOverlapCheck } from './operand-overlap.ts';
import {
  createRecording,
  enterScope,
  indexTensorOf,
  leaveScope,
  markLoop,
  type Recording,
  recordStep,
} from './record.ts';
import { executeAndCompare } from './repeats.ts';
import { checkScatter } from './scatter.ts';
import type { SharedMemory } from './shared-memory.ts';

export interface MachineOptions {
  readonly generation: Generation;
  readonly version: readonly [number, number];
  readonly strictness: Strictness;
  readonly core: number;
  readonly coreCount: number;
  /** Which of several ranks this is, and how many there are; absent when the kernel runs alone. */
  readonly rank?: number;
  readonly rankCount?: number;
  readonly holdsData: boolean;
  readonly numerics: NumericKernels;
  /** What executes each opcode. */
  readonly definitions: ReadonlyMap<string, IsaDefinition>;
  readonly shared: SharedMemory;
  /** The other core's part in instructions of two-core kernels; absent when there is one core. */
  readonly partner?: Partner;
  /** In runs for timing only: the value of a scalar that a register is loaded with; undefined when it is not known. */
  readonly scalarValue?: (view: View, site: Site) => number | undefined;
}

/** What decides when the instructions of a core of several run. */
export interface Partner {
  readonly issue: (instruction: Instruction) => void;
  /** Returns when no instruction that still waits writes what the view reads. Throws KernelFault when none can. */
  readonly awaitData: (core: number, view: View, site: Site) => void;
}

/** A machine with what came of the kernel. */
export interface SpecialisedMachine extends Machine {
  readonly recording: Recording;
  readonly diagnostics: readonly Diagnostic[];
  /** Runs an instruction of this core now. */
  readonly execute: (instruction: Instruction) => void;
  /** Gives the operands bytes and looks for what was never written. */
  readonly prepare: (instruction: Instruction) => void;
  /** Notes that the outputs are written. */
  readonly settle: (instruction: Instruction) => void;
}

type Report = (diagnostic: Diagnostic) => void;

/** Collects diagnostics, each rule once for each place; ends the kernel at errors of a strict run. */
const createReport = (strictness: Strictness, diagnostics: Diagnostic[]): Report => {
  const known = new Set<string>();
  return (diagnostic) => {
    const { rule, severity, site } = diagnostic;
    const key = `${rule} ${describeSite(site)}`;
    const ends = severity === 'error' && strictness === 'strict';
    if (known.has(key) && !ends) return;
    known.add(key);
    diagnostics.push(diagnostic);
    if (ends) throw new KernelFault(diagnostic);
  };
};

const fault = (rule: string, message: string, site: Site): never => {
  throw new KernelFault({ rule, severity: 'error', message, site });
};

const createReadScalar = (options: MachineOptions) => {
  const { holdsData, partner, core, scalarValue } = options;
  return (view: View, context: CallContext): number => {
    const site = context.site();
    if (product(view.shape) !== 1) {
      fault('register-source', `a register is loaded from ${viewText(view)}; it takes one element.`, site);
    }
    if (!holdsData && view.storage.contents.bytes === null) {
      const given = scalarValue?.(view, site);
      return given === undefined
        ? fault(
            'register-unknown',
            `the value of ${view.storage.name || 'this tensor'} is not known in a run for timing only; give it, or run with data.`,
            site,
          )
        : given;
    }
    partner?.awaitData(core, view, site);
    const [value] = hasUnwritten(view) ? [] : indexValues(view);
    return value === undefined
      ? fault(
          'register-source',
          `a register is loaded from ${viewText(view)}, which nothing has written.`,
          site,
        )
      : value;
  };
};

/** Preparing, executing and settling an instruction of one core. */
const createExecution = (
  options: MachineOptions,
  report: Report,
  compute: (instruction: Instruction) => void,
) => {
  const { generation, shared } = options;
  const arenas: Arenas = new Map();
  const carried = new WeakMap<Instruction, Carried>();
  const ready = (view: View, site: Site): void => materialise(view.storage, arenas, generation, shared, site);
  const requireWritten = (role: string, view: View, site: Site): void => {
    if (!hasUnwritten(view)) return;
    report({
      rule: 'uninitialised-read',
      severity: 'warning',
      message: `${role} reads ${viewText(view)}, parts of which nothing has written.`,
      site,
    });
  };
  const prepareIndices = ({ role, view }: Operand, site: Site): void => {
    const indices = indexTensorOf(view);
    if (indices === null) return;
    ready(indices, site);
    requireWritten(`the index of ${role}`, indices, site);
  };
  const followUnwritten = (instruction: Instruction): void => {
    const found = carriedBy(instruction, compute);
    if (found !== null) carried.set(instruction, found);
    else for (const { role, view } of instruction.inputs) requireWritten(role, view, instruction.site);
  };
  const prepare = (instruction: Instruction): void => {
    const { inputs, outputs, site } = instruction;
    for (const operand of outputs) {
      ready(operand.view, site);
      prepareIndices(operand, site);
    }
    for (const operand of inputs) {
      ready(operand.view, site);
      prepareIndices(operand, site);
    }
    if (inputs.some(({ view }) => hasUnwritten(view))) followUnwritten(instruction);
    checkScatter(instruction, report);
  };
  const settle = (instruction: Instruction): void => {
    for (const { view } of instruction.outputs) markWritten(view);
    const left = carried.get(instruction);
    if (left !== undefined) settleCarried(left);
  };
  return { prepare, settle };
};

/**
 * One core on which a kernel is specialised. It reserves storages, records every instruction as a step of the program
 * and, when data are held, runs it at once (or when its partner allows). Faults are KernelFault; what a strict run
 * ends at, a lenient one collects in `diagnostics`.
 */
export const createMachine = (options: MachineOptions): SpecialisedMachine => {
  const { generation, holdsData, definitions, shared, partner } = options;
  const diagnostics: Diagnostic[] = [];
  const report = createReport(options.strictness, diagnostics);
  const recording = createRecording(options.core);
  const places = new WeakMap<Instruction, number>();
  const compute = (instruction: Instruction): void =>
    definitions.get(instruction.opcode)?.execute?.(instruction, machine);
  const { prepare, settle } = createExecution(options, report, compute);
  const checkOverlap = createOverlapCheck(report);
  const execute = (instruction: Instruction): void => {
    prepare(instruction);
    const place = places.get(instruction);
    if (place === undefined) compute(instruction);
    else if (executeAndCompare(instruction, () => compute(instruction))) recording.repeats.add(place);
    settle(instruction);
  };
  const run = partner === undefined ? execute : partner.issue;
  let last: Instruction | null = null;
  const issue = (instruction: Instruction): void => {
    checkInstruction(instruction, generation, report);
    checkOverlap(instruction);
    if (instruction.engine !== 'tensor') {
      for (const { view } of instruction.inputs) if (view.storage.space === 'psum') noteRead(view);
      for (const { view } of instruction.outputs) if (view.storage.space === 'psum') noteWrite(view, 'other');
    }
    if (holdsData && partner !== undefined) places.set(instruction, recording.steps.length);
    recordStep(recording, instruction);
    last = instruction;
    if (holdsData) run(instruction);
    else if (isSync(instruction) || isCollective(instruction)) partner?.issue(instruction);
  };
  const machine: SpecialisedMachine = {
    generation,
    version: options.version,
    strictness: options.strictness,
    core: options.core,
    coreCount: options.coreCount,
    ...(options.rank === undefined ? {} : { rank: options.rank }),
    ...(options.rankCount === undefined ? {} : { rankCount: options.rankCount }),
    holdsData,
    numerics: options.numerics,
    allocate: createAllocate(options, recording),
    allocateRegister: (value) => {
      shared.nextRegister += 1;
      return { id: shared.nextRegister - 1, value };
    },
    issue,
    readScalar: createReadScalar(options),
    // With data, every instruction is executed, for which it has to be made.
    ...(holdsData
      ? {}
      : {
          callMemory: {
            steps: recording.steps,
            of: (parameters) => createCallMemory(recording, definitions, () => last, parameters),
          },
        }),
    report,
    enterNoReorder: () => enterScope(recording.scopes),
    leaveNoReorder: () => leaveScope(recording.scopes),
    loopMark: (mark) => markLoop(recording.scopes, mark),
    recording,
    diagnostics,
    execute,
    prepare,
    settle,
  };
  return machine;
};
