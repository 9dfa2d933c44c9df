import type { Station } from './accounts.ts';

/** Who asked, why, under which plan: part of every entry of the journal. */
export interface Attribution {
  readonly actor: string;
  readonly reason: string;
  /** Version of the plan the actor was looking at; null for what no plan proposed (a return, a repair). */
  readonly planVersion: string | null;
}

export interface LedgerLine {
  readonly poolId: string;
  readonly units: number;
}

/**
 * Everything that changes the ledger. `key` is made by the client (at most 64 characters): the same key with the same
 * content gives the same answer again and changes nothing; with other content it is refused.
 */
export type LedgerCommand = Attribution & { readonly key: string } & (
    | {
        /** New units in pools; pools that do not exist yet are opened by `pools`. */
        readonly type: 'supply';
        readonly lines: readonly LedgerLine[];
      }
    | {
        /** Fewer units than were supplied. Refused while held or committed units would not be covered. */
        readonly type: 'cut';
        readonly lines: readonly LedgerLine[];
      }
    | {
        /** Keeps units of several pools until a moment, all or nothing. */
        readonly type: 'hold';
        readonly dealId: string;
        readonly buyer: string;
        readonly lines: readonly LedgerLine[];
        readonly expiresAt: string;
      }
    | {
        /** Promises what a hold keeps: all of it, or these lines of it, the rest going back to its pools. */
        readonly type: 'commit';
        readonly holdId: string;
        readonly lines: readonly LedgerLine[] | null;
      }
    | { readonly type: 'release'; readonly holdId: string }
    /** Gives back what a commitment has not yet built; needs an approver. */
    | { readonly type: 'withdraw'; readonly commitmentId: string; readonly approver: string }
    | {
        /** Moves committed units on, one station at a time in the order of the stations. */
        readonly type: 'move';
        readonly commitmentId: string;
        readonly poolId: string;
        readonly from: Station;
        readonly to: Station;
        readonly units: number;
        /** One for each unit; required when units reach their build slot, and then carried along. */
        readonly serials: readonly string[];
      }
    /** Ends holds whose moment has passed; what they kept is available again from that moment on in any case. */
    | { readonly type: 'expire' }
    | {
        /** Makes a plan the current one if `expected` still is: compare and swap. */
        readonly type: 'adopt-plan';
        readonly expected: string | null;
        readonly version: string;
        readonly digest: string;
      }
  );

export type LedgerCommandType = LedgerCommand['type'];
