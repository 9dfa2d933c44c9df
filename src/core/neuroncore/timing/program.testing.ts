import { testGeneration } from '../machine/generation.testing.ts';
import type { Engine, Generation } from '../machine/generation.ts';
import type { AttributeValue } from '../machine/instruction.ts';
import { DTYPE_BYTES, type DType } from '../memory/dtype.ts';
import type { Space } from '../memory/view.ts';
import type { OperandShape, Program, Region, Step, StorageSummary } from './program.ts';
import { tableOf } from './step-list.ts';

/** NeuronCore-v3 as tests need it. */
export const V3 = testGeneration('v3');

export interface Tile extends StorageSummary {
  readonly dtype: DType;
  readonly elements: number;
}

const site = {
  file: { path: 'kernel.py', text: '' },
  line: 1,
  column: 1,
  endLine: 1,
  endColumn: 2,
};

/** Writes programs by hand: `tile`, then `step` with what it reads and writes, each operand a whole tile. */
export const programWriter = (generation: Generation = V3) => {
  const steps: Step[] = [];
  const storages = new Map<number, StorageSummary>();
  const tile = (space: Space, elements: number, dtype: DType = 'float32', partitions = 128): Tile => {
    const id = storages.size;
    const bytesPerPartition = elements * DTYPE_BYTES[dtype];
    const made: Tile = {
      id,
      name: `t${id}`,
      space,
      core: 0,
      partitions,
      bytesPerPartition,
      address: null,
      site: null,
      dtype,
      elements,
    };
    storages.set(id, made);
    return made;
  };
  const region = (of: Tile): Region => ({
    storage: of.id,
    partitionStart: 0,
    partitionEnd: of.partitions,
    byteStart: 0,
    byteEnd: of.bytesPerPartition,
  });
  const shape = (role: string, of: Tile): OperandShape => ({
    role,
    dtype: of.dtype,
    space: of.space,
    partitions: of.partitions,
    elementsPerPartition: of.elements,
    innermostStrideBytes: DTYPE_BYTES[of.dtype],
    contiguousBytes: of.bytesPerPartition,
    indirect: false,
  });
  const step = (
    opcode: string,
    engine: Engine,
    outputs: Readonly<Record<string, Tile>>,
    inputs: Readonly<Record<string, Tile>>,
    attributes: Readonly<Record<string, AttributeValue>> = {},
  ): number => {
    const sequence = steps.length;
    steps.push({
      sequence,
      core: 0,
      opcode,
      engine,
      trigger: engine,
      name: null,
      site,
      attributes,
      reads: Object.values(inputs).map(region),
      writes: Object.values(outputs).map(region),
      operands: [...Object.entries(outputs), ...Object.entries(inputs)].map(([role, of]) => shape(role, of)),
      noReorderScope: 0,
      loop: 0,
      iteration: 0,
    });
    return sequence;
  };
  const program = (): Program => ({ generation, cores: 1, steps: tableOf(steps), storages });
  return { tile, step, program };
};
