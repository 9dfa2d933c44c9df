import type { Cents } from '../../quantity/money.ts';
import { cents } from '../../quantity/money.ts';
import type { Deal, SupplyCase, UpstreamResource } from '../case.ts';
import type { Conflict } from '../plan.ts';
import { type EarliestAnswer, earliestFor } from './earliest.ts';
import type { Effort, Future } from './futures.ts';

/** A change to what a buyer asks for that could bring its date forward. */
export interface DealChange {
  readonly kind: 'smaller-lots' | 'other-generation' | 'prepayment' | 'later-latest-date';
  readonly words: string;
  /** What it costs the buyer more than what was asked for; 0 for terms that cost nothing. */
  readonly cost: Cents;
  readonly deal: Deal;
}

export interface EvaluatedChange extends DealChange {
  /** Day of full acceptance with the change; null where it does not help to deliver at all. */
  readonly day: number | null;
  /** Days earlier than without it; null where there was no date without it. */
  readonly daysEarlier: number | null;
}

const noCost = cents(0);

const smallerLots = (deal: Deal): DealChange[] =>
  deal.lotRacks === 1 && deal.shipmentsMax >= deal.racks
    ? []
    : [
        {
          kind: 'smaller-lots',
          words: 'take racks one by one, in as many shipments as it takes',
          cost: noCost,
          deal: { ...deal, lotRacks: 1, shipmentsMax: deal.racks },
        },
      ];

const otherGenerations = (of: SupplyCase, deal: Deal): DealChange[] => {
  const cheapest = deal.accepts.reduce((least, { pricePerRack }) => Math.min(least, pricePerRack), Infinity);
  return of.generations
    .filter(({ id }) => deal.accepts.every(({ generationId }) => generationId !== id))
    .map(({ id, name, outsidePrice }) => ({
      kind: 'other-generation' as const,
      words: `accept ${name} too`,
      cost: cents(Math.max(0, outsidePrice - cheapest) * deal.racks),
      deal: { ...deal, accepts: [...deal.accepts, { generationId: id, pricePerRack: outsidePrice }] },
    }));
};

/** Units of a resource that all racks of a deal need, in the generation that needs most. */
const unitsNeeded = (of: SupplyCase, deal: Deal, resourceId: string): number =>
  deal.accepts.reduce((most, { generationId }) => {
    const uses = of.generations.find(({ id }) => id === generationId)?.uses ?? [];
    const perRack = uses.find((use) => use.resourceId === resourceId)?.unitsPerRack;
    return perRack === undefined ? most : Math.max(most, perRack * deal.racks);
  }, 0);

const prepaid = (of: SupplyCase, deal: Deal, resource: UpstreamResource): DealChange[] => {
  const { prepay } = resource;
  const units = Math.ceil(unitsNeeded(of, deal, resource.id));
  if (prepay === null || units === 0) return [];
  const days = Math.max(1, Math.ceil(units / prepay.unitsPerDayMax));
  const created = {
    resourceId: resource.id,
    fromDay: prepay.leadDays,
    untilDay: prepay.leadDays + days,
    unitsPerDay: units / days,
    prepayment: cents(units * prepay.pricePerUnit),
  };
  return [
    {
      kind: 'prepayment',
      words: `pay for ${units} ${resource.unit} of ${resource.name} beforehand, there from day ${prepay.leadDays}`,
      cost: created.prepayment,
      deal: { ...deal, created: [...deal.created, created] },
    },
  ];
};

const QUARTER_DAYS = 91;

/** Changes worth trying: those to the terms, and prepayment of what stands in the way. */
export const changesFor = (of: SupplyCase, deal: Deal, answer: EarliestAnswer): readonly DealChange[] => {
  const inTheWay = new Set(
    answer.binding.filter((one: Conflict) => one.kind === 'capacity').map(({ id }) => id),
  );
  const later: DealChange[] =
    answer.kind === 'possible'
      ? []
      : [1, 2, 4].map((quarters) => ({
          kind: 'later-latest-date',
          words: `accept delivery ${quarters * QUARTER_DAYS} days later`,
          cost: noCost,
          deal: { ...deal, latestDay: deal.latestDay + quarters * QUARTER_DAYS },
        }));
  return [
    ...smallerLots(deal),
    ...otherGenerations(of, deal),
    ...of.resources.filter(({ id }) => inTheWay.has(id)).flatMap((resource) => prepaid(of, deal, resource)),
    ...later,
  ];
};

/** Whether a change brings a date forward, or makes one possible at all. */
export const helps = ({ day, daysEarlier }: EvaluatedChange): boolean =>
  day !== null && (daysEarlier === null || daysEarlier > 0);

/** What helps first, then the cheaper, then the earlier. */
const byUse = (a: EvaluatedChange, b: EvaluatedChange): number => {
  if (helps(a) !== helps(b)) return helps(a) ? -1 : 1;
  if (a.cost !== b.cost) return a.cost - b.cost;
  return a.day === null || b.day === null ? Number(a.day === null) - Number(b.day === null) : a.day - b.day;
};

/**
 * Every change solved anew, those that help first, the cheapest before the dearer. A change that brings nothing forward is
 * kept and says so.
 */
export const evaluateChanges = async (
  future: Future,
  deal: Deal,
  answer: EarliestAnswer,
  effort: Effort,
): Promise<EvaluatedChange[]> => {
  const evaluated: EvaluatedChange[] = [];
  for (const change of changesFor(future.of, deal, answer)) {
    effort.onStep?.(`a change: ${change.words}`);
    const changed = await earliestFor(future, change.deal, effort);
    const day = changed.kind === 'possible' ? changed.day : null;
    const daysEarlier = day === null || answer.kind === 'impossible' ? null : answer.day - day;
    evaluated.push({ ...change, day, daysEarlier });
  }
  return evaluated.toSorted(byUse);
};
