import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Pool } from '../../core/supply/ledger/accounts.ts';
import type { LedgerAction, LedgerCommand } from '../../core/supply/ledger/commands.ts';
import { histories, historyPlayer } from '../../core/supply/ledger/history.testing.ts';
import type { Ledger, LedgerAnswer } from '../../core/supply/ledger/ledger.ts';

const HOUR_MS = 3_600_000;

/** A clock that tests set; like the ledger's own it never goes back. */
export const testClock = () => {
  let now = Date.parse('2027-01-04T00:00:00Z');
  return {
    now: () => new Date(now).toISOString(),
    pass: (hours: number) => {
      now += hours * HOUR_MS;
    },
    /** The moment so many hours from now. */
    in: (hours: number) => new Date(now + hours * HOUR_MS).toISOString(),
    set: (moment: string) => {
      now = Date.parse(moment);
    },
  };
};

/** A ledger under test, with the clock it was opened with and the number of random histories there is time for. */
export interface Subject {
  readonly ledger: () => Ledger;
  readonly clock: ReturnType<typeof testClock>;
  readonly histories: number;
}

let counter = 0;

/** A name that no test of this process used before. */
export const fresh = (what: string): string => {
  counter += 1;
  return `${what}-${counter}`;
};

export const command = (action: LedgerAction, changes: Partial<LedgerCommand> = {}): LedgerCommand =>
  ({
    actor: 'tester',
    reason: 'test',
    planVersion: null,
    validAt: null,
    key: fresh('key'),
    ...action,
    ...changes,
  }) as LedgerCommand;

/** Late enough for any clock of any test. */
const LATER = '2099-01-01T00:00:00Z';

/** Opens pools and supplies each with so many racks. */
export const supplied = async (ledger: Ledger, units: readonly number[]): Promise<readonly string[]> => {
  const pools = units.map(
    (): Pool => ({
      id: fresh('pool'),
      commodity: { generationId: 'trn3', unit: 'rack' },
      week: '2027-01-04',
      region: 'us-east',
      taker: 'outside',
    }),
  );
  await ledger.apply(command({ type: 'open-pools', pools }));
  const lines = pools.map(({ id }, index) => ({ poolId: id, units: units[index] ?? 0 }));
  const answer = await ledger.apply(
    command({ type: 'supply', lines: lines.filter((line) => line.units > 0) }),
  );
  expect(answer.ok).toBe(true);
  return pools.map(({ id }) => id);
};

export const holdOf = (
  lines: Readonly<Record<string, number>>,
  { dealId = 'deal', expiresAt = LATER } = {},
): LedgerCommand =>
  command({
    type: 'hold',
    dealId,
    buyer: `buyer of ${dealId}`,
    lines: Object.entries(lines).map(([poolId, units]) => ({ poolId, units })),
    expiresAt,
  });

export const idOf = (answer: LedgerAnswer): string => {
  if (!answer.ok) throw new Error(`refused: ${JSON.stringify(answer.refusal)}`);
  return answer.id;
};

export const refusalOf = (answer: LedgerAnswer) => (answer.ok ? null : answer.refusal);

/** Available units of pools, in their order. */
export const available = async (ledger: Ledger, pools: readonly string[]) => {
  const balances = new Map((await ledger.balances()).map((balance) => [balance.id, balance.available]));
  return pools.map((id) => balances.get(id));
};

export const expectSound = async (ledger: Ledger) =>
  expect(await ledger.check()).toMatchObject({ oversoldPools: [], differences: [], brokenAt: null });

const promises = ({ ledger: the }: Subject) => {
  it('keeps units that a plan gave to a cloud class or to spares from outside buyers', async () => {
    const ledger = the();
    for (const taker of ['on-demand', 'spares']) {
      const id = fresh('pool');
      const pool: Pool = {
        id,
        commodity: { generationId: 'trn3', unit: 'rack' },
        week: '2027-01-04',
        region: 'us-east',
        taker,
      };
      await ledger.apply(command({ type: 'open-pools', pools: [pool] }));
      await ledger.apply(command({ type: 'supply', lines: [{ poolId: id, units: 5 }] }));
      expect(refusalOf(await ledger.apply(holdOf({ [id]: 1 })))).toMatchObject({
        kind: 'invalid',
        field: 'lines',
      });
      expect(await available(ledger, [id])).toEqual([5]);
    }
  });

  it('holds over several weeks all or nothing', async () => {
    const ledger = the();
    const [a = '', b = ''] = await supplied(ledger, [5, 2]);
    expect(refusalOf(await ledger.apply(holdOf({ [a]: 3, [b]: 3 })))).toEqual({
      kind: 'not-enough',
      poolId: b,
      wanted: 3,
      available: 2,
    });
    expect(await available(ledger, [a, b])).toEqual([5, 2]);
    idOf(await ledger.apply(holdOf({ [a]: 3, [b]: 2 })));
    expect(await available(ledger, [a, b])).toEqual([2, 0]);
  });

  it('commits a part and gives the rest back, once', async () => {
    const ledger = the();
    const [a = '', b = ''] = await supplied(ledger, [5, 5]);
    const holdId = idOf(await ledger.apply(holdOf({ [a]: 4, [b]: 4 })));
    const commit = command({ type: 'commit', holdId, lines: [{ poolId: a, units: 3 }] });
    const id = idOf(await ledger.apply(commit));
    expect(await available(ledger, [a, b])).toEqual([2, 5]);
    expect(await ledger.hold(holdId)).toMatchObject({ state: 'committed' });
    expect(await ledger.commitment(id)).toMatchObject({
      buyer: 'buyer of deal',
      lines: [{ poolId: a, station: 'commitment', units: 3, serials: [] }],
    });
    const again = await ledger.apply(command({ type: 'release', holdId }));
    expect(refusalOf(again)).toEqual({ kind: 'already-resolved', holdId, state: 'committed' });
  });

  it('follows units by serial number from their build slot on, each number once', async () => {
    const ledger = the();
    const [pool = ''] = await supplied(ledger, [4]);
    const holdId = idOf(await ledger.apply(holdOf({ [pool]: 4 })));
    const commitmentId = idOf(await ledger.apply(command({ type: 'commit', holdId, lines: null })));
    const serial = fresh('SN');
    const move = (from: 'commitment' | 'build-slot', to: 'build-slot' | 'shipped', serials: string[]) =>
      command({ type: 'move', commitmentId, poolId: pool, from, to, units: serials.length, serials });
    idOf(await ledger.apply(move('commitment', 'build-slot', [serial])));
    const twice = await ledger.apply(move('commitment', 'build-slot', [serial]));
    expect(refusalOf(twice)).toEqual({ kind: 'wrong-serial', serial });
    idOf(await ledger.apply(move('build-slot', 'shipped', [serial])));
    idOf(await ledger.apply(command({ type: 'withdraw', commitmentId, approver: 'director' })));
    expect(await ledger.commitment(commitmentId)).toMatchObject({
      lines: [{ station: 'shipped', units: 1, serials: [serial] }],
    });
    const [balance] = (await ledger.balances()).filter(({ id }) => id === pool);
    expect(balance).toMatchObject({ supplied: 4, available: 3, held: 0, committed: 0, passedOn: 1 });
    await expectSound(ledger);
  });

  it('refuses a cut below what is promised', async () => {
    const ledger = the();
    const [pool = ''] = await supplied(ledger, [5]);
    idOf(await ledger.apply(holdOf({ [pool]: 4 })));
    const cut = (units: number) => command({ type: 'cut', lines: [{ poolId: pool, units }] });
    expect(refusalOf(await ledger.apply(cut(2)))).toEqual({
      kind: 'would-oversell',
      poolId: pool,
      promised: 4,
      left: 3,
    });
    expect((await ledger.apply(cut(1))).ok).toBe(true);
  });
};

const moments = ({ ledger: the, clock }: Subject) => {
  it('makes the units of a hold available from the moment it expires, without anybody sweeping', async () => {
    const ledger = the();
    const [pool = ''] = await supplied(ledger, [3]);
    const expiresAt = clock.in(1);
    const holdId = idOf(await ledger.apply(holdOf({ [pool]: 3 }, { expiresAt })));
    clock.pass(0.999);
    expect(refusalOf(await ledger.apply(holdOf({ [pool]: 1 })))?.kind).toBe('not-enough');
    clock.set(expiresAt);
    expect(await available(ledger, [pool])).toEqual([3]);
    expect(await ledger.hold(holdId)).toMatchObject({ state: 'expired' });
    const late = await ledger.apply(command({ type: 'commit', holdId, lines: null }));
    expect(refusalOf(late)).toEqual({ kind: 'expired', holdId, expiresAt });
    idOf(await ledger.apply(holdOf({ [pool]: 3 })));
    await expectSound(ledger);
  });

  it('tells what had been promised on a day, as far as was known at a moment', async () => {
    const ledger = the();
    const [pool = ''] = await supplied(ledger, [9]);
    const dealId = fresh('deal');
    const day = Array.from({ length: 40 }, (_, number) => clock.in(24 * number));
    const on = (number: number): string => String(day[number]);
    const promised = async (validDay: number, recordedDay: number) => {
      const all = await ledger.promisedAt(on(validDay), on(recordedDay));
      const found = all.find((each) => each.dealId === dealId);
      return found === undefined ? null : [found.held, found.committed];
    };
    clock.set(on(3));
    const holdId = idOf(await ledger.apply(holdOf({ [pool]: 5 }, { dealId, expiresAt: on(10) })));
    clock.set(on(8));
    const signed = { type: 'commit', holdId, lines: [{ poolId: pool, units: 4 }] } as const;
    const commitmentId = idOf(await ledger.apply(command(signed, { validAt: on(5) })));
    clock.set(on(20));
    idOf(await ledger.apply(command({ type: 'withdraw', commitmentId, approver: 'director' })));
    expect(await promised(2, 30)).toBeNull();
    expect(await promised(4, 30)).toEqual([5, 0]);
    // Signed on day 5, entered on day 8: on day 7 the ledger knew of the hold only.
    expect(await promised(6, 7)).toEqual([5, 0]);
    expect(await promised(6, 9)).toEqual([0, 4]);
    // What was known on day 7: a hold that lasts until day 10 and no longer.
    expect(await promised(11, 7)).toBeNull();
    expect(await promised(19, 21)).toEqual([0, 4]);
    expect(await promised(21, 21)).toBeNull();
  });
};

const requests = ({ ledger: the }: Subject) => {
  it('gives a request repeated with its key the same answer, also a refusal, and refuses another content', async () => {
    const ledger = the();
    const [pool = ''] = await supplied(ledger, [3]);
    const hold = holdOf({ [pool]: 2 });
    const first = await ledger.apply(hold);
    expect(await ledger.apply(hold)).toEqual({ ...first, repeated: true });
    const late = holdOf({ [pool]: 2 });
    const refused = await ledger.apply(late);
    expect(refusalOf(refused)?.kind).toBe('not-enough');
    idOf(await ledger.apply(command({ type: 'release', holdId: idOf(first) })));
    expect(await ledger.apply(late)).toEqual({ ...refused, repeated: true });
    const reused = await ledger.apply({ ...hold, reason: 'another' });
    expect(refusalOf(reused)).toEqual({ kind: 'key-reused', key: hold.key });
    expect(await available(ledger, [pool])).toEqual([3]);
  });

  it('lets one of two planners adopt a plan, and refuses holds under the one before', async () => {
    const ledger = the();
    const [pool = ''] = await supplied(ledger, [3]);
    const before = (await ledger.currentPlan())?.version ?? null;
    const adopt = (expected: string | null, version: string) =>
      ledger.apply(command({ type: 'adopt-plan', expected, version, digest: 'd' }));
    const [mine, theirs] = [fresh('plan'), fresh('plan')];
    const answers = await Promise.all([adopt(before, mine), adopt(before, theirs)]);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    const current = (await ledger.currentPlan())?.version ?? null;
    const stale = await ledger.apply({ ...holdOf({ [pool]: 1 }), planVersion: 'never adopted' });
    expect(refusalOf(stale)).toEqual({ kind: 'plan-changed', expected: 'never adopted', current });
    expect((await ledger.apply({ ...holdOf({ [pool]: 1 }), planVersion: current })).ok).toBe(true);
  });

  it('lists the journal of one buyer with who, why and what was moved', async () => {
    const ledger = the();
    const [pool = ''] = await supplied(ledger, [3]);
    const dealId = fresh('deal');
    const holdId = idOf(await ledger.apply(holdOf({ [pool]: 2 }, { dealId })));
    idOf(await ledger.apply(holdOf({ [pool]: 1 }, { dealId: fresh('deal') })));
    idOf(await ledger.apply(command({ type: 'release', holdId }, { reason: 'lost' })));
    const entries = await ledger.journal({ buyer: `buyer of ${dealId}` });
    expect(entries.map(({ command: { type, reason } }) => [type, reason])).toEqual([
      ['hold', 'test'],
      ['release', 'lost'],
    ]);
    expect(entries[1]?.transfers).toEqual([
      { poolId: pool, from: 'hold', to: 'pool', fromOwner: holdId, toOwner: null, units: 2, serials: [] },
    ]);
  });
};

const load = ({ ledger: the, clock, histories: runs }: Subject) => {
  it('answers random histories as the oracle does', { timeout: 300_000 }, async () => {
    const ledger = the();
    const play = historyPlayer(clock.now(), {
      applyAll: (commands) => Promise.all(commands.map((one) => ledger.apply(one))),
      available: async (poolId) => (await available(ledger, [poolId]))[0],
      currentPlan: async () => (await ledger.currentPlan())?.version ?? null,
      setNow: clock.set,
    });
    await fc.assert(fc.asyncProperty(histories, play), { numRuns: runs, endOnFailure: true });
    await expectSound(ledger);
  });

  it('never oversells one hot pool to 64 clients', async () => {
    const ledger = the();
    const [pool = ''] = await supplied(ledger, [100]);
    const client = async () => {
      let won = 0;
      for (let round = 0; round < 4; round += 1) {
        const answer = await ledger.apply(holdOf({ [pool]: 1 }));
        if (answer.ok) won += 1;
        else expect(answer.refusal.kind).toBe('not-enough');
      }
      return won;
    };
    const won = await Promise.all(Array.from({ length: 64 }, client));
    expect(won.reduce((sum, one) => sum + one, 0)).toBe(100);
    expect(await available(ledger, [pool])).toEqual([0]);
    await expectSound(ledger);
  });
};

/** What every store has to do, whichever database is behind it. */
export const ledgerSuite = (subject: Subject): void => {
  promises(subject);
  moments(subject);
  requests(subject);
  load(subject);
};
