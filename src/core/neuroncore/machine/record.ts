import { firstByte, firstPartition } from '../memory/footprint.ts';
import type { Storage, View } from '../memory/view.ts';
import type { Site } from '../python/source.ts';
import type { OperandShape, Program } from '../timing/program.ts';
import { sameAttributes } from '../timing/same.ts';
import { StepBuilder } from '../timing/step-builder.ts';
import { joinTables } from '../timing/step-join.ts';
import type { StepKind } from '../timing/step-table.ts';
import { StorageList } from '../timing/storage-list.ts';
import type { Generation } from './generation.ts';
import type { Instruction, Operand } from './instruction.ts';
import { createLayouts, type KnownLayout, type Layout } from './layouts.ts';

/** The scopes that are open on a core while it is specialised. */
export interface Scopes {
  noReorderDepth: number;
  noReorderScope: number;
  lastScope: number;
  lastLoop: number;
  /** Loops with run-time bounds that ended without an iteration. */
  emptyLoops: number;
  readonly loops: { readonly id: number; iteration: number }[];
}

/** What a core recorded: its steps in program order and what its storages were. */
export interface Recording {
  readonly core: number;
  readonly steps: StepBuilder;
  readonly storages: StorageList;
  readonly scopes: Scopes;
  /** Places of steps that wrote to shared HBM what it held already. */
  readonly repeats: Set<number>;
  readonly layoutOf: (role: string, view: View) => KnownLayout;
  /** Kinds of the steps that were issued at a place, by their place in `steps.kinds`. */
  readonly kindsAt: Map<Site, number[]>;
  /** Operands of the step under way; entries beyond its own are of earlier ones. */
  readonly operands: OperandShape[];
}

/** How many kinds of one place are compared with a step, the latest ones. */
const RECENT = 6;

/** An empty recording of a core. */
export const createRecording = (core: number): Recording => {
  const steps = new StepBuilder();
  return {
    core,
    steps,
    storages: new StorageList(),
    repeats: new Set(),
    layoutOf: createLayouts(steps.extents),
    kindsAt: new Map(),
    operands: [],
    scopes: { noReorderDepth: 0, noReorderScope: 0, lastScope: 0, lastLoop: 0, emptyLoops: 0, loops: [] },
  };
};

/** Remembers a storage without its bytes. */
export const recordStorage = (recording: Recording, storage: Storage): void => {
  if (recording.storages.get(storage.id) !== undefined) return;
  const { id, name, space, core, partitions, bytesPerPartition, address, site } = storage;
  recording.storages.add({ id, name, space, core, partitions, bytesPerPartition, address, site });
};

/** The tensor of indices behind a view, if it has one in memory. */
export const indexTensorOf = (view: View): View | null => {
  const { indirection } = view;
  if (indirection === null) return null;
  if (indirection.kind !== 'scalar') return indirection.indices;
  return 'storage' in indirection.source ? indirection.source : null;
};

/** Notes where an operand of a known layout lies; its storage is remembered. */
export const placeOperand = (recording: Recording, view: View, { extent }: Layout): void => {
  const { storage } = view;
  const partition = firstPartition(view);
  recording.steps.access(storage.id, partition, firstByte(view, partition), extent);
  recordStorage(recording, storage);
};

/** Notes where an operand lies. Gives its shape. */
const place = (recording: Recording, role: string, view: View): OperandShape => {
  const layout = recording.layoutOf(role, view);
  placeOperand(recording, view, layout);
  return layout.operand;
};

/** Notes the places of index tensors; gives how many there are. */
const placeIndices = (recording: Recording, operands: readonly Operand[]): number => {
  let count = 0;
  for (let index = 0; index < operands.length; index += 1) {
    const indices = indexTensorOf((operands[index] as Operand).view);
    if (indices === null) continue;
    place(recording, 'index', indices);
    count += 1;
  }
  return count;
};

const placeAll = (recording: Recording, operands: readonly Operand[], first: number): void => {
  for (let index = 0; index < operands.length; index += 1) {
    const { role, view } = operands[index] as Operand;
    recording.operands[first + index] = place(recording, role, view);
  }
};

const beginsWith = (items: readonly OperandShape[], start: readonly OperandShape[]): boolean => {
  for (let index = 0; index < start.length; index += 1) if (items[index] !== start[index]) return false;
  return true;
};

const isOfKind = (
  kind: StepKind,
  instruction: Instruction,
  operands: readonly OperandShape[],
  readCount: number,
): boolean =>
  kind.opcode === instruction.opcode &&
  kind.engine === instruction.engine &&
  kind.trigger === instruction.trigger &&
  kind.name === instruction.name &&
  kind.writeCount === instruction.outputs.length &&
  kind.readCount === readCount &&
  kind.operands.length === kind.writeCount + instruction.inputs.length &&
  beginsWith(operands, kind.operands) &&
  sameAttributes(kind.attributes, instruction.attributes);

/** The kind of an instruction whose operands are noted; an earlier one of the same place where it is the same. */
const kindIn = (recording: Recording, instruction: Instruction, readCount: number): number => {
  const { kindsAt, operands, steps } = recording;
  const { site } = instruction;
  const known = kindsAt.get(site);
  const recent = known === undefined ? [] : known;
  if (known === undefined) kindsAt.set(site, recent);
  for (let index = recent.length - 1; index >= 0; index -= 1) {
    const kind = recent[index] as number;
    if (isOfKind(steps.kinds[kind] as StepKind, instruction, operands, readCount)) return kind;
  }
  const made = steps.kinds.push({
    core: recording.core,
    opcode: instruction.opcode,
    engine: instruction.engine,
    trigger: instruction.trigger,
    name: instruction.name,
    site,
    operands: operands.slice(0, instruction.outputs.length + instruction.inputs.length),
    attributes: instruction.attributes,
    writeCount: instruction.outputs.length,
    readCount,
  });
  if (recent.length >= RECENT) recent.shift();
  recent.push(made - 1);
  return made - 1;
};

/** Ends a step of that kind whose operands are placed, writes before reads. */
export const endStep = ({ scopes, steps }: Recording, kind: number): void => {
  const loop = scopes.loops[scopes.loops.length - 1];
  steps.step(
    kind,
    scopes.noReorderDepth === 0 ? 0 : scopes.noReorderScope,
    loop === undefined ? 0 : loop.id,
    loop === undefined ? 0 : loop.iteration,
  );
};

/** Appends an instruction as a step: places and shapes of its operands, index tensors among what it reads. */
export const recordStep = (recording: Recording, instruction: Instruction): void => {
  const { inputs, outputs } = instruction;
  placeAll(recording, outputs, 0);
  placeAll(recording, inputs, outputs.length);
  const indices = placeIndices(recording, outputs) + placeIndices(recording, inputs);
  endStep(recording, kindIn(recording, instruction, inputs.length + indices));
};

/** Opens a scope within which program order is kept; an inner one belongs to the outer one. */
export const enterScope = (scopes: Scopes): void => {
  if (scopes.noReorderDepth === 0) {
    scopes.lastScope += 1;
    scopes.noReorderScope = scopes.lastScope;
  }
  scopes.noReorderDepth += 1;
};

/** Closes the scope opened last. */
export const leaveScope = (scopes: Scopes): void => {
  if (scopes.noReorderDepth === 0) throw new RangeError('no scope is open');
  scopes.noReorderDepth -= 1;
};

/** Notes where a dynamic loop begins, starts another iteration and ends. Iterations count from 0. */
export const markLoop = (scopes: Scopes, mark: 'begin' | 'iterate' | 'end'): void => {
  if (mark === 'begin') {
    scopes.lastLoop += 1;
    scopes.loops.push({ id: scopes.lastLoop, iteration: -1 });
    return;
  }
  const loop = scopes.loops[scopes.loops.length - 1];
  if (loop === undefined) throw new RangeError('no dynamic loop is open');
  if (mark === 'iterate') {
    loop.iteration += 1;
    return;
  }
  if (loop.iteration < 0) scopes.emptyLoops += 1;
  scopes.loops.pop();
};

/** The recordings of all cores as one program. */
export const assembleProgram = (generation: Generation, recordings: readonly Recording[]): Program => {
  const steps = joinTables(recordings.map((recording) => recording.steps.table()));
  const repeats = recordings.map((recording) => recording.repeats);
  const cores = recordings.length;
  const [only] = recordings;
  if (only !== undefined && cores === 1)
    return { generation, cores, steps, storages: only.storages, repeats };
  const storages = new StorageList();
  for (const recording of recordings) for (const each of recording.storages.values()) storages.add(each);
  return { generation, cores, steps, storages, repeats };
};
