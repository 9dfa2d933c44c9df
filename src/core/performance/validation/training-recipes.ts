import { z } from 'zod';
import type { Measurement } from './measurement.ts';
import { matchesPattern, rowPatternSchema } from './row-pattern.ts';

/**
 * `catalog/measurements/training-recipes.yaml`: what the published recipes of trainers switch on, for runs whose
 * tables print less than their recipes do. Patterns are regular expressions, any case, on what a row says of its
 * software, model, hardware and arithmetic; entries that match apply in order, later ones over earlier ones.
 */
export const trainingRecipesSchema = z.strictObject({
  recipes: z.array(
    z.strictObject({
      software: rowPatternSchema,
      model: rowPatternSchema.optional(),
      hardware: rowPatternSchema.optional(),
      format: rowPatternSchema.optional(),
      source: z.string().min(1),
      /** As a row's `parallelism.recompute`. */
      recompute: z.string().min(1).optional(),
      /** Ranks that share the experts. */
      expertParallel: z.int().positive().optional(),
      /** Tokens go to their experts by kernels that write to peers (DeepEP, HybridEP); otherwise by a collective. */
      directDispatch: z.boolean().optional(),
      /** Dispatch and combine of one micro-batch run beside the products of another. */
      overlappedDispatch: z.boolean().optional(),
      /** Tokens take the next experts in turn, whatever they hold: a gate for benchmarks. */
      expertsInTurn: z.boolean().optional(),
      /** Bytes of a gradient as ranks sum it. */
      gradientBytes: z.union([z.literal(2), z.literal(4)]).optional(),
    }),
  ),
});

export type TrainingRecipe = z.infer<typeof trainingRecipesSchema>['recipes'][number];

/** What recipes say of a run, merged. */
export type RecipeStates = Pick<
  TrainingRecipe,
  'recompute' | 'expertParallel' | 'directDispatch' | 'overlappedDispatch' | 'expertsInTurn' | 'gradientBytes'
>;

/** What the recipes that match a row state; empty where none does. */
export const statedByRecipes = (row: Measurement, recipes: readonly TrainingRecipe[]): RecipeStates => {
  const states: { -readonly [Key in keyof RecipeStates]: RecipeStates[Key] } = {};
  for (const recipe of recipes) {
    const { software, model, hardware, format } = recipe;
    const applies =
      matchesPattern(software, row.software) &&
      matchesPattern(model, row.model) &&
      matchesPattern(hardware, row.hardware) &&
      matchesPattern(format, row.precision?.['compute']);
    if (!applies) continue;
    if (recipe.recompute !== undefined) states.recompute = recipe.recompute;
    if (recipe.expertParallel !== undefined) states.expertParallel = recipe.expertParallel;
    if (recipe.directDispatch !== undefined) states.directDispatch = recipe.directDispatch;
    if (recipe.overlappedDispatch !== undefined) states.overlappedDispatch = recipe.overlappedDispatch;
    if (recipe.expertsInTurn !== undefined) states.expertsInTurn = recipe.expertsInTurn;
    if (recipe.gradientBytes !== undefined) states.gradientBytes = recipe.gradientBytes;
  }
  return states;
};

/** The row with what its recipe states and its table leaves out; what the row prints stands. */
export const withRecipe = (row: Measurement, states: RecipeStates): Measurement => {
  const printed = row.parallelism ?? {};
  const recompute = printed.recompute ?? states.recompute;
  const ep = printed.ep ?? states.expertParallel;
  return {
    ...row,
    parallelism: {
      ...printed,
      ...(recompute === undefined ? {} : { recompute }),
      ...(ep === undefined ? {} : { ep }),
    },
  };
};
