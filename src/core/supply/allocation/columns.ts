import type { Deal, SupplyCase } from '../case.ts';
import type { ProgramBuilder } from '../linear/builder.ts';
import type { Shipment } from '../plan.ts';
import { isPromised, type ShipmentChoice, shipmentChoices } from './shipments.ts';

/** A deal's columns: one of lots per choice, and what its terms need besides. */
export interface DealColumns {
  readonly deal: Deal;
  readonly choices: readonly ShipmentChoice[];
  readonly lots: readonly number[];
  /** 1 when the deal is taken as a whole; only where its prepayment creates supply. */
  readonly taken: number | null;
  /** Racks that are missing; only for what is promised. */
  readonly shortfall: number | null;
  /** Share of the order that it gets at least, for rounds of fairness. */
  readonly fill: number;
}

export interface ModelColumns {
  /** [generation][bucket]. */
  readonly built: readonly (readonly number[])[];
  readonly stock: readonly (readonly number[])[];
  /** [class][generation][bucket]; null where the generation cannot serve the class. */
  readonly served: readonly (readonly (readonly number[] | null)[])[];
  /** Service up to the end of each bucket: [class][bucket]. */
  readonly service: readonly (readonly number[])[];
  readonly deals: readonly DealColumns[];
  /** The share that every buyer of a tier gets at least, while it is maximised. */
  readonly leastFill: number;
}

const lotsOf = ({ racks, lotRacks }: Deal): number => Math.floor(racks / lotRacks);

const dealColumns = (builder: ProgramBuilder, of: SupplyCase, deal: Deal): DealColumns => {
  const choices = shipmentChoices(of, deal);
  const most = lotsOf(deal);
  return {
    deal,
    choices,
    lots: choices.map(({ generationId, bucket }) =>
      builder.column(`lots ${deal.id} ${generationId} ${bucket}`, { upper: most, integer: true }),
    ),
    taken:
      deal.created.length > 0 && !isPromised(deal)
        ? builder.column(`taken ${deal.id}`, { upper: 1, integer: true })
        : null,
    shortfall: isPromised(deal) ? builder.column(`shortfall ${deal.id}`, { upper: deal.racks }) : null,
    fill: builder.column(`fill ${deal.id}`, { upper: 1 }),
  };
};

/** Adds all columns of an allocation. Racks built, in stock and given to classes flow; lots are whole. */
export const addColumns = (builder: ProgramBuilder, of: SupplyCase, deals: readonly Deal[]): ModelColumns => {
  const { generations, classes, buckets } = of;
  const built = generations.map(({ id, firstDay }) =>
    buckets.map(({ index, endDay }) =>
      builder.column(`built ${id} ${index}`, endDay > firstDay ? {} : { upper: 0 }),
    ),
  );
  const stock = generations.map(({ id }) =>
    buckets.map(({ index }) => builder.column(`stock ${id} ${index}`)),
  );
  const served = classes.map((one) =>
    generations.map((generation) =>
      one.generationIds.includes(generation.id)
        ? buckets.map(({ index }) => builder.column(`served ${one.id} ${generation.id} ${index}`))
        : null,
    ),
  );
  const service = classes.map(({ id, queue, arrivals }) => {
    let asked = queue.reduce((sum, { equivalents }) => sum + equivalents, 0);
    return buckets.map(({ index }) => {
      const more = arrivals[index];
      if (more === undefined) throw new RangeError(`No arrivals are given for ${id} in bucket ${index}`);
      asked += more;
      return builder.column(`service ${id} ${index}`, { upper: asked });
    });
  });
  return {
    built,
    stock,
    served,
    service,
    deals: deals.map((deal) => dealColumns(builder, of, deal)),
    leastFill: builder.column('least fill', { upper: 1 }),
  };
};

/** Lots of an earlier plan's shipments for one choice. */
export const lotsBefore = (earlier: readonly Shipment[], deal: Deal, choice: ShipmentChoice): number =>
  earlier
    .filter(
      (one) =>
        one.dealId === deal.id && one.generationId === choice.generationId && one.bucket === choice.bucket,
    )
    .reduce((lots, { racks }) => lots + racks / deal.lotRacks, 0);
