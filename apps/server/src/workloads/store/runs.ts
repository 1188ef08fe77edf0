// Runs and their attempts. What a round changes is written in a few statements for all runs together: a thousand queued runs
// must not cost a thousand statements.
import type { JobSpec } from '@argosy/contract/workloads/job-spec';
import type { JobKind, RunState } from '@argosy/contract/workloads/vocabulary';
import { firstIdAt } from '@argosy/kernel/ids';
import type { Instant } from '@argosy/kernel/time';
import { toJson, type Tx } from '../../platform/database.ts';
import type { RunUnderWay } from '../domain/plan-runs.ts';
import type { AttemptChange, RunChange } from '../domain/changes.ts';
import type { Attempt, Run } from '../domain/run.ts';
import { type ActionRow, type AttemptRow, fromActionRow, fromAttemptRow, fromRunRow, type RunRow } from './rows.ts';

export interface NewRun {
  readonly id: string;
  readonly organizationId: string;
  readonly jobId: string | undefined;
  readonly planRunId: string | undefined;
  readonly clusterId: string;
  readonly spec: JobSpec;
  readonly jobVersion?: number | undefined;
  readonly parameters?: Readonly<Record<string, string>> | undefined;
  readonly rerunOf?: string | undefined;
  readonly submittedAt: Instant;
}

export async function insertRun(tx: Tx, run: NewRun): Promise<Run> {
  await tx.query('insert into workloads.run_name (organization_id, name) values ($1, $2) on conflict do nothing', [
    run.organizationId,
    run.spec.name,
  ]);
  const { rows } = await tx.query<RunRow>(
    `insert into workloads.run (id, organization_id, job_id, plan_run_id, name, kind, cluster_id, spec, state, submitted_at,
       job_version, parameters, rerun_of)
     values ($1, $2, $3, $4, $5, $6, $7, $8, 'SUBMITTED', $9, $10, $11, $12) returning *`,
    [
      run.id,
      run.organizationId,
      run.jobId ?? null,
      run.planRunId ?? null,
      run.spec.name,
      run.spec.kind,
      run.clusterId,
      toJson(run.spec),
      run.submittedAt.toString(),
      run.jobVersion ?? null,
      toJson(run.parameters ?? {}),
      run.rerunOf ?? null,
    ],
  );
  return rows.map(fromRunRow)[0] as Run; // an insert that returns gives its one row
}

/** A run of the organization with its attempts, the latest last. */
export interface RunWithAttempts {
  readonly run: Run;
  readonly attempts: readonly Attempt[];
}

export async function findRuns(
  tx: Tx,
  organizationId: string,
  runIds: readonly string[],
): Promise<readonly RunWithAttempts[]> {
  const { rows } = await tx.query<RunRow>(
    'select * from workloads.run where organization_id = $1 and id = any($2) order by id',
    [organizationId, runIds],
  );
  return withAttempts(tx, rows.map(fromRunRow));
}

export async function findRunOf(tx: Tx, organizationId: string, runId: string): Promise<RunWithAttempts | undefined> {
  return (await findRuns(tx, organizationId, [runId]))[0];
}

export interface ListRuns {
  readonly organizationId: string;
  readonly clusterId?: string | undefined;
  readonly jobId?: string | undefined;
  readonly planRunId?: string | undefined;
  readonly kind?: JobKind | undefined;
  readonly state?: RunState | undefined;
  /** In its name. */
  readonly text?: string | undefined;
  /** Submitted in `[from, to)`. */
  readonly from?: Instant | undefined;
  readonly to?: Instant | undefined;
  readonly before: string | undefined;
  readonly limit: number;
}

/** A run gets its id a moment before it is submitted, and after what came before it. */
const idSlackSeconds = 60;

/** Names that hold the text: all of them, or where they are many nothing but that. Names are as many as jobs. */
export async function runNamesWith(tx: Tx, organizationId: string, text: string): Promise<readonly string[] | 'many'> {
  const { rows } = await tx.query<{ name: string }>(
    'select name from workloads.run_name where organization_id = $1 and strpos(name, $2) > 0 limit $3',
    [organizationId, text, mostNames + 1],
  );
  return rows.length > mostNames ? 'many' : rows.map(({ name }) => name);
}

/** Of so many names the newest runs are soon found by looking at the newest runs. */
const mostNames = 200;

/** Newest first, those older than `before`. Ids sort by age, which bounds a search by time. */
export async function listRuns(tx: Tx, asked: ListRuns): Promise<readonly RunWithAttempts[]> {
  const { from, to } = asked;
  const text = asked.text?.toLowerCase(); // as names are
  const names = text === undefined ? 'many' : await runNamesWith(tx, asked.organizationId, text);
  if (names.length === 0) return [];
  const { rows } = await tx.query<RunRow>(
    `select * from workloads.run
        where organization_id = $1 and ($2::text is null or cluster_id = $2) and ($3::text is null or job_id = $3)
          and ($4::text is null or plan_run_id = $4) and ($5::text is null or kind = $5) and ($6::text is null or state = $6)
          and ($7::text is null or strpos(name, $7) > 0) and ($14::text[] is null or name = any($14))
          and ($8::timestamptz is null or submitted_at >= $8) and ($9::timestamptz is null or submitted_at < $9)
          and ($10::text is null or id >= $10) and ($11::text is null or id < $11) and ($12::text is null or id < $12)
        order by id desc limit $13`,
    [
      asked.organizationId,
      asked.clusterId ?? null,
      asked.jobId ?? null,
      asked.planRunId ?? null,
      asked.kind ?? null,
      asked.state ?? null,
      names === 'many' ? (text ?? null) : null,
      from?.toString() ?? null,
      to?.toString() ?? null,
      from === undefined ? null : firstIdAt('run', from.subtract({ seconds: idSlackSeconds }).epochMilliseconds),
      to === undefined ? null : firstIdAt('run', to.add({ seconds: idSlackSeconds }).epochMilliseconds),
      asked.before ?? null,
      asked.limit,
      names === 'many' ? null : names,
    ],
  );
  return withAttempts(tx, rows.map(fromRunRow));
}

async function withAttempts(tx: Tx, runs: readonly Run[]): Promise<readonly RunWithAttempts[]> {
  if (runs.length === 0) return [];
  const { rows } = await tx.query<AttemptRow>(
    'select * from workloads.attempt where run_id = any($1) order by run_id, number',
    [runs.map(({ id }) => id)],
  );
  return runs.map((run) => ({ run, attempts: rows.filter((row) => row.run_id === run.id).map(fromAttemptRow) }));
}

/** Locks a run of the organization. */
export async function lockRun(tx: Tx, organizationId: string, runId: string): Promise<Run | undefined> {
  const { rows } = await tx.query<RunRow>(
    'select * from workloads.run where organization_id = $1 and id = $2 for update',
    [organizationId, runId],
  );
  return rows.map(fromRunRow)[0];
}

export async function askToKill(tx: Tx, runId: string, at: Instant): Promise<void> {
  await tx.query('update workloads.run set kill_asked_at = coalesce(kill_asked_at, $2) where id = $1', [
    runId,
    at.toString(),
  ]);
}

/** The runs of a cluster that a round looks at: those under way, of which there are never more than `underWay`, and the first
 *  `waiting` each of those that wait for a retry, for their first attempt and for their logs. A round's memory and time do not
 *  grow with the queue, and nothing that waits stands before what is under way. */
export async function runsOfRound(
  tx: Tx,
  clusterId: string,
  { underWay, waiting }: { readonly underWay: number; readonly waiting: number },
): Promise<readonly RunUnderWay[]> {
  const { rows: runRows } = await tx.query<RunRow>(
    `(select * from workloads.run
       where cluster_id = $1 and (state = 'RUNNING' or (state = 'SUBMITTED' and attempt > 0 and not_before is null))
       order by id limit $2)
     union all
     (select * from workloads.run where cluster_id = $1 and state = 'SUBMITTED' and not_before is not null
       order by kill_asked_at is null, not_before, id limit $3)
     union all
     (select * from workloads.run where cluster_id = $1 and state = 'SUBMITTED' and attempt = 0
       order by kill_asked_at is null, id limit $3)
     union all
     (select * from workloads.run where cluster_id = $1 and logs = 'collecting' order by ended_at, id limit $3)`,
    [clusterId, underWay, waiting],
  );
  if (runRows.length === 0) return [];
  const ids = runRows.filter(({ attempt }) => attempt > 0).map(({ id }) => id);
  const attempts = await tx.query<AttemptRow>(
    `select attempt.* from workloads.attempt join workloads.run on run.id = attempt.run_id and run.attempt = attempt.number
      where run.id = any($1)`,
    [ids],
  );
  const actions = await tx.query<ActionRow>(
    'select * from workloads.action where run_id = any($1) order by run_id, attempt, number',
    [ids],
  );
  const attemptOf = new Map(attempts.rows.map((row) => [row.run_id, fromAttemptRow(row)]));
  const actionsOf = Map.groupBy(actions.rows, (row) => row.run_id);
  return runRows.map((row) => ({
    run: fromRunRow(row),
    attempt: attemptOf.get(row.id),
    actions: (actionsOf.get(row.id) ?? []).map(fromActionRow),
  }));
}

/** Makes or changes attempts; what a change does not name stays as it is. */
export async function writeAttempts(tx: Tx, changes: readonly AttemptChange[], now: Instant): Promise<void> {
  if (changes.length === 0) return;
  await tx.query(
    `insert into workloads.attempt as attempt
       (run_id, number, state, application_id, tracking_url, progress, exit_code, reason, vcore_seconds, memory_mb_seconds,
        began_at, started_at, ended_at)
     select "runId", number, state, "applicationId", "trackingUrl", progress, "exitCode", reason, "vcoreSeconds",
            "memoryMbSeconds", coalesce("beganAt", $2), "startedAt", "endedAt"
       from jsonb_to_recordset($1) as change (
         "runId" text, number integer, state text, "applicationId" text, "trackingUrl" text, progress double precision,
         "exitCode" integer, reason jsonb, "vcoreSeconds" numeric, "memoryMbSeconds" numeric, "beganAt" timestamptz,
         "startedAt" timestamptz, "endedAt" timestamptz)
     on conflict (run_id, number) do update set
       state = excluded.state,
       application_id = coalesce(excluded.application_id, attempt.application_id),
       tracking_url = coalesce(excluded.tracking_url, attempt.tracking_url),
       progress = coalesce(excluded.progress, attempt.progress),
       exit_code = coalesce(excluded.exit_code, attempt.exit_code),
       reason = coalesce(excluded.reason, attempt.reason),
       vcore_seconds = coalesce(excluded.vcore_seconds, attempt.vcore_seconds),
       memory_mb_seconds = coalesce(excluded.memory_mb_seconds, attempt.memory_mb_seconds),
       started_at = coalesce(attempt.started_at, excluded.started_at),
       ended_at = coalesce(excluded.ended_at, attempt.ended_at)`,
    [toJson(changes), now.toString()],
  );
}

/** Changes runs; what a change does not name stays as it is, and a run that has ended keeps its state and reason. A new attempt
 *  is the retry that was waited for. */
export async function writeRuns(tx: Tx, changes: readonly RunChange[]): Promise<void> {
  if (changes.length === 0) return;
  await tx.query(
    `update workloads.run as run set
       state = case when run.ended_at is null then coalesce(change.state, run.state) else run.state end,
       reason = case when run.ended_at is null then coalesce(change.reason, run.reason) else run.reason end,
       attempt = coalesce(change.attempt, run.attempt),
       not_before = case when change.attempt is null then coalesce(change."notBefore", run.not_before) end,
       started_at = coalesce(run.started_at, change."startedAt"),
       ended_at = coalesce(run.ended_at, change."endedAt"),
       logs = coalesce(change.logs, run.logs)
     from jsonb_to_recordset($1) as change (
       "runId" text, state text, attempt integer, reason jsonb, "notBefore" timestamptz, "startedAt" timestamptz,
       "endedAt" timestamptz, logs text)
     where run.id = change."runId"`,
    [toJson(changes)],
  );
}

/** Whether anything of the cluster is still needed by a run: one under way, or logs on their way to the store. */
export async function isClusterNeeded(tx: Tx, clusterId: string): Promise<boolean> {
  const { rowCount } = await tx.query(
    `select 1 from workloads.run
      where cluster_id = $1 and (state in ('SUBMITTED', 'RUNNING') or logs = 'collecting') limit 1`,
    [clusterId],
  );
  return rowCount !== 0;
}

/** A run of the job that is still going; `undefined`: there is none. */
export async function openRunOfJob(tx: Tx, jobId: string): Promise<string | undefined> {
  const { rows } = await tx.query<{ id: string }>(
    `select id from workloads.run where job_id = $1 and state in ('SUBMITTED', 'RUNNING') order by id desc limit 1`,
    [jobId],
  );
  return rows[0]?.id;
}

export async function clusterOfRun(tx: Tx, runId: string): Promise<string | undefined> {
  const { rows } = await tx.query<{ cluster_id: string }>('select cluster_id from workloads.run where id = $1', [
    runId,
  ]);
  return rows[0]?.cluster_id;
}
