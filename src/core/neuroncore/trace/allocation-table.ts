import { allocateProgram } from '../memory/allocate.ts';
import type { Program, Step } from '../timing/program.ts';
import type { Schedule } from '../timing/schedule.ts';
import { stepsOf } from '../timing/step-table.ts';
import { occupiedOf } from './memory-tables.ts';
import { describeOperands } from './operands.ts';
import type { ProfileTable } from './table.ts';
import { tableWriter } from './table.ts';

/** Partitions of a quadrant: the schema gives an allocation one row for each quadrant it reaches into. */
const QUADRANT = 32;

/**
 * The table `SbufAllocation`: which bytes of a partition each tensor had, and when. Places are those of the emulator's
 * own allocator; tensors that it could not place have no row. Ends of addresses are inclusive, as the schema has them.
 */
export const sbufAllocationTable = (program: Program, played: Schedule): ProfileTable => {
  const writer = tableWriter('SbufAllocation', {
    start_ts: 'int64',
    end_ts: 'int64',
    start_address: 'int64',
    end_address: 'int64',
    partition: 'int64',
    op_source_type: 'string',
    opcode: 'string',
    operands: 'string',
    queue_name: 'string',
    tensor_name: 'string',
    pcore_idx: 'int64',
  });
  const memories = allocateProgram(program).memories.filter(({ space }) => space === 'sbuf');
  const places = new Map(
    memories.flatMap(({ placed }) => placed.map(({ storage, place }) => [storage.id, place] as const)),
  );
  for (const { storage, startNs, firstStep, endNs } of occupiedOf(program, played, 'sbuf')) {
    const place = places.get(storage.id);
    if (place === undefined || place === null) continue;
    const step = stepsOf(program)[firstStep] as Step;
    const byDma = step.engine === 'dma';
    const firstQuadrant = Math.floor(place.partition / QUADRANT) * QUADRANT;
    for (
      let partition = firstQuadrant;
      partition < place.partition + storage.partitions;
      partition += QUADRANT
    )
      writer.row({
        start_ts: startNs,
        end_ts: endNs,
        start_address: place.byte,
        end_address: place.byte + storage.bytesPerPartition - 1,
        partition,
        op_source_type: byDma ? 'dma' : 'instruction',
        opcode: byDma ? null : step.opcode.toUpperCase(),
        operands: byDma ? null : describeOperands(step),
        queue_name: byDma ? (played.queueNames[played.queues[firstStep] as number] as string) : null,
        tensor_name: storage.name === '' ? null : storage.name,
        pcore_idx: storage.core,
      });
  }
  return writer.table();
};
