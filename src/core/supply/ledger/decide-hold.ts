import { OUTSIDE, type Transfer } from './accounts.ts';
import type { LedgerLine } from './commands.ts';
import {
  type Decision,
  hasPassed,
  inPoolOrder,
  invalidValidity,
  type Occasion,
  type Of,
  refuse,
} from './decision.ts';
import { availableIn, type CommitmentRecord, type HoldRecord, type LedgerState } from './state.ts';

/** Keeps units of all pools, or of none. */
export const decideHold = (state: LedgerState, command: Of<'hold'>, at: Occasion): Decision => {
  if (hasPassed(command.expiresAt, at.now))
    return refuse({ kind: 'invalid', field: 'expiresAt', words: `must lie after ${at.now}` });
  const lines = inPoolOrder(command.lines);
  for (const { poolId, units } of lines) {
    const pool = state.pools.get(poolId);
    if (pool === undefined) return refuse({ kind: 'unknown', what: 'pool', id: poolId });
    const { taker } = pool.pool;
    if (taker !== OUTSIDE && taker !== command.buyer)
      return refuse({
        kind: 'invalid',
        field: 'lines',
        words: `pool ${poolId} is for ${taker}, not for outside buyers such as ${command.buyer}`,
      });
    const available = availableIn(pool);
    if (available < units) return refuse({ kind: 'not-enough', poolId, wanted: units, available });
  }
  const id = `hold-${at.entry}`;
  const { dealId, buyer, planVersion, expiresAt, validAt } = command;
  const hold: HoldRecord = {
    id,
    dealId,
    buyer,
    planVersion,
    lines,
    expiresAt,
    validAt: validAt === null ? at.now : validAt,
    state: 'open',
    resolvedEntry: null,
  };
  const transfers = lines.map(
    (line): Transfer => ({ ...line, from: 'pool', to: 'hold', fromOwner: null, toOwner: id, serials: [] }),
  );
  return { ok: true, subject: id, dealId, buyer, changes: [{ kind: 'hold-made', hold }], transfers };
};

const backToPools = (hold: HoldRecord, lines: readonly LedgerLine[]): readonly Transfer[] =>
  lines.map((line) => ({
    ...line,
    from: 'hold',
    to: 'pool',
    fromOwner: hold.id,
    toOwner: null,
    serials: [],
  }));

/** A hold that gives everything back. */
export const holdEnded = (hold: HoldRecord, state: 'released' | 'expired', at: Occasion): Decision => ({
  ok: true,
  subject: hold.id,
  dealId: hold.dealId,
  buyer: hold.buyer,
  changes: [{ kind: 'hold-resolved', holdId: hold.id, state, entry: at.entry }],
  transfers: backToPools(hold, hold.lines),
});

/** The open hold a command is about, or why there is none. */
const openHold = (
  state: LedgerState,
  command: Of<'commit'> | Of<'release'>,
  at: Occasion,
): HoldRecord | Decision => {
  const { holdId } = command;
  const hold = state.holds.get(holdId);
  if (hold === undefined) return refuse({ kind: 'unknown', what: 'hold', id: holdId });
  const { expiresAt } = hold;
  if (hold.state === 'expired' || (hold.state === 'open' && hasPassed(expiresAt, at.now)))
    return refuse({ kind: 'expired', holdId, expiresAt });
  if (hold.state !== 'open') return refuse({ kind: 'already-resolved', holdId, state: hold.state });
  return invalidValidity(command, at.now, hold.validAt) ?? hold;
};

export const decideRelease = (state: LedgerState, command: Of<'release'>, at: Occasion): Decision => {
  const hold = openHold(state, command, at);
  return 'ok' in hold ? hold : holdEnded(hold, 'released', at);
};

/** What of a hold is not among the lines that are committed. */
const restOf = (hold: HoldRecord, committed: readonly LedgerLine[]): readonly LedgerLine[] =>
  hold.lines.flatMap(({ poolId, units }) => {
    const taken = committed.find((line) => line.poolId === poolId);
    const rest = taken === undefined ? units : units - taken.units;
    return rest > 0 ? [{ poolId, units: rest }] : [];
  });

/** Turns a hold into a commitment, whole or in part; a hold is resolved at most once. */
export const decideCommit = (state: LedgerState, command: Of<'commit'>, at: Occasion): Decision => {
  const hold = openHold(state, command, at);
  if ('ok' in hold) return hold;
  const lines = command.lines === null ? hold.lines : inPoolOrder(command.lines);
  for (const { poolId, units } of lines) {
    const kept = hold.lines.find((line) => line.poolId === poolId);
    if (kept === undefined) return refuse({ kind: 'unknown', what: 'pool', id: poolId });
    if (kept.units < units)
      return refuse({ kind: 'not-enough', poolId, wanted: units, available: kept.units });
  }
  const id = `commitment-${at.entry}`;
  const { dealId, buyer } = hold;
  const commitment: CommitmentRecord = {
    id,
    holdId: hold.id,
    dealId,
    buyer,
    planVersion: command.planVersion,
    validAt: command.validAt === null ? at.now : command.validAt,
    units: new Map(),
  };
  const promised = lines.map(
    (line): Transfer => ({
      ...line,
      from: 'hold',
      to: 'commitment',
      fromOwner: hold.id,
      toOwner: id,
      serials: [],
    }),
  );
  return {
    ok: true,
    subject: id,
    dealId,
    buyer,
    changes: [
      { kind: 'commitment-made', commitment },
      { kind: 'hold-resolved', holdId: hold.id, state: 'committed', entry: at.entry },
    ],
    transfers: [...promised, ...backToPools(hold, restOf(hold, lines))],
  };
};
