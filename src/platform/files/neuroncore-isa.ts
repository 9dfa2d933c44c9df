import { join } from 'node:path';
import { z } from 'zod';
import type { IsaTable, NkiVersion } from '../../core/neuroncore/isa/table.ts';
import type { RuleTable } from '../../core/neuroncore/machine/rule.ts';
import { readTextFile } from './text-file.ts';
import { parseYaml } from './yaml-document.ts';

const text = z.string({ error: 'a text' }).min(1).max(2000);
const asOf = z.string().regex(/^\d{4}(-\d{2}(-\d{2})?)?$/, { error: 'a date as YYYY-MM-DD, in quotes' });
const name = z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/, { error: 'a Python name' });
const version = z
  .string()
  .regex(/^\d+\.\d+$/, { error: "a version of NKI in quotes, such as '0.6'" })
  .transform((value): NkiVersion => {
    const [major, minor] = value.split('.');
    return [Number(major), Number(minor)];
  });
const namespace = z.enum(['nki.isa', 'nki.language', 'nki.collectives']);
const generation = z.enum(['v2', 'v3', 'v4']);
const engine = z.enum(['tensor', 'vector', 'scalar', 'gpsimd', 'sync', 'dma', 'collective']);

const parameterSchema = z
  .strictObject({
    name,
    kind: z.enum([
      'tensor',
      'tensors',
      'tensors-by-channel',
      'scalar-or-tensor',
      'value',
      'number',
      'numbers',
      'integer',
      'integers',
      'integer-pairs',
      'integer-or-register',
      'register',
      'boolean',
      'string',
      'operator',
      'enum',
      'axis',
      'pattern',
      'shape',
      'dtype',
      'buffer',
      'function',
      'replica-group',
    ]),
    enum: name.nullable().default(null),
    nullable: z.boolean().default(false),
    default: z.union([z.null(), z.boolean(), z.number(), z.string(), z.array(z.number())]).optional(),
  })
  .refine((parameter) => (parameter.kind === 'enum') === (parameter.enum !== null), {
    error: 'an enum for the kind `enum`, and for no other',
  })
  .transform(({ default: value, ...rest }) => (value === undefined ? rest : { ...rest, default: value }));

const functionSchema = z.strictObject({
  namespace,
  name,
  work: z.enum(['instruction', 'register', 'collective', 'lowered', 'loop', 'compile-time']),
  parameters: z.array(parameterSchema),
  earlier: z.array(z.strictObject({ until: version, parameters: z.array(parameterSchema) })).default([]),
  engines: z.partialRecord(generation, z.array(engine)),
  since: version,
  until: version.nullable().default(null),
  deprecated_since: version.nullable().default(null),
  semantics: text,
  constraints: text.nullable().default(null),
  cost: z.strictObject({ text, from: text }).nullable().default(null),
});

const enumSchema = z.strictObject({
  namespace,
  name,
  members: z.record(name, z.union([z.number(), z.string()])),
  since: version,
  from: text,
});

const constantSchema = z.strictObject({
  namespace,
  name,
  kind: z.enum(['engine', 'dtype', 'buffer', 'operator']),
  value: name,
  since: version,
  deprecated_since: version.nullable().default(null),
});

const isaTableSchema = z.strictObject({
  as_of: asOf,
  sources: z.record(z.string(), z.strictObject({ source: text, as_of: asOf, standing: text })),
  enums: z.array(enumSchema),
  constants: z.array(constantSchema),
  functions: z.array(functionSchema),
});

const ruleTableSchema = z.strictObject({
  as_of: asOf,
  rules: z.array(
    z.strictObject({
      id: z.string().regex(/^[a-z][a-z0-9-]+$/, { error: 'an id of small letters, digits and hyphens' }),
      area: z.string().regex(/^[a-z][a-z-]+$/, { error: 'an area, such as operands' }),
      title: text,
      severity: z.enum(['error', 'warning']),
      generations: z.array(generation).default(['v2', 'v3', 'v4']),
      source: text,
      standing: z.enum(['vendor', 'estimate']).default('vendor'),
    }),
  ),
});

const FOLDER = 'neuroncore';

/** The table of NKI's functions in a catalogue folder. Throws InputError with line and caret at its first fault. */
export const readIsaTable = async (catalogue: string): Promise<IsaTable> => {
  const attempted = 'reading the table of NKI functions';
  const content = await readTextFile(join(catalogue, FOLDER, 'isa.yaml'), attempted);
  return parseYaml(`${FOLDER}/isa.yaml`, content, isaTableSchema, attempted);
};

/** The rules kernels are held to, from a catalogue folder. Throws InputError with line and caret at its first fault. */
export const readRuleTable = async (catalogue: string): Promise<RuleTable> => {
  const attempted = 'reading the rules of kernels';
  const content = await readTextFile(join(catalogue, FOLDER, 'rules.yaml'), attempted);
  return parseYaml(`${FOLDER}/rules.yaml`, content, ruleTableSchema, attempted);
};
