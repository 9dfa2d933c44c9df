import { createRoute, z } from '@hono/zod-openapi';
import { OUTSIDE } from '../../app/serve-hold-lines.ts';
import type { PoolBalance } from '../../core/supply/ledger/accounts.ts';
import { type Api, answers, guarded } from '../context.ts';
import { pageOf } from '../paging.ts';
import { identifier, next, paging, unit } from '../schemas.ts';

const count = z.int().optional().openapi({ description: 'Left out for buyers.' });

const pool = z
  .object({
    id: z.string(),
    generationId: z.string(),
    unit,
    week: z.string().openapi({ description: 'Monday of the week in which the units are ready.' }),
    region: z.string(),
    taker: z.string(),
    available: z.int(),
    supplied: count,
    held: count,
    committed: count,
    passedOn: count,
  })
  .openapi('Pool');

const page = z
  .object({
    planVersion: z.string().nullable().openapi({ description: 'Plan in force; null while there is none.' }),
    pools: z.array(pool),
    next,
  })
  .openapi('Availability');

const shown = ({ commodity, ...balance }: PoolBalance, whole: boolean): z.infer<typeof pool> => {
  const { id, week, region, taker, available, supplied, held, committed, passedOn } = balance;
  const open = { id, ...commodity, week, region, taker, available };
  return whole ? { ...open, supplied, held, committed, passedOn } : open;
};

/** What is in the pools. Buyers see what is left for outside buyers, not what others hold. */
export const availability = (api: Api): void => {
  const route = createRoute({
    method: 'get',
    path: '/v1/availability',
    summary: 'What is in the pools now',
    ...guarded(api, 'read-availability'),
    request: {
      query: z.strictObject({ generation: identifier.optional(), taker: identifier.optional(), ...paging }),
    },
    responses: answers(200, page, 'Pools by week'),
  });
  api.app.openapi(route, async (c) => {
    const { generation, taker, cursor, limit } = c.req.valid('query');
    const whole = c.var.scope === 'all';
    const plan = await api.service.ledger.currentPlan();
    const balances = await api.service.ledger.balances({
      ...(generation === undefined ? {} : { generationId: generation }),
      ...(whole ? (taker === undefined ? {} : { taker }) : { taker: OUTSIDE }),
    });
    const wanted = taker === undefined ? balances : balances.filter((one) => one.taker === taker);
    const { items, next: after } = pageOf('pools', wanted, ({ id }) => id, { cursor, limit });
    const pools = items.map((balance) => shown(balance, whole));
    return c.json({ planVersion: plan === null ? null : plan.version, pools, next: after }, 200);
  });
};
