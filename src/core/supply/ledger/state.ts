import type { Pool, Station, Transfer } from './accounts.ts';
import type { LedgerLine } from './commands.ts';
import type { HoldState } from './ledger.ts';

/** The part of the ledger that a batch of commands reads and changes: a working copy, thrown away when it is refused. */
export interface LedgerState {
  readonly pools: Map<string, PoolState>;
  readonly holds: Map<string, HoldRecord>;
  readonly commitments: Map<string, CommitmentRecord>;
  readonly serials: Map<string, SerialRecord>;
  plan: { readonly version: string; readonly digest: string } | null;
}

export interface PoolCounts {
  readonly supplied: number;
  readonly held: number;
  readonly committed: number;
  readonly passedOn: number;
}

export interface PoolState extends PoolCounts {
  readonly pool: Pool;
}

export interface HoldRecord {
  readonly id: string;
  readonly dealId: string;
  readonly buyer: string;
  readonly planVersion: string | null;
  readonly lines: readonly LedgerLine[];
  readonly expiresAt: string;
  readonly validAt: string;
  readonly state: HoldState;
  readonly resolvedEntry: number | null;
}

export interface CommitmentRecord {
  readonly id: string;
  readonly holdId: string;
  readonly dealId: string;
  readonly buyer: string;
  readonly planVersion: string | null;
  readonly validAt: string;
  /** Units by `stationKey`. */
  readonly units: ReadonlyMap<string, number>;
}

export interface SerialRecord {
  readonly commitmentId: string;
  readonly poolId: string;
  readonly station: Station;
}

/** Something that a command made or ended, besides the units it moved. */
export type LedgerChange =
  | { readonly kind: 'pool-opened'; readonly pool: Pool }
  | { readonly kind: 'hold-made'; readonly hold: HoldRecord }
  | {
      readonly kind: 'hold-resolved';
      readonly holdId: string;
      readonly state: HoldState;
      readonly entry: number;
    }
  | { readonly kind: 'commitment-made'; readonly commitment: CommitmentRecord }
  | { readonly kind: 'plan-adopted'; readonly version: string; readonly digest: string };

export const emptyState = (): LedgerState => ({
  pools: new Map(),
  holds: new Map(),
  commitments: new Map(),
  serials: new Map(),
  plan: null,
});

export const stationKey = (poolId: string, station: Station): string => `${station} ${poolId}`;

/** Units of a commitment at a station. */
export const unitsAt = (commitment: CommitmentRecord, poolId: string, station: Station): number => {
  const units = commitment.units.get(stationKey(poolId, station));
  return units === undefined ? 0 : units;
};

/** Units that nobody holds or was promised; expired holds count as held until they are ended. */
export const availableIn = ({ supplied, held, committed, passedOn }: PoolCounts): number =>
  supplied - held - committed - passedOn;

/** Which count of a pool the units at a station belong to; null for stations that only `supplied` knows. */
const countOf = (station: Station): 'held' | 'committed' | 'passedOn' | null => {
  if (station === 'supply' || station === 'pool') return null;
  if (station === 'hold') return 'held';
  return station === 'commitment' ? 'committed' : 'passedOn';
};

/** What a transfer does to the counts of its pool: each is changed by this much. */
export const countsMoved = ({ from, to, units }: Transfer): PoolCounts => {
  const change = { supplied: 0, held: 0, committed: 0, passedOn: 0 };
  if (from === 'supply') change.supplied += units;
  if (to === 'supply') change.supplied -= units;
  const [left, reached] = [countOf(from), countOf(to)];
  if (left !== null) change[left] -= units;
  if (reached !== null) change[reached] += units;
  return change;
};

export const addCounts = (a: PoolCounts, b: PoolCounts): PoolCounts => ({
  supplied: a.supplied + b.supplied,
  held: a.held + b.held,
  committed: a.committed + b.committed,
  passedOn: a.passedOn + b.passedOn,
});

const changeCommitment = (
  state: LedgerState,
  id: string,
  poolId: string,
  station: Station,
  units: number,
): void => {
  const commitment = state.commitments.get(id);
  if (commitment === undefined) return;
  const changed = new Map(commitment.units);
  changed.set(stationKey(poolId, station), unitsAt(commitment, poolId, station) + units);
  state.commitments.set(id, { ...commitment, units: changed });
};

const applyTransfer = (state: LedgerState, transfer: Transfer): void => {
  const { poolId, from, to, fromOwner, toOwner, units, serials } = transfer;
  const pool = state.pools.get(poolId);
  if (pool !== undefined) state.pools.set(poolId, { ...pool, ...addCounts(pool, countsMoved(transfer)) });
  if (fromOwner !== null) changeCommitment(state, fromOwner, poolId, from, -units);
  if (toOwner === null) return;
  changeCommitment(state, toOwner, poolId, to, units);
  for (const serial of serials) state.serials.set(serial, { commitmentId: toOwner, poolId, station: to });
};

const applyChange = (state: LedgerState, change: LedgerChange): void => {
  if (change.kind === 'pool-opened') {
    const { pool } = change;
    state.pools.set(pool.id, { pool, supplied: 0, held: 0, committed: 0, passedOn: 0 });
  } else if (change.kind === 'hold-made') state.holds.set(change.hold.id, change.hold);
  else if (change.kind === 'commitment-made') state.commitments.set(change.commitment.id, change.commitment);
  else if (change.kind === 'plan-adopted') state.plan = { version: change.version, digest: change.digest };
  else {
    const hold = state.holds.get(change.holdId);
    if (hold !== undefined)
      state.holds.set(hold.id, { ...hold, state: change.state, resolvedEntry: change.entry });
  }
};

/** Brings the working copy up to date with what was decided. */
export const evolve = (
  state: LedgerState,
  changes: readonly LedgerChange[],
  transfers: readonly Transfer[],
): void => {
  for (const change of changes) applyChange(state, change);
  for (const transfer of transfers) applyTransfer(state, transfer);
};
