-- People: who may sign in and how, groups, policies and whom they hold for, roles, contacts; and the trail made tamper-evident.

-- --- organizations and users ---------------------------------------------------------------------------------------

alter table identity.organization
  add column alias text, -- behind the @ of a sign-in name
  add column is_provider boolean not null default false, -- the one that runs this server
  add column time_zone text not null default 'Asia/Shanghai',
  add column may_be_reference boolean not null default false; -- PRO-6: named as a reference only as agreed
update identity.organization set alias = name, is_provider = true
  where id = (select id from identity.organization order by created_at, id limit 1);
update identity.organization set alias = id where alias is null;
alter table identity.organization alter column alias set not null;
create unique index organization_alias on identity.organization (alias);
create unique index organization_provider on identity.organization (is_provider) where is_provider;

alter table identity.app_user
  add column display_name text not null default '',
  add column email text,
  add column language text check (language in ('en', 'zh')),
  add column state text not null default 'active' check (state in ('invited', 'active', 'suspended', 'deleted')),
  add column password_hash text, -- argon2id, with its own salt and cost
  add column password_set_at timestamptz,
  add column sealed_totp bytea, -- the secret of the second factor
  add column totp_confirmed_at timestamptz, -- not before is it asked for
  add column totp_last_step bigint, -- a code opens once
  add column deleted_at timestamptz;
alter table identity.app_user drop constraint app_user_organization_id_name_key;
create unique index app_user_name on identity.app_user (organization_id, name) where state <> 'deleted';
create index app_user_list on identity.app_user (organization_id, id desc);
alter table identity.app_user add constraint app_user_of unique (id, organization_id); -- for keys that carry both

create table identity.recovery_code (
  user_id         text        not null,
  organization_id text        not null,
  code_hash       bytea       not null,
  used_at         timestamptz,
  primary key (user_id, code_hash),
  foreign key (user_id, organization_id) references identity.app_user (id, organization_id)
);

create table identity.passkey (
  id              text        primary key, -- of the credential, base64url
  user_id         text        not null,
  organization_id text        not null,
  name            text        not null,
  public_key      bytea       not null,
  counter         bigint      not null,
  transports      text[]      not null,
  created_at      timestamptz not null,
  last_used_at    timestamptz,
  foreign key (user_id, organization_id) references identity.app_user (id, organization_id)
);
create index passkey_of_user on identity.passkey (user_id);

-- What a browser was asked to sign (a passkey, another server's sign-in); answered once, and soon.
create table identity.sign_in_challenge (
  id         text        primary key,
  kind       text        not null check (kind in ('passkey_registration', 'passkey_sign_in', 'oidc')),
  facts      jsonb       not null,
  network    text        not null, -- from where it was begun: each has a share of them
  expires_at timestamptz not null
);
create index sign_in_challenge_of_network on identity.sign_in_challenge (network);

create table identity.session (
  id               text        primary key,
  user_id          text        not null,
  organization_id  text        not null,
  token_hash       bytea       not null unique,
  method           text        not null check (method in ('password', 'passkey', 'oidc', 'ldap', 'link')),
  has_second_factor boolean    not null,
  address          text        not null,
  user_agent       text        not null,
  created_at       timestamptz not null,
  confirmed_at     timestamptz not null, -- when they last showed who they are
  last_seen_at     timestamptz not null, -- written once a minute
  expires_at       timestamptz not null,
  ended_at         timestamptz,
  foreign key (user_id, organization_id) references identity.app_user (id, organization_id)
);
create index session_of_user on identity.session (user_id, id desc) where ended_at is null;

-- Failed attempts by what they were about: a user, a name that nobody has, an address.
create table identity.sign_in_failures (
  about        text        primary key,
  failures     integer     not null,
  last_at      timestamptz not null,
  locked_until timestamptz
);
create index sign_in_failures_age on identity.sign_in_failures (last_at);

-- One-time links: the first sign-in of the owner, invitations, new passwords.
create table identity.sign_in_link (
  id              text        primary key,
  user_id         text        not null,
  organization_id text        not null,
  purpose         text        not null check (purpose in ('first_sign_in', 'invitation', 'password_reset')),
  token_hash      bytea       not null unique,
  made_by         text,
  created_at      timestamptz not null,
  expires_at      timestamptz not null,
  used_at         timestamptz,
  revoked_at      timestamptz,
  foreign key (user_id, organization_id) references identity.app_user (id, organization_id)
);
create index sign_in_link_of_user on identity.sign_in_link (user_id) where used_at is null and revoked_at is null;

-- Other servers that vouch for people of an organization.
create table identity.sign_in_source (
  id              text        primary key,
  organization_id text        not null references identity.organization (id),
  kind            text        not null check (kind in ('oidc', 'ldap')),
  name            text        not null,
  settings        jsonb       not null,
  sealed_secret   bytea,
  makes_users     boolean     not null, -- whoever it vouches for becomes a user at first sign-in
  is_enabled      boolean     not null,
  created_at      timestamptz not null,
  unique (organization_id, name)
);

create table identity.external_identity (
  source_id       text        not null references identity.sign_in_source (id) on delete cascade,
  subject         text        not null, -- how the source calls them, for ever
  user_id         text        not null,
  organization_id text        not null,
  created_at      timestamptz not null,
  primary key (source_id, subject),
  foreign key (user_id, organization_id) references identity.app_user (id, organization_id)
);
create index external_identity_of_user on identity.external_identity (user_id);

-- --- groups, roles, policies ---------------------------------------------------------------------------------------

create table identity.user_group (
  id              text        primary key,
  organization_id text        not null references identity.organization (id),
  name            text        not null,
  description     text        not null,
  created_at      timestamptz not null,
  unique (organization_id, name),
  unique (id, organization_id)
);

create table identity.group_member (
  group_id        text        not null,
  user_id         text        not null,
  organization_id text        not null,
  added_at        timestamptz not null,
  primary key (group_id, user_id),
  foreign key (group_id, organization_id) references identity.user_group (id, organization_id) on delete cascade,
  foreign key (user_id, organization_id) references identity.app_user (id, organization_id)
);
create index group_member_of_user on identity.group_member (user_id);

-- What a user may become for a while.
create table identity.role (
  id                  text        primary key,
  organization_id     text        not null references identity.organization (id),
  name                text        not null,
  description         text        not null,
  trusted             text[]      not null, -- ids of users and groups who may assume it
  max_session_seconds integer     not null check (max_session_seconds between 900 and 43200),
  created_at          timestamptz not null,
  unique (organization_id, name),
  unique (id, organization_id)
);

create table identity.policy (
  id              text        primary key,
  organization_id text        not null references identity.organization (id),
  name            text        not null,
  description     text        not null,
  default_version integer     not null,
  created_at      timestamptz not null,
  unique (organization_id, name),
  unique (id, organization_id)
);

create table identity.policy_version (
  policy_id       text        not null,
  organization_id text        not null,
  number          integer     not null,
  document        jsonb       not null,
  made_by         text,
  created_at      timestamptz not null,
  primary key (policy_id, number),
  foreign key (policy_id, organization_id) references identity.policy (id, organization_id) on delete cascade
);

-- For whom a policy holds: a user, a group or a role; the policy is one's own or one of the system's, which are in the code.
create table identity.policy_attachment (
  organization_id text        not null references identity.organization (id),
  user_id         text,
  group_id        text,
  role_id         text,
  policy_id       text,
  system_policy   text,
  attached_at     timestamptz not null,
  check (num_nonnulls(user_id, group_id, role_id) = 1),
  check (num_nonnulls(policy_id, system_policy) = 1),
  unique nulls not distinct (user_id, group_id, role_id, policy_id, system_policy),
  foreign key (user_id, organization_id) references identity.app_user (id, organization_id),
  foreign key (group_id, organization_id) references identity.user_group (id, organization_id) on delete cascade,
  foreign key (role_id, organization_id) references identity.role (id, organization_id) on delete cascade,
  foreign key (policy_id, organization_id) references identity.policy (id, organization_id) -- not while it is attached
);
create index policy_attachment_of_policy on identity.policy_attachment (policy_id) where policy_id is not null;

-- A key that was given out with a role ends by itself, and may be narrowed further.
alter table identity.access_key
  add column role_id text references identity.role (id) on delete cascade,
  add column session_policy jsonb,
  add column expires_at timestamptz,
  add column disabled_at timestamptz,
  add column last_used_from text;

-- The key of the first start is found again by what it is called, and people read it in their own language.
update identity.access_key set description = 'argosy up' where description = 'command line of this machine, made at first start';

-- --- contacts ------------------------------------------------------------------------------------------------------

-- RSP-1: whom to reach, kept current; a change ends one row and begins the next, so that it stays known who it was when.
create table identity.contact (
  id              text        not null,
  organization_id text        not null references identity.organization (id),
  kind            text        not null check (kind in ('contract', 'network', 'services', 'finance')),
  name            text        not null,
  phone           text        not null,
  email           text        not null,
  note            text        not null,
  valid_from      timestamptz not null,
  valid_until     timestamptz,
  changed_by      text,
  primary key (id, valid_from)
);
create unique index contact_now on identity.contact (id) where valid_until is null;
create index contact_list on identity.contact (organization_id, id);

-- --- the trail -----------------------------------------------------------------------------------------------------

alter table identity.audit_entry
  add column session_id text,
  add column role_id text,
  add column domain text, -- the host that was asked (RSP-2)
  add column content text, -- the method and the path that were asked (RSP-2)
  add column decided_by jsonb, -- the policy and statement
  add column changes jsonb, -- what it was before and after
  add column detail text; -- which part of the subject: a path, a node

-- Entries that have no place in the chain yet: put there with the entry, by the database itself, taken away a moment later.
create table identity.audit_unsealed (
  entry_id text primary key references identity.audit_entry (id)
);
insert into identity.audit_unsealed select id from identity.audit_entry;
create function identity.await_seal() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  insert into identity.audit_unsealed select id from added;
  return null;
end $$;
create trigger audit_entry_awaits_seal after insert on identity.audit_entry referencing new table as added
  for each statement execute function identity.await_seal();

-- Each entry's place in the chain. `seal` is an HMAC over the one before and the entry, under a key outside the database: who
-- changes, removes or slips in an entry would have to make all later seals anew, and cannot.
create table identity.audit_seal (
  number   bigint primary key,
  entry_id text   not null unique references identity.audit_entry (id),
  seal     bytea  not null
);
create trigger audit_seal_stays before update or delete or truncate on identity.audit_seal
  for each statement execute function identity.refuse_change();
