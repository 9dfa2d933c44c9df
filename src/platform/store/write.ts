import { createHash } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import { decideBatch, type JournalHead } from '../../core/supply/ledger/batch.ts';
import type { LedgerCommand } from '../../core/supply/ledger/commands.ts';
import { type LedgerAnswer, LedgerUnavailable } from '../../core/supply/ledger/ledger.ts';
import type { LedgerState } from '../../core/supply/ledger/state.ts';
import { type Lane, openLane } from './lane.ts';
import { earlierAnswers, loadState } from './load.ts';
import { persist } from './retry.ts';
import { saveBatch } from './save.ts';
import type { Tables } from './tables.ts';

/** SHA-256 of the UTF-8 bytes of a text, in lower-case hexadecimal. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Present moment in ISO 8601; null: the database's own clock, which all processes share. */
export type Clock = () => string;

interface Turn {
  readonly head: JournalHead;
  readonly plan: LedgerState['plan'];
}

/**
 * Takes the turn to write, by changing the one row that every writer changes first, and keeps it until the transaction ends.
 * The moment of recording never goes back, whatever the clock does.
 */
const takeTurn = async (db: Kysely<Tables>, clock: Clock | null): Promise<Turn> => {
  const { rows } = await sql<Tables['ledger_head'] & { readonly clock: Date }>`
    update ledger_head set turns = turns + 1 where id = 1
    returning entry, hash, recorded_at, plan_version, plan_digest, clock_timestamp() as clock`.execute(db);
  const [row] = rows;
  if (row === undefined) throw new Error('the ledger has no head: its migration was not applied');
  const now = clock === null ? row.clock : new Date(clock());
  const latest = now > row.recorded_at ? now : row.recorded_at;
  const { plan_version: version, plan_digest: digest } = row;
  return {
    head: { entry: row.entry, hash: row.hash, recordedAt: latest.toISOString() },
    plan: version === null || digest === null ? null : { version, digest },
  };
};

const performBatch = async (
  db: Kysely<Tables>,
  commands: readonly LedgerCommand[],
  clock: Clock | null,
): Promise<readonly LedgerAnswer[]> =>
  db.transaction().execute(async (transaction) => {
    const { head, plan } = await takeTurn(transaction, clock);
    const earlier = await earlierAnswers(
      transaction,
      commands.map(({ key }) => key),
    );
    const fresh = commands.filter(({ key }) => !earlier.has(key));
    const state = await loadState(transaction, fresh, plan, head.recordedAt);
    const batch = decideBatch(state, head, commands, earlier, sha256);
    if (batch.entries.length > 0 || batch.refusals.length > 0) await saveBatch(transaction, batch, state);
    return batch.answers;
  });

/**
 * The lane in which this process writes: all commands that wait are decided in one transaction. A transaction whose outcome is
 * unknown is repeated, and finds its own answers under their keys.
 */
export const openWriter = (
  db: Kysely<Tables>,
  clock: Clock | null,
  forMs: number,
  most: number,
): Lane<LedgerCommand, LedgerAnswer> =>
  openLane(
    (commands) => persist(forMs, () => performBatch(db, commands, clock)),
    most,
    (error) => !(error instanceof LedgerUnavailable),
  );
