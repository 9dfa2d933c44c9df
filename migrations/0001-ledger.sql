-- The ledger of supply: double entry in whole units, with an append-only journal. docs/ledger.md explains it.
-- Only what PostgreSQL, CockroachDB and YugabyteDB all document: tables, primary keys, unique, CHECK, (partial) indexes.

-- The end of the journal and the plan in force. Every writer changes this one row first, which puts all writers in one order.
create table ledger_head (
  id smallint primary key check (id = 1),
  entry bigint not null,
  hash text not null,
  recorded_at timestamptz not null,
  plan_version text,
  plan_digest text,
  turns bigint not null
);

insert into ledger_head (id, entry, hash, recorded_at, turns)
values (1, 0, '0000000000000000000000000000000000000000000000000000000000000000', '1970-01-01T00:00:00Z', 0);

create table journal (
  entry bigint primary key,
  key text not null unique,
  key_digest text not null,
  type text not null,
  subject text not null,
  deal_id text,
  buyer text,
  valid_at timestamptz not null,
  recorded_at timestamptz not null,
  body text not null,
  previous_hash text not null unique,
  hash text not null
);

create index journal_by_deal on journal (deal_id, entry) where deal_id is not null;
create index journal_by_buyer on journal (buyer, entry) where buyer is not null;

-- What was refused, so that a request repeated with its key gets the same answer.
create table refusal (
  key text primary key,
  key_digest text not null,
  refusal text not null,
  recorded_at timestamptz not null
);

create table pool (
  id text primary key,
  generation_id text not null,
  unit text not null check (unit in ('rack', 'chip')),
  week text not null,
  region text not null,
  taker text not null,
  supplied bigint not null check (supplied >= 0),
  held bigint not null check (held >= 0),
  committed bigint not null check (committed >= 0),
  passed_on bigint not null check (passed_on >= 0),
  constraint pool_is_never_oversold check (held + committed + passed_on <= supplied)
);

create table hold (
  id text primary key,
  entry bigint not null unique,
  deal_id text not null,
  buyer text not null,
  plan_version text,
  valid_at timestamptz not null,
  expires_at timestamptz not null,
  state text not null check (state in ('open', 'committed', 'released', 'expired')),
  resolved_entry bigint,
  check ((state = 'open') = (resolved_entry is null))
);

create index hold_open_by_expiry on hold (expires_at) where state = 'open';
create index hold_by_deal on hold (deal_id);
create index hold_by_buyer on hold (buyer);

create table hold_line (
  hold_id text not null,
  pool_id text not null,
  units bigint not null check (units > 0),
  primary key (hold_id, pool_id)
);

create table commitment (
  id text primary key,
  entry bigint not null unique,
  hold_id text not null unique,
  deal_id text not null,
  buyer text not null,
  plan_version text,
  valid_at timestamptz not null
);

create index commitment_by_deal on commitment (deal_id);
create index commitment_by_buyer on commitment (buyer);

create table commitment_line (
  commitment_id text not null,
  pool_id text not null,
  station text not null,
  units bigint not null check (units >= 0),
  primary key (commitment_id, pool_id, station)
);

create table serial (
  serial text primary key,
  commitment_id text not null,
  pool_id text not null,
  station text not null
);

create index serial_by_commitment on serial (commitment_id);

-- Each row takes units from one account and gives them to another of the same pool, so that accounts always sum to zero.
create table transfer (
  entry bigint not null,
  line smallint not null,
  pool_id text not null,
  from_station text not null,
  to_station text not null,
  from_owner text,
  to_owner text,
  units bigint not null check (units > 0),
  primary key (entry, line),
  check (from_station <> to_station)
);

create index transfer_by_pool on transfer (pool_id, entry);
