/** What is counted: whole racks or whole chips of one generation; every transfer stays within one commodity. */
export interface Commodity {
  readonly generationId: string;
  readonly unit: 'rack' | 'chip';
}

/**
 * Stations that units pass. `supply` is where they come from (it goes negative by what was ever supplied), `retired` where
 * they end; accounts of a commodity always sum to zero.
 */
export const STATIONS = [
  'supply',
  'pool',
  'hold',
  'commitment',
  'build-slot',
  'shipped',
  'installed',
  'returned',
  'spares',
  'retired',
] as const;
export type Station = (typeof STATIONS)[number];

/**
 * Where units may go from each station. Units at `commitment` and after it belong to a commitment; from `build-slot` on each
 * carries a serial number.
 */
export const NEXT_STATIONS: Readonly<Record<Station, readonly Station[]>> = Object.freeze({
  supply: ['pool'],
  pool: ['hold', 'supply'],
  hold: ['commitment', 'pool'],
  commitment: ['build-slot', 'pool'],
  'build-slot': ['shipped'],
  shipped: ['installed', 'returned'],
  installed: ['returned', 'retired'],
  returned: ['spares', 'retired'],
  spares: ['installed', 'retired'],
  retired: [],
});

/** One movement of units from one account to another of the same pool: immutable, corrected only by another one. */
export interface Transfer {
  readonly poolId: string;
  readonly from: Station;
  readonly to: Station;
  /** The hold or the commitment whose units they are where they leave and where they arrive; null for supply and pool. */
  readonly fromOwner: string | null;
  readonly toOwner: string | null;
  readonly units: number;
  readonly serials: readonly string[];
}

/** Taker of the pools that outside buyers are served from. */
export const OUTSIDE = 'outside';

/** Units that become ready in one week for one class of taker: what may be held. The unit of contention. */
export interface Pool {
  readonly id: string;
  readonly commodity: Commodity;
  /** Monday of the week in which the units are ready, ISO 8601. */
  readonly week: string;
  readonly region: string;
  /** Whom the plan gave the units to: `outside`, a cloud class, `spares`. */
  readonly taker: string;
}

/** A pool with what is in it. `supplied = available + held + committed + passed on`, always, and none is negative. */
export interface PoolBalance extends Pool {
  readonly supplied: number;
  readonly available: number;
  /** In holds that have not expired. */
  readonly held: number;
  readonly committed: number;
  /** Built, shipped, installed, returned or retired. */
  readonly passedOn: number;
}
