import type { Engine, Generation } from '../machine/generation.ts';
import type { AttributeValue } from '../machine/instruction.ts';
import type { DType } from '../memory/dtype.ts';
import type { Space } from '../memory/view.ts';
import type { Site } from '../python/source.ts';
import type { StepTable } from './step-table.ts';
import type { Storages } from './storage-list.ts';

/** What remains of a kernel after its specialisation: a flat table of steps without data. Timing, checks of memory and profiles read it. */
export interface Program {
  readonly generation: Generation;
  readonly cores: number;
  /** In program order of each core; steps of several cores are kept apart by `core`. `stepsOf` gives them as objects. */
  readonly steps: StepTable;
  readonly storages: Storages;
  /** Of each core: places of steps that wrote to shared HBM what it held already; known in runs with data. */
  readonly repeats?: readonly ReadonlySet<number>[];
}

export interface StorageSummary {
  readonly id: number;
  readonly name: string;
  readonly space: Space;
  readonly core: number;
  readonly partitions: number;
  readonly bytesPerPartition: number;
  /** Chosen by the kernel; null when the allocator decides. */
  readonly address: { readonly partition: number; readonly byte: number } | null;
  readonly site: Site | null;
}

/** The smallest box that holds all elements of an operand; ends are exclusive. */
export interface Region {
  readonly storage: number;
  readonly partitionStart: number;
  readonly partitionEnd: number;
  readonly byteStart: number;
  readonly byteEnd: number;
  /** In HBM: bytes from one row of the access to the next, when its rows repeat at one pitch and do not wrap. */
  readonly pitchBytes?: number;
  /** In HBM: where exactly the elements lie, when they do not fill the box. */
  readonly elements?: RegionElements;
  /** Set when run-time indices choose the place: the box holds all that they may reach. */
  readonly indirect?: true;
}

/** Elements of an HBM access: `offset + sum(strides[d] * i[d])`, in elements of `elementBytes`. */
export interface RegionElements {
  readonly elementBytes: number;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** What decides the cost of an operand's access, without its data. */
export interface OperandShape {
  readonly role: string;
  readonly dtype: DType;
  readonly space: Space;
  readonly partitions: number;
  readonly elementsPerPartition: number;
  /** Bytes between neighbours of the innermost dimension; the element's size when contiguous; 0 when broadcast. */
  readonly innermostStrideBytes: number;
  /** Bytes of the longest run without a gap: what one DMA descriptor element moves. */
  readonly contiguousBytes: number;
  readonly indirect: boolean;
}

export interface Step {
  /** Position in the program order of its core, from 0. */
  readonly sequence: number;
  readonly core: number;
  readonly opcode: string;
  readonly engine: Engine;
  readonly trigger: Engine;
  readonly name: string | null;
  readonly site: Site;
  readonly reads: readonly Region[];
  readonly writes: readonly Region[];
  readonly operands: readonly OperandShape[];
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  /** Steps of the same scope other than 0 keep their program order. */
  readonly noReorderScope: number;
  /** Dynamic loop this step runs in (0: none) and how many iterations began before it. */
  readonly loop: number;
  readonly iteration: number;
}
