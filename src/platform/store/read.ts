import { type Kysely, sql } from 'kysely';
import type { PoolBalance, Transfer } from '../../core/supply/ledger/accounts.ts';
import type { LedgerCommand } from '../../core/supply/ledger/commands.ts';
import { hasPassed } from '../../core/supply/ledger/decision.ts';
import type {
  CommitmentEntry,
  DealFilter,
  Hold,
  JournalEntry,
  JournalQuery,
  PromisedThen,
} from '../../core/supply/ledger/ledger.ts';
import { holdsOf, poolOf } from './load.ts';
import type { Tables } from './tables.ts';
import type { Clock } from './write.ts';

/** The present moment by the clock that also decides: the one given, or the database's. */
const present = async (db: Kysely<Tables>, clock: Clock | null): Promise<string> => {
  if (clock !== null) return clock();
  const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(db);
  const [row] = rows;
  if (row === undefined) throw new Error('the database told no time');
  return row.now.toISOString();
};

/** Pools with what is in them now; a hold that has expired counts no longer, whether or not it was ended since. */
export const readBalances = async (
  db: Kysely<Tables>,
  clock: Clock | null,
  filter: { readonly generationId?: string; readonly taker?: string },
): Promise<PoolBalance[]> => {
  const now = await present(db, clock);
  const { generationId = null, taker = null } = filter;
  const { rows } = await sql<Tables['pool'] & { readonly over: number | null }>`
    select pool.*, expired.units as over
    from pool left join (
      select hold_line.pool_id, sum(hold_line.units)::bigint as units
      from hold join hold_line on hold_line.hold_id = hold.id
      where hold.state = 'open' and hold.expires_at <= ${now}::timestamptz
      group by hold_line.pool_id
    ) expired on expired.pool_id = pool.id
    where (${generationId}::text is null or pool.generation_id = ${generationId}::text)
      and (${taker}::text is null or pool.taker = ${taker}::text)
    order by pool.week, pool.id`.execute(db);
  return rows.map((row) => {
    const held = row.over === null ? row.held : row.held - row.over;
    const { supplied, committed, passed_on: passedOn } = row;
    return {
      ...poolOf(row),
      supplied,
      available: supplied - held - committed - passedOn,
      held,
      committed,
      passedOn,
    };
  });
};

export const readHolds = async (
  db: Kysely<Tables>,
  clock: Clock | null,
  filter: DealFilter & { readonly id?: string },
): Promise<Hold[]> => {
  const { id = null, buyer = null, dealId = null } = filter;
  const { rows } = await sql<{ id: string }>`select id from hold
    where (${id}::text is null or id = ${id}::text) and (${buyer}::text is null or buyer = ${buyer}::text)
      and (${dealId}::text is null or deal_id = ${dealId}::text)`.execute(db);
  const now = await present(db, clock);
  const holds = await holdsOf(
    db,
    rows.map((row) => row.id),
  );
  return holds.map(({ validAt: _, resolvedEntry: __, ...hold }) => ({
    ...hold,
    state: hold.state === 'open' && hasPassed(hold.expiresAt, now) ? 'expired' : hold.state,
  }));
};

export const readCommitments = async (
  db: Kysely<Tables>,
  filter: DealFilter & { readonly id?: string },
): Promise<CommitmentEntry[]> => {
  const { id = null, buyer = null, dealId = null } = filter;
  const { rows } = await sql<Tables['commitment'] & Tables['commitment_line']>`
    select commitment.*, line.pool_id, line.station, line.units
    from commitment left join commitment_line line on line.commitment_id = commitment.id and line.units > 0
    where (${id}::text is null or commitment.id = ${id}::text)
      and (${buyer}::text is null or commitment.buyer = ${buyer}::text)
      and (${dealId}::text is null or commitment.deal_id = ${dealId}::text)
    order by commitment.entry, line.pool_id, line.station`.execute(db);
  const ids = [...new Set(rows.map((row) => row.id))];
  const { rows: serials } = await sql<Tables['serial']>`
    select * from serial where commitment_id = any(${ids}::text[]) order by serial`.execute(db);
  const found = new Map<string, CommitmentEntry>();
  for (const row of rows) {
    const before = found.get(row.id)?.lines ?? [];
    const here = serials.filter(
      (unit) => unit.commitment_id === row.id && unit.pool_id === row.pool_id && unit.station === row.station,
    );
    const line = {
      poolId: row.pool_id,
      station: row.station,
      units: row.units,
      serials: here.map(({ serial }) => serial),
    };
    found.set(row.id, {
      id: row.id,
      dealId: row.deal_id,
      buyer: row.buyer,
      planVersion: row.plan_version,
      lines: row.pool_id === null ? before : [...before, line],
    });
  }
  return [...found.values()];
};

/** What a line of the journal holds as text. */
export interface EntryBody {
  readonly command: LedgerCommand;
  readonly subject: string;
  readonly transfers: readonly Transfer[];
}

export const entryOf = (row: Tables['journal']): JournalEntry => ({
  entry: row.entry,
  recordedAt: row.recorded_at.toISOString(),
  ...(JSON.parse(row.body) as EntryBody),
  previousHash: row.previous_hash,
  hash: row.hash,
});

const ENTRIES = 100;
const ENTRIES_MAX = 1000;

export const readJournal = async (db: Kysely<Tables>, query: JournalQuery): Promise<JournalEntry[]> => {
  const { after, limit = ENTRIES, dealId, buyer } = query;
  let chosen = db.selectFrom('journal').selectAll().orderBy('entry').limit(Math.min(limit, ENTRIES_MAX));
  if (after !== undefined) chosen = chosen.where('entry', '>', after);
  if (dealId !== undefined) chosen = chosen.where('deal_id', '=', dealId);
  if (buyer !== undefined) chosen = chosen.where('buyer', '=', buyer);
  return (await chosen.execute()).map(entryOf);
};

/** @see {Ledger.promisedAt} */
export const readPromised = async (
  db: Kysely<Tables>,
  validAt: string,
  recordedAt: string,
): Promise<PromisedThen[]> => {
  const { rows } = await sql<{
    readonly deal_id: string;
    readonly buyer: string;
    readonly pool_id: string;
    readonly held: number;
    readonly committed: number;
  }>`
    with known as (
      select entry from journal
      where recorded_at <= ${recordedAt}::timestamptz and valid_at <= ${validAt}::timestamptz
    ), promised as (
      select hold.deal_id, hold.buyer, line.pool_id, line.units as held, 0::bigint as committed
      from hold join hold_line line on line.hold_id = hold.id
      where hold.entry in (select entry from known) and hold.expires_at > ${validAt}::timestamptz
        and (hold.resolved_entry is null or hold.resolved_entry not in (select entry from known))
      union all
      select commitment.deal_id, commitment.buyer, moved.pool_id, 0::bigint,
        case when moved.to_station = 'commitment' then moved.units else -moved.units end
      from transfer moved
      join commitment on commitment.id = case when moved.to_station = 'commitment' then moved.to_owner else moved.from_owner end
      where moved.entry in (select entry from known)
        and (moved.to_station = 'commitment' or (moved.from_station = 'commitment' and moved.to_station = 'pool'))
    )
    select deal_id, buyer, pool_id, sum(held)::bigint as held, sum(committed)::bigint as committed
    from promised group by deal_id, buyer, pool_id having sum(held) > 0 or sum(committed) > 0
    order by deal_id, buyer, pool_id`.execute(db);
  return rows.map((row) => ({
    dealId: row.deal_id,
    buyer: row.buyer,
    poolId: row.pool_id,
    held: row.held,
    committed: row.committed,
  }));
};
