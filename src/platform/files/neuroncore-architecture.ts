import { join } from 'node:path';
import { z } from 'zod';
import type { Generation, GenerationId } from '../../core/neuroncore/machine/generation.ts';
import { readTextFile } from './text-file.ts';
import { parseYaml } from './yaml-document.ts';

/** A count with where it comes from; only the count goes on. */
const factOf = (value: z.ZodNumber) =>
  z
    .strictObject({
      value,
      standing: z.enum(['vendor', 'estimate', 'assumption']),
      source: z.string().min(1).max(1000),
    })
    .transform((each) => each.value);

const fact = factOf(z.number().int().positive());

const generation = z
  .strictObject({
    targets: z.array(z.string().min(1)).min(1),
    partitions: fact,
    sbufBytesPerPartition: fact,
    sbufUsableBytesPerPartition: fact,
    psumBytesPerPartition: fact,
    psumBanks: fact,
    hbmBytesPerCore: fact,
    coresPerChip: fact,
    matmul: z.strictObject({
      contractionMax: fact,
      stationaryFreeMax: fact,
      movingFreeMaxFloat32: fact,
      movingFreeMaxBfloat16: fact,
    }),
    tileSize: z.strictObject({
      gemmStationaryFreeMax: fact,
      gemmMovingFreeMax: fact,
      bnStatsFreeMax: fact,
      sbufAlignBytes: fact,
      psumAlignBytes: fact,
    }),
    allocation: z.strictObject({ fragmentationShare: factOf(z.number().min(0).max(1)) }),
  })
  .refine((each) => each.sbufUsableBytesPerPartition <= each.sbufBytesPerPartition, {
    error: 'usable bytes are no more than there are',
  })
  .refine((each) => each.psumBytesPerPartition % each.psumBanks === 0, { error: 'banks divide a partition' });

const file = z.strictObject({
  version: z.literal(1),
  as_of: z.string(),
  generations: z.strictObject({ v2: generation, v3: generation, v4: generation }),
});

/**
 * The capacities of all NeuronCore generations, from catalog/neuroncore/architecture.yaml below the catalogue's root.
 * Throws InputError with line and caret where the file breaks its schema.
 */
export const readGenerations = async (
  catalogRoot: string,
): Promise<Readonly<Record<GenerationId, Generation>>> => {
  const attempted = 'reading the capacities of NeuronCores';
  const path = join(catalogRoot, 'neuroncore', 'architecture.yaml');
  const { generations } = parseYaml(path, await readTextFile(path, attempted), file, attempted);
  return {
    v2: { id: 'v2', ...generations.v2 },
    v3: { id: 'v3', ...generations.v3 },
    v4: { id: 'v4', ...generations.v4 },
  };
};
