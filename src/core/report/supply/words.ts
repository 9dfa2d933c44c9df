import type { Cents } from '../../quantity/money.ts';
import { usdFromCents } from '../../quantity/money.ts';
import { isPromised } from '../../supply/allocation/shipments.ts';
import { cellsOf } from '../../supply/allocation/upstream.ts';
import { bucketDays, dateAfter } from '../../supply/calendar.ts';
import type { SupplyCase } from '../../supply/case.ts';
import type { Bottleneck, Conflict, SolveProof } from '../../supply/plan.ts';
import type { ClassReplay } from '../../supply/replay/outcome.ts';
import {
  type AllocationResult,
  type BaselineUsed,
  keepsEverything,
  type PlanFindings,
  promisedShort,
  type ResultInput,
  type StatedRunRate,
} from '../../supply/result.ts';
import { bucketDates } from '../../supply/when.ts';
import { formatNumber, formatValue } from '../format.ts';

/** An amount as people say it: `$930k`. */
export const moneyText = (amount: Cents): string => formatValue(usdFromCents(amount), 'USD');

/** A count with its noun: `1 rack`, `8 racks`. */
export const counted = (count: number, noun: string, plural = `${noun}s`): string =>
  `${formatNumber(count)} ${count === 1 ? noun : plural}`;

/** `a`, `a and b`, `a, b and c`. */
export const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

/** The calendar date of a day of the case; a dash where there is none. */
export const dayText = (of: Pick<SupplyCase, 'startDate'>, day: number | null): string =>
  day === null ? '–' : dateAfter(of.startDate, day);

const WEEK_DAYS = 7;

/** Days as people name them: `week of 2027-02-01`, `quarter from 2027-04-05`. */
export const spanText = (
  of: Pick<SupplyCase, 'startDate'>,
  span: { readonly startDay: number; readonly endDay: number },
): string => {
  const days = bucketDays({ index: 0, planned: true, ...span });
  const { from } = bucketDates(of, span);
  return days === WEEK_DAYS ? `week of ${from}` : `quarter from ${from}`;
};

const classNamed = (of: SupplyCase, id: string): string =>
  of.classes.find((one) => one.id === id)?.name ?? id;

/** How much longer anybody of a class waits, against its limit: `on-demand: 7 d longer at most, of 14 d allowed`. */
export const waitSentence = (of: SupplyCase, replay: ClassReplay): string => {
  const name = classNamed(of, replay.classId);
  const limit = `limit ${formatNumber(replay.limitDays)} d`;
  if (replay.extraWaitDaysMax === null)
    return `${name}: ${replay.worst?.customer ?? 'somebody'} is not served any more before the plan ends (${limit}): the limit is broken`;
  if (replay.extraWaitDaysMax === 0) return `${name}: nobody waits longer (${limit})`;
  const verdict = replay.kept ? '' : ': the limit is broken';
  return `${name}: at most ${counted(replay.extraWaitDaysMax, 'day')} longer (${limit})${verdict}`;
};

/** From when on nobody of a class waits longer any more. */
export const recoveryText = (of: SupplyCase, { recoveredDay, extraEquivalentDays }: ClassReplay): string => {
  if (extraEquivalentDays <= 0) return 'at once';
  return recoveredDay === null ? 'after the plan ends' : dayText(of, recoveredDay);
};

/** Promised racks that a plan does not deliver: `early is 1 rack short`. */
export const shortSentences = (of: SupplyCase, { plan }: PlanFindings): readonly string[] =>
  promisedShort(of, plan).map(({ dealId, racks }) => {
    const deal = of.deals.find(({ id }) => id === dealId);
    return `${dealId} (${deal?.tier ?? 'promised'}) is ${counted(racks, 'rack')} short of ${formatNumber(deal?.racks ?? racks)}`;
  });

const soldWords = (of: SupplyCase, { plan }: PlanFindings): string => {
  const racks = plan.shipments.reduce((sum, one) => sum + one.racks, 0);
  const asked = of.deals.reduce((sum, one) => sum + one.racks, 0);
  return `${counted(racks, 'rack')} of ${formatNumber(asked)} asked for leave for outside buyers`;
};

/** The whole answer in a sentence. */
export const verdictSentence = (result: AllocationResult): string => {
  const { input, end } = result;
  if (end.kind === 'infeasible')
    return end.when === 'baseline'
      ? 'No: supply does not even cover what is given before any sale.'
      : 'No: what was promised and the limits of waiting cannot be kept together.';
  if (end.kind === 'nothing-found')
    return `Not known: no allocation was found within ${formatNumber(end.timeLimitSeconds)} s.`;
  if (keepsEverything(result)) {
    const promised = input.case.deals.some(isPromised)
      ? 'every promised deal is delivered in full, and '
      : '';
    return `Yes: ${promised}nobody inside waits longer than their limit. ${soldWords(input.case, end.findings)}.`;
  }
  const broken = end.findings.replays.filter(({ kept }) => !kept);
  const faults = [
    ...shortSentences(input.case, end.findings),
    ...broken.map((replay) => waitSentence(input.case, replay)),
  ];
  return `No: ${faults.slice(0, 3).join('; ')}${faults.length > 3 ? `; and ${faults.length - 3} more` : ''}.`;
};

/** A used-up resource in words: `burn-in slots, week of 2027-02-01: one more slot is worth $930k`. */
export const bottleneckSentence = (of: SupplyCase, bottleneck: Bottleneck): string => {
  const { resourceId, bucket, shadowPricePerUnit } = bottleneck;
  const resource = of.resources.find(({ id }) => id === resourceId);
  const cell = cellsOf(of, resourceId)[bucket];
  if (resource === undefined || cell === undefined)
    throw new RangeError(`No resource ${resourceId} in bucket ${bucket}`);
  const when = resource.storable
    ? `up to ${dateAfter(of.startDate, cell.untilDay - 1)}`
    : spanText(of, { startDay: cell.fromDay, endDay: cell.untilDay });
  return `${resource.name}, ${when}: one more ${resource.unit} is worth ${moneyText(shadowPricePerUnit)}`;
};

/** Bottlenecks by what relief is worth, dearest first. */
export const bottlenecksByWorth = ({ plan }: PlanFindings): readonly Bottleneck[] =>
  plan.bottlenecks.toSorted((a, b) => b.shadowPricePerUnit - a.shadowPricePerUnit);

const SIGNATURE_SHOWN = 12;
const ORIGIN_WORDS: Readonly<Record<BaselineUsed['origin'], string>> = {
  given: 'read and checked',
  made: 'made now: keep it (--write-baseline), or later plans measure waits from another start',
  're-based': 're-based now on a supply event',
};

/** What waits are measured from, and how it came about. */
export const baselineSentence = ({ origin, file, baseline }: BaselineUsed): string => {
  const { version, signature, replaces, dealIds } = baseline;
  const event =
    replaces === null
      ? ''
      : `; replaces ${replaces.signature.slice(0, SIGNATURE_SHOWN)} because: ${replaces.event}`;
  const given =
    dealIds.length === 0 ? 'no deal counts as given' : `${counted(dealIds.length, 'deal')} count as given`;
  const from = file === null ? '' : ` from ${file}`;
  return `Baseline ${version}, signature ${signature.slice(0, SIGNATURE_SHOWN)}, ${ORIGIN_WORDS[origin]}${from}; ${given}${event}.`;
};

const HUNDRED = 100;

/** How near to the best the solver got, and how long it took. */
export const proofSentence = ({ gap, gapWanted, timedOut, seconds, columns, rows }: SolveProof): string => {
  const size = `${formatNumber(columns)} columns, ${formatNumber(rows)} rows`;
  const within = `within ${formatNumber(HUNDRED * gap, 2)} % of the best possible (${formatNumber(HUNDRED * gapWanted, 2)} % asked)`;
  return `Solver: ${within}${timedOut ? ', stopped by the time limit' : ''}; ${formatNumber(seconds, 2)} s for the last program (${size}).`;
};

/** Limits that cannot be kept together, in words. */
export const conflictSentence = (conflict: readonly Conflict[]): string =>
  conflict.length === 0
    ? 'Whole lots cannot be made to fit: no smaller set of limits is in the way.'
    : `These cannot be kept together, and any one less could: ${listed(conflict.map(({ words }) => words))}.`;

/** Where something was published, short: the host of an address, the text before a bracket otherwise. */
const placeText = (source: string): string =>
  /^https?:\/\/(?:www\.)?([^/]+)/.exec(source)?.[1] ?? source.replace(/ \(.*$/, '');

/** A stated run rate with where it comes from. */
export const statedSentence = ({ yearly, id, note, source, asOf, standing }: StatedRunRate): string =>
  `${moneyText(yearly)} a year${note === null ? '' : `: ${note}`} (${id}; ${standing}, ${asOf}, ${placeText(source)})`;

/** The best quarter of a plan beside a stated run rate. */
export const comparedSentence = (stated: StatedRunRate, best: Cents): string => {
  const share = best / stated.yearly;
  return `${moneyText(best)} a year in the best quarter is ${formatNumber(HUNDRED * share, 2)} % of the stated ${moneyText(stated.yearly)}`;
};

/** What became of the rows of each table that the file names. */
export const tableSentences = ({ tables }: ResultInput): readonly string[] =>
  tables.map(({ file, rows, used, dropped }) => {
    const reasons = dropped.map(({ reason, rows: count }) => `${formatNumber(count)} not: ${reason}`);
    return `${file}: ${formatNumber(used)} of ${counted(rows, 'row')} used${reasons.length === 0 ? '' : `; ${reasons.join('; ')}`}.`;
  });

/** What futures of supply do to a plan. */
export const riskSentence = ({ risk, plan }: PlanFindings): string | null => {
  if (risk === null) return null;
  const racks = plan.shipments.reduce((sum, one) => sum + one.racks, 0);
  const impossible =
    risk.impossible.length === 0
      ? ''
      : ` In ${listed(risk.impossible.map(({ name }) => `"${name}"`))} not even what is given before any sale can be kept.`;
  return `Over ${counted(risk.scenarios.length, 'future')} of supply ${formatNumber(risk.expectedShortfallRacks)} of ${counted(racks, 'rack')} are late on average, ${formatNumber(risk.tailShortfallRacks)} in the worst 5 %.${impossible}`;
};
