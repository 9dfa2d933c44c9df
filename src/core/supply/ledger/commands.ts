import type { Pool, Station } from './accounts.ts';

/** Who asked, why, under which plan, and since when it is so: part of every entry of the journal. */
export interface Attribution {
  readonly actor: string;
  readonly reason: string;
  /**
   * Version of the plan the actor was looking at; null for what no plan proposed (a return, a repair). Supply, cuts and
   * holds made under any other plan than the current one are refused.
   */
  readonly planVersion: string | null;
  /**
   * Moment since when it is so in the world, ISO 8601 in UTC, for what is entered late; null: since it is recorded. Never
   * in the future. Availability always counts from the moment of recording.
   */
  readonly validAt: string | null;
}

export interface LedgerLine {
  readonly poolId: string;
  readonly units: number;
}

/**
 * Everything that changes the ledger. `key` is made by the client (at most 64 characters): the same key with the same
 * content gives the same answer again, a refusal included, and changes nothing; with other content it is refused.
 */
export type LedgerCommand = Attribution & { readonly key: string } & LedgerAction;

export type LedgerAction =
  | {
      /** Makes pools known, empty. Opening a pool again as it is changes nothing; with another content it is refused. */
      readonly type: 'open-pools';
      readonly pools: readonly Pool[];
    }
  | {
      /** New units in pools. */
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
  /** Gives back what a commitment has not yet built; needs an approver who is not the actor. */
  | { readonly type: 'withdraw'; readonly commitmentId: string; readonly approver: string }
  | {
      /** Moves committed units from one station to one that may follow it (`NEXT_STATIONS`). */
      readonly type: 'move';
      readonly commitmentId: string;
      readonly poolId: string;
      readonly from: Station;
      readonly to: Station;
      readonly units: number;
      /** One for each unit: new to the ledger when units reach their build slot, carried along after that. */
      readonly serials: readonly string[];
    }
  /**
   * Ends one hold whose moment has passed, or (null) all of them. What they kept is available again from that moment on in
   * any case: the ledger ends the holds it meets itself, with entries of its own.
   */
  | { readonly type: 'expire'; readonly holdId: string | null }
  | {
      /** Makes a plan the current one if `expected` still is: compare and swap. */
      readonly type: 'adopt-plan';
      readonly expected: string | null;
      readonly version: string;
      readonly digest: string;
    };

export type LedgerCommandType = LedgerAction['type'];
