-- RAM-2: nobody reads or changes what belongs to another organization. Requests come on connections in the role
-- `argosy_member`, which sees only the rows of the organization that the connection was opened for, whatever the query says.
do $$
begin
  create role argosy_member nologin;
exception
  when duplicate_object or unique_violation then null; -- roles are the server's: another database has made it
  when insufficient_privilege then
    raise exception 'the user of DATABASE_URL may not make roles; run as an administrator: create role argosy_member nologin; grant argosy_member to %;', quote_ident(current_user);
end $$;
do $$
begin
  if not pg_has_role(current_user, 'argosy_member', 'member') then
    execute format('grant argosy_member to %I', current_user);
  end if;
end $$;

-- Puts a wall around a table; `visible` is about its own columns, or about the row that it belongs to. Every table of a module
-- has one: a test looks.
create function platform.wall_off(walled regclass, visible text default 'organization_id = current_setting(''argosy.organization'', true)')
returns void language plpgsql as $$
begin
  execute format('alter table %s enable row level security', walled);
  execute format('create policy own_organization on %s to argosy_member using (%s) with check (%s)', walled, visible, visible);
  execute format('grant select, insert, update, delete on %s to argosy_member', walled);
end $$;

grant usage on schema platform, identity, clusters, workloads to argosy_member;

-- the platform: whose work it is stands in what the work is about, not in the queue
grant select, insert, update, delete on platform.work, platform.delivery, platform.subscription to argosy_member;
select platform.wall_off('platform.event'), platform.wall_off('platform.idempotency_key');
-- What happens to the machine itself, such as that a release was installed, is everybody's to hear, and nobody's of them to say.
create policy everybodys on platform.event for select to argosy_member using (organization_id = '');
-- An organization's own facts, newest or oldest first, however few of all they are.
create index event_of_organization on platform.event (organization_id, transaction_id, id);

-- identity: who is signed in as whom is found before anybody is known, on the other road
select platform.wall_off('identity.organization', 'id = current_setting(''argosy.organization'', true)'),
       platform.wall_off('identity.app_user'),
       platform.wall_off('identity.recovery_code'),
       platform.wall_off('identity.passkey'),
       platform.wall_off('identity.session'),
       platform.wall_off('identity.sign_in_link'),
       platform.wall_off('identity.sign_in_source'),
       platform.wall_off('identity.external_identity'),
       platform.wall_off('identity.user_group'),
       platform.wall_off('identity.group_member'),
       platform.wall_off('identity.role'),
       platform.wall_off('identity.policy'),
       platform.wall_off('identity.policy_version'),
       platform.wall_off('identity.policy_attachment'),
       platform.wall_off('identity.access_key'),
       platform.wall_off('identity.contact'),
       platform.wall_off('identity.audit_entry');

-- clusters: releases are everybody's
grant select, insert, update on clusters.release_installation to argosy_member;
select platform.wall_off('clusters.cluster'),
       platform.wall_off('clusters.node'),
       platform.wall_off('clusters.node_group', 'exists (select from clusters.cluster where cluster.id = cluster_id)');

select platform.wall_off('workloads.file'),
       platform.wall_off('workloads.job'),
       platform.wall_off('workloads.run'),
       platform.wall_off('workloads.attempt', 'exists (select from workloads.run where run.id = run_id)'),
       platform.wall_off('workloads.action', 'exists (select from workloads.run where run.id = run_id)'),
       platform.wall_off('workloads.run_log', 'exists (select from workloads.run where run.id = run_id)'),
       platform.wall_off('workloads.plan'),
       platform.wall_off('workloads.plan_run'),
       platform.wall_off('workloads.plan_run_job', 'exists (select from workloads.plan_run where plan_run.id = plan_run_id)'),
       platform.wall_off('workloads.plan_transfer', 'exists (select from workloads.plan_run where plan_run.id = plan_run_id)'),
       platform.wall_off('workloads.plan_output', 'exists (select from workloads.plan_run where plan_run.id = plan_run_id)');
