import type { SupplyCase } from '../../supply/case.ts';
import type { RackPrice } from '../../supply/promise/what-if.ts';
import type { ClassReplay } from '../../supply/replay/outcome.ts';
import type { WhatIf } from '../../supply/result.ts';
import type { RackChange } from '../../supply/when.ts';
import { formatNumber } from '../format.ts';
import { counted, listed, recoveryText, spanText } from './words.ts';

/** `+8 racks of Trn3 in the week of 2027-08-02`. */
export const changeText = (of: SupplyCase, { racks, generationId, bucket }: RackChange): string => {
  const generation = of.generations.find(({ id }) => id === generationId);
  const span = of.buckets[bucket];
  const when = span === undefined ? '' : ` in the ${spanText(of, span)}`;
  const count = `${racks > 0 ? '+' : '-'}${counted(Math.abs(racks), 'rack')}`;
  return `${count} of ${generation?.name ?? generationId}${when}`;
};

const daysText = (replay: ClassReplay): string =>
  replay.extraWaitDaysMax === null ? 'not served any more' : `${formatNumber(replay.extraWaitDaysMax)} d`;

const impactText = (of: SupplyCase, price: RackPrice, index: number): string | null => {
  const [before, after] = [price.replaysBefore[index], price.replays[index]];
  if (before === undefined || after === undefined) return null;
  const same =
    before.extraWaitDaysMax === after.extraWaitDaysMax &&
    Math.abs(before.extraEquivalentDays - after.extraEquivalentDays) < 0.5;
  if (same) return null;
  const name = of.classes[index]?.name ?? after.classId;
  const added = after.extraEquivalentDays - before.extraEquivalentDays;
  const more = `${formatNumber(Math.round(Math.abs(added)))} equivalent-days ${added < 0 ? 'fewer' : 'more'}`;
  return `${name}: longest extra wait ${daysText(before)} before, ${daysText(after)} after (limit ${formatNumber(after.limitDays)} d), ${more} by the end of the plan, caught up ${recoveryText(of, after)}`;
};

/** What racks more or fewer do to everybody who waits: the whole answer, a sentence each. */
export const rackPriceSentences = (of: SupplyCase, { change, price }: WhatIf): readonly string[] => {
  const asked = changeText(of, change);
  if (price === null)
    return [
      change.racks < 0
        ? `${asked}: not so many leave then.`
        : `${asked}: those racks are not there, whoever waits.`,
    ];
  const rackDays = price.addedRackDaysPerRack * Math.abs(change.racks);
  const signed = change.racks > 0 ? rackDays : -rackDays;
  const least = price.horizonBound ? 'at least ' : '';
  const bound = price.horizonBound ? '; not made up for by its end, so that this is a least value' : '';
  const amount =
    Math.abs(signed) < 0.05
      ? 'nobody waits longer or shorter'
      : `${least}${formatNumber(Math.abs(signed))} rack-days ${signed > 0 ? 'more' : 'less'} waiting (${formatNumber(Math.abs(price.addedRackDaysPerRack))} d a rack)${bound}`;
  const names = price.limitsBroken.map((id) => of.classes.find((one) => one.id === id)?.name ?? id);
  const limits =
    names.length === 0
      ? 'All limits are kept.'
      : `This is not within the limits: it takes giving up that of ${listed(names)}.`;
  const impacts = price.replays.flatMap((_, index) => {
    const text = impactText(of, price, index);
    return text === null ? [] : [`${text}.`];
  });
  return [`${asked}: ${amount}.`, limits, ...impacts];
};
