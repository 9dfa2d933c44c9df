import type { SupplyCase } from '../case.ts';
import type { ProgramBuilder, Term } from '../linear/builder.ts';
import type { Shipment } from '../plan.ts';
import { type DealColumns, lotsBefore, type ModelColumns } from './columns.ts';
import type { LimitBook } from './limits.ts';

/** Racks a deal gets, as terms. */
export const deliveredTerms = ({ deal, lots }: DealColumns): Term[] =>
  lots.map((column): Term => [column, deal.lotRacks]);

const addQuantity = (builder: ProgramBuilder, columns: DealColumns): void => {
  const { deal, shortfall, taken } = columns;
  const delivered = deliveredTerms(columns);
  if (shortfall !== null)
    builder.row(`quantity ${deal.id}`, deal.racks, [...delivered, [shortfall, 1]], deal.racks);
  else if (taken !== null) builder.row(`quantity ${deal.id}`, 0, [...delivered, [taken, -deal.racks]], 0);
  else builder.row(`quantity ${deal.id}`, 0, delivered, deal.racks);
};

/** A deal that accepts several generations gets one of them. */
const addGenerationChoice = (builder: ProgramBuilder, { deal, choices, lots }: DealColumns): void => {
  const generations = [...new Set(choices.map(({ generationId }) => generationId))];
  if (generations.length < 2) return;
  const chosen = generations.map((id) =>
    builder.column(`chosen ${deal.id} ${id}`, { upper: 1, integer: true }),
  );
  builder.row(
    `one generation ${deal.id}`,
    0,
    chosen.map((column): Term => [column, 1]),
    1,
  );
  for (const [index, id] of generations.entries()) {
    const own = choices.flatMap((choice, k): Term[] =>
      choice.generationId === id ? [[lots[k] as number, deal.lotRacks]] : [],
    );
    builder.row(
      `only if chosen ${deal.id} ${id}`,
      -Infinity,
      [...own, [chosen[index] as number, -deal.racks]],
      0,
    );
  }
};

/** At most so many shipments; left out where fewer lots or buckets than that exist. */
const addShipmentLimit = (builder: ProgramBuilder, { deal, choices, lots }: DealColumns): void => {
  const buckets = [...new Set(choices.map(({ bucket }) => bucket))];
  const most = Math.floor(deal.racks / deal.lotRacks);
  if (Math.min(most, buckets.length) <= deal.shipmentsMax) return;
  const used = buckets.map((bucket) =>
    builder.column(`ships ${deal.id} ${bucket}`, { upper: 1, integer: true }),
  );
  builder.row(
    `shipments ${deal.id}`,
    0,
    used.map((column): Term => [column, 1]),
    deal.shipmentsMax,
  );
  for (const [index, bucket] of buckets.entries()) {
    const own = choices.flatMap((choice, k): Term[] =>
      choice.bucket === bucket ? [[lots[k] as number, 1]] : [],
    );
    builder.row(
      `only if shipped ${deal.id} ${bucket}`,
      -Infinity,
      [...own, [used[index] as number, -most]],
      0,
    );
  }
};

/** Rows by which rounds of fairness raise the share that everybody of a tier gets. */
export interface FillRows {
  readonly dealId: string;
  /** Delivered racks are at least the deal's fill times its order. */
  readonly delivered: number;
  /** The deal's fill is at least the least fill; open until its tier's round. */
  readonly least: number;
}

const addFill = (builder: ProgramBuilder, columns: DealColumns, leastFill: number): FillRows => {
  const { deal, fill } = columns;
  return {
    dealId: deal.id,
    delivered: builder.row(`fill ${deal.id}`, 0, [...deliveredTerms(columns), [fill, -deal.racks]], Infinity),
    least: builder.row(`least fill ${deal.id}`, -Infinity, [[fill, 1], [leastFill, -1]], Infinity), // biome-ignore format: one row of the matrix
  };
};

/** All terms of the deals: quantity, one generation, shipments; and the rows fairness works with. */
export const addDealRows = (builder: ProgramBuilder, columns: ModelColumns): FillRows[] =>
  columns.deals.map((deal) => {
    addQuantity(builder, deal);
    addGenerationChoice(builder, deal);
    addShipmentLimit(builder, deal);
    return addFill(builder, deal, columns.leastFill);
  });

const frozenBuckets = (of: SupplyCase): Set<number> =>
  new Set(of.buckets.filter(({ endDay }) => endDay <= of.policy.frozenDays).map(({ index }) => index));

/** Shipments of the earlier plan inside the frozen window stay as they are. */
export const freezeEarlierPlan = (
  book: LimitBook,
  of: SupplyCase,
  columns: ModelColumns,
  earlier: readonly Shipment[],
): void => {
  const frozen = frozenBuckets(of);
  for (const { deal, choices, lots } of columns.deals)
    for (const [k, choice] of choices.entries()) {
      if (!frozen.has(choice.bucket)) continue;
      const before = lotsBefore(earlier, deal, choice);
      book.column(
        { kind: 'frozen-plan', id: deal.id, words: `what was fixed for ${deal.id} in the frozen window` },
        lots[k] as number,
        before,
        before,
        Math.floor(deal.racks / deal.lotRacks),
      );
    }
};

/**
 * Moving a rack of the earlier plan costs something for every day it is moved: the area between the two curves of racks
 * delivered up to each bucket's end, which is racks times days.
 */
export const addStability = (
  builder: ProgramBuilder,
  of: SupplyCase,
  columns: ModelColumns,
  earlier: readonly Shipment[],
  worthPerRackDay: number,
): void => {
  if (worthPerRackDay === 0) return;
  for (const { deal, choices, lots } of columns.deals) {
    const before = earlier.filter(({ dealId }) => dealId === deal.id);
    if (before.length === 0) continue;
    for (const { index: t, startDay, endDay, planned } of of.buckets) {
      if (!planned) continue;
      const now = choices.flatMap((choice, k): Term[] =>
        choice.bucket <= t ? [[lots[k] as number, deal.lotRacks]] : [],
      );
      const then = before.filter(({ bucket }) => bucket <= t).reduce((sum, { racks }) => sum + racks, 0);
      const cost = { objective: -worthPerRackDay * (endDay - startDay) };
      const ahead = builder.column(`ahead ${deal.id} ${t}`, cost);
      const behind = builder.column(`behind ${deal.id} ${t}`, cost);
      builder.row(`moved ${deal.id} ${t}`, then, [...now, [ahead, -1], [behind, 1]], then);
    }
  }
};

/** Racks that were planned for a deal by the end of a bucket are delivered by then, or before. */
export const keepShipments = (book: LimitBook, columns: ModelColumns, kept: readonly Shipment[]): void => {
  for (const { deal, choices, lots } of columns.deals) {
    const own = kept.filter(({ dealId }) => dealId === deal.id);
    for (const last of [...new Set(own.map(({ bucket }) => bucket))]) {
      const least = own.filter(({ bucket }) => bucket <= last).reduce((sum, { racks }) => sum + racks, 0);
      const now = choices.flatMap((choice, k): Term[] =>
        choice.bucket <= last ? [[lots[k] as number, deal.lotRacks]] : [],
      );
      book.row(
        { kind: 'deal', id: deal.id, words: `what ${deal.buyer} was promised (${deal.id})` },
        `kept ${deal.id} ${last}`,
        least,
        now,
        Infinity,
      );
    }
  }
};

/** Asks for all of a deal by the end of a bucket. */
export const completeDeal = (
  builder: ProgramBuilder,
  columns: ModelColumns,
  { dealId, byBucket }: { readonly dealId: string; readonly byBucket: number },
): void => {
  const found = columns.deals.find(({ deal }) => deal.id === dealId);
  if (found === undefined) throw new RangeError(`No deal is called ${dealId}`);
  for (const [k, { bucket }] of found.choices.entries())
    if (bucket > byBucket) builder.bounds(found.lots[k] as number, 0, 0);
  builder.bounds(found.fill, 1, 1);
};
