import { join } from 'node:path';
import { z } from 'zod';
import { kernelCallSchema } from '../../core/neuroncore/call/schema.ts';
import { readTextFile } from './text-file.ts';
import { parseYaml } from './yaml-document.ts';

const rowSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/, { error: 'an id of small letters, digits and hyphens' }),
  class: z.string().min(1),
  target: z.string().min(1),
  file: z.string().min(1),
  calls: z.array(kernelCallSchema).min(1),
  metric: z.enum([
    'kernel-time',
    'busy-tensor',
    'busy-dma',
    'dma-engine-time',
    'transfer-time',
    'instruction-activation',
    'instruction-interval-activation',
    'load-to-store',
    'table-load',
    'trigger-to-byte',
    'load-throughput-share',
  ]),
  value: z.number().positive(),
  unit: z.enum(['ns', 'us', 'ms', '%']),
  kind: z.string().min(1),
  source: z.string().min(1),
  fitted: z.boolean(),
  note: z.string().optional(),
});

/** A published measurement of a kernel, with calls of our own kernels that do the same work. */
export type KernelMeasurement = z.infer<typeof rowSchema>;

const file = z.strictObject({ version: z.literal(1), asOf: z.string(), rows: z.array(rowSchema) });

/** The published kernel measurements, from catalog/neuroncore/measured.yaml below the catalogue's root. */
export const readKernelMeasurements = async (catalogRoot: string): Promise<readonly KernelMeasurement[]> => {
  const attempted = 'reading the published kernel measurements';
  const path = join(catalogRoot, 'neuroncore', 'measured.yaml');
  return parseYaml(path, await readTextFile(path, attempted), file, attempted).rows;
};
