import { join } from 'node:path';
import { z } from 'zod';
import type { ModelAdvice } from '../../core/portability/models/advice.ts';
import { readTextFile } from '../files/text-file.ts';
import { parseYaml } from '../files/yaml-document.ts';

const ATTEMPTED = 'reading what model files mean on the Neuron chips';

const text = z.string().min(1).max(2000);
const texts = z.array(text);

const adviceSchema = z.strictObject({
  version: z.literal(1),
  asOf: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
  sdk: text,
  quantisedFamilies: z.record(z.string(), texts),
  rope: z.array(
    z.strictObject({
      types: texts,
      recipes: texts,
      otherwise: z.enum(['needs-rewrite', 'drop-in', 'fine', 'unknown']),
      text,
    }),
  ),
  composites: z.strictObject({ source: text, operators: z.record(z.string(), texts) }),
});

/**
 * What readers of model files need beyond the other tables, from `portability/model-reading.yaml` below a catalogue's root.
 * Throws InputError with line and caret at the first fault.
 */
export const readModelAdvice = async (catalogRoot: string): Promise<ModelAdvice> => {
  const path = join(catalogRoot, 'portability', 'model-reading.yaml');
  const written = await readTextFile(path, ATTEMPTED);
  const { quantisedFamilies, rope, composites } = parseYaml(path, written, adviceSchema, ATTEMPTED);
  return Object.freeze({
    quantisedFamilies: new Map(Object.entries(quantisedFamilies)),
    rope,
    composites: new Map(Object.entries(composites.operators)),
    compositeSource: composites.source,
  });
};
