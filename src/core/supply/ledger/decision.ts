import type { Transfer } from './accounts.ts';
import type { LedgerAction, LedgerCommand, LedgerLine } from './commands.ts';
import type { LedgerRefusal } from './ledger.ts';
import type { LedgerChange } from './state.ts';

/** When a command is decided, and which line of the journal it will be. */
export interface Occasion {
  readonly now: string;
  readonly entry: number;
}

/** What a command does, or why it does nothing. */
export type Decision =
  | {
      readonly ok: true;
      /** Id that the command made or changed. */
      readonly subject: string;
      readonly dealId: string | null;
      readonly buyer: string | null;
      readonly changes: readonly LedgerChange[];
      readonly transfers: readonly Transfer[];
    }
  | { readonly ok: false; readonly refusal: LedgerRefusal };

/** The command of one type. */
export type Of<Type extends LedgerAction['type']> = Extract<LedgerCommand, { readonly type: Type }>;

/** Lines in the order in which pools are always visited. */
export const inPoolOrder = (lines: readonly LedgerLine[]): readonly LedgerLine[] =>
  [...lines].sort((a, b) => (a.poolId < b.poolId ? -1 : 1));

/** A decision to do nothing. */
export const refuse = (refusal: LedgerRefusal): Decision => ({ ok: false, refusal });

/** A decision about no deal in particular. */
export const done = (
  subject: string,
  changes: readonly LedgerChange[],
  transfers: readonly Transfer[],
): Decision => ({
  ok: true,
  subject,
  dealId: null,
  buyer: null,
  changes,
  transfers,
});

/** Whether a moment has come; both in ISO 8601. */
export const hasPassed = (moment: string, now: string): boolean => Date.parse(moment) <= Date.parse(now);

/** Refusal of a moment of validity that lies in the future or before what it is about; null when there is none. */
export const invalidValidity = (
  command: LedgerCommand,
  now: string,
  since: string | null,
): Decision | null => {
  const { validAt } = command;
  if (validAt === null) return null;
  if (!hasPassed(validAt, now))
    return refuse({ kind: 'invalid', field: 'validAt', words: 'must not lie in the future' });
  if (since !== null && !hasPassed(since, validAt))
    return refuse({
      kind: 'invalid',
      field: 'validAt',
      words: `must not lie before ${since}, since when it stands`,
    });
  return null;
};
