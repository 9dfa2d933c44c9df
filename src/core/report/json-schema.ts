import { z } from 'zod';
import { comparisonFileSchema } from './comparison-schema.ts';
import { planFileSchema } from './plan-schema.ts';
import { simulationFileSchema } from './simulation-schema.ts';

/** The JSON Schema (2020-12) of result files, as published in `schemas/plan.schema.json`. */
export const planJsonSchema = (): unknown => z.toJSONSchema(planFileSchema, { target: 'draft-2020-12' });

/** The JSON Schema (2020-12) of simulations, as published in `schemas/simulation.schema.json`. */
export const simulationJsonSchema = (): unknown =>
  z.toJSONSchema(simulationFileSchema, { target: 'draft-2020-12' });

/** The JSON Schema (2020-12) of comparisons, as published in `schemas/comparison.schema.json`. */
export const comparisonJsonSchema = (): unknown =>
  z.toJSONSchema(comparisonFileSchema, { target: 'draft-2020-12' });
