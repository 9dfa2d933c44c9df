import { type Diagnostic, describeDiagnostic } from '../machine/diagnostic.ts';
import { DTYPE_BYTES } from '../memory/dtype.ts';
import { isOnChip } from '../memory/storage.ts';
import type { Program, StorageSummary } from '../timing/program.ts';
import { stepsOf } from '../timing/step-table.ts';
import type { ProfileTable } from './table.ts';
import { tableWriter } from './table.ts';

/** The table `Warning`: what the checks found, with place, line and caret; the category is the rule. */
export const warningTable = (diagnostics: readonly Diagnostic[]): ProfileTable => {
  const writer = tableWriter('Warning', { message: 'string', category: 'string' });
  for (const each of diagnostics) writer.row({ message: describeDiagnostic(each), category: each.rule });
  return writer.table();
};

interface Traffic {
  readonly storage: StorageSummary;
  isWritten: boolean;
  loads: number;
  loadedBytes: number;
}

/** The table `TensorInfo`: tensors in HBM, and how often DMA loaded them to SBUF. */
export const tensorInfoTable = (program: Program): ProfileTable => {
  const writer = tableWriter('TensorInfo', {
    variable_name: 'string',
    type: 'string',
    size: 'int64',
    load_to_sbuf_avg_size_bytes: 'int64',
    load_to_sbuf_total_size_bytes: 'int64',
    load_to_sbuf_dma_count: 'int64',
    load_to_sbuf_repeat_factor: 'float',
  });
  for (const { storage, isWritten, loads, loadedBytes } of trafficOf(program))
    writer.row({
      variable_name: storage.name === '' ? null : storage.name,
      type: isWritten ? 'OUT' : 'IN',
      size: storage.bytesPerPartition,
      load_to_sbuf_avg_size_bytes: loads === 0 ? 0 : Math.round(loadedBytes / loads),
      load_to_sbuf_total_size_bytes: loadedBytes,
      load_to_sbuf_dma_count: loads,
      load_to_sbuf_repeat_factor: loadedBytes / storage.bytesPerPartition,
    });
  return writer.table();
};

const trafficOf = (program: Program): readonly Traffic[] => {
  const found = new Map<number, Traffic>();
  const trafficWith = (id: number): Traffic | undefined => {
    const storage = program.storages.get(id);
    if (storage === undefined || isOnChip(storage.space)) return undefined;
    const known = found.get(id);
    if (known !== undefined) return known;
    const made: Traffic = { storage, isWritten: false, loads: 0, loadedBytes: 0 };
    found.set(id, made);
    return made;
  };
  for (const step of stepsOf(program)) {
    for (const { storage } of step.writes) {
      const traffic = trafficWith(storage);
      if (traffic !== undefined) traffic.isWritten = true;
    }
    const [source] = step.reads;
    const traffic = source === undefined ? undefined : trafficWith(source.storage);
    const from = step.operands.find((each) => each.role !== 'dst');
    const loads = step.operands.some((each) => each.role === 'dst' && each.space === 'sbuf');
    if (step.engine !== 'dma' || !loads || traffic === undefined || from === undefined) continue;
    traffic.loads += 1;
    traffic.loadedBytes += from.partitions * from.elementsPerPartition * DTYPE_BYTES[from.dtype];
  }
  return [...found.values()];
};
