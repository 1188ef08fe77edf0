-- Execution plans: jobs in order and the cluster they need, when they are due, and what became of each time they were run.

create table workloads.plan (
  id                text primary key,
  organization_id   text        not null,
  name              text        not null,
  spec              jsonb       not null,
  schedule_state    text        not null check (schedule_state in ('none', 'active', 'paused')),
  -- every scheduled time up to and including this one has been dealt with
  scheduled_through timestamptz,
  created_at        timestamptz not null,
  unique (organization_id, name),
  check ((schedule_state = 'active') <= (scheduled_through is not null))
);
create index plan_list on workloads.plan (organization_id, id desc);

create table workloads.plan_run (
  id                text primary key,
  organization_id   text        not null,
  plan_id           text        not null references workloads.plan (id),
  -- the plan as it was when this was asked for: one replaced meanwhile changes nothing here
  name              text        not null,
  spec              jsonb       not null,
  parameters        jsonb       not null,
  state             text        not null check (state in ('SUBMITTED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'KILLED')),
  reason            jsonb,
  phases            jsonb       not null,
  -- the standing one from the beginning; one made for this run from the transaction that makes it
  cluster_id        text,
  keep_cluster      boolean     not null,
  kill_requested_at timestamptz,
  scheduled_for     timestamptz,
  created_at        timestamptz not null,
  ended_at          timestamptz,
  -- what lies at the outputs' places in HDFS was looked at, and stands in plan_output
  outputs_listed    boolean     not null default false,
  -- the state of each job that was last told in the feed of facts, by name
  told              jsonb       not null default '{}',
  -- whatever crashes and whoever looks twice: a scheduled time is run once
  unique (plan_id, scheduled_for)
);
create index plan_run_list on workloads.plan_run (organization_id, plan_id, id desc);
create index plan_run_open on workloads.plan_run (plan_id, id) where ended_at is null;
create index plan_run_of_cluster on workloads.plan_run (cluster_id) where ended_at is null;

-- A job of a plan run once it was started: its run, made in the same transaction, or why none could be made.
create table workloads.plan_run_job (
  plan_run_id text not null references workloads.plan_run (id),
  name        text not null,
  run_id      text unique references workloads.run (id),
  refused     jsonb,
  primary key (plan_run_id, name),
  check ((run_id is null) <> (refused is null))
);

-- A copy between the server's files and HDFS that the agent of a node makes: an action by this id, asked for again until it
-- has ended.
create table workloads.plan_transfer (
  id          text primary key,
  plan_run_id text    not null references workloads.plan_run (id),
  direction   text    not null check (direction in ('in', 'out')),
  position    integer not null,
  node_id     text,
  state       text    not null check (state in ('absent', 'running', 'succeeded', 'failed')),
  reason      jsonb,
  -- from 1; each try is an action of its own
  try         integer not null default 1,
  -- when one that failed is tried again; null: it is not
  again_at    timestamptz,
  unique (plan_run_id, direction, position)
);

-- A file of an output: where it lies in HDFS, how large it is there, and its hash once it was brought out.
create table workloads.plan_output (
  plan_run_id text   not null references workloads.plan_run (id),
  path        text   not null,
  transfer_id text   not null references workloads.plan_transfer (id),
  hdfs_path   text   not null,
  size_bytes  bigint not null,
  sha256      text,
  primary key (plan_run_id, path)
);
