import { z } from '@hono/zod-openapi';
import type { Quote } from '../../app/serve-quote.ts';
import { line } from '../schemas.ts';

const dateOrNull = z.string().nullable();

const hold = z
  .object({ id: z.string(), expiresAt: z.string(), lines: z.array(line) })
  .openapi({ description: 'What the ledger keeps for this quote.' });

/** A quote as it is answered. */
export const quote = z
  .object({
    id: z.string(),
    dealId: z.string(),
    buyer: z.string(),
    planVersion: z.string(),
    createdAt: z.string(),
    validUntil: z.string(),
    racks: z.int(),
    possible: z.boolean(),
    expected: dateOrNull.openapi({
      description: 'Full acceptance on expected supply; null: not within the terms.',
    }),
    p50: dateOrNull,
    p80: dateOrNull,
    p95: dateOrNull,
    shipments: z.array(
      z.object({ generationId: z.string(), racks: z.int(), ready: z.string(), accepted: z.string() }),
    ),
    waits: z
      .array(
        z.object({
          classId: z.string(),
          name: z.string(),
          limitDays: z.number(),
          withoutDealDays: z.number().nullable(),
          withDealDays: z.number().nullable(),
          recovered: dateOrNull,
          kept: z.boolean(),
        }),
      )
      .optional()
      .openapi({ description: 'Whose wait grows by how much, by class of the cloud. Left out for buyers.' }),
    binding: z.array(z.object({ kind: z.string(), id: z.string(), words: z.string() })).openapi({
      description: 'What keeps it from coming sooner. Buyers see resources only.',
    }),
    changes: z.array(
      z.object({
        kind: z.string(),
        words: z.string(),
        costCents: z.int(),
        accepted: dateOrNull,
        daysEarlier: z.number().nullable(),
      }),
    ),
    hold: hold.nullable(),
  })
  .openapi('Quote');

export const quoteNow = quote
  .extend({
    state: z
      .enum(['valid', 'refused', 'expired', 'plan-changed', 'committed', 'released'])
      .openapi({ description: 'What has become of it; with a hold it stands and falls with that.' }),
  })
  .openapi('QuoteNow');

/** @param whole whether waits of the cloud's classes and other deals may be seen. */
export const shownQuote = ({ body, hold: answer }: Quote, whole: boolean): z.infer<typeof quote> => {
  const { holding, waits, binding, shipments, changes, ...rest } = body;
  const kept = holding !== null && 'lines' in holding && answer?.ok === true ? holding.lines : null;
  const held =
    kept === null || answer?.ok !== true
      ? null
      : { id: answer.id, expiresAt: body.validUntil, lines: [...kept] };
  const seen = whole ? binding : binding.filter(({ kind }) => kind === 'capacity');
  return {
    ...rest,
    shipments: [...shipments],
    ...(whole ? { waits: [...waits] } : {}),
    binding: [...seen],
    changes: [...changes],
    hold: held,
  };
};
