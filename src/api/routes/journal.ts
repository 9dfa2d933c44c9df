import { createRoute, z } from '@hono/zod-openapi';
import type { JournalEntry } from '../../core/supply/ledger/ledger.ts';
import { type Api, answers, guarded, ownBuyer } from '../context.ts';
import { pageRead, positionOf } from '../paging.ts';
import { fieldProblem } from '../problem.ts';
import { identifier, moment, next, paging, station } from '../schemas.ts';

const left = { description: 'Left out for buyers.' };

const entry = z
  .object({
    entry: z.int(),
    recordedAt: z.string(),
    type: z.string(),
    subject: z.string(),
    planVersion: z.string().nullable(),
    validAt: z.string().nullable(),
    transfers: z.array(
      z.object({
        poolId: z.string(),
        from: station,
        to: station,
        fromOwner: z.string().nullable(),
        toOwner: z.string().nullable(),
        units: z.int(),
        serials: z.array(z.string()),
      }),
    ),
    command: z
      .record(z.string(), z.unknown())
      .optional()
      .openapi({ description: 'What was asked, with actor and reason. Left out for buyers.' }),
    previousHash: z.string().optional().openapi(left),
    hash: z.string().optional().openapi(left),
  })
  .openapi('JournalEntry');

/** Buyers see what was done about their deals, not who of ours did it and why. */
const shown = (one: JournalEntry, whole: boolean): z.infer<typeof entry> => {
  const { command, transfers, previousHash, hash } = one;
  const open = {
    entry: one.entry,
    recordedAt: one.recordedAt,
    type: command.type,
    subject: one.subject,
    planVersion: command.planVersion,
    validAt: command.validAt,
    transfers: transfers.map(({ serials, ...rest }) => ({ ...rest, serials: [...serials] })),
  };
  return whole ? { ...open, command: { ...command }, previousHash, hash } : open;
};

const reading = (api: Api): void => {
  const route = createRoute({
    method: 'get',
    path: '/v1/journal',
    summary: 'What was done, in its order',
    ...guarded(api, 'read-journal'),
    request: {
      query: z.strictObject({ buyer: identifier.optional(), deal: identifier.optional(), ...paging }),
    },
    responses: answers(
      200,
      z.object({ entries: z.array(entry), next }).openapi('Journal'),
      'Entries after the cursor',
    ),
  });
  api.app.openapi(route, async (c) => {
    const { buyer, deal, cursor, limit } = c.req.valid('query');
    const own = ownBuyer(c);
    const asked = own ?? buyer;
    const after = positionOf('journal', cursor);
    if (after !== null && !/^\d{1,15}$/.test(after))
      throw fieldProblem('invalid', 'cursor', 'a cursor to nothing', 'the `next` of the page before');
    const nobody = own !== null && buyer !== undefined && buyer !== own;
    // One more than the page tells whether another follows; the ledger gives at most 1,000 at a time.
    const read = nobody
      ? []
      : await api.service.ledger.journal({
          limit: Math.min(limit, 999) + 1,
          ...(after === null ? {} : { after: Number(after) }),
          ...(asked === undefined ? {} : { buyer: asked }),
          ...(deal === undefined ? {} : { dealId: deal }),
        });
    const page = pageRead('journal', read, (one) => String(one.entry), Math.min(limit, 999));
    const entries = page.items.map((one) => shown(one, own === null));
    return c.json({ entries, next: page.next }, 200);
  });
};

const promise = z
  .object({
    dealId: z.string(),
    buyer: z.string(),
    poolId: z.string(),
    held: z.int(),
    committed: z.int(),
  })
  .openapi('PromisedThen');

const promisedThen = (api: Api): void => {
  const route = createRoute({
    method: 'get',
    path: '/v1/promised',
    summary: 'What had been promised on a day, as far as was known at a moment',
    ...guarded(api, 'read-promised'),
    request: {
      query: z.strictObject({
        validAt: moment,
        recordedAt: moment.optional().openapi({ description: 'Left out: now.' }),
      }),
    },
    responses: answers(200, z.object({ promised: z.array(promise) }).openapi('Promised'), 'By deal and pool'),
  });
  api.app.openapi(route, async (c) => {
    const { validAt, recordedAt } = c.req.valid('query');
    const own = ownBuyer(c);
    const found = await api.service.ledger.promisedAt(validAt, recordedAt ?? api.service.now());
    return c.json({ promised: found.filter(({ buyer }) => own === null || buyer === own) }, 200);
  });
};

const check = z
  .object({
    pools: z.int(),
    entries: z.int(),
    oversoldPools: z.array(z.string()),
    differences: z.array(z.string()),
    brokenAt: z.int().nullable(),
    headHash: z.string(),
  })
  .openapi('LedgerCheck');

/** Many who ask at a time get one answer: checking reads the whole journal. */
const checking = (api: Api): void => {
  const route = createRoute({
    method: 'get',
    path: '/v1/check',
    summary: 'Whether journal, transfers, holds, commitments and pools say the same',
    ...guarded(api, 'read-check'),
    responses: answers(200, check, 'What was compared, and what does not agree'),
  });
  let running: ReturnType<typeof api.service.ledger.check> | null = null;
  api.app.openapi(route, async (c) => {
    running ??= api.service.ledger.check().finally(() => {
      running = null;
    });
    const { oversoldPools, differences, ...rest } = await running;
    return c.json({ ...rest, oversoldPools: [...oversoldPools], differences: [...differences] }, 200);
  });
};

/** The past: the journal, what had been promised, and whether it all agrees. */
export const journal = (api: Api): void => {
  reading(api);
  promisedThen(api);
  checking(api);
};
