import { at } from '../memory/at.ts';
import { operandShapeOf, regionOf } from '../memory/footprint.ts';
import type { Storage, View } from '../memory/view.ts';
import type { OperandShape, Program, Region, Step, StorageSummary } from '../timing/program.ts';
import { sameAttributes } from '../timing/work.ts';
import type { Generation } from './generation.ts';
import type { Instruction, Operand } from './instruction.ts';

/** The scopes that are open on a core while it is specialised. */
export interface Scopes {
  noReorderDepth: number;
  noReorderScope: number;
  lastScope: number;
  lastLoop: number;
  readonly loops: { readonly id: number; iteration: number }[];
}

/** What a core recorded: its steps in program order and what its storages were. */
export interface Recording {
  readonly core: number;
  readonly steps: Step[];
  readonly storages: Map<number, StorageSummary>;
  readonly scopes: Scopes;
  /** Places of steps that wrote to shared HBM what it held already. */
  readonly repeats: Set<number>;
  /** Regions by storage and shapes by role of late, so that equal ones are kept once: programs repeat themselves. */
  readonly regions: Region[][];
  readonly shapes: Map<string, OperandShape[]>;
  readonly byOpcode: Map<string, RecentOfOpcode>;
}

/** Lists of shapes and attributes of late steps with the same opcode. */
interface RecentOfOpcode {
  readonly shapes: (readonly OperandShape[])[];
  readonly attributes: Attributes[];
}

type Attributes = Instruction['attributes'];

/** How many entries of the same kind are compared with a new one. */
const RECENT = 6;

/** The equal entry of a short list of recent ones, or the new one, which takes the place of the oldest. */
const sameRecent = <Item>(recent: Item[], item: Item, equal: (left: Item, right: Item) => boolean): Item => {
  for (const known of recent) if (equal(known, item)) return known;
  if (recent.length >= RECENT) recent.shift();
  recent.push(item);
  return item;
};

const sameElements = (left: Region['elements'], right: Region['elements']): boolean =>
  left === right ||
  (left !== undefined &&
    right !== undefined &&
    left.shape.join() === right.shape.join() &&
    left.strides.join() === right.strides.join());

const sameRegion = (left: Region, right: Region): boolean =>
  left.byteStart === right.byteStart &&
  left.byteEnd === right.byteEnd &&
  left.partitionStart === right.partitionStart &&
  left.partitionEnd === right.partitionEnd &&
  left.pitchBytes === right.pitchBytes &&
  left.indirect === right.indirect &&
  sameElements(left.elements, right.elements);

const sameShape = (left: OperandShape, right: OperandShape): boolean =>
  left.partitions === right.partitions &&
  left.elementsPerPartition === right.elementsPerPartition &&
  left.contiguousBytes === right.contiguousBytes &&
  left.innermostStrideBytes === right.innermostStrideBytes &&
  left.dtype === right.dtype &&
  left.space === right.space &&
  left.indirect === right.indirect;

/** The box of an operand; its storage is remembered. */
const regionIn = (recording: Recording, view: View): Region => {
  const region = regionOf(view);
  const recent = recording.regions[region.storage];
  if (recent !== undefined) return sameRecent(recent, region, sameRegion);
  recordStorage(recording, view.storage);
  recording.regions[region.storage] = [region];
  return region;
};

const shapeIn = (recording: Recording, role: string, view: View): OperandShape => {
  const shape = operandShapeOf(role, view);
  const recent = recording.shapes.get(role);
  if (recent !== undefined) return sameRecent(recent, shape, sameShape);
  recording.shapes.set(role, [shape]);
  return shape;
};

const sameItems = (left: readonly OperandShape[], right: readonly OperandShape[]): boolean => {
  if (left.length !== right.length) return false;
  for (let index = 0; index < left.length; index += 1) if (left[index] !== right[index]) return false;
  return true;
};

/** An empty recording of a core. */
export const createRecording = (core: number): Recording => ({
  core,
  steps: [],
  storages: new Map(),
  repeats: new Set(),
  regions: [],
  shapes: new Map(),
  byOpcode: new Map(),
  scopes: { noReorderDepth: 0, noReorderScope: 0, lastScope: 0, lastLoop: 0, loops: [] },
});

/** Remembers a storage without its bytes. */
export const recordStorage = (recording: Recording, storage: Storage): void => {
  if (recording.storages.has(storage.id)) return;
  const { id, name, space, core, partitions, bytesPerPartition, address, site } = storage;
  recording.storages.set(id, { id, name, space, core, partitions, bytesPerPartition, address, site });
};

/** The tensor of indices behind a view, if it has one in memory. */
export const indexTensorOf = (view: View): View | null => {
  const { indirection } = view;
  if (indirection === null) return null;
  if (indirection.kind !== 'scalar') return indirection.indices;
  return 'storage' in indirection.source ? indirection.source : null;
};

const indexRegions = (recording: Recording, operands: readonly Operand[]): Region[] =>
  operands.flatMap(({ view }) => {
    const indices = indexTensorOf(view);
    return indices === null ? [] : [regionIn(recording, indices)];
  });

const isIndirect = ({ view }: Operand): boolean => view.indirection !== null;

/** Boxes of operands. Lists are made at their size: programs have millions of them. */
const regionsIn = (recording: Recording, operands: readonly Operand[]): Region[] => {
  const regions = new Array<Region>(operands.length);
  for (let index = 0; index < operands.length; index += 1) {
    regions[index] = regionIn(recording, at(operands, index).view);
  }
  return regions;
};

/** Shapes of the operands, outputs first. */
const shapesIn = (recording: Recording, outputs: readonly Operand[], inputs: readonly Operand[]) => {
  const count = outputs.length + inputs.length;
  const shapes = new Array<OperandShape>(count);
  for (let index = 0; index < count; index += 1) {
    const { role, view } = index < outputs.length ? at(outputs, index) : at(inputs, index - outputs.length);
    shapes[index] = shapeIn(recording, role, view);
  }
  return shapes;
};

const recentOf = (recording: Recording, opcode: string): RecentOfOpcode => {
  const known = recording.byOpcode.get(opcode);
  if (known !== undefined) return known;
  const made: RecentOfOpcode = { shapes: [], attributes: [] };
  recording.byOpcode.set(opcode, made);
  return made;
};

/** Appends an instruction as a step: regions and shapes of its operands, index tensors among what it reads. */
export const recordStep = (recording: Recording, instruction: Instruction): void => {
  const { inputs, outputs } = instruction;
  const { scopes, steps } = recording;
  const writes = regionsIn(recording, outputs);
  const direct = regionsIn(recording, inputs);
  const reads =
    inputs.some(isIndirect) || outputs.some(isIndirect)
      ? [...direct, ...indexRegions(recording, outputs), ...indexRegions(recording, inputs)]
      : direct;
  const recent = recentOf(recording, instruction.opcode);
  const loop = scopes.loops[scopes.loops.length - 1];
  steps.push({
    sequence: steps.length,
    core: recording.core,
    opcode: instruction.opcode,
    engine: instruction.engine,
    trigger: instruction.trigger,
    name: instruction.name,
    site: instruction.site,
    reads,
    writes,
    operands: sameRecent(recent.shapes, shapesIn(recording, outputs, inputs), sameItems),
    attributes: sameRecent(recent.attributes, instruction.attributes, sameAttributes),
    noReorderScope: scopes.noReorderDepth === 0 ? 0 : scopes.noReorderScope,
    loop: loop === undefined ? 0 : loop.id,
    iteration: loop === undefined ? 0 : loop.iteration,
  });
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
  if (mark === 'iterate') loop.iteration += 1;
  else scopes.loops.pop();
};

/** The recordings of all cores as one program. */
export const assembleProgram = (generation: Generation, recordings: readonly Recording[]): Program => {
  const repeats = recordings.map((recording) => recording.repeats);
  const cores = recordings.length;
  const [only] = recordings;
  if (only !== undefined && cores === 1) {
    return { generation, cores, steps: only.steps, storages: only.storages, repeats };
  }
  const storages = new Map<number, StorageSummary>();
  for (const recording of recordings) {
    for (const [id, summary] of recording.storages) storages.set(id, summary);
  }
  return { generation, cores, steps: recordings.flatMap(({ steps }) => steps), storages, repeats };
};
