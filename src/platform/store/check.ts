import { type Kysely, sql } from 'kysely';
import type { Transfer } from '../../core/supply/ledger/accounts.ts';
import { canonicalJson } from '../../core/supply/ledger/canonical.ts';
import { entryHash, FIRST_HASH } from '../../core/supply/ledger/chain.ts';
import type { LedgerCheck } from '../../core/supply/ledger/ledger.ts';
import { addCounts, countsMoved, type PoolCounts, stationKey } from '../../core/supply/ledger/state.ts';
import type { EntryBody } from './read.ts';
import type { Tables } from './tables.ts';
import { sha256 } from './write.ts';

const PAGE = 2000;
const DIFFERENCES_MAX = 100;
const NOTHING: PoolCounts = { supplied: 0, held: 0, committed: 0, passedOn: 0 };

/** What the journal alone says: played from its first entry, it has to give what the tables hold. */
interface Replay {
  readonly pools: Map<string, PoolCounts>;
  /** Units by owner, station and pool; zero ones are left out. */
  readonly owned: Map<string, number>;
  readonly serials: Map<string, string>;
  readonly differences: string[];
  entries: number;
  hash: string;
  brokenAt: number | null;
}

const ownedKey = (owner: string, station: Transfer['from'], poolId: string): string =>
  `${owner} ${stationKey(poolId, station)}`;

const change = (counts: Map<string, number>, key: string, by: number): void => {
  const before = counts.get(key);
  const after = before === undefined ? by : before + by;
  if (after === 0) counts.delete(key);
  else counts.set(key, after);
};

const replayTransfer = (replay: Replay, transfer: Transfer): void => {
  const { poolId, from, to, fromOwner, toOwner, units, serials } = transfer;
  const before = replay.pools.get(poolId);
  replay.pools.set(poolId, addCounts(before === undefined ? NOTHING : before, countsMoved(transfer)));
  if (fromOwner !== null) change(replay.owned, ownedKey(fromOwner, from, poolId), -units);
  if (toOwner !== null) change(replay.owned, ownedKey(toOwner, to, poolId), units);
  for (const serial of serials) replay.serials.set(serial, `${toOwner} ${stationKey(poolId, to)}`);
};

const tell = (replay: Replay, words: string): void => {
  if (replay.differences.length < DIFFERENCES_MAX) replay.differences.push(words);
};

const replayEntry = (replay: Replay, row: Tables['journal'], rows: readonly Tables['transfer'][]): void => {
  const { entry, body } = row;
  const line = { entry, recordedAt: row.recorded_at.toISOString(), previousHash: replay.hash };
  const follows =
    entry === replay.entries + 1 &&
    row.previous_hash === replay.hash &&
    row.hash === entryHash(sha256, line, body);
  if (!follows && replay.brokenAt === null) replay.brokenAt = entry;
  replay.entries += 1;
  replay.hash = row.hash;
  const { command, subject, transfers } = JSON.parse(body) as EntryBody;
  if (row.subject !== subject || row.key !== command.key || row.type !== command.type)
    tell(replay, `entry ${entry}: its columns do not say what its body says`);
  const written = rows.map((moved) => ({
    poolId: moved.pool_id,
    from: moved.from_station,
    to: moved.to_station,
    fromOwner: moved.from_owner,
    toOwner: moved.to_owner,
    units: moved.units,
  }));
  const told = transfers.map(({ serials: _, ...transfer }) => transfer);
  if (canonicalJson(written) !== canonicalJson(told))
    tell(replay, `entry ${entry}: its transfers are not those of the journal`);
  for (const transfer of transfers) replayTransfer(replay, transfer);
};

const replayJournal = async (db: Kysely<Tables>): Promise<Replay> => {
  const replay: Replay = {
    pools: new Map(),
    owned: new Map(),
    serials: new Map(),
    differences: [],
    entries: 0,
    hash: FIRST_HASH,
    brokenAt: null,
  };
  for (let after = 0, more = true; more; ) {
    const page = await db
      .selectFrom('journal')
      .selectAll()
      .where('entry', '>', after)
      .orderBy('entry')
      .limit(PAGE)
      .execute();
    const last = page.at(-1)?.entry;
    more = page.length === PAGE;
    if (last === undefined) break;
    const moved = await db
      .selectFrom('transfer')
      .selectAll()
      .where('entry', '>', after)
      .where('entry', '<=', last)
      .orderBy('entry')
      .orderBy('line')
      .execute();
    const byEntry = new Map<number, Tables['transfer'][]>();
    for (const row of moved) {
      const rows = byEntry.get(row.entry);
      if (rows === undefined) byEntry.set(row.entry, [row]);
      else rows.push(row);
    }
    for (const row of page) replayEntry(replay, row, byEntry.get(row.entry) ?? []);
    after = last;
  }
  return replay;
};

/** Compares two tables of counts in both directions. */
const compare = (
  replay: Replay,
  what: string,
  kept: ReadonlyMap<string, number | string>,
  told: ReadonlyMap<string, number | string>,
): void => {
  for (const key of new Set([...kept.keys(), ...told.keys()])) {
    const [here, there] = [kept.get(key), told.get(key)];
    if (here !== there) tell(replay, `${what} ${key}: ${here} kept, ${there} by the journal`);
  }
};

const comparePools = async (
  db: Kysely<Tables>,
  replay: Replay,
): Promise<{ pools: number; oversold: string[] }> => {
  const pools = await db.selectFrom('pool').selectAll().orderBy('id').execute();
  const oversold: string[] = [];
  for (const pool of pools) {
    const { id, supplied, held, committed, passed_on: passedOn } = pool;
    if (held + committed + passedOn > supplied) oversold.push(id);
    const told = replay.pools.get(id);
    const kept: PoolCounts = { supplied, held, committed, passedOn };
    const wanted = told === undefined ? NOTHING : told;
    if (canonicalJson(kept) !== canonicalJson(wanted))
      tell(replay, `pool ${id}: ${canonicalJson(kept)} kept, ${canonicalJson(wanted)} by the journal`);
  }
  const known = new Set(pools.map(({ id }) => id));
  for (const id of replay.pools.keys()) if (!known.has(id)) tell(replay, `pool ${id}: only in the journal`);
  return { pools: pools.length, oversold };
};

const compareOwned = async (db: Kysely<Tables>, replay: Replay): Promise<void> => {
  const { rows } = await sql<{ owner: string; station: Transfer['from']; pool_id: string; units: number }>`
    select hold.id as owner, 'hold' as station, line.pool_id, line.units
    from hold join hold_line line on line.hold_id = hold.id where hold.state = 'open'
    union all
    select commitment_id, station, pool_id, units from commitment_line where units > 0`.execute(db);
  const kept = new Map(rows.map((row) => [ownedKey(row.owner, row.station, row.pool_id), row.units]));
  compare(replay, 'units of', kept, replay.owned);
  const serials = await db.selectFrom('serial').selectAll().execute();
  const places = serials.map(
    (unit) => [unit.serial, `${unit.commitment_id} ${stationKey(unit.pool_id, unit.station)}`] as const,
  );
  compare(replay, 'serial number', new Map(places), replay.serials);
};

/**
 * Plays the journal from its start, in one snapshot of the database, and compares it with pools, transfers, holds,
 * commitments and serial numbers.
 */
export const checkLedger = (db: Kysely<Tables>): Promise<LedgerCheck> =>
  db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (transaction) => {
      const replay = await replayJournal(transaction);
      const { pools, oversold } = await comparePools(transaction, replay);
      await compareOwned(transaction, replay);
      const head = await transaction.selectFrom('ledger_head').selectAll().executeTakeFirstOrThrow();
      if (head.entry !== replay.entries || head.hash !== replay.hash)
        tell(replay, `the head stands at entry ${head.entry}, the journal ends at ${replay.entries}`);
      return {
        pools,
        entries: replay.entries,
        oversoldPools: oversold,
        differences: replay.differences,
        brokenAt: replay.brokenAt,
        headHash: replay.hash,
      };
    });
