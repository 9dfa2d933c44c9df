import { DTYPE_BYTES } from '../memory/dtype.ts';
import type { OperandShape, Program, Region, Step } from '../timing/program.ts';
import type { Schedule } from '../timing/schedule.ts';
import { stepsOf } from '../timing/step-table.ts';
import { nanoseconds } from './instruction-tables.ts';
import type { ProfileTable } from './table.ts';
import { tableWriter } from './table.ts';

const PARTITIONS_PER_ENGINE = 8;
const ENGINES = 16;

const bytesOf = (operand: OperandShape | undefined): number =>
  operand === undefined ? 0 : operand.partitions * operand.elementsPerPartition * DTYPE_BYTES[operand.dtype];

/** Which descriptors a transfer is made from, as the schema names them. */
export const queueTypeOf = (step: Step): string => {
  const mode = step.attributes['dge_mode'];
  if (mode === 'swdge' || step.operands.some((each) => each.indirect)) return 'software_dynamic';
  return mode === 'none' ? 'data' : 'hardware_dynamic';
};

const variableOf = (program: Program, region: Region | undefined): string | null => {
  const storage = region === undefined ? undefined : program.storages.get(region.storage);
  return storage === undefined ? null : storage.name;
};

/** A transfer with when and what it moved. */
export interface Transfer {
  readonly step: Step;
  readonly index: number;
  readonly startNs: number;
  readonly endNs: number;
  readonly readBytes: number;
  readonly writeBytes: number;
  readonly engines: number;
  readonly variable: string | null;
  readonly queue: number;
}

/** All transfers of a program, in program order. */
export const transfersOf = (program: Program, played: Schedule): Transfer[] =>
  stepsOf(program).flatMap((step, index) => {
    if (step.engine !== 'dma') return [];
    const dst = step.operands.find((each) => each.role === 'dst');
    const onChip = step.operands.find((each) => each.space === 'sbuf' || each.space === 'psum');
    const loads = dst !== undefined && (dst.space === 'sbuf' || dst.space === 'psum');
    return {
      step,
      index,
      startNs: nanoseconds(played.transferStarts[index] as number),
      endNs: nanoseconds(played.transferEnds[index] as number),
      readBytes: bytesOf(step.operands.find((each) => each.role !== 'dst')),
      writeBytes: bytesOf(dst),
      engines:
        onChip === undefined
          ? ENGINES
          : Math.min(ENGINES, Math.ceil(onChip.partitions / PARTITIONS_PER_ENGINE)),
      variable:
        variableOf(program, loads ? step.reads[0] : step.writes[0]) ?? variableOf(program, step.writes[0]),
      queue: played.queues[index] as number,
    };
  });

/** Bytes per second; 0 for what takes no time. */
export const throughput = (bytes: number, ns: number): number => (ns === 0 ? 0 : bytes / (ns * 1e-9));

/** Bytes that one of the engines moves: whole bytes that add up to all of them. */
const shareOf = (bytes: number, engine: number, engines: number): number =>
  Math.floor((bytes * (engine + 1)) / engines) - Math.floor((bytes * engine) / engines);

/** The table `DmaPacket`: the part that each DMA engine had in each transfer. The emulator computes no checksums: crc is 0. */
export const dmaPacketTable = (program: Program, played: Schedule): ProfileTable => {
  const writer = tableWriter('DmaPacket', {
    start_ts: 'int64',
    end_ts: 'int64',
    duration_ns: 'int64',
    pcore_idx: 'int64',
    id: 'int64',
    packet_idx: 'int32',
    packet_aggregation_id: 'int64',
    engine_idx: 'int64',
    read_bytes: 'int64',
    write_bytes: 'int64',
    transfer_bytes: 'int64',
    throughput: 'float',
    queue_type: 'string',
    variable: 'string',
    queue_name: 'string',
    queue_idx: 'int64',
    crc: 'int64',
  });
  let id = 0;
  for (const each of transfersOf(program, played))
    for (let engine = 0; engine < each.engines; engine++) {
      const read = shareOf(each.readBytes, engine, each.engines);
      const written = shareOf(each.writeBytes, engine, each.engines);
      writer.row({
        start_ts: each.startNs,
        end_ts: each.endNs,
        duration_ns: each.endNs - each.startNs,
        pcore_idx: each.step.core,
        id,
        packet_idx: engine,
        packet_aggregation_id: each.index,
        engine_idx: engine,
        read_bytes: read,
        write_bytes: written,
        transfer_bytes: shareOf(Math.max(each.readBytes, each.writeBytes), engine, each.engines),
        throughput: throughput(Math.max(read, written), each.endNs - each.startNs),
        queue_type: queueTypeOf(each.step),
        variable: each.variable,
        queue_name: played.queueNames[each.queue] as string,
        queue_idx: each.queue,
        crc: 0,
      });
      id += 1;
    }
  return writer.table();
};

/** The table `DmaUsage`: bytes per second over equal pieces of the whole time. */
export const dmaUsageTable = (program: Program, played: Schedule): ProfileTable => {
  const writer = tableWriter('DmaUsage', {
    timestamp: 'int64',
    current_throughput: 'float',
    total_transfer_bytes: 'int64',
    pcore_idx: 'int64',
  });
  const pieces = 200;
  const pieceNs = Math.max(1, nanoseconds(played.totalSeconds) / pieces);
  const transfers = transfersOf(program, played);
  for (let core = 0; core < program.cores; core++) {
    const moved = new Float64Array(pieces);
    for (const each of transfers) if (each.step.core === core) spread(each, moved, pieceNs);
    let total = 0;
    moved.forEach((bytes, at) => {
      total += bytes;
      writer.row({
        timestamp: Math.round(at * pieceNs),
        current_throughput: throughput(bytes, pieceNs),
        total_transfer_bytes: Math.round(total),
        pcore_idx: core,
      });
    });
  }
  return writer.table();
};

const spread = (transfer: Transfer, moved: Float64Array, pieceNs: number): void => {
  const bytes = Math.max(transfer.readBytes, transfer.writeBytes);
  const length = Math.max(1, transfer.endNs - transfer.startNs);
  const first = Math.floor(transfer.startNs / pieceNs);
  const last = Math.min(moved.length - 1, Math.floor(transfer.endNs / pieceNs));
  for (let at = first; at <= last; at++) {
    const from = Math.max(transfer.startNs, at * pieceNs);
    const to = Math.min(transfer.startNs + length, (at + 1) * pieceNs);
    if (to > from) moved[at] = (moved[at] as number) + (bytes * (to - from)) / length;
  }
};
