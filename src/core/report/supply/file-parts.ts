import { dateAfter } from '../../supply/calendar.ts';
import type { SupplyCase } from '../../supply/case.ts';
import type { Shipment } from '../../supply/plan.ts';
import type { ClassReplay } from '../../supply/replay/outcome.ts';
import type { BaselineUsed, ResultInput, WhatIf } from '../../supply/result.ts';
import { bucketDates } from '../../supply/when.ts';
import { rackPriceSentences } from './rack-price-words.ts';
import type { AllocationFile } from './result-schema.ts';

type Replay = AllocationFile['classes'][number]['replay'];

/** A day of the case as a date; null stays. */
export const dateOf = (of: SupplyCase, day: number | null): string | null =>
  day === null ? null : dateAfter(of.startDate, day);

export const replayPart = (of: SupplyCase, replay: ClassReplay): Replay => {
  const { classId, limitDays, extraWaitDaysMax, worst, extraEquivalentDays, recoveredDay, kept } = replay;
  return {
    classId,
    limitDays,
    extraWaitDaysMax,
    worst:
      worst === null
        ? null
        : {
            customer: worst.customer,
            arrivedDate: dateAfter(of.startDate, worst.arrivedDay),
            baselineDate: dateAfter(of.startDate, worst.baselineDay),
            servedDate: dateOf(of, worst.servedDay),
          },
    extraEquivalentDays,
    recoveredDate: dateOf(of, recoveredDay),
    kept,
  };
};

export const shipmentPart = (
  of: SupplyCase,
  { dealId: _, ...shipment }: Shipment,
): AllocationFile['deals'][number]['shipments'][number] => ({
  ...shipment,
  readyDate: dateAfter(of.startDate, shipment.readyDay),
  acceptedDate: dateAfter(of.startDate, shipment.acceptedDay),
});

export const baselinePart = ({
  origin,
  file,
  baseline,
}: BaselineUsed): NonNullable<AllocationFile['baseline']> => {
  const { version, signature, supplyDigest, dealIds, replaces } = baseline;
  return { origin, file, version, signature, supplyDigest, dealIds: [...dealIds], replaces };
};

export const whatIfPart = (of: SupplyCase, whatIf: WhatIf | null): AllocationFile['whatIf'] => {
  if (whatIf === null) return null;
  const { change, price } = whatIf;
  const bucket = of.buckets[change.bucket];
  if (bucket === undefined) throw new RangeError(`There is no bucket ${change.bucket}`);
  return {
    words: [...rackPriceSentences(of, whatIf)],
    generationId: change.generationId,
    racks: change.racks,
    ...bucketDates(of, bucket),
    price:
      price === null
        ? null
        : {
            addedEquivalentDays: price.addedEquivalentDays,
            addedRackDaysPerRack: price.addedRackDaysPerRack,
            horizonBound: price.horizonBound,
            limitsBroken: [...price.limitsBroken],
            before: price.replaysBefore.map((replay) => replayPart(of, replay)),
            after: price.replays.map((replay) => replayPart(of, replay)),
          },
  };
};

/** What a result rests on besides the baseline. */
export const inputPart = ({
  assumptions,
  provenance,
  notices,
}: ResultInput): Pick<AllocationFile, 'assumptions' | 'provenance' | 'notices'> => ({
  assumptions: assumptions.map(({ value, usedAt, ...rest }) => ({ ...rest, ...value, usedAt: [...usedAt] })),
  provenance: provenance.map((one) => ({ ...one })),
  notices: [...notices],
});
