import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { STATIONS } from './accounts.ts';
import { decideBatch, type EarlierAnswer, type JournalHead, keyDigest, type WrittenEntry } from './batch.ts';
import { entryBody, entryHash, FIRST_HASH } from './chain.ts';
import { histories, historyPlayer, type Played } from './history.testing.ts';
import { availableIn, emptyState, type LedgerState } from './state.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

const START = '2027-01-04T00:00:00Z';

/** The rules with everything in memory: what a store does, without a store. */
const memory = () => {
  const state: LedgerState = emptyState();
  const earlier = new Map<string, EarlierAnswer>();
  const entries: WrittenEntry[] = [];
  let now = '1970-01-01T00:00:00.000Z';
  let head: JournalHead = { entry: 0, hash: FIRST_HASH, recordedAt: now };
  const played: Played = {
    applyAll: async (commands) => {
      const batch = decideBatch(state, { ...head, recordedAt: now }, commands, earlier, sha256);
      head = batch.head;
      entries.push(...batch.entries);
      commands.forEach((command, index) => {
        const answer = batch.answers[index];
        if (answer !== undefined && !earlier.has(command.key))
          earlier.set(command.key, { keyDigest: keyDigest(sha256, command), answer });
      });
      return batch.answers;
    },
    available: async (poolId) => {
      const pool = state.pools.get(poolId);
      if (pool === undefined) return undefined;
      const expired = [...state.holds.values()]
        .filter((hold) => hold.state === 'open' && hold.expiresAt <= now)
        .flatMap(({ lines }) => lines)
        .filter((line) => line.poolId === poolId);
      return availableIn(pool) + expired.reduce((sum, { units }) => sum + units, 0);
    },
    currentPlan: async () => (state.plan === null ? null : state.plan.version),
    setNow: (moment) => {
      now = moment;
    },
  };
  return { played, entries };
};

describe('the rules of the ledger', () => {
  it('answer every random history as the oracle does, rack by rack', async () => {
    await fc.assert(
      fc.asyncProperty(histories, async (history) => historyPlayer(START, memory().played)(history)),
      { numRuns: 150 },
    );
  });

  it('are put to every use by random histories: all answers, all stations', async () => {
    const { played, entries } = memory();
    const kinds = new Set<string>();
    const play = historyPlayer(START, {
      ...played,
      applyAll: async (commands) => {
        const answers = await played.applyAll(commands);
        for (const answer of answers) kinds.add(answer.ok ? 'ok' : answer.refusal.kind);
        return answers;
      },
    });
    await fc.assert(fc.asyncProperty(histories, play), { numRuns: 150 });
    expect([...kinds].sort()).toEqual([
      'already-resolved',
      'expired',
      'invalid',
      'key-reused',
      'not-enough',
      'ok',
      'plan-changed',
      'unknown',
      'would-oversell',
      'wrong-serial',
      'wrong-station',
    ]);
    const reached = new Set(entries.flatMap(({ transfers }) => transfers.map(({ to }) => to)));
    expect([...reached].sort()).toEqual([...STATIONS].sort());
  });

  it('keep accounts in balance: none but supply goes below zero, and all together are zero', async () => {
    const { played, entries } = memory();
    await fc.assert(fc.asyncProperty(histories, historyPlayer(START, played)), { numRuns: 20 });
    const balances = new Map<string, number>();
    const add = (account: string, units: number) =>
      balances.set(account, (balances.get(account) ?? 0) + units);
    for (const { transfers } of entries) {
      for (const { poolId, from, to, fromOwner, toOwner, units } of transfers) {
        add(`${poolId} ${from} ${fromOwner}`, -units);
        add(`${poolId} ${to} ${toOwner}`, units);
      }
      for (const [account, units] of balances)
        if (!account.includes(' supply ')) expect(units, account).toBeGreaterThanOrEqual(0);
    }
    expect([...balances.values()].reduce((sum, units) => sum + units, 0)).toBe(0);
  });

  it('link every entry to the one before', async () => {
    const { played, entries } = memory();
    await fc.assert(fc.asyncProperty(histories, historyPlayer(START, played)), { numRuns: 10 });
    let previousHash = FIRST_HASH;
    entries.forEach((line, index) => {
      expect(line).toMatchObject({ entry: index + 1, previousHash });
      expect(line.hash).toBe(entryHash(sha256, line, entryBody(line)));
      previousHash = line.hash;
    });
  });
});
