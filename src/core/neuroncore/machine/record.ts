import { at } from '../memory/at.ts';
import { operandShapeOf, regionOf } from '../memory/footprint.ts';
import type { Storage, View } from '../memory/view.ts';
import type { OperandShape, Program, Region, Step, StorageSummary } from '../timing/program.ts';
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
  /** Regions and shapes of late, so that equal ones are kept once: programs repeat themselves. */
  readonly regions: Map<number, Region[]>;
  readonly shapes: Map<string, OperandShape[]>;
  readonly lastShapes: Map<string, readonly OperandShape[]>;
}

/** How many regions of a storage and shapes of a role are compared with a new one. */
const RECENT = 6;

/** The equal entry of a short list of recent ones, or the new one, which takes the place of the oldest. */
const sameRecent = <Key, Item>(
  recent: Map<Key, Item[]>,
  key: Key,
  item: Item,
  equal: (left: Item, right: Item) => boolean,
): Item => {
  const list = recent.get(key);
  if (list === undefined) {
    recent.set(key, [item]);
    return item;
  }
  for (const known of list) if (equal(known, item)) return known;
  if (list.length >= RECENT) list.shift();
  list.push(item);
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

const regionIn = (recording: Recording, view: View): Region =>
  sameRecent(recording.regions, view.storage.id, regionOf(view), sameRegion);

const shapeIn = (recording: Recording, role: string, view: View): OperandShape =>
  sameRecent(recording.shapes, role, operandShapeOf(role, view), sameShape);

/** An empty recording of a core. */
export const createRecording = (core: number): Recording => ({
  core,
  steps: [],
  storages: new Map(),
  repeats: new Set(),
  regions: new Map(),
  shapes: new Map(),
  lastShapes: new Map(),
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

/** Boxes of operands, each storage remembered. Lists are made at their size: programs have millions of them. */
const regionsIn = (recording: Recording, operands: readonly Operand[]): Region[] =>
  operands.map(({ view }) => {
    recordStorage(recording, view.storage);
    return regionIn(recording, view);
  });

/** Shapes of the operands, outputs first; the list of an earlier step with the same opcode when it is the same. */
const shapesIn = (
  recording: Recording,
  { opcode, inputs, outputs }: Instruction,
): readonly OperandShape[] => {
  const count = outputs.length + inputs.length;
  const last = recording.lastShapes.get(opcode);
  let same = last !== undefined && last.length === count;
  const shapes = new Array<OperandShape>(count);
  for (let index = 0; index < count; index += 1) {
    const { role, view } = index < outputs.length ? at(outputs, index) : at(inputs, index - outputs.length);
    const shape = shapeIn(recording, role, view);
    shapes[index] = shape;
    same &&= last?.[index] === shape;
  }
  if (same && last !== undefined) return last;
  recording.lastShapes.set(opcode, shapes);
  return shapes;
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
  const operands = shapesIn(recording, instruction);
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
    operands,
    attributes: instruction.attributes,
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
  const storages = new Map<number, StorageSummary>();
  for (const recording of recordings) {
    for (const [id, summary] of recording.storages) storages.set(id, summary);
  }
  return {
    generation,
    cores: recordings.length,
    steps: recordings.flatMap(({ steps }) => steps),
    storages,
    repeats: recordings.map(({ repeats }) => repeats),
  };
};
