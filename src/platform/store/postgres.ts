import { type Dialect, PostgresDialect } from 'kysely';
import pg from 'pg';

const BIGINT = 20;

/** Milliseconds after which the server or the client gives up on a statement, so that nothing waits without end. */
const LIMITS = {
  connectionTimeoutMillis: 5_000,
  statement_timeout: 10_000,
  lock_timeout: 5_000,
  idle_in_transaction_session_timeout: 15_000,
  query_timeout: 20_000,
};

/**
 * A pool of connections to PostgreSQL or a database that speaks its protocol.
 *
 * @param connections most connections at a time: one writes, the others read.
 */
export const postgresDialect = (databaseUrl: string, connections: number): Dialect => {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: connections,
    keepAlive: true,
    application_name: 'rackwright',
    types: {
      getTypeParser: (oid: number, format?: 'text' | 'binary') =>
        oid === BIGINT ? Number : pg.types.getTypeParser(oid, format),
    } as pg.CustomTypesConfig,
    ...LIMITS,
  });
  // A connection that breaks while nothing is asked of it is replaced by the next query; one that breaks under a query
  // fails that query with the same error. Without a listener either would end the process.
  const replacedLater = () => undefined;
  pool.on('error', replacedLater);
  pool.on('connect', (client) => client.on('error', replacedLater));
  return new PostgresDialect({ pool });
};
