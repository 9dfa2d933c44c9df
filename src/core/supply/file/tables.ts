import type { SourcePosition } from '../../input-error.ts';
import type { Rate, RateRange } from './values.ts';

/** A row of a table with the place it stands at. */
export interface CapacityRow {
  readonly position: SourcePosition;
  readonly resource: string;
  readonly from: string;
  readonly rate: RateRange;
}

export interface QueueRow {
  readonly position: SourcePosition;
  readonly class: string;
  readonly customer: string;
  readonly equivalents: number;
}

export interface ArrivalsRow {
  readonly position: SourcePosition;
  readonly class: string;
  readonly from: string;
  readonly rate: Rate;
}

/** Demand and supply that a file takes from tables instead of writing them itself. */
export interface SupplyTables {
  readonly capacity: readonly CapacityRow[];
  readonly queue: readonly QueueRow[];
  readonly arrivals: readonly ArrivalsRow[];
}

export const NO_TABLES: SupplyTables = Object.freeze({ capacity: [], queue: [], arrivals: [] });

/** What became of one table: every row is used or counted as dropped, with the reason. */
export interface TableReport {
  readonly file: string;
  readonly kind: keyof SupplyTables;
  readonly rows: number;
  readonly used: number;
  readonly dropped: readonly { readonly reason: string; readonly rows: number }[];
  readonly columnsIgnored: readonly string[];
}
