import { join } from 'node:path';
import { z } from 'zod';
import { readTextFile } from './text-file.ts';
import { parseYaml } from './yaml-document.ts';

const file = z.strictObject({
  version: z.literal(1),
  asOf: z.string(),
  targets: z.record(z.string(), z.strictObject({ price: z.string(), chips: z.int().min(1) })),
});

/** Which price of the catalogue an hour of a target's chips is taken from, from catalog/neuroncore/rental.yaml. */
export const readKernelRental = async (
  catalogRoot: string,
): Promise<Readonly<Record<string, { readonly price: string; readonly chips: number }>>> => {
  const attempted = 'reading what kernels cost';
  const path = join(catalogRoot, 'neuroncore', 'rental.yaml');
  return parseYaml(path, await readTextFile(path, attempted), file, attempted).targets;
};
