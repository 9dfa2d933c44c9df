import { z } from '@hono/zod-openapi';
import { STATIONS } from '../core/supply/ledger/accounts.ts';

const UNITS_MAX = 1_000_000_000;
const LINES_MAX = 1000;
const SERIALS_MAX = 10_000;

const textOf = (charactersMax: number) =>
  z
    .string()
    .min(1)
    .max(charactersMax)
    .regex(/^[^\u0000-\u001f\u007f]*$/, 'text without control characters')
    .refine((text) => !/\p{Surrogate}/u.test(text), 'well-formed Unicode');

export const identifier = textOf(128);
export const reason = textOf(1000).openapi({ description: 'Why, in words; kept in the journal.' });
export const units = z.int().min(1).max(UNITS_MAX);
export const wholeDays = z.int().min(0).max(3650);

export const moment = z.iso
  .datetime('a moment in UTC such as 2027-03-01T09:00:00Z')
  .regex(
    /^(19[7-9]|2\d\d)\d.*:\d\d(\.\d{1,3})?Z$/,
    'a moment from 1970 to 2999 in UTC, to the millisecond at most',
  )
  .openapi({ example: '2027-03-01T09:00:00Z' });

export const calendarDate = z.iso
  .date('a calendar date such as 2027-03-01')
  .regex(/^2\d{3}-/, 'a date from 2000 to 2999')
  .openapi({ example: '2027-03-01' });

export const planVersion = identifier.openapi({
  description: 'Version of the plan you were looking at. Refused when another one is in force by now.',
});

/** For what no plan proposes: the plan is noted when it is given. */
export const notedPlan = identifier.nullable().default(null);

export const validAt = moment.nullable().default(null).openapi({
  description: 'Since when it is so, for what is entered late; never in the future.',
});

export const line = z.strictObject({ poolId: identifier, units }).openapi('Line');
export const lines = z.array(line).min(1).max(LINES_MAX);
export const serials = z.array(identifier).max(SERIALS_MAX);
export const station = z.enum(STATIONS);
export const unit = z.enum(['rack', 'chip']);

export const idempotencyKey = z.object({
  'idempotency-key': z
    .string('a key of your own for this request, best a random UUID')
    .regex(/^[A-Za-z0-9._:/+=-]{1,64}$/, '1 to 64 letters, digits or . _ : / + = -')
    .openapi({ description: 'Made by you. The same request repeated with its key gets the same answer.' }),
});

export const idPath = z.strictObject({ id: identifier });

const PAGE = 100;
const PAGE_MAX = 1000;

/** Parameters of every list. */
export const paging = {
  cursor: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,400}$/, 'the `next` of the page before')
    .optional()
    .openapi({ description: '`next` of the page before; left out for the first.' }),
  limit: z.coerce.number('a number').pipe(z.int().min(1).max(PAGE_MAX)).default(PAGE),
};

export const next = z
  .string()
  .nullable()
  .openapi({ description: '`cursor` of the page after; null when this is the last.' });

/** What the ledger did. */
export const done = z
  .object({
    id: z.string().openapi({ description: 'What was made or changed.' }),
    entry: z.int().openapi({ description: 'Line of the journal.' }),
  })
  .openapi('Done');

export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    field: z.string().optional(),
    found: z.string().optional(),
    accepted: z.string().optional(),
    errors: z.array(z.object({ field: z.string(), found: z.string(), accepted: z.string() })).optional(),
    requestId: z.string(),
  })
  .openapi('Problem');
