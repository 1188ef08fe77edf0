-- What every module stands on: work to be looked at, facts on their way to those who hear them, and keys of requests that
-- were already carried out. (platform.migration is made by the migrator itself.)

-- One row for each thing that a reconciler still has to look at. A row is taken by setting its lease; the fence rises with
-- each taking, so that an owner that lost its lease can be told from the present one. While a round is under way `look_at`
-- holds only what was wished for since it began, so that a wish that comes during a round is seen when the round ends.
create table platform.work (
  kind        text        not null,
  key         text        not null,
  look_at     timestamptz not null,
  fence       bigint      not null default 0,
  holder      text,
  lease_until timestamptz,
  failures    integer     not null default 0,
  last_error  text,
  primary key (kind, key),
  check ((holder is null) = (lease_until is null))
);
create index work_due on platform.work (kind, look_at) where holder is null;
create index work_leased on platform.work (kind, lease_until) where holder is not null;

-- Facts, written in the transaction that made them true. `transaction_id` is the writer's: readers of the feed stop before
-- the oldest transaction that is still open, so that nobody passes over a fact that commits late.
create table platform.event (
  id              bigint generated always as identity primary key,
  transaction_id  xid8        not null default pg_current_xact_id(),
  occurred_at     timestamptz not null,
  organization_id text        not null,
  type            text        not null,
  subject         text        not null,
  facts           jsonb       not null,
  -- derived from what the fact is about; a fact published again after a crash is the same fact
  key             text unique
);
create index event_feed on platform.event (transaction_id, id);
create index event_subject on platform.event (subject, transaction_id, id);

-- Which consumer hears which facts; written by the server at its start, read by whoever publishes.
create table platform.subscription (
  consumer text not null,
  type     text not null,
  primary key (type, consumer)
);

-- What a consumer still has to hear. The row goes in the transaction of what the consumer did about it.
create table platform.delivery (
  event_id bigint      not null references platform.event (id),
  consumer text        not null,
  look_at  timestamptz not null,
  failures integer     not null default 0,
  primary key (event_id, consumer)
);
create index delivery_due on platform.delivery (consumer, look_at, event_id);

-- Which request a key was used for and what it made; a second request with the key is answered with that thing.
create table platform.idempotency_key (
  organization_id text        not null,
  key             text        not null,
  operation       text        not null,
  request_hash    text        not null,
  subject         text,
  created_at      timestamptz not null,
  primary key (organization_id, key)
);
create index idempotency_key_age on platform.idempotency_key (created_at);

-- Whose database this is: the id of the key with which the secrets in it are sealed. A server with another key is refused.
create table platform.seal (
  is_only boolean primary key default true check (is_only),
  key_id  text not null
);
