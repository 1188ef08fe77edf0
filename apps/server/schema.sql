-- Emitted from the migrations by `npm run emit`; compared with them by a test. Never edited.

create schema clusters;

create schema identity;

create schema platform;

create schema workloads;

create table clusters.cluster (
  id text not null,
  organization_id text not null,
  name text not null,
  spec jsonb not null,
  release text not null,
  release_directory text,
  state text not null,
  state_reason jsonb,
  generation integer not null,
  phase text not null,
  slot integer not null,
  progress jsonb not null,
  ends_as text,
  leaving_since timestamp with time zone,
  hdfs_made_at timestamp with time zone,
  deletion_protection boolean not null,
  created_at timestamp with time zone not null,
  ready_at timestamp with time zone,
  release_at timestamp with time zone,
  ended_at timestamp with time zone,
  constraint cluster_generation_check CHECK ((generation > 0)),
  constraint cluster_phase_check CHECK ((phase = ANY (ARRAY['PREPARE'::text, 'SERVE'::text]))),
  constraint cluster_pkey PRIMARY KEY (id)
);
CREATE INDEX cluster_list ON clusters.cluster USING btree (organization_id, id DESC) INCLUDE (name);
CREATE INDEX cluster_list_present ON clusters.cluster USING btree (organization_id, id DESC) WHERE (ended_at IS NULL);
CREATE UNIQUE INDEX cluster_name ON clusters.cluster USING btree (organization_id, name) WHERE (ended_at IS NULL);
CREATE UNIQUE INDEX cluster_slot ON clusters.cluster USING btree (slot) WHERE (ended_at IS NULL);
create policy own_organization on clusters.cluster to argosy_member using ((organization_id = current_setting('argosy.organization'::text, true))) with check ((organization_id = current_setting('argosy.organization'::text, true)));

create table clusters.node (
  id text not null,
  cluster_id text not null,
  organization_id text not null,
  number integer not null,
  name text not null,
  group_name text not null,
  role text not null,
  machine_type text not null,
  vcpus integer not null,
  memory_mb integer not null,
  address text not null,
  shuffle_port integer not null,
  token_hash bytea not null,
  sealed_token bytea not null,
  state text not null,
  seen jsonb,
  failing text[] not null default '{}'::text[],
  seen_at timestamp with time zone,
  created_at timestamp with time zone not null,
  ready_at timestamp with time zone,
  ended_at timestamp with time zone,
  metered_until timestamp with time zone,
  constraint node_cluster_id_fkey FOREIGN KEY (cluster_id) REFERENCES clusters.cluster(id),
  constraint node_pkey PRIMARY KEY (id),
  constraint node_cluster_id_number_key UNIQUE (cluster_id, number)
);
CREATE UNIQUE INDEX node_address ON clusters.node USING btree (address) WHERE (ended_at IS NULL);
CREATE INDEX node_of_cluster ON clusters.node USING btree (cluster_id, number);
CREATE UNIQUE INDEX node_shuffle_port ON clusters.node USING btree (shuffle_port) WHERE (ended_at IS NULL);
CREATE UNIQUE INDEX node_token ON clusters.node USING btree (token_hash) WHERE (ended_at IS NULL);
create policy own_organization on clusters.node to argosy_member using ((organization_id = current_setting('argosy.organization'::text, true))) with check ((organization_id = current_setting('argosy.organization'::text, true)));

create table clusters.node_group (
  cluster_id text not null,
  number integer not null,
  name text not null,
  role text not null,
  machine_type text not null,
  node_count integer not null,
  constraint node_group_node_count_check CHECK ((node_count >= 0)),
  constraint node_group_cluster_id_fkey FOREIGN KEY (cluster_id) REFERENCES clusters.cluster(id),
  constraint node_group_pkey PRIMARY KEY (cluster_id, name)
);
create policy own_organization on clusters.node_group to argosy_member using ((EXISTS ( SELECT
   FROM clusters.cluster
  WHERE (cluster.id = node_group.cluster_id)))) with check ((EXISTS ( SELECT
   FROM clusters.cluster
  WHERE (cluster.id = node_group.cluster_id))));

create table clusters.release_installation (
  version text not null,
  state text not null,
  progress jsonb not null,
  reason jsonb,
  asked_at timestamp with time zone not null,
  installed_at timestamp with time zone,
  constraint release_installation_state_check CHECK ((state = ANY (ARRAY['installing'::text, 'installed'::text, 'failed'::text]))),
  constraint release_installation_pkey PRIMARY KEY (version)
);

create table identity.access_key (
  id text not null,
  user_id text not null,
  organization_id text not null,
  sealed_secret bytea not null,
  description text not null,
  permissions text[] not null,
  created_at timestamp with time zone not null,
  last_used_at timestamp with time zone,
  deleted_at timestamp with time zone,
  role_id text,
  session_policy jsonb,
  expires_at timestamp with time zone,
  disabled_at timestamp with time zone,
  last_used_from text,
  constraint access_key_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES identity.organization(id),
  constraint access_key_role_id_fkey FOREIGN KEY (role_id) REFERENCES identity.role(id) ON DELETE CASCADE,
  constraint access_key_user_id_fkey FOREIGN KEY (user_id) REFERENCES identity.app_user(id),
  constraint access_key_pkey PRIMARY KEY (id)
);
CREATE INDEX access_key_owner ON identity.access_key USING btree (user_id) WHERE (deleted_at IS NULL);
create policy own_organization on identity.access_key to argosy_member using ((organization_id = current_setting('argosy.organization'::text, true))) with check ((organization_id = current_setting('argosy.organization'::text, true)));

create table identity.app_user (
  id text not null,
  organization_id text not null,
  name text not null,
  is_owner boolean not null,
  created_at timestamp with time zone not null,
  display_name text not null default ''::text,
  email text,
  language text,
  state text not null default 'active'::text,
  password_hash text,
  password_set_at timestamp with time zone,
  sealed_totp bytea,
  totp_confirmed_at timestamp with time zone,
  totp_last_step bigint,
  deleted_at timestamp with time zone,
  constraint app_user_language_check CHECK ((language = ANY (ARRAY['en'::text, 'zh'::text]))),
  constraint app_user_state_check CHECK ((state = ANY (ARRAY['invited'::text, 'active'::text, 'suspended'::text, 'deleted'::text]))),
  constraint app_user_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES identity.organization(id),
  constraint app_user_pkey PRIMARY KEY (id),
  constraint app_user_of UNIQUE (id, organization_id)
);
CREATE INDEX app_user_list ON identity.app_user USING btree (organization_id, id DESC);
CREATE UNIQUE INDEX app_user_name ON identity.app_user USING btree (organization_id, name) WHERE (state <> 'deleted'::text);
create policy own_organization on identity.app_user to argosy_member using ((organization_id = current_setting('argosy.organization'::text, true))) with check ((organization_id = current_setting('argosy.organization'::text, true)));

create table identity.audit_entry (
  id text not null,
  occurred_at timestamp with time zone not null,
  organization_id text,
  user_id text,
  access_key_id text,
  operation text not null,
  subject text,
  outcome text not null,
  code text,
  request_id text not null,
  address text not null,
  session_id text,
  role_id text,
  domain text,
  content text,
  decided_by jsonb,
  changes jsonb,
  detail text,
  constraint audit_entry_outcome_check CHECK ((outcome = ANY (ARRAY['allowed'::text, 'denied'::text, 'refused'::text]))),
  constraint audit_entry_pkey PRIMARY KEY (id)
);
CREATE INDEX audit_entry_feed ON identity.audit_entry USING btree (organization_id, id DESC);
CREATE TRIGGER audit_entry_awaits_seal AFTER INSERT ON identity.audit_entry REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION identity.await_seal();
CREATE TRIGGER audit_entry_stays BEFORE DELETE OR UPDATE OR TRUNCATE ON identity.audit_entry FOR EACH STATEMENT EXECUTE FUNCTION identity.refuse_change();
create policy own_organization on identity.audit_entry to argosy_member using ((organization_id = current_setting('argosy.organization'::text, true))) with check ((organization_id = current_setting('argosy.organization'::text, true)));

create table identity.audit_seal (
  number bigint not null,
  entry_id text not null,
  seal bytea not null,
  constraint audit_seal_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES identity.audit_entry(id),
  constraint audit_seal_pkey PRIMARY KEY (number),
  constraint audit_seal_entry_id_key UNIQUE (entry_id)
);
CREATE TRIGGER audit_seal_stays BEFORE DELETE OR UPDATE OR TRUNCATE ON identity.audit_seal FOR EACH STATEMENT EXECUTE FUNCTION identity.refuse_change();

create table identity.audit_unsealed (
  entry_id text not null,
  constraint audit_unsealed_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES identity.audit_entry(id),
  constraint audit_unsealed_pkey PRIMARY KEY (entry_id)
);

create table identity.contact (
  id text not null,
  organization_id text not null,
  kind text not null,
  name text not null,
  phone text not null,
  email text not null,
  note text not null,
  valid_from timestamp with time zone not null,
  valid_until timestamp with time zone,
  changed_by text,
  constraint contact_kind_check CHECK ((kind = ANY (ARRAY['contract'::text, 'network'::text, 'services'::text, 'finance'::text]))),
  constraint contact_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES identity.organization(id),
  constraint contact_pkey PRIMARY KEY (id, valid_from)
);
CREATE INDEX contact_list ON identity.contact USING btree (organization_id, id);
CREATE UNIQUE INDEX contact_now ON identity.contact USING btree (id) WHERE (valid_until IS NULL);
create policy own_organization on identity.contact to argosy_member using ((organization_id = current_setting('argosy.organization'::text, true))) with check ((organization_id = current_setting('argosy.organization'::text, true)));

create table identity.external_identity (
  source_id text not null,
  subject text not null,
  user_id text not null,
  organization_id text not null,
  created_at timestamp with time zone not null,
  constraint external_identity_source_id_fkey FOREIGN KEY (source_id) REFERENCES identity.sign_in_source(id) ON DELETE CASCADE,
  constraint external_identity_user_id_organization_id_fkey FOREIGN KEY (user_id, organization_id) REFERENCES identity.app_user(id, organization_id),
  constraint external_identity_pkey PRIMARY KEY (source_id, subject)
);
CREATE INDEX external_identity_of_user ON identity.external_identity USING btree (user_id);
create policy own_organization on identity.external_identity to argosy_member using ((organization_id = current_setting('argosy.organization'::text, true))) with check ((organization_id = current_setting('argosy.organization'::text, true)));

create table identity.group_member (
  group_id text not null,
  user_id text not null,
  organization_id text not null,
  added_at timestamp with time zone not null,
  constraint group_member_group_id_organization_id_fkey FOREIGN KEY (group_id, organization_id) REFERENCES identity.user_group(id, organization_id) ON DELETE CASCADE,
  constraint group_member_user_id_organization_id_fkey FOREIGN KEY (user_id, organization_id) REFERENCES identity.app_user(id, organization_id),
  constraint group_member_pkey PRIMARY KEY (group_id, user_id)
);
CREATE INDEX group_member_of_user ON identity.group_member USING btree (user_id);
create policy own_organization on identity.group_member to argosy_member using ((organization_id = current_setting('argosy.organization'::text, true))) with check ((organization_id = current_setting('argosy.organization'::text, true)));

create table identity.organization (
  id text not null,
  name text not null,
  created_at timestamp with time zone not null,
  alias text not null,
  is_provider boolean not null default false,
  time_zone text not null default 'Asia/Shanghai'::text,
  may_be_reference boolean not null default false,
  constraint organization_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX organization_alias ON identity.organization USING btree (alias);
CREATE UNIQUE INDEX organization_provider ON identity.organization USING btree (is_provider) WHERE is_provider;
create policy own_organization on identity.organization to argosy_member using ((id = current_setting('argosy.organization'::text, true))) with check ((id = current_setting('argosy.organization'::text, true)));

create table identity.passkey (
  id text not null,
  user_id text not null,
  organization_id text not null,
  name text not null,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null,
  created_at timestamp with time zone not null,
  last_used_at timestamp with time zone,
  constraint passkey_user_id_organization_id_fkey FOREIGN KEY (user_id, organization_id) REFERENCES identity.app_user(id, organization_id),
  constraint passkey_pkey PRIMARY KEY (id)
);
CREATE INDEX passkey_of_user ON identity.passkey USING btree (user_id);
create policy own_organization on identity.passkey to argosy_member using ((organization_id = current_setting('argosy.organization'::text, true))) with check ((organization_id = current_setting('argosy.organization'::text, true)));

create table identity.policy (
  id text not null,
  organization_id text not null,
  name text not null,
  description text not null,
  default_version integer not null,
  created_at timestamp with time zone not null,
  constraint policy_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES identity.organization(id),
  constraint policy_pkey PRIMARY KEY (id),
  constraint policy_id_organization_id_key UNIQUE (id, organization_id),
  constraint policy_organization_id_name_key UNIQUE (organization_id, name)
);
create policy own_organization on identity.policy to argosy_member using ((organization_id = current_setting('argosy.organization'::text, true))) with check ((organization_id = current_setting('argosy.organization'::text, true)));

create table identity.policy_attachment (
  organization_id text not null,
  user_id text,
  group_id text,
  role_id text,
  policy_id text,
  system_policy text,
  attached_at timestamp with time zone not null,
  constraint policy_attachment_check CHECK ((num_nonnulls(user_id, group_id, role_id) = 1)),
  constraint policy_attachment_check1 CHECK ((num_nonnulls(policy_id, system_policy) = 1)),
  constraint policy_attachment_group_id_organization_id_fkey FOREIGN KEY (group_id, organization_id) REFERENCES identity.user_group(id, organization_id) ON DELETE CASCADE,
  constraint policy_attachment_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES identity.organization(id),
  constraint policy_attachment_policy_id_organization_id_fkey FOREIGN KEY (policy_id, organization_id) REFERENCES identity.policy(id, organization_id),
  constraint policy_attachment_role_id_organization_id_fkey FOREIGN KEY (role_id, organization_id) REFERENCES identity.role(id, organization_id) ON DELETE CASCADE,
  constraint policy_attachment_user_id_organization_id_fkey FOREIGN KEY (user_id, organization_id) REFERENCES identity.app_user(id, organization_id),
  constraint policy_attachment_user_id_group_id_role_id_policy_id_system_key UNIQUE NULLS NOT DISTINCT (user_id, group_id, role_id, policy_id, system_policy)
);
CREATE INDEX policy_attachment_of_policy ON identity.policy_attachment USING btree (policy_id) WHERE (policy_id IS NOT NULL);
create policy own_organization on identity.policy_attachment to argosy_member using ((organization_id = current_setting('argosy.organization'::text, true))) with check ((organization_id = current_setting('argosy.organization'::text, true)));

create table identity.policy_version (
  policy_id text not null,
  organization_id text not null,
  number integer not null,
  document jsonb not null,
  made_by text,
  created_at timestamp with time zone not null,
  constraint policy_version_policy_id_organization_id_fkey FOREIGN KEY (policy_id, organization_id) REFERENCES identity.policy(id, organization_id) ON DELETE CASCADE,
  constraint policy_version_pkey PRIMARY KEY (policy_id, number)
);
create policy own_organization on identity.policy_version to argosy_member using ((organization_id = current_setting('argosy.organization'::text, true))) with check ((organization_id = current_setting('argosy.organization'::text, true)));

create table identity.recovery_code (
  user_id text not null,
  organization_id text not null,
  code_hash bytea not null,
  used_at timestamp with time zone,
  constraint recovery_code_user_id_organization_id_fkey FOREIGN KEY (user_id, organization_id) REFERENCES identity.app_user(id, organization_id),
  constraint recovery_code_pkey PRIMARY KEY (user_id, code_hash)
);
create policy own_organization on identity.recovery_code to argosy_member using ((organization_id = current_setting('argosy.organization'::text, true))) with check ((organization_id = current_setting('argosy.organization'::text, true)));

create table identity.role (
  id text not null,
  organization_id text not null,
  name text not null,
  description text not null,
  trusted text[] not null,
  max_session_seconds integer not null,
  created_at timestamp with time zone not null,
  constraint role_max_session_seconds_check CHECK (((max_session_seconds >= 900) AND (max_session_seconds <= 43200))),
  constraint role_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES identity.organization(id),
  constraint role_pkey PRIMARY KEY (id),
  constraint role_id_organization_id_key UNIQUE (id, organization_id),
  constraint role_organization_id_name_key UNIQUE (organization_id, name)
);
create policy own_organization on identity.role to argosy_member using ((organization_id = current_setting('argosy.organization'::text, true))) with check ((organization_id = current_setting('argosy.organization'::text, true)));

create table identity.session (
  id text not null,
  user_id text not null,
  organization_id text not null,
  token_hash bytea not null,
  method text not null,
  has_second_factor boolean not null,
  address text not null,
  user_agent text not null,
  created_at timestamp with time zone not null,
  confirmed_at timestamp with time zone not null,
  last_seen_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  constraint session_method_check CHECK ((method = ANY (ARRAY['password'::text, 'passkey'::text, 'oidc'::text, 'ldap'::text, 'link'::text]))),
  constraint session_user_id_organization_id_fkey FOREIGN KEY (user_id, organization_id) REFERENCES identity.app_user(id, organization_id),
  constraint session_pkey PRIMARY KEY (id),
  constraint session_token_hash_key UNIQUE (token_hash)
);
CREATE INDEX session_of_user ON identity.session USING btree (user_id, id DESC) WHERE (ended_at IS NULL);
create policy own_organization on identity.session to argosy_member using ((organization_id = current_setting('argosy.organization'::text, true))) with check ((organization_id = current_setting('argosy.organization'::text, true)));

create table identity.sign_in_challenge (
  id text not null,
  kind text not null,
  facts jsonb not null,
  network text not null,
  expires_at timestamp with time zone not null,
  constraint sign_in_challenge_kind_check CHECK ((kind = ANY (ARRAY['passkey_registration'::text, 'passkey_sign_in'::text, 'oidc'::text]))),
  constraint sign_in_challenge_pkey PRIMARY KEY (id)
);
CREATE INDEX sign_in_challenge_of_network ON identity.sign_in_challenge USING btree (network);

create table identity.sign_in_failures (
  about text not null,
  failures integer not null,
  last_at timestamp with time zone not null,
  locked_until timestamp with time zone,
  constraint sign_in_failures_pkey PRIMARY KEY (about)
);
CREATE INDEX sign_in_failures_age ON identity.sign_in_failures USING btree (last_at);

create table identity.sign_in_link (
  id text not null,
  user_id text not null,
  organization_id text not null,
  purpose text not null,
  token_hash bytea not null,
  made_by text,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  revoked_at timestamp with time zone,
  constraint sign_in_link_purpose_check CHECK ((purpose = ANY (ARRAY['first_sign_in'::text, 'invitation'::text, 'password_reset'::text]))),
  constraint sign_in_link_user_id_organization_id_fkey FOREIGN KEY (user_id, organization_id) REFERENCES identity.app_user(id, organization_id),
  constraint sign_in_link_pkey PRIMARY KEY (id),
  constraint sign_in_link_token_hash_key UNIQUE (token_hash)
);
CREATE INDEX sign_in_link_of_user ON identity.sign_in_link USING btree (user_id) WHERE ((used_at IS NULL) AND (revoked_at IS NULL));
create policy own_organization on identity.sign_in_link to argosy_member using ((organization_id = current_setting('argosy.organization'::text, true))) with check ((organization_id = current_setting('argosy.organization'::text, true)));

create table identity.sign_in_source (
  id text not null,
  organization_id text not null,
  kind text not null,
  name text not null,
  settings jsonb not null,
  sealed_secret bytea,
  makes_users boolean not null,
  is_enabled boolean not null,
  created_at timestamp with time zone not null,
  constraint sign_in_source_kind_check CHECK ((kind = ANY (ARRAY['oidc'::text, 'ldap'::text]))),
  constraint sign_in_source_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES identity.organization(id),
  constraint sign_in_source_pkey PRIMARY KEY (id),
  constraint sign_in_source_organization_id_name_key UNIQUE (organization_id, name)
);
create policy own_organization on identity.sign_in_source to argosy_member using ((organization_id = current_setting('argosy.organization'::text, true))) with check ((organization_id = current_setting('argosy.organization'::text, true)));

create table identity.user_group (
  id text not null,
  organization_id text not null,
  name text not null,
  description text not null,
  created_at timestamp with time zone not null,
  constraint user_group_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES identity.organization(id),
  constraint user_group_pkey PRIMARY KEY (id),
  constraint user_group_id_organization_id_key UNIQUE (id, organization_id),
  constraint user_group_organization_id_name_key UNIQUE (organization_id, name)
);
create policy own_organization on identity.user_group to argosy_member using ((organization_id = current_setting('argosy.organization'::text, true))) with check ((organization_id = current_setting('argosy.organization'::text, true)));

create table platform.delivery (
  event_id bigint not null,
  consumer text not null,
  look_at timestamp with time zone not null,
  failures integer not null default 0,
  constraint delivery_event_id_fkey FOREIGN KEY (event_id) REFERENCES platform.event(id),
  constraint delivery_pkey PRIMARY KEY (event_id, consumer)
);
CREATE INDEX delivery_due ON platform.delivery USING btree (consumer, look_at, event_id);

create table platform.event (
  id bigint not null generated always as identity,
  transaction_id xid8 not null default pg_current_xact_id(),
  occurred_at timestamp with time zone not null,
  organization_id text not null,
  type text not null,
  subject text not null,
  facts jsonb not null,
  key text,
  needs_somebody boolean not null generated always as (((type ~ '_(failed|lost|with_errors)$'::text) OR COALESCE(((facts ->> 'state'::text) = ANY (ARRAY['FAILED'::text, 'LOST'::text])), false))) stored,
  constraint event_pkey PRIMARY KEY (id),
  constraint event_key_key UNIQUE (key)
);
CREATE INDEX event_feed ON platform.event USING btree (transaction_id, id);
CREATE INDEX event_needing_somebody ON platform.event USING btree (organization_id, transaction_id, id) WHERE needs_somebody;
CREATE INDEX event_of_organization ON platform.event USING btree (organization_id, transaction_id, id);
CREATE INDEX event_subject ON platform.event USING btree (subject, transaction_id, id);
create policy everybodys on platform.event to argosy_member using ((organization_id = ''::text)) with check ();
create policy own_organization on platform.event to argosy_member using ((organization_id = current_setting('argosy.organization'::text, true))) with check ((organization_id = current_setting('argosy.organization'::text, true)));

create table platform.idempotency_key (
  organization_id text not null,
  key text not null,
  operation text not null,
  request_hash text not null,
  subject text,
  created_at timestamp with time zone not null,
  constraint idempotency_key_pkey PRIMARY KEY (organization_id, key)
);
CREATE INDEX idempotency_key_age ON platform.idempotency_key USING btree (created_at);
create policy own_organization on platform.idempotency_key to argosy_member using ((organization_id = current_setting('argosy.organization'::text, true))) with check ((organization_id = current_setting('argosy.organization'::text, true)));

create table platform.migration (
  number integer not null,
  name text not null,
  sha256 text not null,
  applied_at timestamp with time zone not null default clock_timestamp(),
  constraint migration_pkey PRIMARY KEY (number)
);

create table platform.seal (
  is_only boolean not null default true,
  key_id text not null,
  constraint seal_is_only_check CHECK (is_only),
  constraint seal_pkey PRIMARY KEY (is_only)
);

create table platform.subscription (
  consumer text not null,
  type text not null,
  constraint subscription_pkey PRIMARY KEY (type, consumer)
);

create table platform.work (
  kind text not null,
  key text not null,
  look_at timestamp with time zone not null,
  fence bigint not null default 0,
  holder text,
  lease_until timestamp with time zone,
  failures integer not null default 0,
  last_error text,
  constraint work_check CHECK (((holder IS NULL) = (lease_until IS NULL))),
  constraint work_pkey PRIMARY KEY (kind, key)
);
CREATE INDEX work_due ON platform.work USING btree (kind, look_at) WHERE (holder IS NULL);
CREATE INDEX work_leased ON platform.work USING btree (kind, lease_until) WHERE (holder IS NOT NULL);

create table workloads.action (
  id text not null,
  run_id text not null,
  attempt integer not null,
  node_id text not null,
  node_name text not null,
  purpose text not null,
  number integer not null default 1,
  state text not null,
  exit_code integer,
  problem jsonb,
  started_at timestamp with time zone,
  ended_at timestamp with time zone,
  constraint action_purpose_check CHECK ((purpose = ANY (ARRAY['task'::text, 'client'::text, 'environment'::text, 'file'::text, 'logs'::text]))),
  constraint action_state_check CHECK ((state = ANY (ARRAY['wanted'::text, 'running'::text, 'succeeded'::text, 'failed'::text, 'killed'::text, 'timed_out'::text]))),
  constraint action_run_id_fkey FOREIGN KEY (run_id) REFERENCES workloads.run(id),
  constraint action_pkey PRIMARY KEY (id)
);
CREATE INDEX action_of_run ON workloads.action USING btree (run_id, attempt);
create policy own_organization on workloads.action to argosy_member using ((EXISTS ( SELECT
   FROM workloads.run
  WHERE (run.id = action.run_id)))) with check ((EXISTS ( SELECT
   FROM workloads.run
  WHERE (run.id = action.run_id))));

create table workloads.attempt (
  run_id text not null,
  number integer not null,
  state text not null,
  application_id text,
  tracking_url text,
  progress double precision,
  exit_code integer,
  reason jsonb,
  vcore_seconds numeric,
  memory_mb_seconds numeric,
  began_at timestamp with time zone not null,
  started_at timestamp with time zone,
  ended_at timestamp with time zone,
  constraint attempt_state_check CHECK ((state = ANY (ARRAY['preparing'::text, 'submitting'::text, 'handed_over'::text, 'running'::text, 'succeeded'::text, 'failed'::text, 'killed'::text, 'lost'::text]))),
  constraint attempt_run_id_fkey FOREIGN KEY (run_id) REFERENCES workloads.run(id),
  constraint attempt_pkey PRIMARY KEY (run_id, number),
  constraint attempt_application_id_key UNIQUE (application_id)
);
create policy own_organization on workloads.attempt to argosy_member using ((EXISTS ( SELECT
   FROM workloads.run
  WHERE (run.id = attempt.run_id)))) with check ((EXISTS ( SELECT
   FROM workloads.run
  WHERE (run.id = attempt.run_id))));

create table workloads.container (
  run_id text not null,
  attempt integer not null,
  id text not null,
  node_name text,
  vcores integer not null,
  memory_mb integer not null,
  started_at timestamp with time zone not null,
  gone_at timestamp with time zone,
  constraint container_run_id_fkey FOREIGN KEY (run_id) REFERENCES workloads.run(id),
  constraint container_pkey PRIMARY KEY (run_id, id)
);
create policy own_organization on workloads.container to argosy_member using ((EXISTS ( SELECT
   FROM workloads.run
  WHERE (run.id = container.run_id)))) with check ((EXISTS ( SELECT
   FROM workloads.run
  WHERE (run.id = container.run_id))));

create table workloads.file (
  organization_id text not null,
  sha256 text not null,
  size_bytes bigint not null,
  created_at timestamp with time zone not null,
  constraint file_pkey PRIMARY KEY (organization_id, sha256)
);
CREATE INDEX file_list ON workloads.file USING btree (organization_id, created_at DESC, sha256);
create policy own_organization on workloads.file to argosy_member using ((organization_id = current_setting('argosy.organization'::text, true))) with check ((organization_id = current_setting('argosy.organization'::text, true)));

create table workloads.file_deleted (
  sha256 text not null,
  deleted_at timestamp with time zone not null,
  constraint file_deleted_pkey PRIMARY KEY (sha256)
);

create table workloads.job (
  id text not null,
  organization_id text not null,
  name text not null,
  spec jsonb not null,
  created_at timestamp with time zone not null,
  version integer not null default 1,
  changed_at timestamp with time zone,
  deleted_at timestamp with time zone,
  files jsonb generated always as (jsonb_path_query_array(spec, 'strict $.**?(exists (@."sha256"))'::jsonpath)) stored,
  constraint job_pkey PRIMARY KEY (id)
);
CREATE INDEX job_file ON workloads.job USING gin (files jsonb_path_ops) WHERE (deleted_at IS NULL);
CREATE INDEX job_list ON workloads.job USING btree (organization_id, id DESC) INCLUDE (name) WHERE (deleted_at IS NULL);
CREATE UNIQUE INDEX job_name ON workloads.job USING btree (organization_id, name) WHERE (deleted_at IS NULL);
create policy own_organization on workloads.job to argosy_member using ((organization_id = current_setting('argosy.organization'::text, true))) with check ((organization_id = current_setting('argosy.organization'::text, true)));

create table workloads.job_version (
  job_id text not null,
  version integer not null,
  spec jsonb not null,
  created_at timestamp with time zone not null,
  constraint job_version_job_id_fkey FOREIGN KEY (job_id) REFERENCES workloads.job(id),
  constraint job_version_pkey PRIMARY KEY (job_id, version)
);
create policy own_organization on workloads.job_version to argosy_member using ((EXISTS ( SELECT
   FROM workloads.job
  WHERE (job.id = job_version.job_id)))) with check ((EXISTS ( SELECT
   FROM workloads.job
  WHERE (job.id = job_version.job_id))));

create table workloads.plan (
  id text not null,
  organization_id text not null,
  name text not null,
  spec jsonb not null,
  schedule_state text not null,
  scheduled_through timestamp with time zone,
  created_at timestamp with time zone not null,
  version integer not null default 1,
  changed_at timestamp with time zone,
  deleted_at timestamp with time zone,
  files jsonb generated always as (jsonb_path_query_array(spec, 'strict $.**?(exists (@."sha256"))'::jsonpath)) stored,
  constraint plan_check CHECK (((schedule_state = 'active'::text) <= (scheduled_through IS NOT NULL))),
  constraint plan_schedule_state_check CHECK ((schedule_state = ANY (ARRAY['none'::text, 'active'::text, 'paused'::text]))),
  constraint plan_pkey PRIMARY KEY (id)
);
CREATE INDEX plan_file ON workloads.plan USING gin (files jsonb_path_ops) WHERE (deleted_at IS NULL);
CREATE INDEX plan_list ON workloads.plan USING btree (organization_id, id DESC) INCLUDE (name) WHERE (deleted_at IS NULL);
CREATE UNIQUE INDEX plan_name ON workloads.plan USING btree (organization_id, name) WHERE (deleted_at IS NULL);
create policy own_organization on workloads.plan to argosy_member using ((organization_id = current_setting('argosy.organization'::text, true))) with check ((organization_id = current_setting('argosy.organization'::text, true)));

create table workloads.plan_output (
  plan_run_id text not null,
  path text not null,
  transfer_id text not null,
  hdfs_path text not null,
  size_bytes bigint not null,
  sha256 text,
  constraint plan_output_plan_run_id_fkey FOREIGN KEY (plan_run_id) REFERENCES workloads.plan_run(id),
  constraint plan_output_transfer_id_fkey FOREIGN KEY (transfer_id) REFERENCES workloads.plan_transfer(id),
  constraint plan_output_pkey PRIMARY KEY (plan_run_id, path)
);
create policy own_organization on workloads.plan_output to argosy_member using ((EXISTS ( SELECT
   FROM workloads.plan_run
  WHERE (plan_run.id = plan_output.plan_run_id)))) with check ((EXISTS ( SELECT
   FROM workloads.plan_run
  WHERE (plan_run.id = plan_output.plan_run_id))));

create table workloads.plan_run (
  id text not null,
  organization_id text not null,
  plan_id text not null,
  name text not null,
  spec jsonb not null,
  parameters jsonb not null,
  state text not null,
  reason jsonb,
  phases jsonb not null,
  cluster_id text,
  keep_cluster boolean not null,
  kill_requested_at timestamp with time zone,
  scheduled_for timestamp with time zone,
  created_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  outputs_listed boolean not null default false,
  told jsonb not null default '{}'::jsonb,
  rerun_of text,
  dates_of timestamp with time zone,
  anew jsonb not null default '{}'::jsonb,
  constraint plan_run_state_check CHECK ((state = ANY (ARRAY['SUBMITTED'::text, 'RUNNING'::text, 'SUCCEEDED'::text, 'FAILED'::text, 'KILLED'::text]))),
  constraint plan_run_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES workloads.plan(id),
  constraint plan_run_rerun_of_fkey FOREIGN KEY (rerun_of) REFERENCES workloads.plan_run(id),
  constraint plan_run_pkey PRIMARY KEY (id),
  constraint plan_run_plan_id_scheduled_for_key UNIQUE (plan_id, scheduled_for)
);
CREATE INDEX plan_run_list ON workloads.plan_run USING btree (organization_id, plan_id, id DESC);
CREATE INDEX plan_run_newest ON workloads.plan_run USING btree (organization_id, id DESC);
CREATE INDEX plan_run_of_cluster ON workloads.plan_run USING btree (cluster_id) WHERE (ended_at IS NULL);
CREATE INDEX plan_run_open ON workloads.plan_run USING btree (plan_id, id) WHERE (ended_at IS NULL);
create policy own_organization on workloads.plan_run to argosy_member using ((organization_id = current_setting('argosy.organization'::text, true))) with check ((organization_id = current_setting('argosy.organization'::text, true)));

create table workloads.plan_run_job (
  plan_run_id text not null,
  name text not null,
  run_id text,
  refused jsonb,
  taken_from text,
  constraint plan_run_job_check CHECK (((run_id IS NULL) <> (refused IS NULL))),
  constraint plan_run_job_plan_run_id_fkey FOREIGN KEY (plan_run_id) REFERENCES workloads.plan_run(id),
  constraint plan_run_job_run_id_fkey FOREIGN KEY (run_id) REFERENCES workloads.run(id),
  constraint plan_run_job_taken_from_fkey FOREIGN KEY (taken_from) REFERENCES workloads.plan_run(id),
  constraint plan_run_job_pkey PRIMARY KEY (plan_run_id, name)
);
CREATE UNIQUE INDEX plan_run_job_run ON workloads.plan_run_job USING btree (run_id) WHERE (taken_from IS NULL);
create policy own_organization on workloads.plan_run_job to argosy_member using ((EXISTS ( SELECT
   FROM workloads.plan_run
  WHERE (plan_run.id = plan_run_job.plan_run_id)))) with check ((EXISTS ( SELECT
   FROM workloads.plan_run
  WHERE (plan_run.id = plan_run_job.plan_run_id))));

create table workloads.plan_transfer (
  id text not null,
  plan_run_id text not null,
  direction text not null,
  "position" integer not null,
  node_id text,
  state text not null,
  reason jsonb,
  try integer not null default 1,
  again_at timestamp with time zone,
  constraint plan_transfer_direction_check CHECK ((direction = ANY (ARRAY['in'::text, 'out'::text]))),
  constraint plan_transfer_state_check CHECK ((state = ANY (ARRAY['absent'::text, 'running'::text, 'succeeded'::text, 'failed'::text]))),
  constraint plan_transfer_plan_run_id_fkey FOREIGN KEY (plan_run_id) REFERENCES workloads.plan_run(id),
  constraint plan_transfer_pkey PRIMARY KEY (id),
  constraint plan_transfer_plan_run_id_direction_position_key UNIQUE (plan_run_id, direction, "position")
);
create policy own_organization on workloads.plan_transfer to argosy_member using ((EXISTS ( SELECT
   FROM workloads.plan_run
  WHERE (plan_run.id = plan_transfer.plan_run_id)))) with check ((EXISTS ( SELECT
   FROM workloads.plan_run
  WHERE (plan_run.id = plan_transfer.plan_run_id))));

create table workloads.run (
  id text not null,
  organization_id text not null,
  job_id text,
  plan_run_id text,
  name text not null,
  kind text not null,
  cluster_id text not null,
  spec jsonb not null,
  state text not null,
  reason jsonb,
  attempt integer not null default 0,
  not_before timestamp with time zone,
  kill_asked_at timestamp with time zone,
  submitted_at timestamp with time zone not null,
  started_at timestamp with time zone,
  ended_at timestamp with time zone,
  logs text not null default 'none'::text,
  job_version integer,
  parameters jsonb not null default '{}'::jsonb,
  rerun_of text,
  constraint run_logs_check CHECK ((logs = ANY (ARRAY['none'::text, 'collecting'::text, 'kept'::text, 'lost'::text, 'removed'::text]))),
  constraint run_state_check CHECK ((state = ANY (ARRAY['SUBMITTED'::text, 'RUNNING'::text, 'SUCCEEDED'::text, 'FAILED'::text, 'KILLED'::text, 'LOST'::text]))),
  constraint run_job_id_fkey FOREIGN KEY (job_id) REFERENCES workloads.job(id),
  constraint run_rerun_of_fkey FOREIGN KEY (rerun_of) REFERENCES workloads.run(id),
  constraint run_pkey PRIMARY KEY (id)
);
CREATE INDEX run_by_kind ON workloads.run USING btree (organization_id, kind, id DESC);
CREATE INDEX run_by_name ON workloads.run USING btree (organization_id, name, id DESC);
CREATE INDEX run_by_state ON workloads.run USING btree (organization_id, state, id DESC);
CREATE INDEX run_collecting ON workloads.run USING btree (cluster_id, ended_at, id) WHERE (logs = 'collecting'::text);
CREATE INDEX run_list ON workloads.run USING btree (organization_id, id DESC);
CREATE INDEX run_of_cluster ON workloads.run USING btree (cluster_id, id DESC);
CREATE INDEX run_of_job ON workloads.run USING btree (job_id, id DESC) WHERE (job_id IS NOT NULL);
CREATE INDEX run_of_plan_run ON workloads.run USING btree (plan_run_id) WHERE (plan_run_id IS NOT NULL);
CREATE INDEX run_retrying ON workloads.run USING btree (cluster_id, ((kill_asked_at IS NULL)), not_before, id) WHERE ((state = 'SUBMITTED'::text) AND (not_before IS NOT NULL));
CREATE INDEX run_under_way ON workloads.run USING btree (cluster_id, id) WHERE ((state = 'RUNNING'::text) OR ((state = 'SUBMITTED'::text) AND (attempt > 0) AND (not_before IS NULL)));
CREATE INDEX run_waiting ON workloads.run USING btree (cluster_id, ((kill_asked_at IS NULL)), id) WHERE ((state = 'SUBMITTED'::text) AND (attempt = 0));
CREATE INDEX run_with_logs ON workloads.run USING btree (ended_at, id) WHERE (logs = ANY (ARRAY['kept'::text, 'lost'::text]));
create policy own_organization on workloads.run to argosy_member using ((organization_id = current_setting('argosy.organization'::text, true))) with check ((organization_id = current_setting('argosy.organization'::text, true)));

create table workloads.run_log (
  run_id text not null,
  path text not null,
  node_name text not null,
  size_bytes bigint not null,
  stored_bytes bigint not null,
  is_driver boolean not null,
  collected_at timestamp with time zone not null,
  constraint run_log_run_id_fkey FOREIGN KEY (run_id) REFERENCES workloads.run(id),
  constraint run_log_pkey PRIMARY KEY (run_id, path)
);
create policy own_organization on workloads.run_log to argosy_member using ((EXISTS ( SELECT
   FROM workloads.run
  WHERE (run.id = run_log.run_id)))) with check ((EXISTS ( SELECT
   FROM workloads.run
  WHERE (run.id = run_log.run_id))));

create table workloads.run_name (
  organization_id text not null,
  name text not null,
  constraint run_name_pkey PRIMARY KEY (organization_id, name)
);
create policy own_organization on workloads.run_name to argosy_member using ((organization_id = current_setting('argosy.organization'::text, true))) with check ((organization_id = current_setting('argosy.organization'::text, true)));

create table workloads.storage_metered (
  organization_id text not null,
  metered_until timestamp with time zone not null,
  constraint storage_metered_pkey PRIMARY KEY (organization_id)
);

CREATE OR REPLACE FUNCTION identity.await_seal()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  insert into identity.audit_unsealed select id from added;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION identity.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'the audit trail is append-only';
end $function$;

CREATE OR REPLACE FUNCTION platform.wall_off(walled regclass, visible text DEFAULT 'organization_id = current_setting(''argosy.organization'', true)'::text)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  execute format('alter table %s enable row level security', walled);
  execute format('create policy own_organization on %s to argosy_member using (%s) with check (%s)', walled, visible, visible);
  execute format('grant select, insert, update, delete on %s to argosy_member', walled);
end $function$;
