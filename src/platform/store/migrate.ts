import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { type Kysely, sql } from 'kysely';
import { InputError } from '../../core/input-error.ts';
import type { Tables } from './tables.ts';

export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly checksum: string;
  readonly statements: readonly string[];
}

/** Folder of the package that holds the migrations; as far from here in `dist` as in `src`. */
export const MIGRATIONS = new URL('../../../migrations/', import.meta.url);

const wrong = (found: string, accepted: string): InputError =>
  new InputError({ attempted: 'bringing the database up to date', found, accepted });

/** Statements end with a semicolon at the end of a line. */
const statementsOf = (text: string): readonly string[] =>
  text
    .replaceAll(/^--.*$/gm, '')
    .split(/;\s*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');

/** All migrations of a folder in their order. @throws {InputError} when numbers are missing or double. */
export const readMigrations = async (folder: URL): Promise<readonly Migration[]> => {
  const names = (await readdir(folder)).filter((name) => /^\d{4}-.+\.sql$/.test(name)).sort();
  const migrations = await Promise.all(
    names.map(async (name) => {
      const text = await readFile(new URL(name, folder), 'utf8');
      const checksum = createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('hex');
      return { number: Number(name.slice(0, 4)), name, checksum, statements: statementsOf(text) };
    }),
  );
  migrations.forEach(({ number, name }, index) => {
    if (number !== index + 1)
      throw wrong(name, `a migration with the number ${index + 1}: none left out, none twice`);
  });
  return migrations;
};

type Applied = Pick<Tables['schema_migration'], 'number' | 'name' | 'checksum'>;

/** @throws {InputError} when the database was made by other migrations than these. */
const compare = (applied: readonly Applied[], migrations: readonly Migration[]): void => {
  applied.forEach(({ number, name, checksum }, index) => {
    const here = migrations[index];
    if (here === undefined)
      throw wrong(
        `migration ${name}, which this version does not know`,
        'a database of this version or an older one',
      );
    if (number !== here.number)
      throw wrong(`no record of migration ${here.name}`, 'migrations applied without gaps');
    if (checksum !== here.checksum)
      throw wrong(
        `${here.name}, changed since it was applied`,
        `the content with SHA-256 ${checksum}; add a new migration instead`,
      );
  });
};

/**
 * Applies what is missing, each migration in a transaction of its own that records it first: of two processes that start at
 * the same time one waits for the other, and its repetition (`persist`) finds the work done.
 *
 * @throws {InputError} when the database does not fit these migrations.
 */
export const migrate = async (db: Kysely<Tables>, migrations: readonly Migration[]): Promise<void> => {
  await sql`create table if not exists schema_migration (
    number integer primary key, name text not null, checksum text not null,
    applied_at timestamptz not null default current_timestamp)`.execute(db);
  const applied = await db
    .selectFrom('schema_migration')
    .select(['number', 'name', 'checksum'])
    .orderBy('number')
    .execute();
  compare(applied, migrations);
  for (const { number, name, checksum, statements } of migrations.slice(applied.length))
    await db.transaction().execute(async (transaction) => {
      await transaction.insertInto('schema_migration').values({ number, name, checksum }).execute();
      for (const statement of statements) await sql.raw(statement).execute(transaction);
    });
};

/** What a process meets that makes the tables at the same time as another: they exist, or their records in the catalogue do. */
const RACE = new Set(['23505', '42P06', '42P07', '42710', 'XX000']);

/** Whether another process was bringing the database up to date at the same time. */
export const isRace = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && RACE.has(error.code);
