import { z } from 'zod';
import { planFileSchema } from './plan-schema.ts';

/** The JSON Schema (2020-12) of result files, as published in `schemas/plan.schema.json`. */
export const planJsonSchema = (): unknown => z.toJSONSchema(planFileSchema, { target: 'draft-2020-12' });
