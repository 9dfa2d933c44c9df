import { createRoute, z } from '@hono/zod-openapi';
import { PERMISSIONS } from '../../app/serve-roles.ts';
import type { CommitmentEntry } from '../../core/supply/ledger/ledger.ts';
import { type Api, answers, applied, authenticated, commandOf, guarded, ownBuyer } from '../context.ts';
import { pageOf } from '../paging.ts';
import { fieldProblem, Problem } from '../problem.ts';
import { notFound } from '../refusals.ts';
import {
  done,
  idempotencyKey,
  identifier,
  idPath,
  next,
  notedPlan,
  paging,
  reason,
  station,
  validAt,
} from '../schemas.ts';

const commitment = z
  .object({
    id: z.string(),
    dealId: z.string(),
    buyer: z.string(),
    planVersion: z.string().nullable(),
    lines: z
      .array(z.object({ poolId: z.string(), station, units: z.int(), serials: z.array(z.string()) }))
      .openapi({ description: 'Units at each station, by pool.' }),
  })
  .openapi('Commitment');

const shown = ({ lines, ...one }: CommitmentEntry): z.infer<typeof commitment> => ({
  ...one,
  lines: lines.map(({ serials, ...rest }) => ({ ...rest, serials: [...serials] })),
});

const reading = (api: Api): void => {
  const list = createRoute({
    method: 'get',
    path: '/v1/commitments',
    summary: 'Commitments, the oldest first',
    ...guarded(api, 'read-commitments'),
    request: {
      query: z.strictObject({ buyer: identifier.optional(), deal: identifier.optional(), ...paging }),
    },
    responses: answers(
      200,
      z.object({ commitments: z.array(commitment), next }).openapi('Commitments'),
      'Commitments',
    ),
  });
  api.app.openapi(list, async (c) => {
    const { buyer, deal, cursor, limit } = c.req.valid('query');
    const own = ownBuyer(c);
    const found = await api.service.ledger.commitments({
      ...(own === null ? (buyer === undefined ? {} : { buyer }) : { buyer: own }),
      ...(deal === undefined ? {} : { dealId: deal }),
    });
    const wanted = buyer === undefined ? found : found.filter((one) => one.buyer === buyer);
    const { items, next: after } = pageOf('commitments', wanted, ({ id }) => id, { cursor, limit });
    return c.json({ commitments: items.map(shown), next: after }, 200);
  });
  const single = createRoute({
    method: 'get',
    path: '/v1/commitments/{id}',
    summary: 'A commitment, with where its units are',
    ...guarded(api, 'read-commitments'),
    request: { params: idPath },
    responses: answers(200, commitment, 'The commitment'),
  });
  api.app.openapi(single, async (c) => {
    const { id } = c.req.valid('param');
    const found = await api.service.ledger.commitment(id);
    const own = ownBuyer(c);
    if (found === null || (own !== null && found.buyer !== own)) throw notFound('commitment', id);
    return c.json(shown(found), 200);
  });
};

const withdrawing = (api: Api): void => {
  const body = z.strictObject({ planVersion: notedPlan, reason, validAt }).openapi('WithdrawCommitment');
  const route = createRoute({
    method: 'post',
    path: '/v1/commitments/{id}/withdraw',
    summary: 'Give back what a commitment has not built; a second key approves it',
    ...guarded(api, 'withdraw'),
    request: {
      params: idPath,
      headers: idempotencyKey.extend({
        'approver-key': z.string('"Bearer " and the key of somebody else who may approve it').openapi({
          description: '"Bearer " and the key of somebody else, of the role maker or cloud-team.',
        }),
      }),
      body: { required: true, content: { 'application/json': { schema: body } } },
    },
    responses: answers(200, done, 'Given back'),
  });
  api.app.openapi(route, async (c) => {
    const { id: commitmentId } = c.req.valid('param');
    const headers = c.req.valid('header');
    const approver = await authenticated(api.service, headers['approver-key'], 'Approver-Key');
    if (PERMISSIONS[approver.role]['approve-withdrawal'] !== 'all')
      throw new Problem('not-allowed', `a key of the role ${approver.role} may not approve this`);
    if (approver.name === c.var.principal.name)
      throw fieldProblem('invalid', 'Approver-Key', 'a key of the same person', 'a key of somebody else');
    const action = { type: 'withdraw' as const, commitmentId, approver: approver.name };
    const command = commandOf(c, headers['idempotency-key'], c.req.valid('json'), action);
    return c.json(await applied(c, api, command), 200);
  });
};

/** Commitments: what was promised, and how far it has come. */
export const commitments = (api: Api): void => {
  reading(api);
  withdrawing(api);
};
