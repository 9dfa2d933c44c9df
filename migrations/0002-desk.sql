-- What stands around the ledger when it is served: API keys, adopted supply files, quotes. docs/api.md explains it.
-- Nothing here promises anything: units are held and committed in the ledger alone.

create table api_key (
  id text primary key,
  secret_hash text not null,
  name text not null,
  role text not null,
  buyer text,
  created_at timestamptz not null,
  revoked_at timestamptz
);

-- The supply file and the signed baseline behind each plan that was proposed; the ledger says which one is adopted.
create table proposed_plan (
  version text not null,
  digest text not null,
  supply text not null,
  baseline text not null,
  proposed_at timestamptz not null,
  primary key (version, digest)
);

create table quote (
  id text primary key,
  request_key text not null unique,
  request_digest text not null,
  buyer text not null,
  deal_id text not null,
  created_at timestamptz not null,
  body text not null,
  -- Command that keeps the quote's units, and what the ledger answered to it.
  hold_command text,
  hold_answer text
);

create index quote_by_buyer on quote (buyer);
