import type { Program, Step } from '../timing/program.ts';
import type { Rates } from '../timing/resolve.ts';
import type { Schedule } from '../timing/schedule.ts';
import { stepsOf } from '../timing/step-table.ts';
import type { EngineUse } from '../timing/use.ts';
import { matmulFlops, nanoseconds } from './instruction-tables.ts';
import type { ProfileTable } from './table.ts';
import { tableWriter } from './table.ts';

/** Version of the neuron-explorer schema that the tables follow (profile-schema-reference.rst, SDK 2.31). */
export const PROFILE_SCHEMA_VERSION = '7.4.0';

const ENGINES = ['tensor', 'vector', 'scalar', 'gpsimd', 'sync'] as const;
const EPOCH = '1970-01-01 00:00:00';

/** The table `ActiveTime`: when each engine worked, neighbouring steps merged. */
export const activeTimeTable = (program: Program, played: Schedule): ProfileTable => {
  const writer = tableWriter('ActiveTime', {
    start_ts: 'int64',
    end_ts: 'int64',
    engine: 'string',
    pcore_idx: 'int64',
    duration_ns: 'int64',
  });
  for (const { engine, core, spans } of activeSpans(program, played))
    for (const [start, end] of spans)
      writer.row({ start_ts: start, end_ts: end, engine, pcore_idx: core, duration_ns: end - start });
  return writer.table();
};

interface ActiveSpans {
  readonly engine: string;
  readonly core: number;
  readonly spans: [number, number][];
}

const activeSpans = (program: Program, played: Schedule): ActiveSpans[] => {
  const all: ActiveSpans[] = [];
  for (let core = 0; core < program.cores; core++)
    for (const engine of ENGINES) {
      const spans: [number, number][] = [];
      stepsOf(program).forEach((step, index) => {
        if (step.core !== core || step.engine !== engine) return;
        const start = nanoseconds(played.starts[index] as number);
        const end = nanoseconds(played.holds[index] as number);
        const last = spans.at(-1);
        if (last !== undefined && start <= last[1]) last[1] = Math.max(last[1], end);
        else spans.push([start, end]);
      });
      if (spans.length > 0) all.push({ engine, core, spans });
    }
  return all;
};

/** The table `OpcodeSummary`: count and time of each opcode on each engine. */
export const opcodeTable = (program: Program, played: Schedule): ProfileTable => {
  const writer = tableWriter('OpcodeSummary', {
    engine: 'string',
    opcode: 'string',
    instruction_count: 'int64',
    instruction_time_ns: 'int64',
    active_time_ns: 'int64',
    active_time_percent: 'float',
  });
  const sums = new Map<string, { step: Step; count: number; ns: number }>();
  stepsOf(program).forEach((step, index) => {
    const key = `${step.engine} ${step.opcode}`;
    const ns = nanoseconds((played.holds[index] as number) - (played.starts[index] as number));
    const sum = sums.get(key);
    if (sum === undefined) sums.set(key, { step, count: 1, ns });
    else {
      sum.count += 1;
      sum.ns += ns;
    }
  });
  const total = Math.max(1, nanoseconds(played.totalSeconds));
  for (const { step, count, ns } of sums.values())
    writer.row({
      engine: step.engine,
      opcode: step.opcode.toUpperCase(),
      instruction_count: count,
      instruction_time_ns: ns,
      active_time_ns: ns,
      active_time_percent: (100 * ns) / total,
    });
  return writer.table();
};

/** The table `Metadata`, which marks the profile as a simulation. */
export const metadataTable = (program: Program, played: Schedule, rates: Rates): ProfileTable => {
  const writer = tableWriter('Metadata', {
    profile_schema_version: 'string',
    ntff_version: 'int32',
    num_physical_cores: 'int32',
    vnc_enabled: 'boolean',
    first_hw_timestamp: 'int64',
    last_hw_timestamp: 'int64',
    first_ts: 'string',
    last_ts: 'string',
    dma_ddr_bandwidth: 'float',
    num_dma_engines_per_neuroncore: 'int32',
    hbm_ddr_bandwidth: 'float',
    tensor_engine_num_rows: 'int64',
    tensor_engine_num_cols: 'int64',
    tensor_engine_clock_freq: 'float',
    vector_engine_clock_freq: 'float',
    vector_engine_num_channels: 'int64',
    scalar_engine_clock_freq: 'float',
    scalar_engine_num_channels: 'int64',
    gpsimd_engine_clock_freq: 'float',
    gpsimd_engine_num_channels: 'int64',
    neuroncore_clock_freq: 'float',
    ticks_per_nanosec: 'int64',
    instance_type: 'string',
    is_simulation: 'boolean',
  });
  const gigahertz = (engine: { readonly secondsPerCycle: number }): number => 1e-9 / engine.secondsPerCycle;
  const { partitions, coresPerChip, targets } = program.generation;
  writer.row({
    profile_schema_version: PROFILE_SCHEMA_VERSION,
    ntff_version: 0,
    num_physical_cores: program.cores,
    vnc_enabled: program.cores > 1,
    first_hw_timestamp: 0,
    last_hw_timestamp: nanoseconds(played.totalSeconds),
    first_ts: EPOCH,
    last_ts: EPOCH,
    dma_ddr_bandwidth: rates.dma.bytesPerSecondPerEngine * rates.dma.engines,
    num_dma_engines_per_neuroncore: rates.dma.engines,
    hbm_ddr_bandwidth: rates.hbmBytesPerSecondPerCore * coresPerChip,
    tensor_engine_num_rows: partitions,
    tensor_engine_num_cols: partitions,
    tensor_engine_clock_freq: gigahertz(rates.tensor),
    vector_engine_clock_freq: gigahertz(rates.vector),
    vector_engine_num_channels: partitions,
    scalar_engine_clock_freq: gigahertz(rates.scalar),
    scalar_engine_num_channels: partitions,
    gpsimd_engine_clock_freq: gigahertz(rates.gpsimd),
    gpsimd_engine_num_channels: partitions,
    neuroncore_clock_freq: gigahertz(rates.tensor),
    ticks_per_nanosec: 1,
    instance_type: targets[0] ?? program.generation.id,
    is_simulation: true,
  });
  return writer.table();
};

/** The table `Summary` as far as the emulator knows it. Times in seconds, as the schema has them. */
export const summaryTable = (program: Program, played: Schedule, use: readonly EngineUse[]): ProfileTable => {
  const cells: Record<string, number> = {
    total_time: played.totalSeconds,
    dma_transfer_total_bytes: played.dmaBytes,
    dma_transfer_count: stepsOf(program).filter((step) => step.engine === 'dma').length,
    dma_packet_time: played.dmaEngineBusySeconds.reduce((sum, each) => sum + each, 0),
    matmul_instruction_count: stepsOf(program).filter((step) => step.opcode.startsWith('nc_matmul')).length,
    hardware_flops: stepsOf(program).reduce((sum, step) => sum + flopsOrNone(step), 0),
  };
  for (const engine of ENGINES) {
    const mine = use.filter((each) => each.engine === engine);
    const busy = mine.reduce((sum, each) => sum + each.busySeconds, 0);
    cells[`${engine}_engine_instruction_count`] = mine.reduce((sum, each) => sum + each.steps, 0);
    cells[`${engine}_engine_active_time`] = busy;
    cells[`${engine}_engine_active_time_percent`] = (100 * busy) / played.totalSeconds / program.cores;
  }
  const dma = use.filter((each) => each.engine === 'dma');
  cells['dma_active_time_percent'] =
    (100 * dma.reduce((sum, each) => sum + each.busyShare, 0)) / program.cores;
  const writer = tableWriter(
    'Summary',
    Object.fromEntries(Object.keys(cells).map((name) => [name, 'float' as const])),
  );
  writer.row(cells);
  return writer.table();
};

/** Steps that multiply no matrices add no operations to the sum. */
const flopsOrNone = (step: Step): number => {
  const flops = matmulFlops(step);
  return flops === null ? 0 : flops;
};
