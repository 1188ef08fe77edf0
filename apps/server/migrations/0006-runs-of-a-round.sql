-- The questions of every round, one index each: what is under way on a cluster, and what waits there: for a retry, for a first
-- attempt, for its logs. What is to be killed comes before what needs room.
--
-- `not_before` holds only while a retry is waited for: this tells it from an attempt that is under way.
update workloads.run set not_before = null
  from workloads.attempt
 where run.not_before is not null and attempt.run_id = run.id and attempt.number = run.attempt and attempt.ended_at is null;

drop index workloads.run_under_way;
drop index workloads.run_waiting;
create index run_under_way on workloads.run (cluster_id, id) where state = 'RUNNING' or (state = 'SUBMITTED' and attempt > 0 and not_before is null);
create index run_retrying on workloads.run (cluster_id, (kill_asked_at is null), not_before, id) where state = 'SUBMITTED' and not_before is not null;
create index run_waiting on workloads.run (cluster_id, (kill_asked_at is null), id) where state = 'SUBMITTED' and attempt = 0;
create index run_collecting on workloads.run (cluster_id, ended_at, id) where logs = 'collecting';
