import type { OperandShape, Program, Region } from '../timing/program.ts';
import type { Schedule } from '../timing/schedule.ts';
import { queueTypeOf, throughput, transfersOf } from './dma-tables.ts';
import { nanoseconds } from './instruction-tables.ts';
import type { ProfileTable } from './table.ts';
import { tableWriter } from './table.ts';

const PLACES: Readonly<Record<OperandShape['space'], string>> = {
  sbuf: '[SB]',
  psum: '[PSUM]',
  hbm: '[HBM]',
  shared_hbm: '[HBM]',
};

const isOnChip = ({ space }: OperandShape): boolean => space === 'sbuf' || space === 'psum';

/** Where an operand lies: arguments, which no line of the kernel allocates, are inputs. */
const placeOf = (program: Program, operand: OperandShape, region: Region): string =>
  !isOnChip(operand) && program.storages.get(region.storage)?.site === null
    ? '[INPUT]'
    : PLACES[operand.space];

const partitionsText = ({ partitionStart, partitionEnd }: Region): string =>
  partitionEnd - partitionStart === 1 ? String(partitionStart) : `${partitionStart}-${partitionEnd - 1}`;

/** One side of a transfer as the schema describes it: partitions, shape, byte offset and strides in bytes, innermost first. */
const sideOf = (operand: OperandShape, region: Region) => {
  const inSbuf = operand.space === 'sbuf';
  const pitch = region.pitchBytes === undefined ? [] : [region.pitchBytes];
  return {
    partitions: inSbuf ? partitionsText(region) : '',
    count: inSbuf ? region.partitionEnd - region.partitionStart : 0,
    shape: `[${operand.partitions}, ${operand.elementsPerPartition}]`,
    offset: `[0x${region.byteStart.toString(16)}]`,
    steps: `[${[operand.innermostStrideBytes, ...pitch].join(', ')}]`,
  };
};

/** How many transfers of its queue came before, by queue: what tells the transfers of a queue apart. */
const createCounter = () => {
  const counts = new Map<number, number>();
  return (queue: number): number => {
    const known = counts.get(queue);
    const before = known === undefined ? 0 : known;
    counts.set(queue, before + 1);
    return before;
  };
};

/**
 * The table `DmaPacketAggregated`: each transfer as one row, whose `id` is the `packet_aggregation_id` of its packets.
 * `trigger` and `completion` are those of the step that it waited for last; null for what waited for none.
 * Source: aws-neuron-sdk tools/neuron-explorer/profile-schema-reference.rst, DmaPacketAggregated.
 */
export const dmaPacketAggregatedTable = (program: Program, played: Schedule): ProfileTable => {
  const writer = tableWriter('DmaPacketAggregated', {
    start_ts: 'int64',
    end_ts: 'int64',
    duration_ns: 'int64',
    id: 'int64',
    pcore_idx: 'int64',
    block_id: 'int32',
    queue_idx: 'int64',
    queue_name: 'string',
    queue_type: 'string',
    op: 'string',
    variable: 'string',
    read_bytes: 'int64',
    write_bytes: 'int64',
    transfer_bytes: 'int64',
    throughput: 'float',
    source: 'string',
    dest: 'string',
    semaphore_id: 'string',
    read_sbuf_partitions: 'string',
    read_num_sbuf_partitions: 'int32',
    read_shape: 'string',
    read_offset: 'string',
    read_steps: 'string',
    write_sbuf_partitions: 'string',
    write_num_sbuf_partitions: 'int32',
    write_shape: 'string',
    write_offset: 'string',
    write_steps: 'string',
    is_transpose_mode: 'boolean',
    trigger: 'int64',
    completion: 'int64',
  });
  const blockOf = createCounter();
  for (const each of transfersOf(program, played)) {
    const { step, index, startNs, endNs, queue } = each;
    const dst = step.operands.find(({ role }) => role === 'dst') ?? step.operands[0];
    const src = step.operands.find(({ role }) => role !== 'dst') ?? dst;
    const [from] = step.reads.length > 0 ? step.reads : step.writes;
    const [to] = step.writes;
    // A step without two sides moves nothing.
    if (dst === undefined || src === undefined || from === undefined || to === undefined) continue;
    const read = sideOf(src, from);
    const written = sideOf(dst, to);
    const waited = played.waitedFor[index] as number;
    const moved = Math.max(each.readBytes, each.writeBytes);
    writer.row({
      start_ts: startNs,
      end_ts: endNs,
      duration_ns: endNs - startNs,
      id: index,
      pcore_idx: step.core,
      block_id: blockOf(queue),
      queue_idx: queue,
      queue_name: played.queueNames[queue] as string,
      queue_type: queueTypeOf(step),
      op: isOnChip(dst) ? 'read' : 'write',
      variable: each.variable ?? '',
      read_bytes: each.readBytes,
      write_bytes: each.writeBytes,
      transfer_bytes: moved,
      throughput: throughput(moved, endNs - startNs),
      source: placeOf(program, src, from),
      dest: placeOf(program, dst, to),
      semaphore_id: played.queueNames[queue] as string,
      read_sbuf_partitions: read.partitions,
      read_num_sbuf_partitions: read.count,
      read_shape: read.shape,
      read_offset: read.offset,
      read_steps: read.steps,
      write_sbuf_partitions: written.partitions,
      write_num_sbuf_partitions: written.count,
      write_shape: written.shape,
      write_offset: written.offset,
      write_steps: written.steps,
      is_transpose_mode: step.opcode === 'dma_transpose',
      trigger: waited < 0 ? null : nanoseconds(played.starts[waited] as number),
      completion: waited < 0 ? null : nanoseconds(played.ends[waited] as number),
    });
  }
  return writer.table();
};
