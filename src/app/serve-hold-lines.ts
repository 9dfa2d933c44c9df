import { dateAfter, daysBetween } from '../core/supply/calendar.ts';
import type { SupplyCase } from '../core/supply/case.ts';
import type { PoolBalance } from '../core/supply/ledger/accounts.ts';
import { OUTSIDE } from '../core/supply/ledger/accounts.ts';
import type { LedgerLine } from '../core/supply/ledger/commands.ts';
import type { Shipment } from '../core/supply/plan.ts';

/** Pools of outside buyers are those with this taker. */
export { OUTSIDE };

const WEEK_DAYS = 7;

export type HoldLines =
  | { readonly kind: 'lines'; readonly lines: readonly LedgerLine[] }
  /** So many racks of a generation are not in any pool that is ready in time. */
  | {
      readonly kind: 'missing';
      readonly generationId: string;
      readonly byDate: string;
      readonly racks: number;
    };

/** Whether all of a pool's week has passed when a shipment is to be finished. */
const inTime = (pool: PoolBalance, startDate: string, readyDay: number): boolean =>
  daysBetween(startDate, pool.week) + WEEK_DAYS <= readyDay + 1;

/**
 * Pools from which a quote's shipments can be held: racks of the generation for outside buyers, ready by the day the
 * shipment says, the latest first, so that earlier ones stay for those who need them.
 */
export const holdLines = (
  of: SupplyCase,
  shipments: readonly Shipment[],
  balances: readonly PoolBalance[],
  region: string | null,
): HoldLines => {
  const left = new Map(balances.map(({ id, available }) => [id, available]));
  const taken = new Map<string, number>();
  const latestFirst = balances
    .filter(
      (pool) =>
        pool.taker === OUTSIDE &&
        pool.commodity.unit === 'rack' &&
        (region === null || pool.region === region),
    )
    .toSorted((a, b) => (a.week === b.week ? (a.id < b.id ? -1 : 1) : a.week < b.week ? 1 : -1));
  for (const { generationId, readyDay, racks } of shipments.toSorted((a, b) => a.readyDay - b.readyDay)) {
    let missing = racks;
    for (const pool of latestFirst) {
      if (pool.commodity.generationId !== generationId || !inTime(pool, of.startDate, readyDay)) continue;
      const here = left.get(pool.id);
      if (here === undefined) continue;
      const units = Math.min(missing, here);
      if (units === 0) continue;
      const before = taken.get(pool.id);
      taken.set(pool.id, before === undefined ? units : before + units);
      left.set(pool.id, here - units);
      missing -= units;
    }
    if (missing > 0)
      return { kind: 'missing', generationId, byDate: dateAfter(of.startDate, readyDay), racks: missing };
  }
  return { kind: 'lines', lines: [...taken].map(([poolId, units]) => ({ poolId, units })) };
};
