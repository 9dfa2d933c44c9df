import { createRoute, z } from '@hono/zod-openapi';
import type { Hold } from '../../core/supply/ledger/ledger.ts';
import { type Api, type ApiContext, answers, applied, commandOf, guarded, ownBuyer } from '../context.ts';
import { pageOf } from '../paging.ts';
import { fieldProblem } from '../problem.ts';
import { notFound } from '../refusals.ts';
import {
  done,
  idempotencyKey,
  identifier,
  idPath,
  line,
  lines,
  moment,
  next,
  notedPlan,
  paging,
  planVersion,
  reason,
  validAt,
} from '../schemas.ts';

/** Days for which units may be kept from everybody else without being promised. */
export const HOLD_DAYS_MAX = 90;
const MS_PER_DAY = 86_400_000;

const hold = z
  .object({
    id: z.string(),
    dealId: z.string(),
    buyer: z.string(),
    lines: z.array(line),
    expiresAt: z.string(),
    state: z.enum(['open', 'committed', 'released', 'expired']),
    planVersion: z.string().nullable(),
  })
  .openapi('Hold');

const shown = ({ lines: kept, ...one }: Hold): z.infer<typeof hold> => ({ ...one, lines: [...kept] });

/** @throws {Problem} for a moment too far ahead. A later repetition of the same request is never refused for it. */
export const requireSoon = (field: string, until: string, now: string): void => {
  if (Date.parse(until) > Date.parse(now) + HOLD_DAYS_MAX * MS_PER_DAY)
    throw fieldProblem('invalid', field, until, `a moment within ${HOLD_DAYS_MAX} days`);
};

/** A hold that whoever asks may see. @throws {Problem} `not-found` for others in the words for none. */
const visibleHold = async (c: ApiContext, { service }: Api, id: string): Promise<Hold> => {
  const found = await service.ledger.hold(id);
  const own = ownBuyer(c);
  if (found === null || (own !== null && found.buyer !== own)) throw notFound('hold', id);
  return found;
};

const reading = (api: Api): void => {
  const list = createRoute({
    method: 'get',
    path: '/v1/holds',
    summary: 'Holds, the oldest first',
    ...guarded(api, 'read-holds'),
    request: {
      query: z.strictObject({ buyer: identifier.optional(), deal: identifier.optional(), ...paging }),
    },
    responses: answers(200, z.object({ holds: z.array(hold), next }).openapi('Holds'), 'Holds'),
  });
  api.app.openapi(list, async (c) => {
    const { buyer, deal, cursor, limit } = c.req.valid('query');
    const own = ownBuyer(c);
    const found = await api.service.ledger.holds({
      ...(own === null ? (buyer === undefined ? {} : { buyer }) : { buyer: own }),
      ...(deal === undefined ? {} : { dealId: deal }),
    });
    const wanted = buyer === undefined ? found : found.filter((one) => one.buyer === buyer);
    const { items, next: after } = pageOf('holds', wanted, ({ id }) => id, { cursor, limit });
    return c.json({ holds: items.map(shown), next: after }, 200);
  });
  const single = createRoute({
    method: 'get',
    path: '/v1/holds/{id}',
    summary: 'A hold',
    ...guarded(api, 'read-holds'),
    request: { params: idPath },
    responses: answers(200, hold, 'The hold'),
  });
  api.app.openapi(single, async (c) =>
    c.json(shown(await visibleHold(c, api, c.req.valid('param').id)), 200),
  );
};

const holding = (api: Api): void => {
  const body = z
    .strictObject({
      planVersion,
      reason,
      validAt,
      dealId: identifier,
      buyer: identifier,
      lines,
      expiresAt: moment,
    })
    .openapi('MakeHold');
  const route = createRoute({
    method: 'post',
    path: '/v1/holds',
    summary: 'Keep units of several pools until a moment, all or nothing',
    ...guarded(api, 'hold'),
    request: {
      headers: idempotencyKey,
      body: { required: true, content: { 'application/json': { schema: body } } },
    },
    responses: answers(201, done, 'Kept; `id` is the hold'),
  });
  api.app.openapi(route, async (c) => {
    const { dealId, buyer, lines: kept, expiresAt, ...noted } = c.req.valid('json');
    requireSoon('expiresAt', expiresAt, api.service.now());
    const action = { type: 'hold' as const, dealId, buyer, lines: kept, expiresAt };
    const key = c.req.valid('header')['idempotency-key'];
    return c.json(await applied(c, api, commandOf(c, key, noted, action)), 201);
  });
};

const resolving = (api: Api): void => {
  const commit = createRoute({
    method: 'post',
    path: '/v1/holds/{id}/commit',
    summary: 'Promise what a hold keeps: all of it, or these lines, the rest going back',
    ...guarded(api, 'commit'),
    request: {
      params: idPath,
      headers: idempotencyKey,
      body: {
        required: true,
        content: {
          'application/json': {
            schema: z
              .strictObject({
                planVersion: notedPlan,
                reason,
                validAt,
                lines: lines.nullable().default(null),
              })
              .openapi('CommitHold'),
          },
        },
      },
    },
    responses: answers(201, done, 'Promised; `id` is the commitment'),
  });
  api.app.openapi(commit, async (c) => {
    const { lines: promised, ...noted } = c.req.valid('json');
    const { id: holdId } = c.req.valid('param');
    await visibleHold(c, api, holdId);
    const key = c.req.valid('header')['idempotency-key'];
    const command = commandOf(c, key, noted, { type: 'commit', holdId, lines: promised });
    return c.json(await applied(c, api, command), 201);
  });
  const release = createRoute({
    method: 'post',
    path: '/v1/holds/{id}/release',
    summary: 'Give back what a hold keeps',
    ...guarded(api, 'release'),
    request: {
      params: idPath,
      headers: idempotencyKey,
      body: {
        required: true,
        content: {
          'application/json': {
            schema: z.strictObject({ planVersion: notedPlan, reason, validAt }).openapi('ReleaseHold'),
          },
        },
      },
    },
    responses: answers(200, done, 'Given back'),
  });
  api.app.openapi(release, async (c) => {
    const { id: holdId } = c.req.valid('param');
    await visibleHold(c, api, holdId);
    const key = c.req.valid('header')['idempotency-key'];
    const command = commandOf(c, key, c.req.valid('json'), { type: 'release', holdId });
    return c.json(await applied(c, api, command), 200);
  });
};

/** Holds: who has which units until when. */
export const holds = (api: Api): void => {
  reading(api);
  holding(api);
  resolving(api);
};
