import { createRoute, z } from '@hono/zod-openapi';
import {
  findQuote,
  makeQuote,
  type Quote,
  type QuoteAnswer,
  type QuoteRequest,
} from '../../app/serve-quote.ts';
import { PERMISSIONS } from '../../app/serve-roles.ts';
import { type Api, answers, guarded, ledgerKey, noteRepeated, ownBuyer } from '../context.ts';
import { fieldProblem, Problem } from '../problem.ts';
import { notFound, refusalProblem } from '../refusals.ts';
import {
  calendarDate,
  idempotencyKey,
  identifier,
  idPath,
  moment,
  planVersion,
  reason,
  wholeDays,
} from '../schemas.ts';
import { requireSoon } from './holds.ts';
import { quote, quoteNow, shownQuote } from './quote-view.ts';

const RACKS_MAX = 100_000;
const racks = z.int().min(1).max(RACKS_MAX);
const SHIPMENTS = 4;

const asked = z
  .strictObject({
    planVersion,
    reason,
    dealId: identifier,
    buyer: identifier,
    racks,
    lotRacks: racks.default(1).openapi({ description: 'Racks per lot; divides the racks.' }),
    shipmentsMax: z.int().min(1).max(1000).default(SHIPMENTS),
    siteReady: calendarDate,
    latest: calendarDate,
    deliveryDays: wholeDays.openapi({ description: 'From the finished rack to its acceptance on site.' }),
    accepts: z
      .array(
        z.strictObject({
          generationId: identifier,
          pricePerRackCents: z.int().min(0).max(1e12).nullable().default(null).openapi({
            description: 'null: the list price.',
          }),
        }),
      )
      .min(1)
      .max(100)
      .refine((all) => new Set(all.map(({ generationId }) => generationId)).size === all.length, {
        message: 'each generation once',
      }),
    region: identifier.nullable().default(null),
    validUntil: moment,
    hold: z.boolean().default(false).openapi({
      description: 'Whether the ledger keeps the units until then; without, a quote promises nothing.',
    }),
  })
  .openapi('AskQuote');

/** What stands in the way of a quote's hold: units that are not there, or the ledger's no. */
const requireHold = ({ body, hold }: Quote, request: QuoteRequest): void => {
  if (body.holding === null) return;
  if ('missing' in body.holding) {
    const { generationId, byDate, racks: missing } = body.holding.missing;
    throw fieldProblem(
      'hold-refused',
      'hold',
      `${missing} racks of ${generationId} that no pool has by ${byDate}`,
      'pools that hold what the plan delivers; ask without a hold for the dates alone',
      `quote ${body.id} has dates but no hold: the pools lack ${missing} racks of ${generationId} by ${byDate}`,
    );
  }
  if (hold === null || hold.ok) return;
  const { lines } = body.holding;
  const { actor, reason: why, planVersion: version, dealId, buyer, validUntil } = request;
  throw refusalProblem(hold.refusal, {
    type: 'hold',
    key: '',
    actor,
    reason: why,
    planVersion: version,
    validAt: null,
    dealId,
    buyer,
    lines,
    expiresAt: validUntil,
  });
};

const problemOf = (answer: Exclude<QuoteAnswer, { kind: 'quoted' }>, request: QuoteRequest): Problem => {
  switch (answer.kind) {
    case 'key-reused':
      return fieldProblem(
        'key-reused',
        'Idempotency-Key',
        'a key that was used for another request',
        'a new key for each request; the same key only to repeat the same request',
      );
    case 'plan-changed':
      return fieldProblem(
        'plan-changed',
        'planVersion',
        JSON.stringify(request.planVersion),
        `${JSON.stringify(answer.current)}, which is the plan in force`,
      );
    case 'no-supply':
      return new Problem(
        'no-supply',
        'the plan in force was adopted elsewhere; its supply file is not known here',
      );
    case 'invalid':
      return fieldProblem('invalid', answer.field, answer.found, answer.accepted);
  }
};

const asking = (api: Api): void => {
  const { service, metrics } = api;
  const route = createRoute({
    method: 'post',
    path: '/v1/quotes',
    summary: 'Whether and when a deal can be had, solved anew on the plan in force; with a hold if asked for',
    ...guarded(api, 'quote'),
    request: {
      headers: idempotencyKey,
      body: { required: true, content: { 'application/json': { schema: asked } } },
    },
    responses: answers(201, quote, 'The quote'),
  });
  api.app.openapi(route, async (c) => {
    const request: QuoteRequest = { ...c.req.valid('json'), actor: c.var.principal.name };
    const own = ownBuyer(c);
    if (own !== null && request.buyer !== own)
      throw fieldProblem('not-allowed', 'buyer', JSON.stringify(request.buyer), JSON.stringify(own));
    if (request.hold && PERMISSIONS[c.var.principal.role].hold !== 'all')
      throw fieldProblem('not-allowed', 'hold', 'true', 'false: this role keeps no units from others');
    requireSoon('validUntil', request.validUntil, service.now());
    const started = performance.now();
    const answer = await makeQuote(service, request, ledgerKey(c, c.req.valid('header')['idempotency-key']));
    metrics.quote(answer.kind, (performance.now() - started) / 1000);
    if (answer.kind !== 'quoted') throw problemOf(answer, request);
    noteRepeated(c, answer.repeated);
    if (answer.quote.hold !== null)
      metrics.command('hold', { ...answer.quote.hold, repeated: answer.repeated });
    requireHold(answer.quote, request);
    return c.json(shownQuote(answer.quote, own === null), 201);
  });
};

const reading = (api: Api): void => {
  const route = createRoute({
    method: 'get',
    path: '/v1/quotes/{id}',
    summary: 'A quote, with what has become of it',
    ...guarded(api, 'read-quotes'),
    request: { params: idPath },
    responses: answers(200, quoteNow, 'The quote'),
  });
  api.app.openapi(route, async (c) => {
    const { id } = c.req.valid('param');
    const found = await findQuote(api.service, id);
    const own = ownBuyer(c);
    if (found === null || (own !== null && found.quote.body.buyer !== own)) throw notFound('quote', id);
    return c.json({ ...shownQuote(found.quote, own === null), state: found.state }, 200);
  });
};

/** Quotes: what can be promised, and when. */
export const quotes = (api: Api): void => {
  asking(api);
  reading(api);
};
