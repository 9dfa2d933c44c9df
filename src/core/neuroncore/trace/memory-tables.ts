import type { Program, StorageSummary } from '../timing/program.ts';
import type { Schedule } from '../timing/schedule.ts';
import { stepsOf } from '../timing/step-table.ts';
import { nanoseconds } from './instruction-tables.ts';
import type { ProfileTable } from './table.ts';
import { tableWriter } from './table.ts';

/** When an on-chip tensor held data, and the step that wrote it first. */
export interface Occupied {
  readonly storage: StorageSummary;
  readonly startNs: number;
  readonly firstStep: number;
  endNs: number;
}

/** When each on-chip tensor held data: from the start of its first write to the end of its last use. */
export const occupiedOf = (
  program: Program,
  played: Schedule,
  space: 'sbuf' | 'psum',
): readonly Occupied[] => {
  const lives = new Map<number, Occupied>();
  stepsOf(program).forEach((step, index) => {
    for (const region of [...step.writes, ...step.reads]) {
      const storage = program.storages.get(region.storage);
      if (storage === undefined || storage.space !== space) continue;
      const endNs = nanoseconds(played.ends[index] as number);
      const known = lives.get(storage.id);
      if (known === undefined)
        lives.set(storage.id, {
          storage,
          startNs: nanoseconds(played.starts[index] as number),
          firstStep: index,
          endNs,
        });
      else known.endNs = Math.max(known.endNs, endNs);
    }
  });
  return [...lives.values()];
};

/** Bytes of a partition that are taken, after every change. */
const levels = (lives: readonly Occupied[]): [number, number][] => {
  const changes = lives.flatMap(({ storage, startNs, endNs }): [number, number][] => [
    [startNs, storage.bytesPerPartition],
    [endNs, -storage.bytesPerPartition],
  ]);
  changes.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const found: [number, number][] = [];
  let taken = 0;
  for (const [at, change] of changes) {
    taken += change;
    const last = found.at(-1);
    if (last !== undefined && last[0] === at) last[1] = taken;
    else found.push([at, taken]);
  }
  return found;
};

const usage = (
  program: Program,
  played: Schedule,
  space: 'sbuf' | 'psum',
  name: string,
  capacityBytes: number,
): ProfileTable => {
  const writer = tableWriter(name, { timestamp: 'int64', avg_util_percent: 'float', pcore_idx: 'int64' });
  const lives = occupiedOf(program, played, space);
  for (let core = 0; core < program.cores; core++)
    for (const [timestamp, bytes] of levels(lives.filter((each) => each.storage.core === core)))
      writer.row({ timestamp, avg_util_percent: (100 * bytes) / capacityBytes, pcore_idx: core });
  return writer.table();
};

/** The table `SbufUsage`: share of a partition that holds live data. */
export const sbufUsageTable = (program: Program, played: Schedule): ProfileTable =>
  usage(program, played, 'sbuf', 'SbufUsage', program.generation.sbufBytesPerPartition);

/** The table `PsumUsage`: share of the banks that hold live data. */
export const psumUsageTable = (program: Program, played: Schedule): ProfileTable =>
  usage(program, played, 'psum', 'PsumUsage', program.generation.psumBytesPerPartition);
