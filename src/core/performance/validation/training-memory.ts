import type { MemoryBreakdown } from '../outcome.ts';
import type { TrainingConstants } from '../training/constants.ts';
import { trainingMemory } from '../training/training-step.ts';
import type { Measurement } from './measurement.ts';
import { type MemoryPractice, practisedTraining } from './memory-practice.ts';
import { type Readings, readings } from './prediction.ts';
import type { TrainingCases } from './training-case.ts';

const GIB = 2 ** 30;
const STATES = ['weights', 'gradients', 'optimiser states'];
/** What tensors do not take themselves. */
const AROUND = ['allocator reserve', 'runtime'];

const sumOf = (memory: MemoryBreakdown, wanted: (name: string) => boolean): number =>
  memory.parts.filter(({ name }) => wanted(name)).reduce((sum, { bytes }) => sum + bytes, 0);

/** Metrics of the memory of a training step, per chip of the fullest stage. */
const VALUES: Readonly<Record<string, (memory: MemoryBreakdown) => number>> = {
  /** Parameters, gradients and optimiser states. */
  state_gib: (memory) => sumOf(memory, (name) => STATES.includes(name)) / GIB,
  activation_gib: (memory) => sumOf(memory, (name) => name === 'activations') / GIB,
  /** Tensors at their peak (`torch.cuda.max_memory_allocated`). */
  peak_allocated_gib: (memory) => sumOf(memory, (name) => !AROUND.includes(name)) / GIB,
  /** With what the caching allocator holds beyond them (`max_memory_reserved`). */
  peak_reserved_gib: (memory) => sumOf(memory, (name) => name !== 'runtime') / GIB,
  /** With context and libraries, as the driver shows it. */
  peak_device_gib: (memory) => memory.totalBytes / GIB,
};

export const trainingMemoryKnown = (metric: string): boolean => Object.hasOwn(VALUES, metric);

/** The metric of a training row over every layout and habit it may have run with; null when the chip cannot run any. */
export const trainingMemoryReadings = (
  row: Measurement,
  of: TrainingCases,
  practices: readonly MemoryPractice[],
  constants: TrainingConstants,
): Readings | null => {
  const value = VALUES[row.metric];
  if (value === undefined) return null;
  const { model, sequenceLength } = of;
  const adapterRank = row.memory?.adapter_rank ?? of.adapters?.rank ?? null;
  return readings(
    practisedTraining(row, practices, constants).flatMap((own) =>
      of.layouts.map((layout) => {
        const memory = trainingMemory(of.machine, { model, sequenceLength, adapterRank }, layout, own);
        return memory === null ? null : value(memory);
      }),
    ),
  );
};
