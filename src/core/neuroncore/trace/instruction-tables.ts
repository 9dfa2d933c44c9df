import { DTYPE_BYTES } from '../memory/dtype.ts';
import { describeSite } from '../python/source.ts';
import type { OperandShape, Program, Step } from '../timing/program.ts';
import type { Schedule } from '../timing/schedule.ts';
import { WAIT_REASONS } from '../timing/schedule.ts';
import { stepsOf, type TimedStep } from '../timing/step-table.ts';
import { describeOperands } from './operands.ts';
import type { ProfileTable } from './table.ts';
import { tableWriter } from './table.ts';

/** Seconds as whole nanoseconds, the unit of all times in the schema. */
export const nanoseconds = (seconds: number): number => Math.round(seconds * 1e9);

const bytesOf = (operand: OperandShape): number =>
  operand.partitions * operand.elementsPerPartition * DTYPE_BYTES[operand.dtype];

const bytesIn = (step: Step, space: 'sbuf' | 'psum', side: 'read' | 'write'): number =>
  step.operands
    .filter((each) => each.space === space && (each.role === 'dst') === (side === 'write'))
    .reduce((sum, each) => sum + bytesOf(each), 0);

/** Floating-point operations of a matrix multiplication step; null for other steps. */
export const matmulFlops = (step: TimedStep): number | null => {
  if (step.opcode !== 'nc_matmul' && step.opcode !== 'nc_matmul_mx') return null;
  const stationary = step.operands.find((each) => each.role === 'stationary');
  const moving = step.operands.find((each) => each.role === 'moving');
  if (stationary === undefined || moving === undefined) return null;
  return 2 * moving.partitions * stationary.elementsPerPartition * moving.elementsPerPartition;
};

const engineName = (step: Step): string =>
  step.engine === 'dma' ? (step.trigger === 'dma' ? 'sync' : step.trigger) : step.engine;

/** The table `Instruction`: every step on the engine that executed or triggered it. */
export const instructionTable = (program: Program, played: Schedule): ProfileTable => {
  const writer = tableWriter('Instruction', {
    start_ts: 'int64',
    end_ts: 'int64',
    duration_ns: 'int64',
    engine: 'string',
    pcore_idx: 'int64',
    opcode: 'string',
    operands: 'string',
    id: 'int64',
    pc: 'int64',
    bir_id: 'string',
    kernel_instruction_name: 'string',
    nki_source_location: 'string',
    evt_wait_time_ns: 'int64',
    dma_wait_time_ns: 'int64',
    sbuf_read_bytes: 'int64',
    sbuf_write_bytes: 'int64',
    psum_read_bytes: 'int64',
    psum_write_bytes: 'int64',
    raw_flops: 'int64',
    tensor_elements: 'int64',
    scalar_activation_fn: 'string',
  });
  const before = new Map<number, number>();
  stepsOf(program).forEach((step, index) => {
    const start = played.starts[index] as number;
    const queue = played.queues[index] as number;
    const idle = nanoseconds(start - (before.get(queue) ?? start));
    const waited = played.waitedFor[index] as number;
    const forDma = waited >= 0 && (stepsOf(program)[waited] as Step).engine === 'dma';
    before.set(queue, played.holds[index] as number);
    const op = step.attributes['op'];
    writer.row({
      start_ts: nanoseconds(start),
      end_ts: nanoseconds(played.holds[index] as number),
      duration_ns: nanoseconds(played.holds[index] as number) - nanoseconds(start),
      engine: engineName(step),
      pcore_idx: step.core,
      opcode: step.opcode.toUpperCase(),
      operands: describeOperands(step),
      id: index,
      pc: step.sequence,
      bir_id: `I-${step.core}-${step.sequence}`,
      kernel_instruction_name: step.name,
      nki_source_location: describeSite(step.site),
      evt_wait_time_ns: idle,
      dma_wait_time_ns: forDma ? idle : null,
      sbuf_read_bytes: bytesIn(step, 'sbuf', 'read'),
      sbuf_write_bytes: bytesIn(step, 'sbuf', 'write'),
      psum_read_bytes: bytesIn(step, 'psum', 'read'),
      psum_write_bytes: bytesIn(step, 'psum', 'write'),
      raw_flops: matmulFlops(step),
      tensor_elements: Math.max(
        1,
        ...step.operands.map((each) => each.partitions * each.elementsPerPartition),
      ),
      scalar_activation_fn: step.engine === 'scalar' && typeof op === 'string' ? op : null,
    });
  });
  return writer.table();
};

/** The table `Flow`: what each step waited for last. */
export const flowTable = (program: Program, played: Schedule): ProfileTable => {
  const writer = tableWriter('Flow', {
    in_id: 'int64',
    out_id: 'int64',
    in_table: 'string',
    out_table: 'string',
    dependency_type: 'string',
    gap_time: 'int64',
  });
  stepsOf(program).forEach((_, index) => {
    const waited = played.waitedFor[index] as number;
    const reason = WAIT_REASONS[played.reasons[index] as number] as string;
    if (waited < 0 || reason === 'queue' || reason === 'nothing') return;
    writer.row({
      in_id: waited,
      out_id: index,
      in_table: 'instruction',
      out_table: 'instruction',
      dependency_type: reason,
      gap_time: nanoseconds((played.starts[index] as number) - (played.ends[waited] as number)),
    });
  });
  return writer.table();
};

/** The table `SemaphoreUpdate`: the completion of every step as a count on its queue's semaphore. */
export const semaphoreTable = (program: Program, played: Schedule): ProfileTable => {
  const writer = tableWriter('SemaphoreUpdate', {
    timestamp: 'int64',
    id: 'string',
    value: 'int32',
    update_source: 'string',
    pcore_idx: 'int64',
  });
  const counts = new Map<number, number>();
  const order = stepsOf(program)
    .map((_, index) => index)
    .sort((a, b) => (played.ends[a] as number) - (played.ends[b] as number) || a - b);
  for (const index of order) {
    const step = stepsOf(program)[index] as Step;
    const queue = played.queues[index] as number;
    // A transfer raises its semaphore once for each of the sixteen DMA engines (nki-dma-overview.rst).
    const value = countSoFar(counts, queue) + (step.engine === 'dma' ? 16 : 1);
    counts.set(queue, value);
    writer.row({
      timestamp: nanoseconds(played.ends[index] as number),
      id: played.queueNames[queue] as string,
      value,
      update_source: engineName(step),
      pcore_idx: step.core,
    });
  }
  return writer.table();
};

const countSoFar = (counts: ReadonlyMap<number, number>, queue: number): number => {
  const known = counts.get(queue);
  return known === undefined ? 0 : known;
};
