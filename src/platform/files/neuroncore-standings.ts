import { join } from 'node:path';
import { z } from 'zod';
import type { KernelClass } from '../../core/neuroncore/timing/critical-path.ts';
import type { ClassStanding } from '../../core/report/kernel/kernel-report.ts';
import { readJsonFile } from './json-file.ts';

const CLASSES: readonly KernelClass[] = [
  'matmul',
  'transfer',
  'indirect-transfer',
  'elementwise',
  'activation',
  'gpsimd',
  'collective',
  'control',
];

const standing = z.strictObject({
  standing: z.enum(['calibrated', 'documented', 'assumed']),
  measurements: z.int().min(0),
  medianErrorPercent: z.number().min(0).nullable(),
});

const record = z.strictObject({
  classes: z.partialRecord(z.enum(CLASSES), standing),
  rows: z.array(z.unknown()),
});

/** How well estimates of each kind of work have done: the record that `npm run kernel:accuracy -- --accept` writes. */
export const readKernelStandings = async (
  catalogRoot: string,
): Promise<Readonly<Record<KernelClass, ClassStanding>>> => {
  const path = join(catalogRoot, 'neuroncore', 'accuracy.json');
  const { classes } = await readJsonFile(
    path,
    record,
    'reading the record of kernel estimates',
    'the record as written',
  );
  const assumed = { standing: 'assumed' as const, measurements: 0, medianErrorPercent: null };
  return Object.fromEntries(
    CLASSES.map((name) => [name, { class: name, ...(classes[name] ?? assumed) }]),
  ) as Readonly<Record<KernelClass, ClassStanding>>;
};
