import { describe, expect, it } from 'vitest';
import { DTYPE_BYTES } from '../memory/dtype.ts';
import { ratesAt } from '../timing/resolve.ts';
import { stepsOf } from '../timing/step-table.ts';
import { profileTables } from './profile.ts';
import type { ProfileTable } from './table.ts';
import { multiplications, timed, V3_TIMING } from './trace.testing.ts';

/** Fields that schema 7.4.0 requires (aws-neuron-sdk tools/neuron-explorer/profile-schema-reference.rst). */
const REQUIRED: Readonly<Record<string, string>> = {
  Metadata:
    'profile_schema_version ntff_version num_physical_cores vnc_enabled first_hw_timestamp last_hw_timestamp first_ts last_ts dma_ddr_bandwidth num_dma_engines_per_neuroncore hbm_ddr_bandwidth tensor_engine_num_rows tensor_engine_num_cols tensor_engine_clock_freq vector_engine_clock_freq vector_engine_num_channels scalar_engine_clock_freq scalar_engine_num_channels gpsimd_engine_clock_freq gpsimd_engine_num_channels neuroncore_clock_freq ticks_per_nanosec',
  Summary: '',
  Instruction: 'start_ts end_ts duration_ns engine opcode operands id pc bir_id',
  ActiveTime: 'start_ts end_ts engine pcore_idx duration_ns',
  OpcodeSummary: 'engine opcode instruction_count instruction_time_ns active_time_ns active_time_percent',
  Flow: 'in_id out_id in_table out_table',
  SemaphoreUpdate: 'timestamp id value',
  DmaPacket:
    'start_ts end_ts duration_ns id packet_idx packet_aggregation_id read_bytes write_bytes transfer_bytes throughput queue_type crc',
  DmaPacketAggregated:
    'start_ts end_ts duration_ns id block_id queue_idx queue_name op variable read_bytes write_bytes transfer_bytes throughput source dest semaphore_id read_sbuf_partitions read_num_sbuf_partitions read_shape read_offset read_steps write_sbuf_partitions write_num_sbuf_partitions write_shape write_offset write_steps',
  DmaUsage: 'timestamp current_throughput total_transfer_bytes',
  SbufUsage: 'timestamp',
  PsumUsage: 'timestamp',
  SbufAllocation: 'start_ts end_ts start_address end_address partition',
  TensorInfo: '',
  Warning: 'message category',
};

const program = multiplications(12);
const estimate = timed(program);
const { schedule: played } = estimate;
const site = { file: { path: 'kernel.py', text: 'x = 1\n' }, line: 1, column: 1, endLine: 1, endColumn: 2 };
const warning = { rule: 'dead-store', severity: 'warning' as const, message: 'Nobody reads it.', site };
const tables = new Map(
  profileTables(program, played, estimate.use, ratesAt(V3_TIMING, 'value'), [warning]).map((table) => [
    table.name,
    table,
  ]),
);

const table = (name: string): ProfileTable => tables.get(name) as ProfileTable;
const column = (name: string, field: string): readonly unknown[] =>
  table(name).columns.find((each) => each.name === field)?.values as readonly unknown[];
const numbers = (name: string, field: string): readonly number[] => column(name, field) as readonly number[];
const sum = (values: readonly number[]): number => values.reduce((total, each) => total + each, 0);
/** Sums of times, each rounded to a nanosecond, may be half a nanosecond off for each of them. */
const near = (found: number, expected: number, roundings: number): void =>
  expect(Math.abs(found - expected)).toBeLessThanOrEqual(roundings);

describe('the tables of a profile', () => {
  it('are those of the schema that an emulator can fill, every required field present and known', () => {
    expect([...tables.keys()].sort()).toEqual(Object.keys(REQUIRED).sort());
    for (const [name, fields] of Object.entries(REQUIRED)) {
      const { columns } = table(name);
      const rows = columns[0]?.values.length as number;
      expect(rows, name).toBeGreaterThan(0);
      for (const each of columns) expect(each.values, `${name}.${each.name}`).toHaveLength(rows);
      for (const field of fields.split(' ').filter((each) => each !== ''))
        expect(column(name, field), `${name}.${field}`).not.toContain(null);
    }
  });

  it('hold whole numbers where the schema has integers, and no infinities', () => {
    for (const { name, columns } of tables.values())
      for (const { name: field, type, values } of columns)
        for (const value of values) {
          if (value === null || typeof value !== 'number') continue;
          expect(Number.isFinite(value), `${name}.${field}`).toBe(true);
          if (type.startsWith('int')) expect(Number.isSafeInteger(value), `${name}.${field}`).toBe(true);
        }
  });

  it('mark the profile as a simulation of schema 7.4.0', () => {
    expect(column('Metadata', 'is_simulation')).toEqual([true]);
    expect(column('Metadata', 'profile_schema_version')).toEqual(['7.4.0']);
  });

  it('have one instruction for each step, which never ends before it starts', () => {
    expect(column('Instruction', 'id')).toEqual(stepsOf(program).map((_, at) => at));
    expect(column('Instruction', 'opcode').slice(0, 4)).toEqual([
      'DMA_COPY',
      'DMA_COPY',
      'NC_MATMUL',
      'TENSOR_COPY',
    ]);
    const [starts, ends] = [numbers('Instruction', 'start_ts'), numbers('Instruction', 'end_ts')];
    numbers('Instruction', 'duration_ns').forEach((duration, at) => {
      expect(duration).toBeGreaterThanOrEqual(0);
      expect((ends[at] as number) - (starts[at] as number)).toBe(duration);
    });
    expect(sum(column('Instruction', 'raw_flops').filter((each) => each !== null) as number[])).toBe(
      12 * 2 * 128 * 128 * 512,
    );
  });
});

describe('what a profile adds up to', () => {
  it('moves as many bytes in packets, tensors and usage as the program does', () => {
    const bytes = 12 * 128 * (128 * 2 + 512 * 2 + 512 * 4);
    expect(played.dmaBytes).toBe(bytes);
    for (const field of ['transfer_bytes', 'read_bytes', 'write_bytes'])
      for (const name of ['DmaPacket', 'DmaPacketAggregated'])
        expect(sum(numbers(name, field)), `${name}.${field}`).toBe(bytes);
    expect(numbers('DmaUsage', 'total_transfer_bytes').at(-1)).toBe(bytes);
    const loaded = stepsOf(program)
      .filter((step) => step.operands.some((each) => each.role === 'dst' && each.space === 'sbuf'))
      .filter((step) => step.engine === 'dma')
      .flatMap((step) => step.operands.filter((each) => each.role === 'src'))
      .map((each) => each.partitions * each.elementsPerPartition * DTYPE_BYTES[each.dtype]);
    expect(sum(numbers('TensorInfo', 'load_to_sbuf_total_size_bytes'))).toBe(sum(loaded));
  });

  it('is busy as long in active times, opcodes and the summary as the engines are', () => {
    for (const { engine, core, busySeconds, steps } of estimate.use) {
      if (!['tensor', 'vector', 'scalar'].includes(engine)) continue;
      const engines = column('ActiveTime', 'engine');
      const durations = numbers('ActiveTime', 'duration_ns').filter((_, at) => engines[at] === engine);
      near(sum(durations), busySeconds * 1e9, steps);
      const opcodes = column('OpcodeSummary', 'engine');
      const times = numbers('OpcodeSummary', 'active_time_ns').filter((_, at) => opcodes[at] === engine);
      near(sum(times), busySeconds * 1e9, steps);
      expect(numbers('Summary', `${engine}_engine_active_time`)[0]).toBeCloseTo(busySeconds, 12);
      expect(core).toBe(0);
    }
    expect(sum(numbers('OpcodeSummary', 'instruction_count'))).toBe(program.steps.length);
  });

  it('raises the semaphore of each queue with time, by 16 for a transfer and by 1 for a step', () => {
    const ids = column('SemaphoreUpdate', 'id');
    const stamps = numbers('SemaphoreUpdate', 'timestamp');
    const values = numbers('SemaphoreUpdate', 'value');
    expect([...stamps].sort((a, b) => a - b)).toEqual(stamps);
    const last = new Map<unknown, number>();
    values.forEach((value, at) => {
      const before = last.get(ids[at]);
      expect(value - (before === undefined ? 0 : before)).toBe(
        ids[at] === 'load' || ids[at] === 'store' ? 16 : 1,
      );
      last.set(ids[at], value);
    });
    expect(Object.fromEntries(last)).toEqual({ load: 384, store: 192, tensor: 12, vector: 12, scalar: 12 });
  });

  it('gives each tensor in SBUF its bytes in all four quadrants, within what kernels may use', () => {
    const [from, to] = [numbers('SbufAllocation', 'start_address'), numbers('SbufAllocation', 'end_address')];
    const partitions = numbers('SbufAllocation', 'partition');
    expect(partitions.slice(0, 4)).toEqual([0, 32, 64, 96]);
    expect(partitions).toHaveLength(4 * 4 * 12);
    expect(Math.max(...to)).toBeLessThan(program.generation.sbufUsableBytesPerPartition);
    const sizes = to.map((end, at) => end - (from[at] as number) + 1);
    expect(sum(sizes)).toBe(4 * 12 * (256 + 1024 + 2048 + 2048));
    const [starts, ends] = [numbers('SbufAllocation', 'start_ts'), numbers('SbufAllocation', 'end_ts')];
    starts.forEach((start, at) => {
      expect(ends[at]).toBeGreaterThan(start);
    });
  });

  it('ends with nothing alive in SBUF and PSUM', () => {
    for (const name of ['SbufUsage', 'PsumUsage']) {
      const shares = numbers(name, 'avg_util_percent');
      expect(shares.at(-1)).toBe(0);
      expect(Math.max(...shares)).toBeGreaterThan(0);
      expect(Math.min(...shares)).toBeGreaterThanOrEqual(0);
    }
  });

  it('links steps only to steps that ended before they started', () => {
    const [from, to] = [numbers('Flow', 'in_id'), numbers('Flow', 'out_id')];
    from.forEach((source, at) => {
      const target = to[at] as number;
      expect(played.ends[source] as number).toBeLessThanOrEqual((played.starts[target] as number) + 1e-12);
    });
    expect(Math.min(...numbers('Flow', 'gap_time'))).toBeGreaterThanOrEqual(0);
  });

  it('tells what the checks found, with the line', () => {
    expect(column('Warning', 'category')).toEqual(['dead-store']);
    expect(column('Warning', 'message')[0]).toContain('kernel.py:1:1: warning: Nobody reads it.');
  });
});

describe('transfers as a whole', () => {
  it('hold the packets that name them, from the first start to the last end', () => {
    const ids = numbers('DmaPacketAggregated', 'id');
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(numbers('DmaPacket', 'packet_aggregation_id'))).toEqual(new Set(ids));
    const starts = new Map(ids.map((id, at) => [id, numbers('DmaPacketAggregated', 'start_ts')[at]]));
    numbers('DmaPacket', 'packet_aggregation_id').forEach((id, at) => {
      expect(numbers('DmaPacket', 'start_ts')[at]).toBe(starts.get(id));
    });
  });

  it('say where from and where to, and tell the transfers of a queue apart', () => {
    const places = column('DmaPacketAggregated', 'source').map(
      (source, at) => `${String(source)} ${String(column('DmaPacketAggregated', 'dest')[at])}`,
    );
    expect(new Set(places)).toEqual(new Set(['[INPUT] [SB]', '[SB] [INPUT]']));
    const blocks = numbers('DmaPacketAggregated', 'block_id').map(
      (block, at) => `${numbers('DmaPacketAggregated', 'queue_idx')[at]} ${block}`,
    );
    expect(new Set(blocks).size).toBe(blocks.length);
    expect(column('DmaPacketAggregated', 'write_sbuf_partitions')[0]).toBe('0-127');
  });
});
