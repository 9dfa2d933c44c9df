import type { Diagnostic } from '../machine/diagnostic.ts';
import { at } from '../memory/at.ts';
import { isOnChip } from '../memory/storage.ts';
import { describeSite } from '../python/source.ts';
import { largestStorage } from '../timing/dependencies.ts';
import type { Program, Region, Step } from '../timing/program.ts';

const NONE = -1;

/** Instructions whose only effect is what they write to their one target; clearing a tile first is a precaution. */
const ONLY_STORES: ReadonlySet<string> = new Set([
  'dma_copy',
  'tensor_copy',
  'iota',
  'tensor_tensor',
  'tensor_scalar',
  'reciprocal',
]);

const sameBox = (left: Region, right: Region): boolean =>
  left.partitionStart === right.partitionStart &&
  left.partitionEnd === right.partitionEnd &&
  left.byteStart === right.byteStart &&
  left.byteEnd === right.byteEnd &&
  left.pitchBytes === right.pitchBytes &&
  left.elements === right.elements &&
  left.indirect !== true &&
  right.indirect !== true;

const isWhole = (program: Program, box: Region): boolean => {
  const summary = program.storages.get(box.storage);
  return (
    summary !== undefined &&
    isOnChip(summary.space) &&
    box.partitionStart === 0 &&
    box.partitionEnd === summary.partitions &&
    box.byteStart === 0 &&
    box.byteEnd === summary.bytesPerPartition
  );
};

/** Whether a step writes all elements of its box: a dense target on chip, as many elements as the box has bytes for. */
const fillsBox = (step: Step, region: Region): boolean => {
  const [shape] = step.operands;
  return shape !== undefined && shape.contiguousBytes === region.byteEnd - region.byteStart;
};

/**
 * Stores of whole tiles that the next access of the tile replaces before anything reads them: work for nothing, or a
 * mistake (`dead-store`). Each pair of statements once. Source: the program itself; no rule of the chip.
 */
export const findDeadStores = (program: Program): readonly Diagnostic[] => {
  // The store that nothing has read yet, by storage: the index of its step, or NONE.
  const last = new Int32Array(largestStorage(program) + 1).fill(NONE);
  const found = new Map<string, Diagnostic>();
  for (let index = 0; index < program.steps.length; index += 1) {
    const step = at(program.steps, index);
    for (const { storage } of step.reads) last[storage] = NONE;
    const [region] = step.writes;
    const isStore = ONLY_STORES.has(step.opcode) && step.writes.length === 1 && region !== undefined;
    const replaces = isStore || step.opcode === 'memset';
    for (const write of step.writes) {
      const before = program.steps[last[write.storage] as number];
      last[write.storage] = NONE;
      if (
        before === undefined ||
        !replaces ||
        !sameBox(at(before.writes, 0), write) ||
        !fillsBox(step, write)
      )
        continue;
      const key = `${describeSite(before.site)} ${describeSite(step.site)}`;
      if (found.has(key)) continue;
      found.set(key, {
        rule: 'dead-store',
        severity: 'warning',
        message: `what ${before.opcode} stores here is replaced (${describeSite(step.site)}) before anything reads it.`,
        site: before.site,
      });
    }
    if (isStore && isWhole(program, region)) last[region.storage] = index;
  }
  return [...found.values()];
};
