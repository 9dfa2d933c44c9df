import { join } from 'node:path';
import type { Generation } from '../../core/neuroncore/machine/generation.ts';
import { targetGeneration } from '../../core/neuroncore/machine/target.ts';
import type { TimingConstants } from '../../core/neuroncore/timing/constants.ts';
import { computeCost } from '../../core/neuroncore/timing/cost.ts';
import {
  criticalPath,
  criticalSeconds,
  type KernelClass,
} from '../../core/neuroncore/timing/critical-path.ts';
import { findDependencies } from '../../core/neuroncore/timing/dependencies.ts';
import { estimateTime } from '../../core/neuroncore/timing/estimate.ts';
import type { Program, Step } from '../../core/neuroncore/timing/program.ts';
import { type Rates, ratesAt } from '../../core/neuroncore/timing/resolve.ts';
import { findReuse } from '../../core/neuroncore/timing/reuse.ts';
import { type Schedule, schedule } from '../../core/neuroncore/timing/schedule.ts';
import { stepsOf } from '../../core/neuroncore/timing/step-table.ts';
import { engineUse } from '../../core/neuroncore/timing/use.ts';
import type { NeuronCoreFacts } from '../../core/report/kernel/facts.ts';
import { type KernelMeasurement, readKernelMeasurements } from '../../platform/files/neuroncore-measured.ts';
import { packageRoot } from '../package-root.ts';
import { readNeuronCoreFacts } from './environment.ts';
import { type KernelOptions, studyKernel } from './run.ts';
import { openKernelSource } from './sources.ts';

/** A measurement beside the predictions: with the shipped constants, and with those that documents alone give. In the row's unit. */
export interface AccuracyRow {
  readonly id: string;
  readonly class: string;
  readonly target: string;
  readonly metric: KernelMeasurement['metric'];
  readonly unit: string;
  readonly measured: number;
  readonly predicted: number;
  readonly documented: number;
  /** Ends of the interval; null for metrics that have none. */
  readonly low: number | null;
  readonly high: number | null;
  readonly fitted: boolean;
  /** The kind of work that decides the metric; null for shares of time, which are no times. */
  readonly work: KernelClass | null;
  readonly source: string;
}

const UNIT_SECONDS: Readonly<Record<KernelMeasurement['unit'], number>> = {
  ns: 1e-9,
  us: 1e-6,
  ms: 1e-3,
  '%': 0.01,
};

const OPTIONS: Omit<KernelOptions, 'target'> = {
  version: [0, 6],
  strictness: 'strict',
  timingOnly: true,
  roots: [],
  limits: { steps: 1e8, callDepth: 400, allocatedItems: 5e7 },
  budgetBytes: 2 ** 33,
};

/** Predicts the published kernel measurements of the catalogue, or those of them that are wanted, with our own kernels. */
export const measureKernelAccuracy = async (
  wanted: (measurement: KernelMeasurement) => boolean = () => true,
): Promise<readonly AccuracyRow[]> => {
  const facts = await readNeuronCoreFacts();
  const measurements = await readKernelMeasurements(join(packageRoot(), 'catalog'));
  const rows: AccuracyRow[] = [];
  for (const measurement of measurements.filter(wanted)) rows.push(await predictRow(facts, measurement));
  return rows;
};

const predictRow = async (facts: NeuronCoreFacts, measurement: KernelMeasurement): Promise<AccuracyRow> => {
  const folder = join(packageRoot(), 'examples', 'kernels');
  const source = await openKernelSource(join(folder, measurement.file), []);
  const generation = targetGeneration(facts.generations, measurement.target);
  const constants = facts.timing[generation.id];
  const sums = { predicted: 0, documented: 0, low: 0, high: 0 };
  let work: KernelClass | null = null;
  for (const call of measurement.calls) {
    const { run } = await studyKernel(facts, source, call, folder, {
      ...OPTIONS,
      target: measurement.target,
    });
    sums.predicted += metricOf(measurement.metric, run.program, ratesAt(constants, 'value'));
    sums.documented += metricOf(measurement.metric, run.program, ratesAt(constants, 'documented'));
    work = workOf(measurement.metric, run.program, ratesAt(constants, 'value'));
    const ends = intervalOf(measurement.metric, run.program, constants);
    sums.low += ends[0];
    sums.high += ends[1];
  }
  const scale = UNIT_SECONDS[measurement.unit];
  const hasInterval = measurement.metric === 'kernel-time';
  const { id, target, metric, unit, value, fitted, source: origin } = measurement;
  return {
    id,
    class: measurement.class,
    target,
    metric,
    unit,
    measured: value,
    predicted: sums.predicted / scale,
    documented: sums.documented / scale,
    low: hasInterval ? sums.low / scale : null,
    high: hasInterval ? sums.high / scale : null,
    fitted,
    work,
    source: origin,
  };
};

/** The kind of work that decides a metric: for times of kernels that of their critical path. */
const workOf = (metric: KernelMeasurement['metric'], program: Program, rates: Rates): KernelClass | null => {
  switch (metric) {
    case 'kernel-time':
    case 'load-to-store': {
      const [first] = criticalSeconds(criticalPath(program, play(program, rates)));
      return first === undefined ? null : first[0];
    }
    case 'transfer-time':
    case 'trigger-to-byte':
    case 'load-throughput-share':
      return 'transfer';
    case 'instruction-activation':
    case 'instruction-interval-activation':
    case 'table-load':
      return 'activation';
    case 'busy-tensor':
    case 'busy-dma':
    case 'dma-engine-time':
      return null;
  }
};

const intervalOf = (
  metric: KernelMeasurement['metric'],
  program: Program,
  constants: TimingConstants,
): readonly [number, number] => {
  if (metric !== 'kernel-time') return [0, 0];
  const estimate = estimateTime(program, constants);
  return [estimate.lowSeconds, estimate.highSeconds];
};

const play = (program: Program, rates: Rates): Schedule => {
  const { psumBytesPerPartition }: Generation = program.generation;
  return schedule(
    program,
    findDependencies(program, findReuse(program, { psum: psumBytesPerPartition })),
    rates,
  );
};

const busyShare = (program: Program, played: Schedule, engine: string): number => {
  const use = engineUse(program, played).find((each) => each.engine === engine);
  return use === undefined ? 0 : use.busyShare;
};

/** Seconds, or a share, that a metric has in a schedule. */
const metricOf = (metric: KernelMeasurement['metric'], program: Program, rates: Rates): number => {
  const played = play(program, rates);
  const transfers = indicesOf(program, (step) => step.engine === 'dma');
  const activations = indicesOf(program, (step) => step.opcode === 'activation');
  const [firstTransfer = 0] = transfers;
  const [firstActivation = 0] = activations;
  switch (metric) {
    case 'kernel-time':
      return played.totalSeconds;
    case 'busy-tensor':
      return busyShare(program, played, 'tensor');
    case 'busy-dma':
      return busyShare(program, played, 'dma');
    case 'dma-engine-time':
      return played.dmaEngineBusySeconds.reduce((sum, each) => sum + each, 0);
    case 'transfer-time':
      return (
        (played.transferEnds[firstTransfer] as number) - (played.transferStarts[firstTransfer] as number)
      );
    case 'trigger-to-byte':
      return (played.transferStarts[firstTransfer] as number) - (played.starts[firstTransfer] as number);
    case 'instruction-activation':
      return computeCost(stepsOf(program)[firstActivation] as Step, rates).holdSeconds;
    case 'instruction-interval-activation': {
      const last = activations.at(-1) as number;
      const span = (played.starts[last] as number) - (played.starts[activations[1] as number] as number);
      return span / (activations.length - 2);
    }
    case 'table-load':
      return rates.scalar.tableLoadSeconds;
    case 'load-to-store':
      return (
        (played.transferEnds[transfers.at(-1) as number] as number) - (played.starts[firstTransfer] as number)
      );
    case 'load-throughput-share': {
      const loads = transfers.slice(0, -1);
      const span =
        (played.transferEnds[loads.at(-1) as number] as number) - (played.starts[firstTransfer] as number);
      const bytes = loads.reduce((sum, index) => sum + loadedBytes(stepsOf(program)[index] as Step), 0);
      return bytes / span / (rates.dma.bytesPerSecondPerEngine * rates.dma.engines);
    }
  }
};

const loadedBytes = (step: Step): number => {
  const [region] = step.writes;
  return region === undefined
    ? 0
    : (region.partitionEnd - region.partitionStart) * (region.byteEnd - region.byteStart);
};

const indicesOf = (program: Program, wanted: (step: Step) => boolean): number[] =>
  stepsOf(program).flatMap((step, index) => (wanted(step) ? index : []));
