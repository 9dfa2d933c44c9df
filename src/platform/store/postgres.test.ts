import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchPostgres, type PostgresServer, postgresMissing } from '../../../scripts/postgres.mjs';
import { type Ledger, LedgerUnavailable } from '../../core/supply/ledger/ledger.ts';
import { crashLoop } from './crash.testing.ts';
import { deskSuite } from './desk.testing.ts';
import type { Desk } from './desk.ts';
import { openStore, openStoreWithDesk } from './open.ts';
import { available, expectSound, holdOf, idOf, ledgerSuite, supplied, testClock } from './suite.testing.ts';

const missing = postgresMissing();

// In continuous integration the same tests fail where elsewhere they are left out.
it('there is a real PostgreSQL to test the ledger on', ({ skip }) => {
  skip(
    missing !== null && process.env['CI'] === undefined,
    `the ledger is not tested on a server: ${missing}`,
  );
  expect(missing).toBeNull();
});

describe.skipIf(missing !== null)('the ledger on PostgreSQL', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await launchPostgres();
  }, 120_000);
  afterAll(() => server.remove(), 60_000);

  const query = async (text: string) => {
    const client = new pg.Client({ connectionString: server.databaseUrl });
    await client.connect();
    try {
      return (await client.query(text)).rows;
    } finally {
      await client.end();
    }
  };
  const open = () => openStore({ databaseUrl: server.databaseUrl });

  describe('as on any database', () => {
    const clock = testClock();
    let ledger: Ledger;
    let desk: Desk;
    beforeAll(async () => {
      await query('create database suite');
      const databaseUrl = server.databaseUrl.replace(/postgres$/, 'suite');
      ({ ledger, desk } = await openStoreWithDesk({ databaseUrl }, { clock: clock.now }));
    });
    afterAll(() => ledger.close());
    ledgerSuite({ ledger: () => ledger, clock, histories: 10 });
    deskSuite(() => desk);
  });

  it('never oversells to 64 clients of 4 processes', async () => {
    // Four stores share nothing but the database, as four processes do.
    const ledgers = await Promise.all([open(), open(), open(), open()]);
    const [first] = ledgers;
    if (first === undefined) throw new Error('no store was opened');
    const [a = '', b = ''] = await supplied(first, [90, 60]);
    const clients = Array.from({ length: 64 }, async (_, number) => {
      const ledger = ledgers[number % ledgers.length] ?? first;
      const answers = [];
      for (let round = 0; round < 3; round += 1) {
        const both = number % 2 === 0 ? { [a]: 1, [b]: 1 } : { [a]: 1 };
        answers.push(await ledger.apply(holdOf(both)));
      }
      return answers.filter(({ ok }) => ok).length;
    });
    const won = (await Promise.all(clients)).reduce((sum, one) => sum + one, 0);
    const left = await available(first, [a, b]);
    expect(left[0]).toBe(0);
    expect(won).toBe(90);
    expect(left[1]).toBeGreaterThanOrEqual(0);
    await expectSound(first);
    await Promise.all(ledgers.map((ledger) => ledger.close()));
  });

  it('refuses in the database itself to oversell a pool', async () => {
    const ledger = await open();
    const [pool = ''] = await supplied(ledger, [2]);
    await expect(query(`update pool set held = 3 where id = '${pool}'`)).rejects.toThrow(/never_oversold/);
    await ledger.close();
  });

  it('loses no acknowledged hold and sells nothing twice when the server is killed', {
    timeout: 300_000,
  }, async () => {
    const outcome = await crashLoop(server, 3, 300);
    expect(outcome.acknowledged).toBeGreaterThan(0);
    expect(outcome.lost).toBe(0);
    expect(outcome.openHolds).toBe(outcome.acknowledged);
    expect(outcome.check).toMatchObject({ oversoldPools: [], differences: [], brokenAt: null });
  });

  it('says what is wrong with the address of a database', async () => {
    const databaseUrl = server.databaseUrl.replace(/postgres$/, 'missing');
    await expect(openStore({ databaseUrl })).rejects.toThrow(/DATABASE_URL.*"missing" does not exist/s);
    await expect(openStore({ databaseUrl: 'postgres://[' })).rejects.toThrow(/DATABASE_URL/);
  });

  it('tells that there is no answer when a server cannot be reached', async () => {
    const nowhere = openStore(
      { databaseUrl: 'postgres://rackwright@127.0.0.1:1/postgres' },
      { patienceMs: 50 },
    );
    await expect(nowhere).rejects.toThrow(LedgerUnavailable);
  });

  // Last, because they spoil the database.
  it('notices when somebody changed the journal, a pool or a hold behind its back', async () => {
    const ledger = await open();
    const [pool = ''] = await supplied(ledger, [5]);
    const hold = await ledger.apply(holdOf({ [pool]: 2 }));
    const holdId = idOf(hold);
    const entry = hold.ok ? hold.entry : 0;
    const found = () => ledger.check();
    await query(`update pool set held = held - 1 where id = '${pool}'`);
    expect((await found()).differences.join()).toContain(pool);
    await query(`update pool set held = held + 1 where id = '${pool}'`);
    await query(`update hold_line set units = 1 where hold_id = '${holdId}'`);
    expect((await found()).differences.join()).toContain(holdId);
    await query(`update hold_line set units = 2 where hold_id = '${holdId}'`);
    await expectSound(ledger);
    await query(`update journal set body = replace(body, 'tester', 'nobody') where entry = ${entry}`);
    expect((await found()).brokenAt).toBe(entry);
    await ledger.close();
  });

  it('refuses a database whose migrations are not its own', async () => {
    await query(`update schema_migration set checksum = 'another' where number = 1`);
    await expect(open()).rejects.toThrow(/changed since it was applied/);
    await query(`delete from schema_migration where number = 1`);
    await expect(open()).rejects.toThrow(/without gaps/);
  });
});
