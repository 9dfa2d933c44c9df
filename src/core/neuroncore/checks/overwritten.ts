import type { Diagnostic } from '../machine/diagnostic.ts';
import { isOnChip } from '../memory/storage.ts';
import { describeSite } from '../python/source.ts';
import type { Program } from '../timing/program.ts';
import {
  type Extent,
  extentAt,
  firstRead,
  kindAt,
  type StepKind,
  type StepTable,
} from '../timing/step-table.ts';

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

/** Whether two accesses of one tile on chip are the same box at an address that is known. */
const sameBox = (table: StepTable, left: number, right: number): boolean => {
  const one = extentAt(table, left);
  const other = extentAt(table, right);
  return (
    table.partitionOf[left] === table.partitionOf[right] &&
    table.byteOf[left] === table.byteOf[right] &&
    one.partitions === other.partitions &&
    one.bytes === other.bytes &&
    !one.indirect &&
    !other.indirect
  );
};

const isWhole = ({ steps, storages }: Program, access: number): boolean => {
  const { partitions, bytes } = extentAt(steps, access);
  if (steps.partitionOf[access] !== 0 || steps.byteOf[access] !== 0) return false;
  const summary = storages.get(steps.storageOf[access] as number);
  return (
    summary !== undefined &&
    isOnChip(summary.space) &&
    partitions === summary.partitions &&
    bytes === summary.bytesPerPartition
  );
};

/** Whether a step writes all elements of its box: a dense target on chip, as many elements as the box has bytes for. */
const fillsBox = ({ operands }: StepKind, { bytes }: Extent): boolean => {
  const [shape] = operands;
  return shape !== undefined && shape.contiguousBytes === bytes;
};

const isStore = ({ opcode, writeCount }: StepKind): boolean => ONLY_STORES.has(opcode) && writeCount === 1;

const report = (before: StepKind, step: StepKind): Diagnostic => ({
  rule: 'dead-store',
  severity: 'warning',
  message: `what ${before.opcode} stores here is replaced (${describeSite(step.site)}) before anything reads it.`,
  site: before.site,
});

/**
 * Stores of whole tiles that the next access of the tile replaces before anything reads them: work for nothing, or a
 * mistake (`dead-store`). Each pair of statements once. Source: the program itself; no rule of the chip.
 */
export const findDeadStores = (program: Program): readonly Diagnostic[] => {
  const { steps: table } = program;
  const { length, accessStarts, storageOf, kinds, kindOf } = table;
  const stores = kinds.map(isStore);
  // The store that nothing has read yet, by storage: the index of its step, or NONE.
  const last = new Int32Array(table.storageCount).fill(NONE);
  const found = new Map<string, Diagnostic>();
  const check = (before: number, step: number, write: number): void => {
    const kind = kindAt(table, step);
    const replaces = stores[kindOf[step] as number] === true || kind.opcode === 'memset';
    if (!replaces || !sameBox(table, accessStarts[before] as number, write)) return;
    if (!fillsBox(kind, extentAt(table, write))) return;
    const key = `${describeSite(kindAt(table, before).site)} ${describeSite(kind.site)}`;
    if (!found.has(key)) found.set(key, report(kindAt(table, before), kind));
  };
  for (let step = 0; step < length; step += 1) {
    const first = accessStarts[step] as number;
    const reads = firstRead(table, step);
    for (let access = reads; access < (accessStarts[step + 1] as number); access += 1)
      last[storageOf[access] as number] = NONE;
    for (let access = first; access < reads; access += 1) {
      const storage = storageOf[access] as number;
      const before = last[storage] as number;
      last[storage] = NONE;
      if (before !== NONE) check(before, step, access);
    }
    if (stores[kindOf[step] as number] === true && isWhole(program, first))
      last[storageOf[first] as number] = step;
  }
  return [...found.values()];
};
