import { z } from 'zod';
import { STATIONS } from './accounts.ts';
import type { LedgerCommand } from './commands.ts';
import type { LedgerRefusal } from './ledger.ts';

const UNITS_MAX = 1_000_000_000;
const LINES_MAX = 1000;

/** Text that every database keeps byte for byte: no control characters, no halves of surrogate pairs. */
const textOf = (charactersMax: number) =>
  z
    .string()
    .min(1)
    .max(charactersMax)
    .regex(/^[^\u0000-\u001f\u007f]*$/u, 'must not contain control characters')
    .refine((text) => !/\p{Surrogate}/u.test(text), 'must be well-formed Unicode');

const id = textOf(128);
const units = z.int().min(1).max(UNITS_MAX);
const moment = z.iso
  .datetime()
  .regex(/^(19[7-9]|2\d\d)/, 'must lie between 1970 and 2999')
  .regex(/:\d\d(\.\d{1,3})?Z$/, 'must be in UTC, to the millisecond at most');

const lines = z
  .array(z.strictObject({ poolId: id, units }))
  .min(1)
  .max(LINES_MAX)
  .refine((all) => new Set(all.map(({ poolId }) => poolId)).size === all.length, 'must name each pool once');

const pool = z.strictObject({
  id,
  commodity: z.strictObject({ generationId: id, unit: z.enum(['rack', 'chip']) }),
  week: z.iso
    .date()
    .refine((date) => new Date(`${date}T00:00:00Z`).getUTCDay() === 1, 'must be the Monday of its week'),
  region: id,
  taker: id,
});

const attribution = {
  actor: id,
  reason: textOf(1000),
  planVersion: id.nullable(),
  validAt: moment.nullable(),
  key: z
    .string()
    .regex(/^[A-Za-z0-9._:/+=-]{1,64}$/, 'must be 1 to 64 letters, digits or . _ : / + = -')
    .refine(
      (key) => !key.startsWith('ledger:'),
      'must not start with "ledger:", which the ledger uses itself',
    ),
};

/** What a command may look like at all, whatever is in the ledger. */
export const ledgerCommandSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('open-pools'),
    ...attribution,
    pools: z.array(pool).min(1).max(LINES_MAX),
  }),
  z.strictObject({ type: z.literal('supply'), ...attribution, lines }),
  z.strictObject({ type: z.literal('cut'), ...attribution, lines }),
  z.strictObject({
    type: z.literal('hold'),
    ...attribution,
    dealId: id,
    buyer: id,
    lines,
    expiresAt: moment,
  }),
  z.strictObject({ type: z.literal('commit'), ...attribution, holdId: id, lines: lines.nullable() }),
  z.strictObject({ type: z.literal('release'), ...attribution, holdId: id }),
  z
    .strictObject({ type: z.literal('withdraw'), ...attribution, commitmentId: id, approver: id })
    .refine(({ actor, approver }) => actor !== approver, {
      path: ['approver'],
      message: 'must be somebody other than the actor',
    }),
  z
    .strictObject({
      type: z.literal('move'),
      ...attribution,
      commitmentId: id,
      poolId: id,
      from: z.enum(STATIONS),
      to: z.enum(STATIONS),
      units,
      serials: z.array(id).max(10_000),
    })
    .refine(({ serials, units: moved }) => new Set(serials).size === moved && serials.length === moved, {
      path: ['serials'],
      message: 'must be as many different serial numbers as units',
    }),
  z.strictObject({ type: z.literal('expire'), ...attribution, holdId: id.nullable() }),
  z.strictObject({
    type: z.literal('adopt-plan'),
    ...attribution,
    expected: id.nullable(),
    version: id,
    digest: textOf(256),
  }),
]);

/** The first thing that no ledger could accept about a command, with the path of its field; null when there is none. */
export const invalidField = (command: LedgerCommand): LedgerRefusal | null => {
  const { error } = ledgerCommandSchema.safeParse(command);
  const [issue] = error === undefined ? [] : error.issues;
  if (issue === undefined) return null;
  return { kind: 'invalid', field: issue.path.join('.'), words: issue.message };
};
