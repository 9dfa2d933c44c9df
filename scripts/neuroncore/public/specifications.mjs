// The calls that public kernels are run with: test/kernels/public/*.yaml. test/kernels/public/README.md says how to
// write one.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { kernelCallSchema } from '../../../dist/core/neuroncore/call/schema.js';
import { parseYaml } from '../../../dist/platform/files/yaml-document.js';

const FOLDER = fileURLToPath(new URL('../../../test/kernels/public', import.meta.url));

const call = z.strictObject({
  name: z.string().default(''),
  function: z.string(),
  target: z.enum(['trn1', 'trn2', 'trn3']).default('trn2'),
  cores: z.union([z.literal(1), z.literal(2)]).default(1),
  ranks: z.int().min(1).default(1),
  args: z.array(z.unknown()).default([]),
  keywords: z.record(z.string(), z.unknown()).default({}),
  environment: z.record(z.string(), z.string()).default({}),
  /** `module:function` in scripts/neuroncore/references/. */
  reference: z
    .string()
    .regex(/^\w+:\w+$/)
    .nullable()
    .default(null),
  /** What the reference rests on, for the report. */
  against: z.string().default('own numpy'),
  /** Largest error over the largest expected magnitude, of each output or of all. */
  tolerance: z.union([z.number(), z.array(z.number())]).default(1e-2),
  /** A part of the message with which the kernel must be refused, as its own documentation says. */
  refused: z.string().nullable().default(null),
  /** Python appended to the kernel's module, to wrap functions that take tensors on chip. */
  prelude: z.string().nullable().default(null),
  /** Why the call looks as it does. */
  note: z.string().default(''),
  /** Functions of the file that the call runs on its way and that issue no instructions themselves. */
  through: z.array(z.string()).default([]),
});

const specification = z.strictObject({
  file: z.string(),
  nki: z
    .string()
    .regex(/^\d+\.\d+$/)
    .default('0.6'),
  /** Folders of the checkout that imports start from. */
  roots: z.array(z.string()).default([]),
  calls: z.array(call),
});

const document = z.strictObject({ kernels: z.array(specification) });

/** All specifications, with the version as two numbers. Throws InputError with line and caret. */
export const readSpecifications = () =>
  readdirSync(FOLDER)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .flatMap((name) => {
      const path = join(FOLDER, name);
      const { kernels } = parseYaml(path, readFileSync(path, 'utf8'), document, 'reading calls of kernels');
      return kernels.map((each) => ({ ...each, version: each.nki.split('.').map(Number) }));
    });

/** The call as the product's own call files have it. */
export const asKernelCall = ({ function: name, cores, ranks, args, keywords, environment }) =>
  kernelCallSchema.parse({ function: name, cores, ranks, args, keywords, environment });
