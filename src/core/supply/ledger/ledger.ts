import type { Pool, PoolBalance, Station } from './accounts.ts';
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
  | {
      readonly kind: 'would-oversell';
      readonly poolId: string;
      readonly promised: number;
      readonly left: number;
    }
  | { readonly kind: 'invalid'; readonly field: string; readonly words: string };

export type LedgerAnswer =
  | { readonly ok: true; readonly entry: number; readonly id: string; readonly repeated: boolean }
  | { readonly ok: false; readonly refusal: LedgerRefusal };

export type HoldState = 'open' | 'committed' | 'released' | 'expired';

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
  readonly previousHash: string;
  readonly hash: string;
}

export interface JournalQuery {
  readonly after?: number;
  readonly limit?: number;
  readonly dealId?: string;
  readonly buyer?: string;
}

/** What was promised on a day, as far as was known at a moment. */
export interface PromisedThen {
  readonly dealId: string;
  readonly buyer: string;
  readonly poolId: string;
  readonly held: number;
  readonly committed: number;
}

/** Outcome of checking that journal, holds, commitments and pools say the same. */
export interface LedgerCheck {
  readonly pools: number;
  readonly entries: number;
  readonly oversoldPools: readonly string[];
  readonly differences: readonly string[];
  /** First entry whose hash does not follow from the one before; null when the chain holds. */
  readonly brokenAt: number | null;
}

/** The ledger: the only place that says yes to a customer. All methods are safe to call at the same time from many processes. */
export interface Ledger {
  readonly openPools: (pools: readonly Pool[]) => Promise<void>;
  readonly apply: (command: LedgerCommand) => Promise<LedgerAnswer>;
  readonly balances: (filter?: {
    readonly generationId?: string;
    readonly taker?: string;
  }) => Promise<PoolBalance[]>;
  readonly hold: (id: string) => Promise<Hold | null>;
  readonly commitment: (id: string) => Promise<CommitmentEntry | null>;
  readonly journal: (query: JournalQuery) => Promise<JournalEntry[]>;
  /** What had been promised at `validAt`, by entries recorded up to `recordedAt`; ISO 8601 moments. */
  readonly promisedAt: (validAt: string, recordedAt: string) => Promise<PromisedThen[]>;
  readonly currentPlan: () => Promise<{ readonly version: string; readonly digest: string } | null>;
  readonly check: () => Promise<LedgerCheck>;
  readonly close: () => Promise<void>;
}
