import type { Pool, Station } from './accounts.ts';
import { canonicalJson } from './canonical.ts';
import type { LedgerCommand, LedgerLine } from './commands.ts';
import { decideMove, decideWithdraw } from './decide-commitment.ts';
import { decideCommit, decideHold, decideRelease, holdEnded } from './decide-hold.ts';
import {
  type Decision,
  done,
  hasPassed,
  inPoolOrder,
  invalidValidity,
  type Occasion,
  type Of,
  refuse,
} from './decision.ts';
import { availableIn, type LedgerState } from './state.ts';

/** Refusal of what was proposed under a plan that is not the current one. */
const planChanged = (state: LedgerState, { planVersion }: LedgerCommand): Decision | null => {
  const current = state.plan === null ? null : state.plan.version;
  return planVersion === null || planVersion === current
    ? null
    : refuse({ kind: 'plan-changed', expected: planVersion, current });
};

const samePool = (a: Pool, b: Pool): boolean => canonicalJson(a) === canonicalJson(b);

const decideOpen = (state: LedgerState, { key, pools }: Of<'open-pools'>): Decision => {
  const opened = new Map<string, Pool>();
  for (const pool of pools) {
    const known = state.pools.get(pool.id)?.pool ?? opened.get(pool.id);
    if (known === undefined) opened.set(pool.id, pool);
    else if (!samePool(known, pool)) return refuse({ kind: 'pool-differs', poolId: pool.id });
  }
  return done(
    key,
    [...opened.values()].map((pool) => ({ kind: 'pool-opened', pool })),
    [],
  );
};

const between = (from: Station, to: Station, lines: readonly LedgerLine[]) =>
  inPoolOrder(lines).map((line) => ({ ...line, from, to, fromOwner: null, toOwner: null, serials: [] }));

const decideSupply = (state: LedgerState, { key, lines }: Of<'supply'>): Decision => {
  const unknown = inPoolOrder(lines).find(({ poolId }) => !state.pools.has(poolId));
  if (unknown !== undefined) return refuse({ kind: 'unknown', what: 'pool', id: unknown.poolId });
  return done(key, [], between('supply', 'pool', lines));
};

const decideCut = (state: LedgerState, { key, lines }: Of<'cut'>): Decision => {
  for (const { poolId, units } of inPoolOrder(lines)) {
    const pool = state.pools.get(poolId);
    if (pool === undefined) return refuse({ kind: 'unknown', what: 'pool', id: poolId });
    const promised = pool.supplied - availableIn(pool);
    const left = pool.supplied - units;
    if (left < promised) return refuse({ kind: 'would-oversell', poolId, promised, left });
  }
  return done(key, [], between('pool', 'supply', lines));
};

const decideExpire = (state: LedgerState, { key, holdId }: Of<'expire'>, at: Occasion): Decision => {
  if (holdId === null) return done(key, [], []);
  const hold = state.holds.get(holdId);
  if (hold === undefined) return refuse({ kind: 'unknown', what: 'hold', id: holdId });
  if (hold.state !== 'open') return refuse({ kind: 'already-resolved', holdId, state: hold.state });
  if (!hasPassed(hold.expiresAt, at.now))
    return refuse({ kind: 'invalid', field: 'holdId', words: `is kept until ${hold.expiresAt}` });
  return holdEnded(hold, 'expired', at);
};

const decidePlan = (state: LedgerState, { expected, version, digest }: Of<'adopt-plan'>): Decision => {
  const current = state.plan === null ? null : state.plan.version;
  if (expected !== current) return refuse({ kind: 'plan-changed', expected, current });
  return done(version, [{ kind: 'plan-adopted', version, digest }], []);
};

/**
 * What a well-formed command does to a ledger in this state: the rules, all of them. Whoever asks ends
 * expired holds of the pools concerned first, as `decideBatch` does.
 */
export const decide = (state: LedgerState, command: LedgerCommand, at: Occasion): Decision => {
  const early = invalidValidity(command, at.now, null);
  if (early !== null) return early;
  switch (command.type) {
    case 'open-pools':
      return decideOpen(state, command);
    case 'supply':
      return planChanged(state, command) ?? decideSupply(state, command);
    case 'cut':
      return planChanged(state, command) ?? decideCut(state, command);
    case 'hold':
      return planChanged(state, command) ?? decideHold(state, command, at);
    case 'commit':
      return decideCommit(state, command, at);
    case 'release':
      return decideRelease(state, command, at);
    case 'withdraw':
      return decideWithdraw(state, command, at);
    case 'move':
      return decideMove(state, command, at);
    case 'expire':
      return decideExpire(state, command, at);
    case 'adopt-plan':
      return decidePlan(state, command);
  }
};
