-- What is to be run, where, and what became of it: files, jobs, runs, their attempts, what agents do for them, and their logs.
create schema workloads;

-- A file belongs to whoever uploaded it; its content is kept once, by its hash, whoever has it.
create table workloads.file (
  organization_id text        not null,
  sha256          text        not null,
  size_bytes      bigint      not null,
  created_at      timestamptz not null,
  primary key (organization_id, sha256)
);

create table workloads.job (
  id              text primary key,
  organization_id text        not null,
  name            text        not null,
  spec            jsonb       not null,
  created_at      timestamptz not null,
  unique (organization_id, name)
);
create index job_list on workloads.job (organization_id, id desc);

create table workloads.run (
  id              text primary key,
  organization_id text        not null,
  job_id          text references workloads.job (id),
  plan_run_id     text,
  name            text        not null,
  kind            text        not null,
  cluster_id      text        not null,
  -- the job as it is run: a later change of the job changes no run
  spec            jsonb       not null,
  state           text        not null check (state in ('SUBMITTED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'KILLED', 'LOST')),
  reason          jsonb,
  -- number of the latest attempt; 0 before the first
  attempt         integer     not null default 0,
  -- the next attempt does not begin before
  not_before      timestamptz,
  kill_asked_at   timestamptz,
  submitted_at    timestamptz not null,
  started_at      timestamptz,
  ended_at        timestamptz,
  -- of all attempts that have ended, collecting: still to be brought from the nodes; lost: the nodes went first; removed: they
  -- were kept for their time
  logs            text        not null default 'none' check (logs in ('none', 'collecting', 'kept', 'lost', 'removed'))
);
create index run_list on workloads.run (organization_id, id desc);
create index run_of_job on workloads.run (job_id, id desc) where job_id is not null;
create index run_of_plan_run on workloads.run (plan_run_id) where plan_run_id is not null;
create index run_of_cluster on workloads.run (cluster_id, id desc);
-- the two questions of every round: which runs are under way on a cluster, and which wait, oldest first
create index run_under_way on workloads.run (cluster_id, id) where (state in ('SUBMITTED', 'RUNNING') and attempt > 0) or logs = 'collecting';
create index run_waiting on workloads.run (cluster_id, id) where state = 'SUBMITTED' and attempt = 0;
-- and the one of the cleaning
create index run_with_logs on workloads.run (ended_at, id) where logs in ('kept', 'lost');

create table workloads.attempt (
  run_id            text        not null references workloads.run (id),
  number            integer     not null,
  state             text        not null check (state in ('preparing', 'submitting', 'handed_over', 'running', 'succeeded', 'failed', 'killed', 'lost')),
  -- committed before anything is submitted under it: after a crash it is looked up, not submitted again
  application_id    text unique,
  tracking_url      text,
  progress          double precision,
  exit_code         integer,
  reason            jsonb,
  vcore_seconds     numeric,
  memory_mb_seconds numeric,
  began_at          timestamptz not null,
  started_at        timestamptz,
  ended_at          timestamptz,
  primary key (run_id, number)
);

-- What agents were asked to do for an attempt, by an id that says what it is: a second asking is the same action.
create table workloads.action (
  id         text primary key,
  run_id     text        not null references workloads.run (id),
  attempt    integer     not null,
  node_id    text        not null,
  node_name  text        not null,
  purpose    text        not null check (purpose in ('task', 'client', 'environment', 'file', 'logs')),
  -- of a task, from 1
  number     integer     not null default 1,
  state      text        not null check (state in ('wanted', 'running', 'succeeded', 'failed', 'killed', 'timed_out')),
  exit_code  integer,
  problem    jsonb,
  started_at timestamptz,
  ended_at   timestamptz
);
create index action_of_run on workloads.action (run_id, attempt);

create table workloads.run_log (
  run_id       text        not null references workloads.run (id),
  path         text        not null,
  node_name    text        not null,
  size_bytes   bigint      not null,
  -- compressed, as it lies in the store
  stored_bytes bigint      not null,
  is_driver    boolean     not null,
  collected_at timestamptz not null,
  primary key (run_id, path)
);

-- Up to when it was told for metering what an organization has lying on the server.
create table workloads.storage_metered (
  organization_id text primary key,
  metered_until   timestamptz not null
);
