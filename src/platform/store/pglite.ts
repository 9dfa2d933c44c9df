import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { type Dialect, PostgresDialect } from 'kysely';
import { InputError } from '../../core/input-error.ts';

/** What has to be said whenever the ledger is kept in the embedded database. */
export const EMBEDDED_NOTICE =
  'The ledger is kept in an embedded database (PGlite) for one process on one machine. It survives the end of the process, ' +
  'but not a loss of power: nothing is flushed to the disk. Set DATABASE_URL to a PostgreSQL server for promises that count.';

const openHere = new Set<string>();

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
};

const inUse = (directory: string, by: string): InputError =>
  new InputError({
    attempted: `opening the ledger in ${directory}`,
    found: `a directory that ${by} has open`,
    accepted: 'one process at a time; set DATABASE_URL to a PostgreSQL server to share a ledger',
  });

/** Keeps other processes out of a directory, which PGlite itself does not; a file of a process that ended is replaced. */
const lock = async (directory: string): Promise<() => Promise<void>> => {
  if (openHere.has(directory)) throw inUse(directory, 'this process');
  openHere.add(directory);
  const path = join(directory, 'rackwright.pid');
  try {
    await mkdir(directory, { recursive: true });
    const holder = Number(await readFile(path, 'utf8').catch(() => 'nobody'));
    if (Number.isInteger(holder) && holder !== process.pid && isRunning(holder))
      throw inUse(directory, `process ${holder}`);
    await rm(path, { force: true });
    const file = await open(path, 'wx');
    await file.writeFile(String(process.pid));
    await file.close();
  } catch (error) {
    openHere.delete(directory);
    throw error;
  }
  return async () => {
    await rm(path, { force: true });
    openHere.delete(directory);
  };
};

/** One session shared by turns: whoever asks for a connection waits until the one before has given it back. */
const takeTurns = () => {
  let last: Promise<void> = Promise.resolve();
  return async (): Promise<() => void> => {
    const before = last;
    let release: () => void = () => undefined;
    last = new Promise((done) => {
      release = done;
    });
    await before;
    return release;
  };
};

/**
 * PostgreSQL inside this process, behind the same driver as a server.
 *
 * @param directory where the data is kept; null: in memory only, for tests.
 */
export const pgliteDialect = async (directory: string | null): Promise<Dialect> => {
  const path = directory === null ? null : resolve(directory);
  const unlock = path === null ? null : await lock(path);
  const database = path === null ? new PGlite() : new PGlite(join(path, 'data'));
  const turn = takeTurns();
  return new PostgresDialect({
    pool: {
      connect: async () => {
        const release = await turn();
        return {
          query: async <Row>(statement: string, parameters: readonly unknown[]) => {
            const { rows, affectedRows } = await database.query<Row>(statement, [...parameters]);
            return { command: 'UPDATE', rowCount: affectedRows ?? rows.length, rows };
          },
          release,
        } as never;
      },
      end: async () => {
        await database.close();
        if (unlock !== null) await unlock();
      },
    },
  });
};
