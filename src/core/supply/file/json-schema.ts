import { z } from 'zod';
import { supplySchema } from './schema.ts';

/** The JSON Schema of supply files as people write them, for editors: schemas/supply.json. */
export const supplyJsonSchema = (): Readonly<Record<string, unknown>> => ({
  $id: 'rackwright/supply.json',
  title: 'Rackwright supply file',
  ...z.toJSONSchema(supplySchema, { io: 'input', target: 'draft-2020-12', reused: 'inline' }),
});
