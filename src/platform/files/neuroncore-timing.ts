import { join } from 'node:path';
import { z } from 'zod';
import type { GenerationId } from '../../core/neuroncore/machine/generation.ts';
import type { TimingConstant, TimingConstants } from '../../core/neuroncore/timing/constants.ts';
import { readTextFile } from './text-file.ts';
import { parseYaml } from './yaml-document.ts';

const constant = z
  .strictObject({
    value: z.number().nonnegative(),
    low: z.number().nonnegative(),
    high: z.number().nonnegative(),
    documented: z.number().nonnegative().optional(),
    standing: z.enum(['vendor', 'measured', 'calibrated', 'assumption']),
    source: z.string().min(1).max(1000),
  })
  .refine((each) => each.low <= each.value && each.value <= each.high, { error: 'low <= value <= high' })
  .transform(
    ({ documented, ...rest }): TimingConstant => ({
      ...rest,
      documented: documented === undefined ? rest.value : documented,
    }),
  );

const engine = { cyclesPerSecond: constant, minimumCycles: constant, fixedCycles: constant };

const generation = z.strictObject({
  tensor: z.strictObject({
    ...engine,
    float32Passes: constant,
    drainSeconds: constant,
    coldShare: constant,
    warmUpSeconds: constant,
  }),
  vector: z.strictObject(engine),
  scalar: z.strictObject({ ...engine, tableLoadSeconds: constant }),
  gpsimd: z.strictObject(engine),
  sync: z.strictObject(engine),
  dma: z.strictObject({
    engines: constant,
    bytesPerSecondPerEngine: constant,
    perTransferSeconds: constant,
    descriptorBytesMin: constant,
    hardwareIssueSeconds: constant,
    softwareIssueSeconds: constant,
    staticIssueSeconds: constant,
    startSeconds: constant,
    completionSeconds: constant,
    transposeShareHbm: constant,
    transposeShareSbuf: constant,
  }),
  hbmBytesPerSecondPerCore: constant,
  semaphoreSeconds: constant,
  launchSeconds: constant,
  loopIterationSeconds: constant,
  coreBarrierSeconds: constant,
  collective: z.strictObject({ hopSeconds: constant, bytesPerSecond: constant }),
});

const file = z.strictObject({
  version: z.literal(1),
  asOf: z.string(),
  generations: z.strictObject({ v2: generation, v3: generation, v4: generation }),
});

/** The timing constants of all generations, from catalog/neuroncore/timing.yaml below the catalogue's root. */
export const readTimingConstants = async (
  catalogRoot: string,
): Promise<Readonly<Record<GenerationId, TimingConstants>>> => {
  const attempted = 'reading the timing constants of NeuronCores';
  const path = join(catalogRoot, 'neuroncore', 'timing.yaml');
  const { generations } = parseYaml(path, await readTextFile(path, attempted), file, attempted);
  return {
    v2: { generation: 'v2', ...generations.v2 },
    v3: { generation: 'v3', ...generations.v3 },
    v4: { generation: 'v4', ...generations.v4 },
  };
};
