import type { Engine } from '../machine/generation.ts';
import type { AttributeValue } from '../machine/instruction.ts';
import type { Site } from '../python/source.ts';
import type { OperandShape, Region, Step } from './program.ts';

/** What repeats from one step to the next: everything but where the operands lie and which turn of a loop it is. */
export interface StepKind {
  readonly core: number;
  readonly opcode: string;
  readonly engine: Engine;
  readonly trigger: Engine;
  readonly name: string | null;
  readonly site: Site;
  readonly operands: readonly OperandShape[];
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  /** How many storages a step writes and reads. */
  readonly writeCount: number;
  readonly readCount: number;
}

/** What decides the cost of a step. */
export type TimedStep = Pick<StepKind, 'opcode' | 'engine' | 'trigger' | 'operands' | 'attributes'>;

/** The box of an access without its place: what a `Region` says besides storage, first partition and first byte. */
export interface Extent {
  readonly partitions: number;
  readonly bytes: number;
  /** 0 when the access has no rows of one pitch. */
  readonly pitchBytes: number;
  readonly elements: ExtentElements | null;
  readonly indirect: boolean;
}

/** `RegionElements` without the offset, which the first byte says. */
export interface ExtentElements {
  readonly elementBytes: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/**
 * The steps of a program as columns: kernels unroll to hundreds of thousands of them that are few kinds of steps at many
 * places. The accesses of step i are `accessStarts[i] .. accessStarts[i + 1]`, writes before reads.
 */
export interface StepTable {
  readonly length: number;
  readonly kinds: readonly StepKind[];
  readonly kindOf: Uint32Array;
  /** As in `Step`: scope within which program order is kept, dynamic loop and iteration; 0 for none. */
  readonly scopeOf: Uint32Array;
  readonly loopOf: Uint32Array;
  readonly iterationOf: Uint32Array;
  readonly accessStarts: Uint32Array;
  /** Of each access: its storage, first partition and first byte, and its extent as an index into `extents`. */
  readonly storageOf: Uint32Array;
  readonly partitionOf: Uint32Array;
  readonly byteOf: Float64Array;
  readonly extentOf: Uint32Array;
  readonly extents: readonly Extent[];
  /** One more than the largest storage that a step accesses. */
  readonly storageCount: number;
}

/** The kind of a step. */
export const kindAt = (table: StepTable, step: number): StepKind =>
  table.kinds[table.kindOf[step] as number] as StepKind;

/** The extent of an access. */
export const extentAt = (table: StepTable, access: number): Extent =>
  table.extents[table.extentOf[access] as number] as Extent;

/** The first access of a step that reads; those before it, from `accessStarts`, write. */
export const firstRead = (table: StepTable, step: number): number =>
  (table.accessStarts[step] as number) + kindAt(table, step).writeCount;

/** The box of an extent at its place. */
export const boxAt = (
  storage: number,
  partitionStart: number,
  byteStart: number,
  { partitions, bytes, pitchBytes, elements, indirect }: Extent,
): Region => {
  const region: { -readonly [Field in keyof Region]: Region[Field] } = {
    storage,
    partitionStart,
    partitionEnd: partitionStart + partitions,
    byteStart,
    byteEnd: byteStart + bytes,
  };
  if (pitchBytes !== 0) region.pitchBytes = pitchBytes;
  if (indirect) region.indirect = true;
  if (elements !== null) region.elements = { ...elements, offset: byteStart / elements.elementBytes };
  return region;
};

/** One access as a box of its own. */
export const regionAt = (table: StepTable, access: number): Region =>
  boxAt(
    table.storageOf[access] as number,
    table.partitionOf[access] as number,
    table.byteOf[access] as number,
    extentAt(table, access),
  );

const regionsBetween = (table: StepTable, from: number, to: number): Region[] =>
  Array.from({ length: to - from }, (_, index) => regionAt(table, from + index));

const stepAt = (table: StepTable, index: number, sequence: number): Step => {
  const { writeCount, readCount: _, ...kind } = kindAt(table, index);
  const start = table.accessStarts[index] as number;
  return {
    ...kind,
    sequence,
    writes: regionsBetween(table, start, start + writeCount),
    reads: regionsBetween(table, start + writeCount, table.accessStarts[index + 1] as number),
    noReorderScope: table.scopeOf[index] as number,
    loop: table.loopOf[index] as number,
    iteration: table.iterationOf[index] as number,
  };
};

const made = new WeakMap<StepTable, readonly Step[]>();

/** The position of each step in the program order of its core, from 0. */
export const sequencesOf = (table: StepTable): Uint32Array => {
  const next: number[] = [];
  return Uint32Array.from(table.kindOf, (kind) => {
    const { core } = table.kinds[kind] as StepKind;
    const sequence = next[core];
    next[core] = sequence === undefined ? 1 : sequence + 1;
    return sequence === undefined ? 0 : sequence;
  });
};

/** The steps as objects, for those who look at them one by one; made at the first call. */
export const stepsOf = ({ steps }: { readonly steps: StepTable }): readonly Step[] => {
  const known = made.get(steps);
  if (known !== undefined) return known;
  const sequences = sequencesOf(steps);
  const all = Array.from(sequences, (sequence, index) => stepAt(steps, index, sequence));
  made.set(steps, all);
  return all;
};
