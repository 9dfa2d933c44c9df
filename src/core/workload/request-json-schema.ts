import { z } from 'zod';
import { requestSchema } from './request-schema.ts';

/** The JSON Schema of request files as people write them, for editors: schemas/request.schema.json. */
export const requestJsonSchema = (): Readonly<Record<string, unknown>> => ({
  $id: 'rackwright/request.schema.json',
  title: 'Rackwright request',
  ...z.toJSONSchema(requestSchema, { io: 'input', target: 'draft-2020-12', reused: 'inline' }),
});
