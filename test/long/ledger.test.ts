import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchPostgres, type PostgresServer } from '../../scripts/postgres.mjs';
import type { Ledger } from '../../src/core/supply/ledger/ledger.ts';
import { crashLoop } from '../../src/platform/store/crash.testing.ts';
import { openStore } from '../../src/platform/store/open.ts';
import { ledgerSuite, testClock } from '../../src/platform/store/suite.testing.ts';

describe('the ledger over many histories and crashes', () => {
  let server: PostgresServer;
  let ledger: Ledger;
  const clock = testClock();
  beforeAll(async () => {
    server = await launchPostgres();
    ledger = await openStore({ databaseUrl: server.databaseUrl }, { clock: clock.now });
  }, 120_000);
  afterAll(async () => {
    await ledger.close();
    await server.remove();
  }, 60_000);

  ledgerSuite({ ledger: () => ledger, clock, histories: 150 });
});

describe('a server that is killed again and again', () => {
  it('loses no acknowledged hold and sells nothing twice', async () => {
    const server = await launchPostgres();
    try {
      const { check, ...counts } = await crashLoop(server, 20, 1000);
      process.stdout.write(`${JSON.stringify({ ...counts, entries: check.entries })}\n`);
      expect(counts.lost).toBe(0);
      expect(counts.openHolds).toBe(counts.acknowledged);
      expect(check).toMatchObject({ oversoldPools: [], differences: [], brokenAt: null });
    } finally {
      await server.remove();
    }
  });
});
