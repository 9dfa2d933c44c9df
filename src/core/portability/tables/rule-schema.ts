import { z } from 'zod';
import { EFFORT_UNITS, type PythonMatcher, RULE_CATEGORIES, type RuleEffort, SEVERITIES } from '../rule.ts';
import type { DatedRule } from './dated-rule.ts';
import { dateSchema, sdkVersionSchema, textSchema as text, validitySchema } from './schema-parts.ts';

const name = z.string().regex(/^[\w.*]+$/, { error: 'a dotted name, such as torch.cuda.Stream' });

const compiles = (source: string): boolean => {
  try {
    new RegExp(source, 'gm');
    return true;
  } catch {
    return false;
  }
};

const expression = z.string().min(1).max(2000).refine(compiles, { error: 'a regular expression' });

const matcherSchema: z.ZodType<PythonMatcher> = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('reference'), name }),
    z.strictObject({ kind: z.literal('import'), module: name }),
    z.strictObject({
      kind: z.literal('call'),
      name,
      withoutKeyword: name.optional(),
      argument: expression.optional(),
    }),
    z.strictObject({ kind: z.literal('method'), name, argument: expression.optional() }),
    z.strictObject({ kind: z.literal('attribute'), name }),
    z.strictObject({ kind: z.literal('string'), value: expression }),
    z.strictObject({ kind: z.literal('keyword'), name, value: expression.optional() }),
    z.strictObject({ kind: z.literal('decorator'), name }),
    z.strictObject({ kind: z.literal('subclass'), name }),
    z.strictObject({ kind: z.literal('text') }),
  ])
  .transform((matcher) => matcher as PythonMatcher);

const replacementSchema = z.strictObject({ text, source: text.nullable().default(null) });

const days = z.number().nonnegative().max(1000);

/** A single figure is spread by the factors of effort.yaml when the tables are read; `[low, null]` has an open top. */
const effortSchema = z
  .strictObject({
    unit: z.enum(EFFORT_UNITS),
    days: z.union([days, z.tuple([days, days.nullable()])], {
      error: 'days, or [low, high]; high may be null',
    }),
    reasoning: text,
  })
  .refine(
    (effort) => !Array.isArray(effort.days) || effort.days[1] === null || effort.days[0] <= effort.days[1],
    {
      error: 'low <= high',
    },
  )
  .transform(({ unit, days: figure, reasoning }): RuleEffort => {
    const [daysLow, daysHigh] = typeof figure === 'number' ? [figure, figure] : figure;
    return { unit, daysLow, daysHigh, reasoning };
  });

const exampleSchema = z.strictObject({ file: text, text: z.string().min(1).max(4000) });

const variantSchema = z.strictObject({
  why: text.nullable().default(null),
  severity: z.enum(SEVERITIES).nullable().default(null),
  neuron: replacementSchema.nullable().default(null),
  ...validitySchema,
});

const ruleSchema = z.strictObject({
  id: z.string().regex(/^[A-Z]{2}-\d{3}$/, { error: 'an id such as PT-006' }),
  title: text,
  files: z.array(text).min(1),
  pattern: expression,
  python: z.array(matcherSchema).default([]),
  requires: expression.nullable().default(null),
  general: z.boolean().default(false),
  decidedBy: z.enum(['scanner', 'model-reader']).default('scanner'),
  why: text,
  severity: z.enum(SEVERITIES),
  replacements: z.strictObject({
    neuron: replacementSchema,
    rocm: replacementSchema,
    tpu: replacementSchema,
  }),
  effort: effortSchema,
  guard: text.nullable().default(null),
  ownPackages: z.array(z.string().regex(/^[a-z][a-z0-9_]*$/)).default([]),
  positive: z.array(exampleSchema).default([]),
  negative: z.array(exampleSchema).default([]),
  variants: z.array(variantSchema).default([]),
  ...validitySchema,
});

/** The shape of a file of rules: one category, its rules by id. */
export const ruleFileSchema = z
  .strictObject({
    version: z.literal(1),
    asOf: dateSchema,
    sdk: sdkVersionSchema,
    category: z.enum(RULE_CATEGORIES),
    rules: z.array(ruleSchema).min(1),
  })
  .transform(({ asOf, category, rules }) => ({
    asOf,
    rules: rules.map((rule): DatedRule => ({ ...rule, category })),
  }));
