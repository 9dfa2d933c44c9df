import { type Kysely, sql } from 'kysely';
import type { LedgerCommand } from '../../core/supply/ledger/commands.ts';
import type { LedgerAnswer } from '../../core/supply/ledger/ledger.ts';
import { openLane } from './lane.ts';
import type { Tables } from './tables.ts';

/** An API key as it is kept: its secret only as a hash. */
export interface KeyRecord {
  readonly id: string;
  readonly secretHash: string;
  /** Who acts with it: the actor of the journal's entries. */
  readonly name: string;
  readonly role: string;
  /** Whose deals it sees, for keys that see only one buyer's. */
  readonly buyer: string | null;
  readonly createdAt: string;
  readonly revokedAt: string | null;
}

/** The supply file of a plan as it was given, and the baseline signed for it, as JSON. */
export interface PlanRecord {
  readonly version: string;
  readonly digest: string;
  readonly supply: string;
  readonly baseline: string;
  readonly proposedAt: string;
}

/** A quote as it was answered, with the hold that goes with it. */
export interface QuoteRecord {
  readonly id: string;
  /** Key of the request it answers, and hash of what was asked. */
  readonly requestKey: string;
  readonly requestDigest: string;
  readonly buyer: string;
  readonly dealId: string;
  readonly createdAt: string;
  /** The answer, as JSON. */
  readonly body: string;
  readonly holdCommand: LedgerCommand | null;
  /** null: the ledger was not asked, or its answer is not known yet. */
  readonly holdAnswer: LedgerAnswer | null;
}

/** What is kept beside the ledger when it is served. Methods throw `LedgerUnavailable` as the ledger's do. */
export interface Desk {
  readonly addKey: (key: KeyRecord) => Promise<void>;
  readonly key: (id: string) => Promise<KeyRecord | null>;
  readonly keys: () => Promise<KeyRecord[]>;
  /** False when there is no such key, or none that is still valid. */
  readonly revokeKey: (id: string, at: string) => Promise<boolean>;
  /** Keeps a proposal; proposed again, it replaces what was kept for the same version and digest. */
  readonly proposePlan: (plan: PlanRecord) => Promise<void>;
  readonly plan: (version: string, digest: string) => Promise<PlanRecord | null>;
  /** Keeps a quote unless its request was answered before; gives the one that is kept. */
  readonly keepQuote: (quote: QuoteRecord) => Promise<QuoteRecord>;
  readonly quote: (
    by: { readonly id: string } | { readonly requestKey: string },
  ) => Promise<QuoteRecord | null>;
  /** Notes what the ledger answered to a quote's hold; the first answer stays. */
  readonly noteHold: (id: string, answer: LedgerAnswer) => Promise<void>;
}

const keyOf = (row: Tables['api_key']): KeyRecord => ({
  id: row.id,
  secretHash: row.secret_hash,
  name: row.name,
  role: row.role,
  buyer: row.buyer,
  createdAt: row.created_at.toISOString(),
  revokedAt: row.revoked_at === null ? null : row.revoked_at.toISOString(),
});

const quoteOf = (row: Tables['quote']): QuoteRecord => ({
  id: row.id,
  requestKey: row.request_key,
  requestDigest: row.request_digest,
  buyer: row.buyer,
  dealId: row.deal_id,
  createdAt: row.created_at.toISOString(),
  body: row.body,
  holdCommand: row.hold_command === null ? null : (JSON.parse(row.hold_command) as LedgerCommand),
  holdAnswer: row.hold_answer === null ? null : (JSON.parse(row.hold_answer) as LedgerAnswer),
});

type Persist = <Result>(run: () => Promise<Result>) => Promise<Result>;

const planDesk = (db: Kysely<Tables>, persist: Persist): Pick<Desk, 'proposePlan' | 'plan'> => ({
  proposePlan: async (plan) => {
    await persist(() =>
      sql`insert into proposed_plan (version, digest, supply, baseline, proposed_at)
        values (${plan.version}, ${plan.digest}, ${plan.supply}, ${plan.baseline}, ${plan.proposedAt}::timestamptz)
        on conflict (version, digest) do update
        set baseline = excluded.baseline, proposed_at = excluded.proposed_at`.execute(db),
    );
  },
  plan: async (version, digest) => {
    const row = await persist(() =>
      db
        .selectFrom('proposed_plan')
        .selectAll()
        .where('version', '=', version)
        .where('digest', '=', digest)
        .executeTakeFirst(),
    );
    if (row === undefined) return null;
    const { supply, baseline, proposed_at } = row;
    return { version, digest, supply, baseline, proposedAt: proposed_at.toISOString() };
  },
});

const quoteDesk = (db: Kysely<Tables>, persist: Persist): Pick<Desk, 'keepQuote' | 'quote' | 'noteHold'> => {
  const find: Desk['quote'] = async (by) => {
    const rows = db.selectFrom('quote').selectAll();
    const row = await persist(() =>
      ('id' in by
        ? rows.where('id', '=', by.id)
        : rows.where('request_key', '=', by.requestKey)
      ).executeTakeFirst(),
    );
    return row === undefined ? null : quoteOf(row);
  };
  return {
    quote: find,
    keepQuote: async (quote) => {
      const command = quote.holdCommand === null ? null : JSON.stringify(quote.holdCommand);
      await persist(() =>
        sql`insert into quote (id, request_key, request_digest, buyer, deal_id, created_at, body, hold_command, hold_answer)
          values (${quote.id}, ${quote.requestKey}, ${quote.requestDigest}, ${quote.buyer}, ${quote.dealId},
            ${quote.createdAt}::timestamptz, ${quote.body}, ${command}, null)
          on conflict (request_key) do nothing`.execute(db),
      );
      const kept = await find({ requestKey: quote.requestKey });
      if (kept === null) throw new Error('a quote that was kept is not there');
      return kept;
    },
    noteHold: async (id, answer) => {
      await persist(() =>
        sql`update quote set hold_answer = ${JSON.stringify(answer)} where id = ${id} and hold_answer is null`.execute(
          db,
        ),
      );
    },
  };
};

/** Most keys looked up in one query. */
const KEYS_AT_A_TIME = 128;

/**
 * Every request looks its key up, and none may be let in by what was read before it came: lookups that wait for the one
 * before are answered by one query together, which starts after all of them were asked for.
 */
const keyLookup = (db: Kysely<Tables>, persist: Persist): Desk['key'] => {
  const lane = openLane<string, KeyRecord | null>(
    async (ids) => {
      const wanted = [...new Set(ids)];
      const rows = await persist(() =>
        db.selectFrom('api_key').selectAll().where('id', 'in', wanted).execute(),
      );
      const found = new Map(rows.map((row) => [row.id, keyOf(row)]));
      return ids.map((id) => found.get(id) ?? null);
    },
    KEYS_AT_A_TIME,
    () => false,
  );
  return lane.submit;
};

/** @param persist repeats what a busy or lost database may yet do. */
export const openDesk = (db: Kysely<Tables>, persist: Persist): Desk => ({
  addKey: async (key) => {
    await persist(() =>
      sql`insert into api_key (id, secret_hash, name, role, buyer, created_at)
        values (${key.id}, ${key.secretHash}, ${key.name}, ${key.role}, ${key.buyer}, ${key.createdAt}::timestamptz)
        on conflict (id) do nothing`.execute(db),
    );
  },
  key: keyLookup(db, persist),
  keys: async () => {
    const rows = await persist(() => db.selectFrom('api_key').selectAll().orderBy('created_at').execute());
    return rows.map(keyOf);
  },
  revokeKey: async (id, at) => {
    const { rows } = await persist(() =>
      sql<{ id: string }>`update api_key set revoked_at = ${at}::timestamptz
        where id = ${id} and revoked_at is null returning id`.execute(db),
    );
    return rows.length > 0;
  },
  ...planDesk(db, persist),
  ...quoteDesk(db, persist),
});
