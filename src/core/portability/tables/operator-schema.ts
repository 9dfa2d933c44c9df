import { z } from 'zod';
import { OPERATOR_STATUSES } from '../model-asset.ts';
import { OPERATOR_LEVELS, type OperatorRow, type OperatorTypes } from './operator.ts';
import { dateSchema, sdkVersionSchema, textSchema, validitySchema } from './schema-parts.ts';

const names = z.array(z.string().min(1));

const typesSchema = z
  .strictObject({
    accepts: names.nullable().default(null),
    refuses: names.default([]),
    lossy: names.default([]),
  })
  .transform((types): OperatorTypes => types);

const groupSchema = z.strictObject({
  status: z.enum(OPERATOR_STATUSES),
  chips: names.default(['trn1', 'inf2', 'trn2', 'trn3']),
  types: typesSchema.nullable().default(null),
  source: textSchema,
  note: textSchema.default(''),
  operators: z.array(z.union([z.string().min(1), z.tuple([z.string().min(1), textSchema])])).min(1),
  ...validitySchema,
});

type Group = z.infer<typeof groupSchema>;

const rowsOf = (level: OperatorRow['level'], { operators, note, ...shared }: Group): readonly OperatorRow[] =>
  operators.map((each) => {
    const [operator, own] = typeof each === 'string' ? [each, ''] : each;
    return { ...shared, level, operator, note: [own, note].filter((part) => part !== '').join('; ') };
  });

/** The shape of a file of operators: groups that share status, chips, source and note. */
export const operatorFileSchema = z
  .strictObject({
    version: z.literal(1),
    asOf: dateSchema,
    sdk: sdkVersionSchema,
    level: z.enum(OPERATOR_LEVELS),
    groups: z.array(groupSchema).min(1),
  })
  .transform(({ asOf, level, groups }) => ({ asOf, rows: groups.flatMap((group) => rowsOf(level, group)) }));
