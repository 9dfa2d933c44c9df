import { at } from '../memory/at.ts';
import { product } from '../memory/strides.ts';
import type { Storage, View } from '../memory/view.ts';
import { hasUnwritten, unmarkWritten, writtenElements } from '../memory/written.ts';
import { readNumbers, writeNumbers } from '../numeric/integers.ts';
import { valuesPerElement } from '../numeric/transfer.ts';
import type { Instruction, Operand } from './instruction.ts';

/** Which elements of its outputs an instruction leaves undefined, because what it moved there was never written. */
export type Carried = readonly { readonly view: View; readonly written: Uint8Array }[];

/** Instructions that bring elements to other places and compute with none. */
const MOVES: ReadonlySet<string> = new Set([
  'dma_copy',
  'dma_transpose',
  'local_gather',
  'nc_n_gather',
  'nc_stream_shuffle',
  'nc_transpose',
  'tensor_copy',
]);

/** The largest storage that is played through a second time, to follow what was never written. */
const LARGEST_BYTES = 2 ** 28;

const isMove = ({ opcode, attributes }: Instruction): boolean =>
  MOVES.has(opcode) ||
  (opcode === 'nc_matmul' && attributes['is_transpose'] === true && attributes['accumulate'] === 'overwrite');

/** Every value of an element 1 when it is written and 0 when it is not. */
const write = (view: View, written: Uint8Array): void => {
  const values = valuesPerElement(view.dtype);
  const block = new Float64Array(written.length * values);
  for (let place = 0; place < written.length; place += 1)
    block.fill(at(written, place), place * values, (place + 1) * values);
  writeNumbers(view, block);
};

const read = (view: View): Uint8Array => {
  const values = valuesPerElement(view.dtype);
  const block = new Float64Array(product(view.shape) * values);
  readNumbers(view, block);
  return Uint8Array.from({ length: block.length / values }, (_, place) =>
    block.subarray(place * values, (place + 1) * values).every((value) => value === 1) ? 1 : 0,
  );
};

/** Copies of storages in which marks stand for elements. */
const createShadows = () => {
  const shadows = new Map<Storage, Storage>();
  return (view: View): View => {
    const { storage } = view;
    const known = shadows.get(storage);
    if (known !== undefined) return { ...view, storage: known };
    const pitch = storage.bytesPerPartition;
    const bytes = new Uint8Array(storage.partitions * pitch);
    const shadow = { ...storage, contents: { bytes, base: 0, pitch, written: null, complete: true } };
    shadows.set(storage, shadow);
    return { ...view, storage: shadow };
  };
};

const fits = ({ view: { storage } }: Operand): boolean =>
  storage.partitions * storage.bytesPerPartition <= LARGEST_BYTES;

/** Moves marks as the instruction moves elements; what an output keeps is as it was. */
const playMarks = (
  instruction: Instruction,
  partly: readonly Operand[],
  compute: (i: Instruction) => void,
): Carried => {
  const shadowOf = createShadows();
  const marked = (operand: Operand): Operand => {
    const view = shadowOf(operand.view);
    write(view, writtenElements(operand.view));
    return { ...operand, view };
  };
  const outputs = instruction.outputs.map(marked);
  const inputs = instruction.inputs.map((each) => (partly.includes(each) ? marked(each) : each));
  compute({ ...instruction, inputs, outputs });
  return instruction.outputs.map(({ view }, index) => ({ view, written: read(at(outputs, index).view) }));
};

/** Of an instruction whose partitions have nothing to do with each other: those whose input is not all written. */
const byPartition = (instruction: Instruction, source: View): Carried => {
  const written = writtenElements(source);
  const columns = written.length / at(source.shape, 0);
  const isWhole = (partition: number): boolean =>
    !written.subarray(partition * columns, (partition + 1) * columns).includes(0);
  return instruction.outputs.map(({ view }) => {
    const perPartition = product(view.shape) / at(view.shape, 0);
    const marks = Uint8Array.from({ length: product(view.shape) }, (_, place) =>
      isWhole(Math.floor(place / perPartition)) ? 1 : 0,
    );
    return { view, written: marks };
  });
};

/**
 * Where an instruction brings what was never written, when it only moves elements and some of them have been: kernels
 * move whole tiles of which they use a part, which is no fault as long as nobody computes with the rest. The eight
 * processors of `nonzero_with_count` work for themselves in the same way. Null when reading is to be reported.
 */
export const carriedBy = (
  instruction: Instruction,
  compute: (instruction: Instruction) => void,
): Carried | null => {
  const partly = instruction.inputs.filter(({ view }) => hasUnwritten(view));
  const [source] = partly;
  if (source === undefined || !partly.every(({ view }) => writtenElements(view).includes(1))) return null;
  // What goes to the other core is followed where the two exchange it.
  if (instruction.opcode === 'sendrecv') return [];
  if (instruction.opcode === 'nonzero_with_count') return byPartition(instruction, source.view);
  if (!isMove(instruction) || ![...instruction.inputs, ...instruction.outputs].every(fits)) return null;
  return playMarks(instruction, partly, compute);
};

/** Takes back what `settle` noted as written. */
export const settleCarried = (carried: Carried): void => {
  for (const { view, written } of carried) unmarkWritten(view, written);
};
