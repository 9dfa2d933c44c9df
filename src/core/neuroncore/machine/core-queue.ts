import { regionOf, regionsMeet } from '../memory/footprint.ts';
import type { RegisterValue, View } from '../memory/view.ts';
import type { Region } from '../timing/program.ts';
import { isSync } from './core-sync.ts';
import type { Instruction, Operand } from './instruction.ts';
import { indexTensorOf } from './record.ts';

/** An instruction that waits, with what it reads and writes when someone has asked. */
export interface Waiting {
  readonly instruction: Instruction;
  boxes: { readonly reads: readonly Region[]; readonly writes: readonly Region[] } | null;
}

/** Region of a view in the core's memory: storages whose place the kernel chose share one box for each memory. */
export const boxOf = (view: View): Region => {
  const region = regionOf(view);
  const { address, space, core } = view.storage;
  if (address === null) return region;
  const arena = -1 - 2 * core - (space === 'psum' ? 1 : 0);
  return {
    storage: arena,
    partitionStart: region.partitionStart + address.partition,
    partitionEnd: region.partitionEnd + address.partition,
    byteStart: region.byteStart + address.byte,
    byteEnd: region.byteEnd + address.byte,
  };
};

const boxesOf = (waiting: Waiting): NonNullable<Waiting['boxes']> => {
  const { inputs, outputs } = waiting.instruction;
  const indices = [...inputs, ...outputs].flatMap(({ view }) => {
    const tensor = indexTensorOf(view);
    return tensor === null ? [] : [boxOf(tensor)];
  });
  waiting.boxes ??= {
    reads: [...inputs.map(({ view }) => boxOf(view)), ...indices],
    writes: outputs.map(({ view }) => boxOf(view)),
  };
  return waiting.boxes;
};

const meet = (left: readonly Region[], right: readonly Region[]): boolean =>
  left.some((one) => right.some((other) => regionsMeet(one, other)));

/** Whether the later of two waiting instructions must stay behind the earlier one. */
const dependsOn = (later: Waiting, earlier: Waiting): boolean => {
  const before = boxesOf(earlier);
  const after = boxesOf(later);
  return (
    meet(after.reads, before.writes) || meet(after.writes, before.writes) || meet(after.writes, before.reads)
  );
};

/** Whether something that waits writes a byte that the view reads. */
export const isWritten = (queue: readonly Waiting[], view: View): boolean => {
  const box = [boxOf(view)];
  return queue.some((waiting) => meet(boxesOf(waiting).writes, box));
};

/**
 * Place of the first waiting `sendrecv` that `matches` and that nothing before it in the queue holds back: neither a
 * barrier nor an instruction with bytes in common. -1 when there is none.
 */
export const findIndependent = (
  queue: readonly Waiting[],
  matches: (instruction: Instruction) => boolean,
): number => {
  const barrier = queue.findIndex(({ instruction }) => instruction.opcode === 'core_barrier');
  const end = barrier < 0 ? queue.length : barrier;
  for (let place = 0; place < end; place += 1) {
    const waiting = queue[place];
    if (waiting === undefined || !isSync(waiting.instruction) || !matches(waiting.instruction)) continue;
    return queue.slice(0, place).some((earlier) => dependsOn(waiting, earlier)) ? -1 : place;
  }
  return -1;
};

const isRegister = (source: View | RegisterValue): source is RegisterValue => !('storage' in source);

const held = (operand: Operand): Operand => {
  const { indirection } = operand.view;
  if (indirection?.kind !== 'scalar' || !isRegister(indirection.source)) return operand;
  const source = { ...indirection.source };
  return { ...operand, view: { ...operand.view, indirection: { ...indirection, source } } };
};

/** The instruction with the present values of its registers, which may change before it runs; itself when it has none. */
export const withRegistersHeld = (instruction: Instruction): Instruction => {
  const inputs = instruction.inputs.map(held);
  const outputs = instruction.outputs.map(held);
  const isSame =
    inputs.every((each, index) => each === instruction.inputs[index]) &&
    outputs.every((each, index) => each === instruction.outputs[index]);
  return isSame ? instruction : { ...instruction, inputs, outputs };
};
