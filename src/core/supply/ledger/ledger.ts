import type { PoolBalance, Station, Transfer } from './accounts.ts';
import type { LedgerCommand, LedgerLine } from './commands.ts';

/** Why the ledger said no. Nothing was changed. */
export type LedgerRefusal =
  | {
      readonly kind: 'not-enough';
      readonly poolId: string;
      readonly wanted: number;
      readonly available: number;
    }
  | {
      readonly kind: 'unknown';
      readonly what: 'pool' | 'hold' | 'commitment' | 'serial';
      readonly id: string;
    }
  | { readonly kind: 'expired'; readonly holdId: string; readonly expiresAt: string }
  | { readonly kind: 'already-resolved'; readonly holdId: string; readonly state: HoldState }
  | { readonly kind: 'key-reused'; readonly key: string }
  | { readonly kind: 'plan-changed'; readonly expected: string | null; readonly current: string | null }
  | { readonly kind: 'wrong-station'; readonly from: Station; readonly to: Station }
  /** The serial number belongs to another unit, or is not at the station the units were to leave. */
  | { readonly kind: 'wrong-serial'; readonly serial: string }
  /** A pool of this id is open with another content. */
  | { readonly kind: 'pool-differs'; readonly poolId: string }
  | {
      readonly kind: 'would-oversell';
      readonly poolId: string;
      readonly promised: number;
      readonly left: number;
    }
  /** `field` is a path into the command: `lines.0.units`. */
  | { readonly kind: 'invalid'; readonly field: string; readonly words: string };

/**
 * What the ledger answers. `repeated`: the key was used before with the same content, and this is the answer it got then.
 * `entry` is the line of the journal; `id` what the command made or changed: the hold (`hold-7`), the commitment
 * (`commitment-9`), the plan's version, else the key.
 */
export type LedgerAnswer =
  | { readonly ok: true; readonly entry: number; readonly id: string; readonly repeated: boolean }
  | { readonly ok: false; readonly refusal: LedgerRefusal; readonly repeated: boolean };

export type HoldState = 'open' | 'committed' | 'released' | 'expired';

/** `state` is `expired` from `expiresAt` on, whether or not it was swept since. */
export interface Hold {
  readonly id: string;
  readonly dealId: string;
  readonly buyer: string;
  readonly lines: readonly LedgerLine[];
  readonly expiresAt: string;
  readonly state: HoldState;
  readonly planVersion: string | null;
}

export interface CommitmentEntry {
  readonly id: string;
  readonly dealId: string;
  readonly buyer: string;
  readonly planVersion: string | null;
  /** Units at each station, by pool. */
  readonly lines: readonly {
    readonly poolId: string;
    readonly station: Station;
    readonly units: number;
    readonly serials: readonly string[];
  }[];
}

/** One line of the append-only journal. `hash` covers the entry and the hash before it. */
export interface JournalEntry {
  readonly entry: number;
  readonly recordedAt: string;
  readonly command: LedgerCommand;
  /** Id that the command made or changed. */
  readonly subject: string;
  /** What the command moved; empty for what moves nothing. */
  readonly transfers: readonly Transfer[];
  readonly previousHash: string;
  readonly hash: string;
}

/** Entries after `after` in their order, at most `limit` (100; no more than 1,000), of one deal or buyer if asked. */
export interface JournalQuery {
  readonly after?: number;
  readonly limit?: number;
  readonly dealId?: string;
  readonly buyer?: string;
}

/** What was promised on a day, as far as was known at a moment; delivered units still count as committed. */
export interface PromisedThen {
  readonly dealId: string;
  readonly buyer: string;
  readonly poolId: string;
  readonly held: number;
  readonly committed: number;
}

/** Outcome of checking that journal, transfers, holds, commitments and pools say the same. */
export interface LedgerCheck {
  readonly pools: number;
  readonly entries: number;
  readonly oversoldPools: readonly string[];
  /** What does not agree, in words; empty when all does. */
  readonly differences: readonly string[];
  /** First entry whose hash does not follow from the one before; null when the chain holds. */
  readonly brokenAt: number | null;
  /** Hash of the last entry: kept elsewhere, it proves later that nothing before it was changed. */
  readonly headHash: string;
}

/** Which holds or commitments; all that are named must agree. */
export interface DealFilter {
  readonly buyer?: string;
  readonly dealId?: string;
}

/**
 * The ledger: the only place that says yes to a customer. All methods are safe to call at the same time from many processes.
 * A refusal is an answer; `LedgerUnavailable` is thrown when there is none, and then the same command, key included, may be
 * sent again until there is.
 */
export interface Ledger {
  /** What the operator has to know about where the ledger is kept; null when there is nothing to say. */
  readonly notice: string | null;
  readonly apply: (command: LedgerCommand) => Promise<LedgerAnswer>;
  readonly balances: (filter?: {
    readonly generationId?: string;
    readonly taker?: string;
  }) => Promise<PoolBalance[]>;
  readonly hold: (id: string) => Promise<Hold | null>;
  readonly holds: (filter: DealFilter) => Promise<Hold[]>;
  readonly commitment: (id: string) => Promise<CommitmentEntry | null>;
  readonly commitments: (filter: DealFilter) => Promise<CommitmentEntry[]>;
  readonly journal: (query: JournalQuery) => Promise<JournalEntry[]>;
  /** What had been promised at `validAt`, by entries recorded up to `recordedAt`; ISO 8601 moments. */
  readonly promisedAt: (validAt: string, recordedAt: string) => Promise<PromisedThen[]>;
  readonly currentPlan: () => Promise<{ readonly version: string; readonly digest: string } | null>;
  readonly check: () => Promise<LedgerCheck>;
  /** Answers what was asked before, then lets go of the database. */
  readonly close: () => Promise<void>;
}

/** No answer could be had from the database in time. What was asked may or may not have been done: ask again, same key. */
export class LedgerUnavailable extends Error {
  override readonly name = 'LedgerUnavailable';
}
