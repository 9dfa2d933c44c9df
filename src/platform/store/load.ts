import { type Kysely, sql } from 'kysely';
import type { Pool } from '../../core/supply/ledger/accounts.ts';
import type { EarlierAnswer } from '../../core/supply/ledger/batch.ts';
import type { LedgerCommand, LedgerLine } from '../../core/supply/ledger/commands.ts';
import { inPoolOrder } from '../../core/supply/ledger/decision.ts';
import type { LedgerRefusal } from '../../core/supply/ledger/ledger.ts';
import {
  type CommitmentRecord,
  emptyState,
  type HoldRecord,
  type LedgerState,
  stationKey,
} from '../../core/supply/ledger/state.ts';
import type { Tables } from './tables.ts';

/** Most holds that one `expire` of all ends; the oldest come first, and another command ends the next. */
const ENDED_AT_ONCE = 5000;

/** What was answered before under any of these keys. */
export const earlierAnswers = async (
  db: Kysely<Tables>,
  keys: readonly string[],
): Promise<ReadonlyMap<string, EarlierAnswer>> => {
  const { rows } = await sql<{
    key: string;
    key_digest: string;
    entry: number | null;
    subject: string | null;
    refusal: string | null;
  }>`select key, key_digest, entry, subject, null::text as refusal from journal where key = any(${keys}::text[])
     union all
     select key, key_digest, null, null, refusal from refusal where key = any(${keys}::text[])`.execute(db);
  return new Map(
    rows.map(({ key, key_digest: keyDigest, entry, subject, refusal }) => [
      key,
      {
        keyDigest,
        answer:
          entry === null || subject === null
            ? { ok: false, refusal: JSON.parse(String(refusal)) as LedgerRefusal, repeated: true }
            : { ok: true, entry, id: subject, repeated: true },
      },
    ]),
  );
};

interface Named {
  readonly pools: Set<string>;
  /** Pools whose availability matters, so that expired holds in them have to be ended. */
  readonly drawn: Set<string>;
  readonly holds: Set<string>;
  readonly commitments: Set<string>;
  readonly serials: Set<string>;
  all: boolean;
}

/** What commands speak of. */
const namedBy = (commands: readonly LedgerCommand[]): Named => {
  const named: Named = {
    pools: new Set(),
    drawn: new Set(),
    holds: new Set(),
    commitments: new Set(),
    serials: new Set(),
    all: false,
  };
  for (const command of commands) {
    if (command.type === 'open-pools') for (const { id } of command.pools) named.pools.add(id);
    if (command.type === 'supply' || command.type === 'cut' || command.type === 'hold')
      for (const { poolId } of command.lines) named.pools.add(poolId);
    if (command.type === 'cut' || command.type === 'hold')
      for (const { poolId } of command.lines) named.drawn.add(poolId);
    if ('holdId' in command && command.holdId !== null) named.holds.add(command.holdId);
    if ('commitmentId' in command) named.commitments.add(command.commitmentId);
    if (command.type === 'move') for (const serial of command.serials) named.serials.add(serial);
    if (command.type === 'expire' && command.holdId === null) named.all = true;
  }
  return named;
};

/** Ids of open holds whose moment has passed: all in pools that are drawn on, and the oldest of any pool where asked for. */
const dueHolds = async (db: Kysely<Tables>, named: Named, now: string): Promise<readonly string[]> => {
  const drawn = [...named.drawn];
  const inDrawn = sql<{ id: string }>`
    select id from hold where state = 'open' and expires_at <= ${now}::timestamptz and exists (
      select 1 from hold_line where hold_line.hold_id = hold.id and hold_line.pool_id = any(${drawn}::text[]))
    order by expires_at`;
  const oldest = sql<{ id: string }>`
    select id from hold where state = 'open' and expires_at <= ${now}::timestamptz
    order by expires_at limit ${ENDED_AT_ONCE}`;
  const { rows: kept } = drawn.length === 0 ? { rows: [] } : await inDrawn.execute(db);
  const { rows: others } = named.all ? await oldest.execute(db) : { rows: [] };
  return [...kept, ...others].map(({ id }) => id);
};

const holdOf = (row: Tables['hold'], lines: readonly LedgerLine[]): HoldRecord => ({
  id: row.id,
  dealId: row.deal_id,
  buyer: row.buyer,
  planVersion: row.plan_version,
  lines,
  expiresAt: row.expires_at.toISOString(),
  validAt: row.valid_at.toISOString(),
  state: row.state,
  resolvedEntry: row.resolved_entry,
});

/** Holds with their lines in the order of pools, oldest hold first. */
export const holdsOf = async (db: Kysely<Tables>, ids: readonly string[]): Promise<readonly HoldRecord[]> => {
  if (ids.length === 0) return [];
  const { rows } = await sql<Tables['hold'] & Tables['hold_line']>`
    select hold.*, hold_line.pool_id, hold_line.units
    from hold join hold_line on hold_line.hold_id = hold.id
    where hold.id = any(${ids}::text[]) order by hold.entry`.execute(db);
  const grouped = new Map<string, typeof rows>();
  for (const row of rows) grouped.set(row.id, [...(grouped.get(row.id) ?? []), row]);
  return [...grouped.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const lines = group.map((row) => ({ poolId: row.pool_id, units: row.units }));
    return [holdOf(first, inPoolOrder(lines))];
  });
};

const loadCommitments = async (db: Kysely<Tables>, state: LedgerState, ids: readonly string[]) => {
  const { rows } = await sql<Tables['commitment'] & Tables['commitment_line']>`
    select commitment.*, line.pool_id, line.station, line.units
    from commitment join commitment_line line on line.commitment_id = commitment.id
    where commitment.id = any(${ids}::text[])`.execute(db);
  for (const row of rows) {
    const units = new Map(state.commitments.get(row.id)?.units);
    units.set(stationKey(row.pool_id, row.station), row.units);
    const commitment: CommitmentRecord = {
      id: row.id,
      holdId: row.hold_id,
      dealId: row.deal_id,
      buyer: row.buyer,
      planVersion: row.plan_version,
      validAt: row.valid_at.toISOString(),
      units,
    };
    state.commitments.set(row.id, commitment);
  }
};

const loadPools = async (db: Kysely<Tables>, state: LedgerState, ids: readonly string[]) => {
  const { rows } = await sql<Tables['pool']>`select * from pool where id = any(${ids}::text[])`.execute(db);
  for (const row of rows)
    state.pools.set(row.id, {
      pool: poolOf(row),
      supplied: row.supplied,
      held: row.held,
      committed: row.committed,
      passedOn: row.passed_on,
    });
};

export const poolOf = (row: Tables['pool']): Pool => ({
  id: row.id,
  commodity: { generationId: row.generation_id, unit: row.unit },
  week: row.week,
  region: row.region,
  taker: row.taker,
});

const loadSerials = async (db: Kysely<Tables>, state: LedgerState, serials: readonly string[]) => {
  const { rows } = await sql<Tables['serial']>`
    select * from serial where serial = any(${serials}::text[])`.execute(db);
  for (const row of rows)
    state.serials.set(row.serial, {
      commitmentId: row.commitment_id,
      poolId: row.pool_id,
      station: row.station,
    });
};

/** Working copy of what commands speak of, with the expired holds that they have to end first. */
export const loadState = async (
  db: Kysely<Tables>,
  commands: readonly LedgerCommand[],
  plan: LedgerState['plan'],
  now: string,
): Promise<LedgerState> => {
  const state = emptyState();
  state.plan = plan;
  const named = namedBy(commands);
  const due = await dueHolds(db, named, now);
  for (const hold of await holdsOf(db, [...new Set([...named.holds, ...due])]))
    state.holds.set(hold.id, hold);
  if (named.pools.size > 0) await loadPools(db, state, [...named.pools]);
  if (named.commitments.size > 0) await loadCommitments(db, state, [...named.commitments]);
  if (named.serials.size > 0) await loadSerials(db, state, [...named.serials]);
  return state;
};
