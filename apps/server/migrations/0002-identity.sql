-- Who is who: organizations, their users, the keys programs sign in with, and the trail of what was asked and decided.
create schema identity;

create table identity.organization (
  id         text primary key,
  name       text        not null,
  created_at timestamptz not null
);

create table identity.app_user (
  id              text primary key,
  organization_id text        not null references identity.organization (id),
  name            text        not null,
  is_owner        boolean     not null,
  created_at      timestamptz not null,
  unique (organization_id, name)
);

create table identity.access_key (
  id              text primary key,
  user_id         text        not null references identity.app_user (id),
  organization_id text        not null references identity.organization (id),
  -- sealed with a key outside the database: signatures of the compatible API need the secret itself
  sealed_secret   bytea       not null,
  description     text        not null,
  permissions     text[]      not null,
  created_at      timestamptz not null,
  last_used_at    timestamptz,
  deleted_at      timestamptz
);
create index access_key_owner on identity.access_key (user_id) where deleted_at is null;

create table identity.audit_entry (
  id              text primary key,
  occurred_at     timestamptz not null,
  organization_id text,
  user_id         text,
  access_key_id   text,
  operation       text        not null,
  subject         text,
  outcome         text        not null check (outcome in ('allowed', 'denied', 'refused')),
  code            text,
  request_id      text        not null,
  address         text        not null
);
create index audit_entry_feed on identity.audit_entry (organization_id, id desc);

-- Append-only, for everybody who comes through this role: what was written stays.
create function identity.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the audit trail is append-only';
end $$;
create trigger audit_entry_stays before update or delete or truncate on identity.audit_entry
  for each statement execute function identity.refuse_change();
