import { canonicalJson } from './canonical.ts';
import { type Digest, entryBody, entryHash } from './chain.ts';
import type { LedgerCommand } from './commands.ts';
import { decide } from './decide.ts';
import { hasPassed } from './decision.ts';
import type { JournalEntry, LedgerAnswer, LedgerRefusal } from './ledger.ts';
import { evolve, type HoldRecord, type LedgerChange, type LedgerState } from './state.ts';

/** The end of the journal, at which the next entry is written. */
export interface JournalHead {
  readonly entry: number;
  readonly hash: string;
  readonly recordedAt: string;
}

/** An entry as it is written: with its content as text, and what finds it again. */
export interface WrittenEntry extends JournalEntry {
  readonly body: string;
  readonly keyDigest: string;
  readonly validAt: string;
  readonly dealId: string | null;
  readonly buyer: string | null;
}

export interface WrittenRefusal {
  readonly key: string;
  readonly keyDigest: string;
  readonly refusal: LedgerRefusal;
}

/** What was answered before under a key. */
export interface EarlierAnswer {
  readonly keyDigest: string;
  readonly answer: LedgerAnswer;
}

/** What a batch of commands comes to: an answer each, and what has to be written for all of them at once. */
export interface Batch {
  readonly answers: readonly LedgerAnswer[];
  readonly entries: readonly WrittenEntry[];
  readonly refusals: readonly WrittenRefusal[];
  readonly changes: readonly LedgerChange[];
  readonly head: JournalHead;
}

/** What identifies the content of a command: the same key with another digest is refused. */
export const keyDigest = (digest: Digest, command: LedgerCommand): string => digest(canonicalJson(command));

/** The command by which the ledger itself ends a hold whose moment has passed. */
const endingOf = ({ id, expiresAt }: HoldRecord): LedgerCommand => ({
  type: 'expire',
  key: `ledger:expire:${id}`,
  holdId: id,
  actor: 'ledger',
  reason: `kept until ${expiresAt}`,
  planVersion: null,
  validAt: null,
});

const poolsNamed = (command: LedgerCommand): ReadonlySet<string> =>
  new Set(command.type === 'hold' || command.type === 'cut' ? command.lines.map(({ poolId }) => poolId) : []);

/** Holds of those that are due which have to be ended before a command is decided: those in its pools, or all for `expire`. */
const endedBefore = (
  due: readonly HoldRecord[],
  state: LedgerState,
  command: LedgerCommand,
): readonly HoldRecord[] => {
  const all = command.type === 'expire' && command.holdId === null;
  const pools = poolsNamed(command);
  return due.filter(
    ({ id, lines }) =>
      state.holds.get(id)?.state === 'open' && (all || lines.some(({ poolId }) => pools.has(poolId))),
  );
};

/**
 * Decides commands one after another on a working copy, which it changes, and links their entries to the journal.
 *
 * @param earlier answers given before, by key; the keys of the batch itself are minded, too.
 */
export const decideBatch = (
  state: LedgerState,
  before: JournalHead,
  commands: readonly LedgerCommand[],
  earlier: ReadonlyMap<string, EarlierAnswer>,
  digest: Digest,
): Batch => {
  const now = before.recordedAt;
  const due = [...state.holds.values()].filter(
    (hold) => hold.state === 'open' && hasPassed(hold.expiresAt, now),
  );
  const answered = new Map(earlier);
  const entries: WrittenEntry[] = [];
  const refusals: WrittenRefusal[] = [];
  const changes: LedgerChange[] = [];
  let head = before;

  const perform = (command: LedgerCommand, content: string): LedgerAnswer => {
    const entry = head.entry + 1;
    const decision = decide(state, command, { now, entry });
    if (!decision.ok) return { ok: false, refusal: decision.refusal, repeated: false };
    const { subject, transfers, dealId, buyer } = decision;
    const line = { entry, recordedAt: now, command, subject, transfers, previousHash: head.hash };
    const body = entryBody(line);
    const hash = entryHash(digest, line, body);
    const validAt = command.validAt === null ? now : command.validAt;
    entries.push({ ...line, hash, body, keyDigest: content, validAt, dealId, buyer });
    changes.push(...decision.changes);
    evolve(state, decision.changes, transfers);
    head = { entry, hash, recordedAt: now };
    return { ok: true, entry, id: subject, repeated: false };
  };

  const answers = commands.map((command): LedgerAnswer => {
    const { key } = command;
    const content = keyDigest(digest, command);
    const known = answered.get(key);
    if (known !== undefined)
      return known.keyDigest === content
        ? { ...known.answer, repeated: true }
        : { ok: false, refusal: { kind: 'key-reused', key }, repeated: false };
    for (const hold of endedBefore(due, state, command)) {
      const ending = endingOf(hold);
      perform(ending, keyDigest(digest, ending));
    }
    const answer = perform(command, content);
    if (!answer.ok) refusals.push({ key, keyDigest: content, refusal: answer.refusal });
    answered.set(key, { keyDigest: content, answer });
    return answer;
  });
  return { answers, entries, refusals, changes, head };
};
