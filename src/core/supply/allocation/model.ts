import { capacityIn } from '../capacity.ts';
import type { Deal, SupplyCase, SupplyScenario } from '../case.ts';
import { programBuilder, type Term } from '../linear/builder.ts';
import type { LinearProgram } from '../linear/program.ts';
import type { Baseline, Shipment } from '../plan.ts';
import { addColumns, type ModelColumns } from './columns.ts';
import {
  addDealRows,
  addStability,
  completeDeal,
  type FillRows,
  freezeEarlierPlan,
  keepShipments,
} from './deal-rows.ts';
import { BOTH_HALVES, type GuardHalf, guardRows } from './guard.ts';
import { type Limit, type LimitBook, limitBook } from './limits.ts';
import { CENTS_PER_MODEL_UNIT, requireLookAhead } from './shipments.ts';
import {
  addBalanceRows,
  addCapacityRows,
  addReservationRows,
  addServiceRows,
  type CapacityRow,
} from './supply-rows.ts';
import { addWorth } from './worth.ts';

export interface ModelOptions {
  /** Deals to allocate; those of the case when absent. */
  readonly deals?: readonly Deal[];
  /** What must not be waited for longer than; null while the baseline itself is made. */
  readonly baseline: Baseline | null;
  /** The earlier plan, whose frozen window stays and whose racks are moved at a cost; null when there is none. */
  readonly earlier: readonly Shipment[] | null;
  /** Future of supply; expected capacity when null. */
  readonly scenario: SupplyScenario | null;
  readonly guardHalves?: readonly GuardHalf[];
  /** Shipments that nobody may get later or fewer of: by each of their buckets as many racks, or more. */
  readonly keep?: readonly Shipment[];
  /** A deal that has to be delivered in full by the end of a bucket. */
  readonly complete?: { readonly dealId: string; readonly byBucket: number };
}

/** An allocation as a linear program, with the places of what people ask about. */
export interface AllocationModel {
  readonly of: SupplyCase;
  readonly program: LinearProgram;
  readonly columns: ModelColumns;
  readonly capacityRows: readonly CapacityRow[];
  readonly fillRows: readonly FillRows[];
  /** [generation][bucket]; the right side is what is there before anybody takes anything, less spares. */
  readonly balanceRows: readonly (readonly number[])[];
  readonly limits: readonly Limit[];
}

const addGuard = (
  book: LimitBook,
  of: SupplyCase,
  columns: ModelColumns,
  baseline: Baseline,
  halves: readonly GuardHalf[],
): void => {
  for (const [c, one] of of.classes.entries()) {
    const before = baseline.services.find(({ classId }) => classId === one.id);
    if (before === undefined) throw new RangeError(`The baseline says nothing about class ${one.id}`);
    const service = columns.service[c] ?? [];
    const limit = {
      kind: 'class-limit' as const,
      id: one.id,
      words: `at most ${one.extraWaitDaysMax} days more for ${one.name}`,
    };
    const { floors, mixes } = guardRows(of.buckets, before.cumulative, one.extraWaitDaysMax, halves);
    for (const { bucket, least } of floors)
      book.row(limit, `guard ${one.id} ${bucket}`, least, [[service[bucket] as number, 1]], Infinity);
    for (const { bucket, share, least } of mixes) {
      const earlier: Term[] = bucket === 0 ? [] : [[service[bucket - 1] as number, 1 - share]];
      const terms: Term[] = [...earlier, [service[bucket] as number, share]];
      book.row(limit, `guard between ${one.id} ${bucket}`, least, terms, Infinity);
    }
  }
};

/**
 * Multi-period, multi-product allocation: upstream capacity with lead times, racks built, kept, set aside, given to the
 * cloud's classes and shipped to outside deals in whole lots; nobody inside waits longer than the guard allows.
 * Throws RangeError when buckets do not reach far enough for the waits that are promised.
 */
export const allocationModel = (of: SupplyCase, options: ModelOptions): AllocationModel => {
  requireLookAhead(of);
  const { baseline, earlier, scenario } = options;
  const builder = programBuilder();
  const book = limitBook(builder);
  const columns = addColumns(builder, of, options.deals ?? of.deals);
  const capacities = new Map(
    of.resources.map(({ id, capacity }) => [
      id,
      scenario === null ? capacity : capacityIn(capacity, id, scenario),
    ]),
  );
  const capacityRows = addCapacityRows(book, of, columns, (id) => capacities.get(id) ?? []);
  const balanceRows = addBalanceRows(book, of, columns);
  addServiceRows(builder, of, columns);
  addReservationRows(book, of, columns);
  const fillRows = addDealRows(builder, columns);
  if (baseline !== null) addGuard(book, of, columns, baseline, options.guardHalves ?? BOTH_HALVES);
  addWorth(builder, of, columns);
  if (earlier !== null) {
    freezeEarlierPlan(book, of, columns, earlier);
    const worthPerRackDay = of.policy.nervousnessPerRackDay / CENTS_PER_MODEL_UNIT;
    addStability(builder, of, columns, earlier, worthPerRackDay);
  }
  if (options.keep !== undefined) keepShipments(book, columns, options.keep);
  if (options.complete !== undefined) completeDeal(builder, columns, options.complete);
  return {
    of,
    program: builder.finish(),
    columns,
    capacityRows,
    fillRows,
    balanceRows,
    limits: book.limits(),
  };
};
