import { dateAfter } from '../../supply/calendar.ts';
import type { Deal, SupplyCase } from '../../supply/case.ts';
import type { AllocationPlan, Conflict } from '../../supply/plan.ts';
import { type EvaluatedChange, helps } from '../../supply/promise/changes.ts';
import type { EarliestAnswer } from '../../supply/promise/earliest.ts';
import type { PromiseAnswer, WaitImpact } from '../../supply/promise/promise.ts';
import { formatNumber } from '../format.ts';
import { counted, dayText, listed, moneyText, recoveryText } from './words.ts';

/** The deal in words: `later (prospect): 8 racks for a buyer, in lots of 2`. */
export const dealText = (of: SupplyCase, deal: Deal): string => {
  const generations = deal.accepts.map(
    ({ generationId, pricePerRack }) =>
      `${of.generations.find(({ id }) => id === generationId)?.name ?? generationId} at ${moneyText(pricePerRack)}`,
  );
  const lots = deal.lotRacks === 1 ? '' : `, in lots of ${formatNumber(deal.lotRacks)}`;
  return `${deal.id} (${deal.tier}): ${counted(deal.racks, 'rack')} for ${deal.buyer}${lots}; ${listed(generations)}; site ready ${dayText(of, deal.siteReadyDay)}, accepted by ${dayText(of, deal.latestDay)} at the latest`;
};

const allOf = ({ racks }: Deal): string => (racks === 1 ? 'its one rack' : `all ${counted(racks, 'rack')}`);

/** Whether and when it can be had on expected supply. */
export const possibleSentence = (of: SupplyCase, { deal, expected }: PromiseAnswer): string =>
  expected.kind === 'possible'
    ? `Yes: ${allOf(deal)} can be accepted by ${dateAfter(of.startDate, expected.day)} on expected supply. Nothing that was promised to others comes later, and nobody inside waits beyond their limit.`
    : `No: ${deal.racks === 1 ? '' : 'not '}${allOf(deal)} can${deal.racks === 1 ? 'not' : ''} be accepted by ${dateAfter(of.startDate, deal.latestDay)}, unless something promised to others came later or somebody inside waited beyond their limit.`;

const byOdds = (of: SupplyCase, day: number | null): string =>
  day === null ? 'not within its terms' : dateAfter(of.startDate, day);

/** Dates over all futures of supply. */
export const oddsSentence = (of: SupplyCase, answer: PromiseAnswer): string => {
  const { p50Day, p80Day, p95Day, futures } = answer;
  return `Over ${counted(futures.length, 'future')} of supply: P50 ${byOdds(of, p50Day)}, P80 ${byOdds(of, p80Day)}, P95 ${byOdds(of, p95Day)}. ${p80Day === null ? 'No date can be quoted that holds in four futures out of five.' : `Quote ${dateAfter(of.startDate, p80Day)}: it holds in four futures out of five.`}`;
};

/** Who waits longer for it, by how much, against the limit. */
export const impactSentence = (of: SupplyCase, impact: WaitImpact): string => {
  const name = of.classes.find(({ id }) => id === impact.classId)?.name ?? impact.classId;
  const { without, with: after } = impact;
  const days = (value: number | null): string =>
    value === null ? 'not served any more' : `${formatNumber(value)} d`;
  const added = after.extraEquivalentDays - without.extraEquivalentDays;
  if (Math.abs(added) < 0.5 && after.extraWaitDaysMax === without.extraWaitDaysMax)
    return `${name}: nobody waits longer for it (longest extra wait ${days(after.extraWaitDaysMax)} with and without, limit ${formatNumber(after.limitDays)} d)`;
  const direction = added >= 0 ? 'more' : 'fewer';
  return `${name}: longest extra wait ${days(without.extraWaitDaysMax)} without it, ${days(after.extraWaitDaysMax)} with it (limit ${formatNumber(after.limitDays)} d); ${formatNumber(Math.round(Math.abs(added)))} equivalent-days ${direction}; caught up ${recoveryText(of, after)}`;
};

const racksOf = (plan: AllocationPlan, dealId: string): number =>
  plan.shipments.filter((one) => one.dealId === dealId).reduce((sum, { racks }) => sum + racks, 0);

/** Deals not promised yet that would get fewer or more racks. */
export const othersSentence = (of: SupplyCase, deal: Deal, expected: EarliestAnswer): string | null => {
  if (expected.kind === 'impossible') return null;
  const changed = of.deals.flatMap(({ id, tier }) => {
    const racks = id === deal.id ? 0 : racksOf(expected.plan, id) - racksOf(expected.without, id);
    return racks === 0
      ? []
      : [`${id} (${tier}) ${counted(Math.abs(racks), 'rack')} ${racks > 0 ? 'more' : 'fewer'}`];
  });
  return changed.length === 0 ? null : `Deals not promised yet would get: ${listed(changed)}.`;
};

/** What keeps it from coming earlier, or at all. */
export const bindingSentence = (expected: EarliestAnswer): string => {
  const words = expected.binding.map((one: Conflict) => one.words);
  if (expected.kind === 'possible')
    return words.length === 0
      ? 'Its own terms set the date: the site, transport, or whole lots.'
      : `It cannot come earlier because of, all at once: ${listed(words)}.`;
  return words.length === 0
    ? 'Its own terms are in the way: no bucket lets it be accepted in time, or its lots do not fit.'
    : `In the way, all at once: ${listed(words)}.`;
};

/** A change solved anew: what it brings and costs. */
export const changeSentence = (of: SupplyCase, change: EvaluatedChange): string => {
  const cost = change.cost === 0 ? 'costs nothing' : `costs ${moneyText(change.cost)}`;
  if (!helps(change) || change.day === null)
    return `${change.words}: does not help${change.day === null ? '' : ` (still ${dateAfter(of.startDate, change.day)})`}`;
  const gain =
    change.daysEarlier === null ? 'makes it possible' : `${counted(change.daysEarlier, 'day')} earlier`;
  return `${change.words}: ${gain}, all accepted by ${dateAfter(of.startDate, change.day)}; ${cost}`;
};
