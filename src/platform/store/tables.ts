import type { Generated } from 'kysely';
import type { Station } from '../../core/supply/ledger/accounts.ts';
import type { HoldState } from '../../core/supply/ledger/ledger.ts';

/** Rows as `migrations/` lays them down. Moments are read as `Date` and written as ISO 8601. */
export interface Tables {
  readonly schema_migration: {
    readonly number: number;
    readonly name: string;
    readonly checksum: string;
    readonly applied_at: Generated<Date>;
  };
  readonly ledger_head: {
    readonly id: number;
    readonly entry: number;
    readonly hash: string;
    readonly recorded_at: Date;
    readonly plan_version: string | null;
    readonly plan_digest: string | null;
    readonly turns: number;
  };
  readonly journal: {
    readonly entry: number;
    readonly key: string;
    readonly key_digest: string;
    readonly type: string;
    readonly subject: string;
    readonly deal_id: string | null;
    readonly buyer: string | null;
    readonly valid_at: Date;
    readonly recorded_at: Date;
    readonly body: string;
    readonly previous_hash: string;
    readonly hash: string;
  };
  readonly refusal: {
    readonly key: string;
    readonly key_digest: string;
    readonly refusal: string;
    readonly recorded_at: Date;
  };
  readonly pool: {
    readonly id: string;
    readonly generation_id: string;
    readonly unit: 'rack' | 'chip';
    readonly week: string;
    readonly region: string;
    readonly taker: string;
    readonly supplied: number;
    readonly held: number;
    readonly committed: number;
    readonly passed_on: number;
  };
  readonly hold: {
    readonly id: string;
    readonly entry: number;
    readonly deal_id: string;
    readonly buyer: string;
    readonly plan_version: string | null;
    readonly valid_at: Date;
    readonly expires_at: Date;
    readonly state: HoldState;
    readonly resolved_entry: number | null;
  };
  readonly hold_line: { readonly hold_id: string; readonly pool_id: string; readonly units: number };
  readonly commitment: {
    readonly id: string;
    readonly entry: number;
    readonly hold_id: string;
    readonly deal_id: string;
    readonly buyer: string;
    readonly plan_version: string | null;
    readonly valid_at: Date;
  };
  readonly commitment_line: {
    readonly commitment_id: string;
    readonly pool_id: string;
    readonly station: Station;
    readonly units: number;
  };
  readonly serial: {
    readonly serial: string;
    readonly commitment_id: string;
    readonly pool_id: string;
    readonly station: Station;
  };
  readonly transfer: {
    readonly entry: number;
    readonly line: number;
    readonly pool_id: string;
    readonly from_station: Station;
    readonly to_station: Station;
    readonly from_owner: string | null;
    readonly to_owner: string | null;
    readonly units: number;
  };
  readonly api_key: {
    readonly id: string;
    readonly secret_hash: string;
    readonly name: string;
    readonly role: string;
    readonly buyer: string | null;
    readonly created_at: Date;
    readonly revoked_at: Date | null;
  };
  readonly proposed_plan: {
    readonly version: string;
    readonly digest: string;
    readonly supply: string;
    readonly baseline: string;
    readonly proposed_at: Date;
  };
  readonly quote: {
    readonly id: string;
    readonly request_key: string;
    readonly request_digest: string;
    readonly buyer: string;
    readonly deal_id: string;
    readonly created_at: Date;
    readonly body: string;
    readonly hold_command: string | null;
    readonly hold_answer: string | null;
  };
}
