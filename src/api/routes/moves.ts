import { createRoute, z } from '@hono/zod-openapi';
import { type Api, answers, applied, commandOf, guarded } from '../context.ts';
import {
  done,
  idempotencyKey,
  identifier,
  notedPlan,
  reason,
  serials,
  station,
  units,
  validAt,
} from '../schemas.ts';

/** Moves of committed units: to the build slot, where they get their serial numbers, shipped, installed, returned. */
export const moves = (api: Api): void => {
  const body = z
    .strictObject({
      planVersion: notedPlan,
      reason,
      validAt,
      commitmentId: identifier,
      poolId: identifier,
      from: station,
      to: station,
      units,
      serials: serials.openapi({ description: 'One for each unit; new at the build slot.' }),
    })
    .openapi('MoveUnits');
  const route = createRoute({
    method: 'post',
    path: '/v1/moves',
    summary: 'Move committed units to their next station',
    ...guarded(api, 'move'),
    request: {
      headers: idempotencyKey,
      body: { required: true, content: { 'application/json': { schema: body } } },
    },
    responses: answers(201, done, 'Moved'),
  });
  api.app.openapi(route, async (c) => {
    const { planVersion, reason: why, validAt: since, ...moved } = c.req.valid('json');
    const noted = { planVersion, reason: why, validAt: since };
    const key = c.req.valid('header')['idempotency-key'];
    const command = commandOf(c, key, noted, { type: 'move', ...moved });
    return c.json(await applied(c, api, command), 201);
  });
};
