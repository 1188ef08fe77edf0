-- What people need of jobs, plans and runs beside running them: versions of what is configured, ends of it, reruns, containers
-- as they were seen, and indexes for lists and searches over a hundred thousand runs.

-- A job or plan that is deleted keeps its row: its runs stay readable, and its name is free again.
alter table workloads.job
  add column version    integer not null default 1,
  add column changed_at timestamptz,
  add column deleted_at timestamptz,
  -- the uploaded files that the spec names, wherever it does, each with name and sha256: which are in use is asked of this
  add column files jsonb generated always as (jsonb_path_query_array(spec, 'strict $.** ? (exists (@.sha256))')) stored,
  drop constraint job_organization_id_name_key;
create unique index job_name on workloads.job (organization_id, name) where deleted_at is null;
create index job_file on workloads.job using gin (files jsonb_path_ops) where deleted_at is null;
drop index workloads.job_list;
create index job_list on workloads.job (organization_id, id desc) include (name) where deleted_at is null;

-- Each version that a job had, the present one among them: a run that is run again is run as it was.
create table workloads.job_version (
  job_id     text        not null references workloads.job (id),
  version    integer     not null,
  spec       jsonb       not null,
  created_at timestamptz not null,
  primary key (job_id, version)
);
insert into workloads.job_version (job_id, version, spec, created_at) select id, version, spec, created_at from workloads.job;

alter table workloads.plan
  add column version    integer not null default 1,
  add column changed_at timestamptz,
  add column deleted_at timestamptz,
  add column files jsonb generated always as (jsonb_path_query_array(spec, 'strict $.** ? (exists (@.sha256))')) stored,
  drop constraint plan_organization_id_name_key;
create unique index plan_name on workloads.plan (organization_id, name) where deleted_at is null;
create index plan_file on workloads.plan using gin (files jsonb_path_ops) where deleted_at is null;
drop index workloads.plan_list;
create index plan_list on workloads.plan (organization_id, id desc) include (name) where deleted_at is null;

alter table workloads.run
  -- of the job, as it was asked for; null for a run of a plan run
  add column job_version integer,
  -- the values that were given, before they were put in place
  add column parameters jsonb not null default '{}',
  -- the run that this one repeats: the first of them, however often it was repeated
  add column rerun_of text references workloads.run (id);

alter table workloads.plan_run
  add column rerun_of text references workloads.plan_run (id),
  -- the time whose dates its jobs write, where that is neither the scheduled time nor when it was asked for: a plan run that
  -- repeats another is for the same day
  add column dates_of timestamptz,
  -- why each job that a rerun does not take over is run anew, by name
  add column anew jsonb not null default '{}';
create index plan_run_newest on workloads.plan_run (organization_id, id desc);

-- A rerun takes over runs of the plan runs before it: a run is started once, and may be shown by several.
alter table workloads.plan_run_job
  add column taken_from text references workloads.plan_run (id),
  drop constraint plan_run_job_run_id_key;
create unique index plan_run_job_run on workloads.plan_run_job (run_id) where taken_from is null;

-- Lists by state, by kind, and by name. A part of a name is looked for among the names there are, which are as many as jobs, and not
-- among a hundred thousand runs.
create index run_by_state on workloads.run (organization_id, state, id desc);
create index run_by_kind on workloads.run (organization_id, kind, id desc);
create index run_by_name on workloads.run (organization_id, name, id desc);
create table workloads.run_name (
  organization_id text not null,
  name            text not null,
  primary key (organization_id, name)
);
insert into workloads.run_name (organization_id, name) select distinct organization_id, name from workloads.run;

-- A container of YARN as it was seen while it was there: the ResourceManager forgets one when it has ended.
create table workloads.container (
  run_id     text        not null references workloads.run (id),
  attempt    integer     not null,
  id         text        not null,
  node_name  text,
  vcores     integer     not null,
  memory_mb  integer     not null,
  started_at timestamptz not null,
  -- when a look first found it gone
  gone_at    timestamptz,
  primary key (run_id, id)
);

-- The same for clusters, of which a search looks at those that are gone too, and a list mostly does not.
drop index clusters.cluster_of_organization;
create index cluster_list on clusters.cluster (organization_id, id desc) include (name);
create index cluster_list_present on clusters.cluster (organization_id, id desc) where ended_at is null;

-- Files that an organization has deleted: their content goes when no organization has them any more.
create table workloads.file_deleted (
  sha256     text        primary key,
  deleted_at timestamptz not null
);
create index file_list on workloads.file (organization_id, created_at desc, sha256);

select platform.wall_off('workloads.job_version', 'exists (select from workloads.job where job.id = job_id)'),
       platform.wall_off('workloads.run_name'),
       platform.wall_off('workloads.container', 'exists (select from workloads.run where run.id = run_id)');
grant select, insert, update, delete on workloads.file_deleted to argosy_member;
