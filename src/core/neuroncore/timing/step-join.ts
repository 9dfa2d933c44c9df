import { StepBuilder } from './step-builder.ts';
import type { StepTable } from './step-table.ts';

/** The steps of several cores in one table, core after core. */
export const joinTables = (tables: readonly StepTable[]): StepTable => {
  const [first] = tables;
  if (first !== undefined && tables.length === 1) return first;
  const builder = new StepBuilder();
  for (const table of tables) {
    const kindsBefore = builder.kinds.length;
    const extentsBefore = builder.extents.length;
    builder.kinds.push(...table.kinds);
    builder.extents.push(...table.extents);
    for (let step = 0; step < table.length; step += 1) {
      const end = table.accessStarts[step + 1] as number;
      for (let access = table.accessStarts[step] as number; access < end; access += 1)
        builder.access(
          table.storageOf[access] as number,
          table.partitionOf[access] as number,
          table.byteOf[access] as number,
          extentsBefore + (table.extentOf[access] as number),
        );
      builder.step(
        kindsBefore + (table.kindOf[step] as number),
        table.scopeOf[step] as number,
        table.loopOf[step] as number,
        table.iterationOf[step] as number,
      );
    }
  }
  return builder.table();
};
