import { type Cents, cents } from '../../quantity/money.ts';
import { bucketDays, dateAfter, QUARTER_DAYS } from '../calendar.ts';
import type { Generation, SupplyCase } from '../case.ts';
import type { AllocationPlan } from '../plan.ts';

/** What of one generation goes where in one quarter, and what that comes to. */
export interface GenerationSales {
  readonly generationId: string;
  readonly outsideRacks: number;
  readonly insideRacks: number;
  readonly outsideChips: number;
  readonly insideChips: number;
  /** Racks sold outside at their deals' prices, and racks the cloud takes over at the transfer price. */
  readonly outsideRevenue: Cents;
  readonly insideAtTransferPrice: Cents;
  /** What the cloud's racks would bring at the usual outside price: the business as if it stood alone. */
  readonly insideAtOutsidePrice: Cents;
}

/** Thirteen weeks of a plan as a business. Yearly rates are the quarter's amount times 365 over its days. */
export interface QuarterSales {
  readonly fromDate: string;
  readonly untilDate: string;
  readonly days: number;
  readonly generations: readonly GenerationSales[];
  readonly yearlyAtTransferPrice: Cents;
  readonly yearlyAtOutsidePrice: Cents;
  /** Yearly rate of what leaves for outside buyers alone. */
  readonly yearlyOutside: Cents;
  /** Share of all racks that leave for outside buyers; null in a quarter without any. */
  readonly outsideShare: number | null;
}

const DAYS_PER_YEAR = 365;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const wholeCents = (amount: number): Cents => cents(Math.round(amount));

const salesOf = (
  of: SupplyCase,
  plan: AllocationPlan,
  generation: Generation,
  g: number,
  buckets: ReadonlySet<number>,
): GenerationSales => {
  const shipments = plan.shipments.filter(
    ({ generationId, bucket }) => generationId === generation.id && buckets.has(bucket),
  );
  const outsideRacks = sum(shipments.map(({ racks }) => racks));
  const insideRacks = sum(
    plan.served.flatMap((byGeneration) => (byGeneration[g] ?? []).filter((_, t) => buckets.has(t))),
  );
  const priceOf = (dealId: string): number => {
    const accepted = of.deals
      .find(({ id }) => id === dealId)
      ?.accepts.find(({ generationId }) => generationId === generation.id);
    if (accepted === undefined) throw new RangeError(`${dealId} does not buy ${generation.id}`);
    return accepted.pricePerRack;
  };
  return {
    generationId: generation.id,
    outsideRacks,
    insideRacks,
    outsideChips: outsideRacks * generation.chipsPerRack,
    insideChips: insideRacks * generation.chipsPerRack,
    outsideRevenue: wholeCents(sum(shipments.map(({ dealId, racks }) => racks * priceOf(dealId)))),
    insideAtTransferPrice: wholeCents(insideRacks * generation.transferPrice),
    insideAtOutsidePrice: wholeCents(insideRacks * generation.outsidePrice),
  };
};

/** A plan's sales, quarter by quarter, for every quarter that has planned buckets. */
export const runRate = (of: SupplyCase, plan: AllocationPlan): QuarterSales[] => {
  const quarters = new Map<number, typeof of.buckets>();
  for (const bucket of of.buckets.filter(({ planned }) => planned)) {
    const quarter = Math.floor(bucket.startDay / QUARTER_DAYS);
    quarters.set(quarter, [...(quarters.get(quarter) ?? []), bucket]);
  }
  return [...quarters.values()].map((buckets): QuarterSales => {
    const days = sum(buckets.map(bucketDays));
    const indices = new Set(buckets.map(({ index }) => index));
    const generations = of.generations.map((one, g) => salesOf(of, plan, one, g, indices));
    const outside = sum(generations.map(({ outsideRevenue }) => outsideRevenue));
    const yearly = (amount: number): Cents => wholeCents((amount * DAYS_PER_YEAR) / days);
    const outsideRacks = sum(generations.map((one) => one.outsideRacks));
    const racks = outsideRacks + sum(generations.map((one) => one.insideRacks));
    return {
      fromDate: dateAfter(of.startDate, buckets[0]?.startDay as number),
      untilDate: dateAfter(of.startDate, (buckets.at(-1)?.endDay as number) - 1),
      days,
      generations,
      yearlyAtTransferPrice: yearly(outside + sum(generations.map((one) => one.insideAtTransferPrice))),
      yearlyAtOutsidePrice: yearly(outside + sum(generations.map((one) => one.insideAtOutsidePrice))),
      yearlyOutside: yearly(outside),
      outsideShare: racks === 0 ? null : outsideRacks / racks,
    };
  });
};
