import { createRoute, z } from '@hono/zod-openapi';
import { adoptedPlan, adoptPlan } from '../../app/serve-plan.ts';
import { InputError } from '../../core/input-error.ts';
import { type Api, answers, guarded, ledgerKey, noteRepeated } from '../context.ts';
import { fieldProblem, Problem } from '../problem.ts';
import { refusalProblem } from '../refusals.ts';
import { done, idempotencyKey, identifier, reason } from '../schemas.ts';

const adoption = z
  .strictObject({
    expected: identifier.nullable().openapi({
      description: 'The plan that you believe to be in force; null: none. Refused when it is not.',
    }),
    version: identifier.openapi({ description: 'The new plan: a name of your own.' }),
    reason,
    supply: z
      .string()
      .min(1)
      .openapi({ description: 'Its supply file, as YAML text; one that names other files is refused.' }),
  })
  .openapi('AdoptPlan');

const NO_BASELINE = {
  'deals-added': 'a deal is marked in_baseline that the signed baseline did not know: a sale',
  infeasible: 'not even what was signed can be served; rackwright allocate says why',
};

const adopting = (api: Api): void => {
  const route = createRoute({
    method: 'post',
    path: '/v1/plans',
    summary: 'Make a plan the one in force if the expected one still is',
    ...guarded(api, 'adopt-plan'),
    request: {
      headers: idempotencyKey,
      body: { required: true, content: { 'application/json': { schema: adoption } } },
    },
    responses: answers(201, done, 'In force; `id` is its version'),
  });
  api.app.openapi(route, async (c) => {
    const { expected, version, reason: why, supply: text } = c.req.valid('json');
    if (expected === version)
      throw fieldProblem('invalid', 'version', JSON.stringify(version), 'a name other than the expected one');
    const supply = await api.service.readSupply(text).catch((error: unknown) => {
      if (!(error instanceof InputError)) throw error;
      const { found, accepted, position } = error.problem;
      const place = position === undefined ? 'supply' : `supply:${position.line}:${position.column}`;
      throw fieldProblem('invalid', place, found, accepted);
    });
    const key = ledgerKey(c, c.req.valid('header')['idempotency-key']);
    const asked = { expected, version, supply, actor: c.var.principal.name, reason: why, key };
    const found = await adoptPlan(api.service, asked, api.service.now());
    if (found.kind !== 'ledger') throw new Problem('no-baseline', NO_BASELINE[found.kind]);
    const { answer } = found;
    api.metrics.command('adopt-plan', answer);
    noteRepeated(c, answer.repeated);
    if (answer.ok) return c.json({ id: answer.id, entry: answer.entry }, 201);
    const command = {
      ...asked,
      type: 'adopt-plan' as const,
      digest: '',
      planVersion: expected,
      validAt: null,
    };
    throw refusalProblem(answer.refusal, command);
  });
};

const current = z
  .object({
    version: z.string(),
    generations: z.array(z.object({ id: z.string(), name: z.string() })).openapi({
      description:
        'What can be asked for in quotes; empty when the supply file of the plan is not known here.',
    }),
    digest: z.string().optional().openapi({ description: 'Left out for buyers, as all below.' }),
    name: z.string().optional(),
    startDate: z.string().optional(),
    baseline: z
      .object({ version: z.string(), signature: z.string(), supplyDigest: z.string() })
      .optional()
      .openapi({ description: 'What extra waits are measured against.' }),
  })
  .openapi('CurrentPlan');

const reading = (api: Api): void => {
  const route = createRoute({
    method: 'get',
    path: '/v1/plans/current',
    summary: 'The plan in force',
    ...guarded(api, 'read-plan'),
    responses: answers(200, current, 'The plan in force'),
  });
  api.app.openapi(route, async (c) => {
    const { ledger, desk } = api.service;
    const head = await ledger.currentPlan();
    if (head === null) throw new Problem('not-found', 'no plan was adopted yet');
    const plan = await adoptedPlan(ledger, desk);
    const generations = plan === null ? [] : plan.supply.generations.map(({ id, name }) => ({ id, name }));
    const open = { version: head.version, generations };
    if (c.var.scope === 'own') return c.json(open, 200);
    if (plan === null) return c.json({ ...open, digest: head.digest }, 200);
    const { version, signature, supplyDigest } = plan.baseline;
    const { name, startDate } = plan.supply;
    const baseline = { version, signature, supplyDigest };
    return c.json({ ...open, digest: head.digest, name, startDate, baseline }, 200);
  });
};

/** Plans: what the ledger's promises are made under. */
export const plans = (api: Api): void => {
  adopting(api);
  reading(api);
};
