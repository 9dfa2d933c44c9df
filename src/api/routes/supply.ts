import { createRoute, z } from '@hono/zod-openapi';
import { type Api, answers, applied, commandOf, guarded } from '../context.ts';
import {
  calendarDate,
  done,
  idempotencyKey,
  identifier,
  lines,
  notedPlan,
  planVersion,
  reason,
  unit,
  validAt,
} from '../schemas.ts';

const openingPools = z
  .strictObject({
    reason,
    planVersion: notedPlan,
    pools: z
      .array(
        z.strictObject({
          id: identifier,
          generationId: identifier,
          unit,
          week: calendarDate.openapi({ description: 'A Monday.' }),
          region: identifier,
          taker: identifier.openapi({ description: '"outside", a cloud class, or "spares".' }),
        }),
      )
      .min(1)
      .max(1000),
  })
  .openapi('OpenPools');

const changingSupply = z.strictObject({ planVersion, reason, validAt, lines }).openapi('ChangeSupply');

const json = <Schema>(schema: Schema) => ({
  body: { required: true, content: { 'application/json': { schema } } },
  headers: idempotencyKey,
});

/** New pools, empty; a pool opened again as it is changes nothing. */
const openPools = (api: Api): void => {
  const route = createRoute({
    method: 'post',
    path: '/v1/pools',
    summary: 'Make pools known, empty',
    ...guarded(api, 'supply'),
    request: json(openingPools),
    responses: answers(201, done, 'Opened, or open as they are'),
  });
  api.app.openapi(route, async (c) => {
    const { pools, ...noted } = c.req.valid('json');
    const opened = pools.map(({ generationId, unit: counted, ...pool }) => ({
      ...pool,
      commodity: { generationId, unit: counted },
    }));
    const key = c.req.valid('header')['idempotency-key'];
    const command = commandOf(c, key, { ...noted, validAt: null }, { type: 'open-pools', pools: opened });
    return c.json(await applied(c, api, command), 201);
  });
};

const change = (
  api: Api,
  path: string,
  type: 'supply' | 'cut',
  summary: string,
  description: string,
): void => {
  const route = createRoute({
    method: 'post',
    path,
    summary,
    ...guarded(api, 'supply'),
    request: json(changingSupply),
    responses: answers(201, done, description),
  });
  api.app.openapi(route, async (c) => {
    const { lines: changed, ...noted } = c.req.valid('json');
    const key = c.req.valid('header')['idempotency-key'];
    return c.json(await applied(c, api, commandOf(c, key, noted, { type, lines: changed })), 201);
  });
};

/** What the maker brings and what it takes back. */
export const supply = (api: Api): void => {
  openPools(api);
  change(api, '/v1/supply', 'supply', 'Add units to pools', 'Added');
  change(
    api,
    '/v1/supply/cuts',
    'cut',
    'Take units from pools; refused while held or promised units would not be covered',
    'Taken',
  );
};
