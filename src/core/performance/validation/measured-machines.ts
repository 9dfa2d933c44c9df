import { z } from 'zod';
import { bytes } from '../../quantity/unit.ts';
import type { Machine } from '../machine.ts';
import type { CapturedPrompts } from './captured-prompts.ts';
import type { HeldPrompts } from './held-prompts.ts';
import type { MemoryPractice } from './memory-practice.ts';
import type { MlperfRun } from './mlperf-runs.ts';
import type { CachedServingRun } from './serving-runs.ts';
import type { TrainingRecipe } from './training-recipes.ts';

const GIB = 2 ** 30;

/**
 * `catalog/measurements/machines.yaml`: which systems hardware names in measurements mean, smallest first, and how much
 * memory their chips had as software saw it.
 */
export const measuredMachinesSchema = z.strictObject({
  systems: z.record(z.string(), z.array(z.string()).min(1)),
  memory: z
    .record(z.string(), z.strictObject({ gib: z.number().positive(), source: z.string().min(1) }))
    .optional(),
});

/** Habits of memory by software, and what published runs did that their tables leave out. */
export interface KnownOfRuns {
  readonly practices?: readonly MemoryPractice[];
  readonly recipes?: readonly TrainingRecipe[];
  readonly cachedRuns?: readonly CachedServingRun[];
  readonly holds?: readonly HeldPrompts[];
  readonly captures?: readonly CapturedPrompts[];
}

/**
 * What names in measurements mean: systems for hardware, habits of memory for software, and what published runs did that
 * their tables leave out.
 */
export type MeasuredMachines = z.infer<typeof measuredMachinesSchema> &
  KnownOfRuns & { readonly mlperfRuns?: readonly MlperfRun[] };

/**
 * The machine a hardware name means for so many chips: the smallest of its systems that holds them all, else the
 * largest, several of which then work together; null when the catalogue knows none. A name may be a system's own id.
 */
export const machineNamed = (
  known: MeasuredMachines,
  hardware: string,
  chips: number,
  systemMachine: (systemId: string) => Machine | null,
): Machine | null => {
  const systems = known.systems[hardware] ?? [hardware];
  const machines = systems.map(systemMachine).filter((machine) => machine !== null);
  const found = machines.find((machine) => machine.chipsPerUnit >= chips) ?? machines.at(-1) ?? null;
  const memory = known.memory?.[hardware];
  return found === null || memory === undefined ? found : { ...found, hbmBytes: bytes(memory.gib * GIB) };
};
