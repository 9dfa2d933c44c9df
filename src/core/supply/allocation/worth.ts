import { bucketDays } from '../calendar.ts';
import type { SupplyCase } from '../case.ts';
import type { ProgramBuilder } from '../linear/builder.ts';
import type { ModelColumns } from './columns.ts';
import { CENTS_PER_MODEL_UNIT, discountAt, isPromised } from './shipments.ts';

/**
 * Days over which service up to the end of each bucket shortens waiting: half of the bucket itself, in which service
 * grows to that value, and half of the next, in which it grows from it.
 */
const waitedDays = (of: SupplyCase): number[] =>
  of.buckets.map((bucket, index) => {
    const next = of.buckets[index + 1];
    return (bucketDays(bucket) + (next === undefined ? 0 : bucketDays(next))) / 2;
  });

const addWaiting = (builder: ProgramBuilder, of: SupplyCase, columns: ModelColumns): void => {
  const days = waitedDays(of);
  for (const [c, { weight }] of of.classes.entries())
    for (const [t, column] of (columns.service[c] ?? []).entries())
      builder.addObjective(
        column,
        (weight * of.policy.waitCostPerEquivalentDay * (days[t] as number)) / CENTS_PER_MODEL_UNIT,
      );
};

const addHolding = (builder: ProgramBuilder, of: SupplyCase, columns: ModelColumns): void => {
  for (const [g, { holdingCostPerDay }] of of.generations.entries())
    for (const [t, column] of (columns.stock[g] ?? []).entries()) {
      const bucket = of.buckets[t];
      if (bucket !== undefined)
        builder.addObjective(column, (-holdingCostPerDay * bucketDays(bucket)) / CENTS_PER_MODEL_UNIT);
    }
};

/**
 * What an allocation is worth, in millions of US dollars: racks sold, less lateness, waiting, stock kept and promised
 * racks that are missing. Waiting counts as service that shortens it, which differs by a constant.
 */
export const addWorth = (builder: ProgramBuilder, of: SupplyCase, columns: ModelColumns): void => {
  for (const { deal, choices, lots, shortfall } of columns.deals) {
    for (const [k, { worthPerRack }] of choices.entries())
      builder.addObjective(lots[k] as number, worthPerRack * deal.lotRacks);
    if (shortfall !== null && isPromised(deal))
      builder.addObjective(
        shortfall,
        (-of.policy.shortfallPerRack * discountAt(of, deal.latestDay)) / CENTS_PER_MODEL_UNIT,
      );
  }
  addWaiting(builder, of, columns);
  addHolding(builder, of, columns);
};
