import { type Kysely, sql } from 'kysely';
import type { Transfer } from '../../core/supply/ledger/accounts.ts';
import type { Batch, WrittenEntry } from '../../core/supply/ledger/batch.ts';
import { addCounts, countsMoved, type LedgerState, type PoolCounts } from '../../core/supply/ledger/state.ts';
import { StaleRead } from './retry.ts';
import type { Tables } from './tables.ts';

/** A column of values for `unnest`, which writes many rows with one statement whose text is always the same. */
const column = <Row, Value>(rows: readonly Row[], read: (row: Row) => Value): readonly Value[] =>
  rows.map(read);

const allOf = (changed: bigint | undefined, wanted: number, what: string): void => {
  if (changed === undefined || Number(changed) !== wanted)
    throw new StaleRead(`${what} changed between reading and writing`);
};

const openPools = async (db: Kysely<Tables>, { changes }: Batch): Promise<void> => {
  const pools = changes.flatMap((change) => (change.kind === 'pool-opened' ? [change.pool] : []));
  if (pools.length === 0) return;
  await sql`insert into pool (id, generation_id, unit, week, region, taker, supplied, held, committed, passed_on)
    select id, generation_id, unit, week, region, taker, 0, 0, 0, 0 from unnest(
      ${column(pools, ({ id }) => id)}::text[],
      ${column(pools, ({ commodity }) => commodity.generationId)}::text[],
      ${column(pools, ({ commodity }) => commodity.unit)}::text[],
      ${column(pools, ({ week }) => week)}::text[],
      ${column(pools, ({ region }) => region)}::text[],
      ${column(pools, ({ taker }) => taker)}::text[]
    ) as opened (id, generation_id, unit, week, region, taker)`.execute(db);
};

/** Adds what was moved to the counts of pools, on the condition that no pool is oversold and no count negative after it. */
const movePools = async (db: Kysely<Tables>, transfers: readonly Transfer[]): Promise<void> => {
  const moved = new Map<string, PoolCounts>();
  for (const transfer of transfers) {
    const before = moved.get(transfer.poolId);
    const change = countsMoved(transfer);
    moved.set(transfer.poolId, before === undefined ? change : addCounts(before, change));
  }
  const pools = [...moved].sort(([a], [b]) => (a < b ? -1 : 1));
  if (pools.length === 0) return;
  const { numAffectedRows } = await sql`update pool set
      supplied = pool.supplied + change.supplied, held = pool.held + change.held,
      committed = pool.committed + change.committed, passed_on = pool.passed_on + change.passed_on
    from unnest(
      ${column(pools, ([id]) => id)}::text[],
      ${column(pools, ([, counts]) => counts.supplied)}::bigint[],
      ${column(pools, ([, counts]) => counts.held)}::bigint[],
      ${column(pools, ([, counts]) => counts.committed)}::bigint[],
      ${column(pools, ([, counts]) => counts.passedOn)}::bigint[]
    ) as change (id, supplied, held, committed, passed_on)
    where pool.id = change.id and pool.held + change.held >= 0 and pool.committed + change.committed >= 0
      and pool.held + change.held + pool.committed + change.committed + pool.passed_on + change.passed_on
        <= pool.supplied + change.supplied`.execute(db);
  allOf(numAffectedRows, pools.length, 'a pool');
};

const makeHolds = async (db: Kysely<Tables>, { changes }: Batch): Promise<void> => {
  const holds = changes.flatMap((change) => (change.kind === 'hold-made' ? [change.hold] : []));
  if (holds.length === 0) return;
  const lines = holds.flatMap(({ id, lines: kept }) => kept.map((line) => ({ id, ...line })));
  await sql`with made as (insert into hold (id, entry, deal_id, buyer, plan_version, valid_at, expires_at, state)
    select id, entry, deal_id, buyer, plan_version, valid_at, expires_at, 'open' from unnest(
      ${column(holds, ({ id }) => id)}::text[],
      ${column(holds, ({ id }) => Number(id.slice('hold-'.length)))}::bigint[],
      ${column(holds, ({ dealId }) => dealId)}::text[],
      ${column(holds, ({ buyer }) => buyer)}::text[],
      ${column(holds, ({ planVersion }) => planVersion)}::text[],
      ${column(holds, ({ validAt }) => validAt)}::timestamptz[],
      ${column(holds, ({ expiresAt }) => expiresAt)}::timestamptz[]
    ) as hold_made (id, entry, deal_id, buyer, plan_version, valid_at, expires_at) returning id)
    insert into hold_line (hold_id, pool_id, units) select hold_id, pool_id, units from unnest(
      ${column(lines, ({ id }) => id)}::text[],
      ${column(lines, ({ poolId }) => poolId)}::text[],
      ${column(lines, ({ units }) => units)}::bigint[]
    ) as kept (hold_id, pool_id, units)`.execute(db);
};

/** Ends holds, on the condition that they are still open. */
const resolveHolds = async (db: Kysely<Tables>, { changes }: Batch): Promise<void> => {
  const resolved = changes.flatMap((change) => (change.kind === 'hold-resolved' ? [change] : []));
  if (resolved.length === 0) return;
  const { numAffectedRows } = await sql`update hold set state = ended.state, resolved_entry = ended.entry
    from unnest(
      ${column(resolved, ({ holdId }) => holdId)}::text[],
      ${column(resolved, ({ state }) => state)}::text[],
      ${column(resolved, ({ entry }) => entry)}::bigint[]
    ) as ended (id, state, entry)
    where hold.id = ended.id and hold.state = 'open'`.execute(db);
  allOf(numAffectedRows, resolved.length, 'a hold');
};

const makeCommitments = async (db: Kysely<Tables>, { changes }: Batch): Promise<void> => {
  const made = changes.flatMap((change) => (change.kind === 'commitment-made' ? [change.commitment] : []));
  if (made.length === 0) return;
  await sql`insert into commitment (id, entry, hold_id, deal_id, buyer, plan_version, valid_at)
    select id, entry, hold_id, deal_id, buyer, plan_version, valid_at from unnest(
      ${column(made, ({ id }) => id)}::text[],
      ${column(made, ({ id }) => Number(id.slice('commitment-'.length)))}::bigint[],
      ${column(made, ({ holdId }) => holdId)}::text[],
      ${column(made, ({ dealId }) => dealId)}::text[],
      ${column(made, ({ buyer }) => buyer)}::text[],
      ${column(made, ({ planVersion }) => planVersion)}::text[],
      ${column(made, ({ validAt }) => validAt)}::timestamptz[]
    ) as made (id, entry, hold_id, deal_id, buyer, plan_version, valid_at)`.execute(db);
};

const moveCommitments = async (
  db: Kysely<Tables>,
  state: LedgerState,
  transfers: readonly Transfer[],
): Promise<void> => {
  const touched = new Set(
    transfers.flatMap(({ fromOwner, toOwner }) => [fromOwner, toOwner]).filter((id) => id !== null),
  );
  const lines = [...touched].flatMap((id) =>
    [...(state.commitments.get(id)?.units ?? [])].map(([key, units]) => {
      const space = key.indexOf(' ');
      return { id, station: key.slice(0, space), poolId: key.slice(space + 1), units };
    }),
  );
  if (lines.length === 0) return;
  await sql`insert into commitment_line (commitment_id, pool_id, station, units)
    select commitment_id, pool_id, station, units from unnest(
      ${column(lines, ({ id }) => id)}::text[],
      ${column(lines, ({ poolId }) => poolId)}::text[],
      ${column(lines, ({ station }) => station)}::text[],
      ${column(lines, ({ units }) => units)}::bigint[]
    ) as line (commitment_id, pool_id, station, units)
    on conflict (commitment_id, pool_id, station) do update set units = excluded.units`.execute(db);
};

/** Writes where serialised units are now; a serial number stays with the commitment it was first built for. */
const moveSerials = async (db: Kysely<Tables>, transfers: readonly Transfer[]): Promise<void> => {
  const last = new Map<string, { serial: string; owner: string; poolId: string; station: string }>();
  for (const { serials, toOwner, poolId, to } of transfers)
    if (toOwner !== null)
      for (const serial of serials) last.set(serial, { serial, owner: toOwner, poolId, station: to });
  const units = [...last.values()];
  if (units.length === 0) return;
  const { numAffectedRows } = await sql`insert into serial (serial, commitment_id, pool_id, station)
    select serial, commitment_id, pool_id, station from unnest(
      ${column(units, ({ serial }) => serial)}::text[],
      ${column(units, ({ owner }) => owner)}::text[],
      ${column(units, ({ poolId }) => poolId)}::text[],
      ${column(units, ({ station }) => station)}::text[]
    ) as unit (serial, commitment_id, pool_id, station)
    on conflict (serial) do update set station = excluded.station
      where serial.commitment_id = excluded.commitment_id and serial.pool_id = excluded.pool_id`.execute(db);
  allOf(numAffectedRows, units.length, 'a serial number');
};

const insertEntries = (entries: readonly WrittenEntry[]) =>
  sql`insert into journal (entry, key, key_digest, type, subject, deal_id, buyer, valid_at, recorded_at, body,
      previous_hash, hash)
    select entry, key, key_digest, type, subject, deal_id, buyer, valid_at, recorded_at, body, previous_hash, hash
    from unnest(
      ${column(entries, ({ entry }) => entry)}::bigint[],
      ${column(entries, ({ command }) => command.key)}::text[],
      ${column(entries, (entry) => entry.keyDigest)}::text[],
      ${column(entries, ({ command }) => command.type)}::text[],
      ${column(entries, ({ subject }) => subject)}::text[],
      ${column(entries, ({ dealId }) => dealId)}::text[],
      ${column(entries, ({ buyer }) => buyer)}::text[],
      ${column(entries, ({ validAt }) => validAt)}::timestamptz[],
      ${column(entries, ({ recordedAt }) => recordedAt)}::timestamptz[],
      ${column(entries, ({ body }) => body)}::text[],
      ${column(entries, ({ previousHash }) => previousHash)}::text[],
      ${column(entries, ({ hash }) => hash)}::text[]
    ) as line (entry, key, key_digest, type, subject, deal_id, buyer, valid_at, recorded_at, body, previous_hash, hash)`;

const insertTransfers = (entries: readonly WrittenEntry[]) => {
  const rows = entries.flatMap(({ entry, transfers }) =>
    transfers.map((transfer, line) => ({ entry, line, ...transfer })),
  );
  return sql`insert into transfer (entry, line, pool_id, from_station, to_station, from_owner, to_owner, units)
    select entry, line, pool_id, from_station, to_station, from_owner, to_owner, units from unnest(
      ${column(rows, ({ entry }) => entry)}::bigint[],
      ${column(rows, ({ line }) => line)}::smallint[],
      ${column(rows, ({ poolId }) => poolId)}::text[],
      ${column(rows, ({ from }) => from)}::text[],
      ${column(rows, ({ to }) => to)}::text[],
      ${column(rows, ({ fromOwner }) => fromOwner)}::text[],
      ${column(rows, ({ toOwner }) => toOwner)}::text[],
      ${column(rows, ({ units }) => units)}::bigint[]
    ) as moved (entry, line, pool_id, from_station, to_station, from_owner, to_owner, units)`;
};

/** Journal, transfers and the head of the journal in one statement, since other writers wait meanwhile. */
const writeJournal = async (db: Kysely<Tables>, { entries, head }: Batch, plan: LedgerState['plan']) => {
  const { numAffectedRows } = await sql`
    with written as (${insertEntries(entries)} returning entry),
      transferred as (${insertTransfers(entries)} returning entry)
    update ledger_head set entry = ${head.entry}::bigint, hash = ${head.hash}, recorded_at = ${head.recordedAt}::timestamptz,
      plan_version = ${plan === null ? null : plan.version}, plan_digest = ${plan === null ? null : plan.digest}
    where id = 1 and entry = ${head.entry - entries.length}::bigint`.execute(db);
  allOf(numAffectedRows, 1, 'the head of the journal');
};

const writeRefusals = async (db: Kysely<Tables>, { refusals, head }: Batch): Promise<void> => {
  if (refusals.length === 0) return;
  await sql`insert into refusal (key, key_digest, refusal, recorded_at)
    select key, key_digest, refusal, ${head.recordedAt}::timestamptz from unnest(
      ${column(refusals, ({ key }) => key)}::text[],
      ${column(refusals, (refused) => refused.keyDigest)}::text[],
      ${column(refusals, ({ refusal }) => JSON.stringify(refusal))}::text[]
    ) as refused (key, key_digest, refusal)`.execute(db);
};

/**
 * Writes what a batch came to: everything, or (in the transaction it is given) nothing.
 *
 * @throws {StaleRead} when a row is not as the batch was decided on.
 */
export const saveBatch = async (db: Kysely<Tables>, batch: Batch, state: LedgerState): Promise<void> => {
  const transfers = batch.entries.flatMap((entry) => entry.transfers);
  await openPools(db, batch);
  await movePools(db, transfers);
  await makeHolds(db, batch);
  await resolveHolds(db, batch);
  await makeCommitments(db, batch);
  await moveCommitments(db, state, transfers);
  await moveSerials(db, transfers);
  await writeRefusals(db, batch);
  await writeJournal(db, batch, state.plan);
};
