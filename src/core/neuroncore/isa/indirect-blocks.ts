import type { Instruction } from '../machine/instruction.ts';
import type { Machine } from '../machine/machine.ts';
import type { View } from '../memory/view.ts';
import { readBits, readBlock, valuesPerElement, writeBits, writeBlock } from '../numeric/transfer.ts';
import { directParts } from './indirect.ts';
import { describeView } from './operands.ts';

type Block = Float32Array | Uint32Array;

/** What to do where an index leads out of the tensor: end the kernel, or leave those elements alone. */
export type OutOfBounds = 'error' | 'skip';

/** The `oob_mode` an instruction carries. */
export const outOfBoundsOf = (instruction: Instruction): OutOfBounds =>
  instruction.attributes['oob_mode'] === 'skip' ? 'skip' : 'error';

const refuse = (machine: Machine, instruction: Instruction, view: View): void =>
  machine.report({
    rule: 'index-out-of-bounds',
    severity: 'error',
    message: `a run-time index leads out of ${view.storage.name}, of which ${describeView(view)} is accessed.`,
    site: instruction.site,
  });

const read = (view: View, out: Block): void =>
  out instanceof Float32Array ? readBlock(view, out) : readBits(view, out);
const write = (view: View, block: Block): void =>
  block instanceof Float32Array ? writeBlock(view, block) : writeBits(view, block);
const blockLike = (block: Block, length: number): Block =>
  block instanceof Float32Array ? new Float32Array(length) : new Uint32Array(length);

const move = (
  from: Block,
  to: Block,
  values: number,
  place: (element: number) => readonly [number, number],
) => {
  const elements = values === 0 ? 0 : Math.min(from.length, to.length) / values;
  for (let element = 0; element < elements; element += 1) {
    const [source, target] = place(element);
    for (let value = 0; value < values; value += 1) {
      to[target * values + value] = from[source * values + value] as number;
    }
  }
};

/**
 * Reads a view, direct or not, into a dense row-major block: values for a block of floats, bit patterns for one of
 * words. Elements whose index leads out of the tensor keep what the block holds. Reports rule `index-out-of-bounds`.
 */
export const readAnywhere = (
  machine: Machine,
  instruction: Instruction,
  view: View,
  out: Block,
  outOfBounds: OutOfBounds = 'error',
  groupPartitions = 16,
): void => {
  if (view.indirection === null) {
    read(view, out);
    return;
  }
  const values = out instanceof Float32Array ? valuesPerElement(view.dtype) : 1;
  for (const each of directParts(view, groupPartitions)) {
    if (each.view === null) {
      if (outOfBounds === 'error') refuse(machine, instruction, view);
    } else if (each.step === 1) {
      read(each.view, out.subarray(each.first * values, (each.first + each.count) * values));
    } else {
      const dense = blockLike(out, each.count * values);
      read(each.view, dense);
      move(dense, out, values, (element) => [element, each.first + element * each.step]);
    }
  }
};

/**
 * Writes a dense row-major block into a view, direct or not; parts of the block whose index leads out of the tensor are
 * dropped. Reports rule `index-out-of-bounds`.
 */
export const writeAnywhere = (
  machine: Machine,
  instruction: Instruction,
  view: View,
  block: Block,
  outOfBounds: OutOfBounds = 'error',
  groupPartitions = 16,
): void => {
  if (view.indirection === null) {
    write(view, block);
    return;
  }
  const values = block instanceof Float32Array ? valuesPerElement(view.dtype) : 1;
  for (const each of directParts(view, groupPartitions)) {
    if (each.view === null) {
      if (outOfBounds === 'error') refuse(machine, instruction, view);
    } else if (each.step === 1) {
      write(each.view, block.subarray(each.first * values, (each.first + each.count) * values));
    } else {
      const dense = blockLike(block, each.count * values);
      move(block, dense, values, (element) => [each.first + element * each.step, element]);
      write(each.view, dense);
    }
  }
};
