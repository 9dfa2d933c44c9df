import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ledger } from '../../core/supply/ledger/ledger.ts';
import { deskSuite } from './desk.testing.ts';
import type { Desk } from './desk.ts';
import { openStore, openStoreWithDesk } from './open.ts';
import { available, holdOf, idOf, ledgerSuite, supplied, testClock } from './suite.testing.ts';

describe('the ledger on PGlite', () => {
  const clock = testClock();
  let ledger: Ledger;
  let desk: Desk;
  beforeAll(async () => {
    ({ ledger, desk } = await openStoreWithDesk({ memory: true }, { clock: clock.now }));
  }, 60_000);
  afterAll(() => ledger.close());
  ledgerSuite({ ledger: () => ledger, clock, histories: 10 });
  deskSuite(() => desk);
});

describe('a ledger in a folder', () => {
  let directory = '';
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'rackwright-ledger-'));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  it('is kept from other processes that live', async () => {
    await writeFile(join(directory, 'rackwright.pid'), String(process.ppid));
    await expect(openStore({ directory })).rejects.toThrow(`process ${process.ppid}`);
  });

  it('is there again when it is opened again, and meanwhile nobody else can open it', async () => {
    const lock = join(directory, 'rackwright.pid');
    // The process that had it open before has ended.
    const ended = execFileSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' }).trim();
    await writeFile(lock, ended);
    const ledger = await openStore({ directory });
    expect(await readFile(lock, 'utf8')).toBe(String(process.pid));
    expect(ledger.notice).toMatch(/one machine.*not a loss of power.*DATABASE_URL/s);
    const [pool = ''] = await supplied(ledger, [3]);
    const hold = holdOf({ [pool]: 2 });
    const id = idOf(await ledger.apply(hold));
    await expect(openStore({ directory })).rejects.toThrow(/this process/);
    await ledger.close();
    const again = await openStore({ directory });
    expect(await available(again, [pool])).toEqual([1]);
    expect(await again.apply(hold)).toMatchObject({ ok: true, id, repeated: true });
    await again.close();
    await expect(again.apply(hold)).rejects.toThrow('closed');
  });
});
