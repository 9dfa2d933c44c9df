import { type Dialect, Kysely } from 'kysely';
import { InputError } from '../../core/input-error.ts';
import type { LedgerCommand } from '../../core/supply/ledger/commands.ts';
import { type Ledger, LedgerUnavailable } from '../../core/supply/ledger/ledger.ts';
import { invalidField } from '../../core/supply/ledger/validate.ts';
import { checkLedger } from './check.ts';
import { type Desk, openDesk } from './desk.ts';
import { isRace, MIGRATIONS, migrate, readMigrations } from './migrate.ts';
import { EMBEDDED_NOTICE, pgliteDialect } from './pglite.ts';
import { postgresDialect } from './postgres.ts';
import { readBalances, readCommitments, readHolds, readJournal, readPromised } from './read.ts';
import { persist, StaleRead } from './retry.ts';
import type { Tables } from './tables.ts';
import { type Clock, openWriter } from './write.ts';

/** Where the ledger is kept: on a server, in a folder of this machine, or in memory until it is closed. */
export type StorePlace =
  | { readonly databaseUrl: string }
  | { readonly directory: string }
  | { readonly memory: true };

export interface StoreOptions {
  /** Present moment in ISO 8601; left out: the database's own clock. */
  readonly clock?: Clock;
  /** Milliseconds for which a database that does not answer is asked again; 15 s when left out. */
  readonly patienceMs?: number;
  /** Most connections to a server; one of them writes. */
  readonly connections?: number;
  /** Most commands decided in one transaction; more wait for the next. */
  readonly commandsPerTransaction?: number;
}

const PATIENCE_MS = 15_000;
const CONNECTIONS = 8;
const COMMANDS_PER_TRANSACTION = 128;

const dialectOf = (place: StorePlace, connections: number): Dialect | Promise<Dialect> => {
  if ('databaseUrl' in place) return postgresDialect(place.databaseUrl, connections);
  return pgliteDialect('directory' in place ? place.directory : null);
};

/** SQLSTATE classes 28 (who may connect) and 3D (which database), and an address that is none. */
const WRONG_ADDRESS = /^(28...|3D000|ERR_INVALID_URL|ENOTFOUND)$/;

/** What a person has to correct in the address of the database is said as such, without the password it may hold. */
const addressProblem = (error: unknown): unknown =>
  error instanceof Error && 'code' in error && WRONG_ADDRESS.test(String(error.code))
    ? new InputError({
        attempted: 'opening the ledger at DATABASE_URL',
        found: error.message,
        accepted: 'postgres://user:password@host:port/database of a database this user may use',
      })
    : error;

const upToDate = async (db: Kysely<Tables>, patienceMs: number): Promise<void> => {
  const migrations = await readMigrations(MIGRATIONS);
  await persist(patienceMs, async () => {
    try {
      await migrate(db, migrations);
    } catch (error) {
      throw isRace(error) ? new StaleRead('another process made the tables', { cause: error }) : error;
    }
  });
};

/**
 * Opens the ledger, making or updating its tables first.
 *
 * @throws {InputError} when the folder is in use, the address is wrong or the database was made by other migrations.
 * @throws {LedgerUnavailable} when the database gives no answer in time.
 */
export const openStore = async (place: StorePlace, options: StoreOptions = {}): Promise<Ledger> =>
  (await openStoreWithDesk(place, options)).ledger;

/** Opens the ledger as `openStore` does, and the desk that is kept beside it; closing the ledger closes both. */
export const openStoreWithDesk = async (
  place: StorePlace,
  options: StoreOptions = {},
): Promise<{ readonly ledger: Ledger; readonly desk: Desk }> => {
  const { clock = null, patienceMs = PATIENCE_MS, connections = CONNECTIONS } = options;
  const { commandsPerTransaction = COMMANDS_PER_TRANSACTION } = options;
  const db = new Kysely<Tables>({ dialect: await dialectOf(place, connections) });
  try {
    await upToDate(db, patienceMs);
  } catch (error) {
    await db.destroy();
    throw addressProblem(error);
  }
  const writer = openWriter(db, clock, patienceMs, commandsPerTransaction);
  const read = <Result>(run: () => Promise<Result>): Promise<Result> => persist(patienceMs, run);
  const single = async <Item>(found: Promise<Item[]>): Promise<Item | null> => (await found)[0] ?? null;
  let closing: Promise<void> | null = null;

  const ledger: Ledger = {
    notice: 'databaseUrl' in place ? null : EMBEDDED_NOTICE,
    apply: async (command: LedgerCommand) => {
      if (closing !== null) throw new LedgerUnavailable('the ledger was closed');
      const refusal = invalidField(command);
      return refusal === null ? writer.submit(command) : { ok: false, refusal, repeated: false };
    },
    balances: (filter = {}) => read(() => readBalances(db, clock, filter)),
    hold: (id) => single(read(() => readHolds(db, clock, { id }))),
    holds: (filter) => read(() => readHolds(db, clock, filter)),
    commitment: (id) => single(read(() => readCommitments(db, { id }))),
    commitments: (filter) => read(() => readCommitments(db, filter)),
    journal: (query) => read(() => readJournal(db, query)),
    promisedAt: (validAt, recordedAt) => read(() => readPromised(db, validAt, recordedAt)),
    currentPlan: () =>
      read(async () => {
        const head = await db.selectFrom('ledger_head').selectAll().executeTakeFirstOrThrow();
        const { plan_version: version, plan_digest: digest } = head;
        return version === null || digest === null ? null : { version, digest };
      }),
    check: () => read(() => checkLedger(db)),
    close: () => {
      closing ??= writer.idle().then(() => db.destroy());
      return closing;
    },
  };
  return { ledger, desk: openDesk(db, read) };
};
