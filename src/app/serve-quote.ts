import { randomUUID } from 'node:crypto';
import { cents } from '../core/quantity/money.ts';
import { daysBetween } from '../core/supply/calendar.ts';
import type { Deal, SupplyCase } from '../core/supply/case.ts';
import type { LedgerCommand } from '../core/supply/ledger/commands.ts';
import type { Ledger, LedgerAnswer } from '../core/supply/ledger/ledger.ts';
import type { PromiseAnswer } from '../core/supply/promise/promise.ts';
import type { Desk, QuoteRecord } from '../platform/store/desk.ts';
import { holdLines, OUTSIDE } from './serve-hold-lines.ts';
import { type AdoptedPlan, adoptedPlan } from './serve-plan.ts';
import { type QuoteBody, solvedQuote } from './serve-quote-body.ts';
import { type Solving, sha256 } from './serve-solving.ts';

/** A deal that somebody asks about, and what the answer is to be kept for. */
export interface QuoteRequest {
  readonly planVersion: string;
  readonly dealId: string;
  readonly buyer: string;
  readonly racks: number;
  readonly lotRacks: number;
  readonly shipmentsMax: number;
  /** Calendar dates. */
  readonly siteReady: string;
  readonly latest: string;
  readonly deliveryDays: number;
  /** Generations accepted; a price of null stands for the list price. */
  readonly accepts: readonly { readonly generationId: string; readonly pricePerRackCents: number | null }[];
  readonly region: string | null;
  readonly validUntil: string;
  readonly hold: boolean;
  readonly actor: string;
  readonly reason: string;
}

export interface Quote {
  readonly body: QuoteBody;
  /** null: no hold was asked for, or none could be asked for. */
  readonly hold: LedgerAnswer | null;
}

export type QuoteAnswer =
  | { readonly kind: 'quoted'; readonly quote: Quote; readonly repeated: boolean }
  | { readonly kind: 'key-reused' }
  | { readonly kind: 'plan-changed'; readonly current: string | null }
  /** The plan in force was adopted without a supply file that is known here. */
  | { readonly kind: 'no-supply' }
  | { readonly kind: 'invalid'; readonly field: string; readonly found: string; readonly accepted: string };

export interface QuoteOffice {
  readonly ledger: Ledger;
  readonly desk: Desk;
  readonly solving: Solving;
  readonly now: () => string;
}

type Invalid = Extract<QuoteAnswer, { kind: 'invalid' }>;

const invalid = (field: string, found: string, accepted: string): Invalid => ({
  kind: 'invalid',
  field,
  found,
  accepted,
});

/** The deal as the case knows deals, in days since its start; or what cannot be about it. */
const dealFrom = (of: SupplyCase, request: QuoteRequest): Deal | Invalid => {
  const { racks, lotRacks, siteReady, latest, accepts } = request;
  if (racks % lotRacks !== 0)
    return invalid('lotRacks', String(lotRacks), `a number that divides the ${racks} racks`);
  if (latest < siteReady) return invalid('latest', latest, `a day not before ${siteReady}`);
  const known = of.generations.map(({ id }) => id);
  const unknown = accepts.findIndex(({ generationId }) => !known.includes(generationId));
  if (unknown >= 0)
    return invalid(
      `accepts.${unknown}.generationId`,
      JSON.stringify(accepts[unknown]?.generationId),
      `one of ${known.join(', ')}`,
    );
  const taken = of.deals.find(({ id }) => id === request.dealId);
  const foreign = taken !== undefined && taken.buyer !== request.buyer;
  return {
    // A deal of the same name that belongs to somebody else stays in the case and keeps what it has.
    id: foreign ? `${request.dealId} of ${request.buyer}` : request.dealId,
    buyer: request.buyer,
    tier: 'prospect',
    inBaseline: false,
    racks,
    lotRacks,
    shipmentsMax: request.shipmentsMax,
    siteReadyDay: daysBetween(of.startDate, siteReady),
    latestDay: daysBetween(of.startDate, latest),
    deliveryDays: request.deliveryDays,
    accepts: of.generations.flatMap(({ id, outsidePrice }) => {
      const accepted = accepts.find(({ generationId }) => generationId === id);
      if (accepted === undefined) return [];
      const price = accepted.pricePerRackCents;
      return [{ generationId: id, pricePerRack: price === null ? outsidePrice : cents(price) }];
    }),
    latenessPerRackDay: cents(0),
    created: [],
  };
};

const holdingOf = async (
  { ledger }: QuoteOffice,
  of: SupplyCase,
  request: QuoteRequest,
  answer: PromiseAnswer,
): Promise<QuoteBody['holding']> => {
  const { expected, deal } = answer;
  if (!request.hold || expected.kind === 'impossible') return null;
  const own = expected.plan.shipments.filter(({ dealId }) => dealId === deal.id);
  const found = holdLines(of, own, await ledger.balances({ taker: OUTSIDE }), request.region);
  return found.kind === 'lines' ? { lines: found.lines } : { missing: found };
};

const commandFor = (request: QuoteRequest, body: QuoteBody, key: string): LedgerCommand | null => {
  if (body.holding === null || !('lines' in body.holding)) return null;
  return {
    type: 'hold',
    key,
    actor: request.actor,
    reason: request.reason,
    planVersion: request.planVersion,
    validAt: null,
    dealId: request.dealId,
    buyer: request.buyer,
    lines: body.holding.lines,
    expiresAt: request.validUntil,
  };
};

/** Asks the ledger for a quote's hold; asked again after a break, it gives the answer it gave then. */
const withHold = async ({ ledger, desk }: QuoteOffice, record: QuoteRecord): Promise<Quote> => {
  const body = JSON.parse(record.body) as QuoteBody;
  if (record.holdCommand === null) return { body, hold: null };
  if (record.holdAnswer !== null) return { body, hold: record.holdAnswer };
  const answer = await ledger.apply(record.holdCommand);
  await desk.noteHold(record.id, answer);
  return { body, hold: answer };
};

const solveAndKeep = async (
  office: QuoteOffice,
  plan: AdoptedPlan,
  deal: Deal,
  request: QuoteRequest,
  keys: { readonly requestKey: string; readonly requestDigest: string },
): Promise<QuoteRecord> => {
  const answer = await office.solving.promise(plan.supply, plan.baseline, deal);
  const { dealId, buyer, planVersion, validUntil, racks } = request;
  const id = `quote-${randomUUID()}`;
  const createdAt = office.now();
  const body: QuoteBody = {
    id,
    dealId,
    buyer,
    planVersion,
    createdAt,
    validUntil,
    racks,
    ...solvedQuote(plan.supply, answer),
    holding: await holdingOf(office, plan.supply, request, answer),
  };
  return office.desk.keepQuote({
    id,
    ...keys,
    buyer,
    dealId,
    createdAt,
    body: JSON.stringify(body),
    holdCommand: commandFor(request, body, keys.requestKey),
    holdAnswer: null,
  });
};

/**
 * Answers a request for a quote, the same request with the same answer. The quote is kept before its hold is asked for, so
 * that after a break in between the repeated request finds it and asks the ledger again under the same key.
 */
export const makeQuote = async (
  office: QuoteOffice,
  request: QuoteRequest,
  requestKey: string,
): Promise<QuoteAnswer> => {
  const requestDigest = sha256(JSON.stringify(request));
  const before = await office.desk.quote({ requestKey });
  if (before !== null) {
    if (before.requestDigest !== requestDigest) return { kind: 'key-reused' };
    return { kind: 'quoted', quote: await withHold(office, before), repeated: true };
  }
  const current = await office.ledger.currentPlan();
  if (current === null || current.version !== request.planVersion)
    return { kind: 'plan-changed', current: current === null ? null : current.version };
  const plan = await adoptedPlan(office.ledger, office.desk);
  if (plan === null) return { kind: 'no-supply' };
  if (request.validUntil <= office.now())
    return invalid('validUntil', request.validUntil, `a moment after ${office.now()}`);
  const deal = dealFrom(plan.supply, request);
  if ('kind' in deal) return deal;
  const kept = await solveAndKeep(office, plan, deal, request, { requestKey, requestDigest });
  if (kept.requestDigest !== requestDigest) return { kind: 'key-reused' };
  return { kind: 'quoted', quote: await withHold(office, kept), repeated: false };
};

/** What has become of a quote. */
export type QuoteState = 'valid' | 'refused' | 'expired' | 'plan-changed' | 'committed' | 'released';

export interface QuoteNow {
  readonly quote: Quote;
  readonly state: QuoteState;
}

/** A quote with a hold stands and falls with it; one without is valid until its moment, under the plan it was made on. */
const stateOf = async ({ ledger, now }: QuoteOffice, { body, hold }: Quote): Promise<QuoteState> => {
  if (body.holding !== null) {
    if (hold === null || !hold.ok) return 'refused';
    const state = (await ledger.hold(hold.id))?.state;
    return state === undefined || state === 'open' ? 'valid' : state;
  }
  if (!body.possible) return 'refused';
  if (body.validUntil <= now()) return 'expired';
  const current = await ledger.currentPlan();
  return current?.version === body.planVersion ? 'valid' : 'plan-changed';
};

/** A quote with what has become of it; null when there is none of this id. */
export const findQuote = async (office: QuoteOffice, id: string): Promise<QuoteNow | null> => {
  const record = await office.desk.quote({ id });
  if (record === null) return null;
  const body = JSON.parse(record.body) as QuoteBody;
  const quote = { body, hold: record.holdAnswer };
  return { quote, state: await stateOf(office, quote) };
};
