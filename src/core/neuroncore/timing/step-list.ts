import { createPool } from './pool.ts';
import type { Region, Step } from './program.ts';
import { sameAttributes, sameExtent, sameOperandShape } from './same.ts';
import { StepBuilder } from './step-builder.ts';
import type { Extent, StepKind, StepTable } from './step-table.ts';

const extentOf = (region: Region): Extent => {
  const { pitchBytes, elements, indirect } = region;
  return {
    partitions: region.partitionEnd - region.partitionStart,
    bytes: region.byteEnd - region.byteStart,
    pitchBytes: pitchBytes === undefined ? 0 : pitchBytes,
    elements:
      elements === undefined
        ? null
        : { elementBytes: elements.elementBytes, shape: elements.shape, strides: elements.strides },
    indirect: indirect === true,
  };
};

const kindOf = ({ writes, reads, core, opcode, engine, trigger, name, site, ...rest }: Step): StepKind => ({
  core,
  opcode,
  engine,
  trigger,
  name,
  site,
  operands: rest.operands,
  attributes: rest.attributes,
  writeCount: writes.length,
  readCount: reads.length,
});

const sameOperands = (left: StepKind['operands'], right: StepKind['operands']): boolean =>
  left === right ||
  (left.length === right.length &&
    left.every((shape, index) => sameOperandShape(shape, right[index] as StepKind['operands'][number])));

const sameKind = (left: StepKind, right: StepKind): boolean =>
  left.opcode === right.opcode &&
  left.site === right.site &&
  left.core === right.core &&
  left.engine === right.engine &&
  left.trigger === right.trigger &&
  left.name === right.name &&
  left.writeCount === right.writeCount &&
  left.readCount === right.readCount &&
  sameOperands(left.operands, right.operands) &&
  sameAttributes(left.attributes, right.attributes);

/** Steps that were made or changed one by one as a table. */
export const tableOf = (steps: readonly Step[]): StepTable => {
  const builder = new StepBuilder();
  const kind = createPool(builder.kinds, sameKind);
  const extent = createPool(builder.extents, sameExtent);
  const access = (region: Region): void =>
    builder.access(region.storage, region.partitionStart, region.byteStart, extent(extentOf(region)));
  for (const step of steps) {
    for (const region of step.writes) access(region);
    for (const region of step.reads) access(region);
    builder.step(kind(kindOf(step)), step.noReorderScope, step.loop, step.iteration);
  }
  return builder.table();
};
