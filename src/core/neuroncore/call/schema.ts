import { z } from 'zod';
import { DTYPE_BYTES, type DType } from '../memory/dtype.ts';
import type {
  CallArgument,
  Expectation,
  FileTensor,
  GeneratedTensor,
  KernelCall,
  RankTensors,
} from './call.ts';
import { wrongRankLists } from './ranks.ts';

const MOST_ELEMENTS = 2 ** 31;
const MOST_ARGUMENTS = 256;
const MOST_RANKS = 128;
const DEEPEST_LIST = 8;

const dtype = z.enum(Object.keys(DTYPE_BYTES) as [DType, ...DType[]], {
  error: `an element type: ${Object.keys(DTYPE_BYTES).join(', ')}`,
});
const name = z.string().min(1).max(200).nullable().default(null);

const shape = z
  .array(z.int().min(1).max(MOST_ELEMENTS), { error: 'a list of whole numbers above 0' })
  .max(8)
  .refine((sizes) => sizes.reduce((all, size) => all * size, 1) <= MOST_ELEMENTS, {
    error: `at most ${MOST_ELEMENTS} elements`,
  });

const generated = z
  .strictObject({
    shape,
    dtype,
    fill: z
      .enum(['zeros', 'ones', 'constant', 'uniform', 'normal', 'arange', 'identity', 'integers'])
      .default('normal'),
    seed: z
      .int()
      .min(0)
      .max(2 ** 32 - 1)
      .default(0),
    low: z.number().optional(),
    high: z.number().optional(),
    value: z.number().optional(),
    name,
  })
  .refine(({ fill, value }) => (fill === 'constant') === (value !== undefined), {
    error: '`value` with the fill `constant`, and with no other',
  })
  .transform(
    ({ low, high, value, ...rest }): GeneratedTensor => ({
      kind: 'generated',
      ...rest,
      low: value ?? low ?? 0,
      high: high ?? 1,
    }),
  );

const file = z
  .strictObject({ npy: z.string().min(1).max(4096), dtype: dtype.nullable().default(null), name })
  .transform((read): FileTensor => ({ kind: 'file', ...read }));

const safeInt = z.int();
const typed = z.union([
  z.strictObject({ int: safeInt }).transform(({ int }): CallArgument => ({ kind: 'int', value: int })),
  z
    .strictObject({ float: z.number() })
    .transform(({ float }): CallArgument => ({ kind: 'float', value: float })),
  z
    .strictObject({ python: z.string().min(1).max(10_000) })
    .transform(({ python }): CallArgument => ({ kind: 'python', expression: python })),
]);

const plain = z.union([
  z.null().transform((): CallArgument => ({ kind: 'none' })),
  z.boolean().transform((value): CallArgument => ({ kind: 'bool', value })),
  z
    .number()
    .transform(
      (value): CallArgument =>
        Number.isSafeInteger(value) ? { kind: 'int', value } : { kind: 'float', value },
    ),
  z
    .string()
    .max(100_000)
    .transform((value): CallArgument => ({ kind: 'string', value })),
]);

const argumentAt = (depth: number): z.ZodType<CallArgument> => {
  const single = z.union([generated, file, typed, plain], {
    error:
      'a tensor ({"shape": [128, 512], "dtype": "bfloat16"} or {"npy": "x.npy"}), a number, a text, true, false, null, ' +
      '{"int": 1}, {"float": 1}, {"python": "an expression"}, a list, {"tuple": [...]}, or {"ranks": [one for each rank]}',
  });
  if (depth === 0) return single as unknown as z.ZodType<CallArgument>;
  const items = z.array(argumentAt(depth - 1)).max(MOST_ARGUMENTS);
  return z.union([
    single,
    items.transform((list): CallArgument => ({ kind: 'list', items: list })),
    z
      .strictObject({ tuple: items })
      .transform(({ tuple }): CallArgument => ({ kind: 'tuple', items: tuple })),
    z
      .strictObject({ ranks: items })
      .transform(({ ranks }): CallArgument => ({ kind: 'ranks', items: ranks })),
  ]) as unknown as z.ZodType<CallArgument>;
};

const argument = argumentAt(DEEPEST_LIST);
const tolerance = z.number().min(0);

const tensor = z.union([file, generated]);
const rankTensors = z
  .strictObject({ ranks: z.array(tensor).max(MOST_RANKS) })
  .transform(({ ranks }): RankTensors => ({ kind: 'ranks', items: ranks }));

const expectation = z
  .strictObject({
    tensor: z.union([file, generated, rankTensors]),
    relative: tolerance.default(1e-2),
    absolute: tolerance.default(1e-5),
  })
  .transform((read): Expectation => read);

/** A call file: which function, with what, and what must come out. JSON or YAML. */
export const kernelCallSchema = z
  .strictObject({
    $schema: z.string().optional(),
    function: z
      .string()
      .regex(/^[A-Za-z_][A-Za-z0-9_.]*$/, { error: 'the name of a function of the kernel file' }),
    cores: z.union([z.literal(1), z.literal(2)], { error: '1 or 2' }).default(1),
    ranks: z
      .int({ error: `a whole number from 1 to ${MOST_RANKS}` })
      .min(1)
      .max(MOST_RANKS)
      .default(1),
    args: z.array(argument).max(MOST_ARGUMENTS).default([]),
    keywords: z.record(z.string(), argument).default({}),
    expect: z.array(expectation).max(MOST_ARGUMENTS).default([]),
    environment: z.record(z.string(), z.string()).default({}),
  })
  .refine((read) => wrongRankLists(read).length === 0, {
    error: 'as many entries in every {"ranks": [...]} as the call has ranks',
  })
  .transform(({ $schema: _, ...read }): KernelCall => read);

/** The JSON Schema of call files as people write them, for editors: schemas/kernel-call.schema.json. */
export const kernelCallJsonSchema = (): Readonly<Record<string, unknown>> => ({
  $id: 'rackwright/kernel-call.schema.json',
  title: 'Rackwright kernel call',
  ...z.toJSONSchema(kernelCallSchema, { io: 'input', target: 'draft-2020-12', reused: 'ref' }),
});
