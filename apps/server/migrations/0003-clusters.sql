-- Clusters: what was asked for, the nodes they are made of, and the releases installed on this machine.
create schema clusters;

-- One row per release that somebody ever asked to install. Whether its files are there is for the folder to say; this is
-- what people are shown, and what the reconciler still has to do.
create table clusters.release_installation (
  version      text primary key,
  state        text        not null check (state in ('installing', 'installed', 'failed')),
  progress     jsonb       not null,
  reason       jsonb,
  asked_at     timestamptz not null,
  installed_at timestamptz
);

create table clusters.cluster (
  id                  text primary key,
  organization_id     text        not null,
  name                text        not null,
  -- the request as it was understood, defaults filled in
  spec                jsonb       not null,
  release             text        not null,
  -- the build of it that this cluster runs on for its whole life, whatever is installed later
  release_directory   text,
  state               text        not null,
  state_reason        jsonb,
  -- what its agents are told; raised with every change of it
  generation          integer     not null check (generation > 0),
  -- PREPARE: files only, for the scripts that run before anything is installed; SERVE: daemons as well
  phase               text        not null check (phase in ('PREPARE', 'SERVE')),
  -- numbers the network of its nodes' addresses; free again when nothing of the cluster is left
  slot                integer     not null,
  progress            jsonb       not null,
  -- the state it ends in, set when it begins to leave
  ends_as             text,
  leaving_since       timestamptz,
  -- when the components' folders were made in HDFS
  hdfs_made_at        timestamptz,
  deletion_protection boolean     not null,
  created_at          timestamptz not null,
  ready_at            timestamptz,
  release_at          timestamptz,
  ended_at            timestamptz
);
create unique index cluster_name on clusters.cluster (organization_id, name) where ended_at is null;
create unique index cluster_slot on clusters.cluster (slot) where ended_at is null;
create index cluster_of_organization on clusters.cluster (organization_id, id desc);

create table clusters.node_group (
  cluster_id   text    not null references clusters.cluster (id),
  number       integer not null,
  name         text    not null,
  role         text    not null,
  machine_type text    not null,
  node_count   integer not null check (node_count >= 0),
  primary key (cluster_id, name)
);

create table clusters.node (
  id              text primary key,
  cluster_id      text        not null references clusters.cluster (id),
  organization_id text        not null,
  -- within its cluster, from 0, never given twice: it makes the address
  number          integer     not null,
  name            text        not null,
  group_name      text        not null,
  role            text        not null,
  machine_type    text        not null,
  vcpus           integer     not null,
  memory_mb       integer     not null,
  address         text        not null,
  -- MapReduce's shuffle listens on every address of the machine, so no two nodes of a machine may share its port
  shuffle_port    integer     not null,
  -- what its agent signs in with: the hash finds it, the sealed token is for the provider, who writes it to the host
  token_hash      bytea       not null,
  sealed_token    bytea       not null,
  state           text        not null,
  seen            jsonb,
  -- names of daemons that could not be kept up, of which the failure has been published and the recovery has not
  failing         text[]      not null default '{}',
  seen_at         timestamptz,
  created_at      timestamptz not null,
  ready_at        timestamptz,
  ended_at        timestamptz,
  -- its running time and storage are published as facts up to here, from ready_at on, without gap or overlap
  metered_until   timestamptz,
  unique (cluster_id, number)
);
create unique index node_address on clusters.node (address) where ended_at is null;
create unique index node_shuffle_port on clusters.node (shuffle_port) where ended_at is null;
create unique index node_token on clusters.node (token_hash) where ended_at is null;
create index node_of_cluster on clusters.node (cluster_id, number);
