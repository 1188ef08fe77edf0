// Rows of plan runs, of the jobs they started, of what was copied for them, and of what they brought out.
import type { PlanSpec } from '@argosy/contract/workloads/plan-spec';
import type { PlanJobState, PlanRunState, RunState } from '@argosy/contract/workloads/vocabulary';
import { invariant } from '@argosy/kernel/errors';
import type { Id } from '@argosy/kernel/ids';
import type { Instant } from '@argosy/kernel/time';
import { toInstant, toInstantOrUndefined, toJson, type Tx } from '../../platform/database.ts';
import type { Phase, PlanReason, PlanRun, SeenJob } from '../domain/plan.ts';
import type { RanThere } from '../domain/plan-since.ts';

interface PlanRunRow {
  readonly id: Id<'plan_run'>;
  readonly organization_id: string;
  readonly plan_id: Id<'plan'>;
  readonly name: string;
  readonly spec: PlanSpec;
  readonly parameters: Record<string, string>;
  readonly state: PlanRunState;
  readonly reason: PlanReason | null;
  readonly phases: Phase[];
  readonly cluster_id: string | null;
  readonly keep_cluster: boolean;
  readonly kill_requested_at: string | null;
  readonly scheduled_for: string | null;
  readonly rerun_of: Id<'plan_run'> | null;
  readonly dates_of: string | null;
  readonly anew: PlanRun['anew'];
  readonly created_at: string;
  readonly ended_at: string | null;
  readonly outputs_listed: boolean;
  readonly told: Record<string, PlanJobState>;
}

const fromRow = (row: PlanRunRow): PlanRun => ({
  id: row.id,
  organizationId: row.organization_id,
  planId: row.plan_id,
  name: row.name,
  spec: row.spec,
  parameters: row.parameters,
  state: row.state,
  reason: row.reason ?? undefined,
  phases: row.phases,
  clusterId: row.cluster_id ?? undefined,
  keepCluster: row.keep_cluster,
  killRequestedAt: toInstantOrUndefined(row.kill_requested_at),
  scheduledFor: toInstantOrUndefined(row.scheduled_for),
  rerunOf: row.rerun_of ?? undefined,
  datesOf: toInstantOrUndefined(row.dates_of),
  anew: row.anew,
  createdAt: toInstant(row.created_at),
  endedAt: toInstantOrUndefined(row.ended_at),
});

/** A plan run with what only its reconciler needs to know. */
export interface OpenPlanRun {
  readonly planRun: PlanRun;
  readonly outputsListed: boolean;
  readonly told: Readonly<Record<string, PlanJobState>>;
}

/** `already_there`: the plan was run for this scheduled time before, however often somebody looks. */
export async function insertPlanRun(tx: Tx, planRun: PlanRun): Promise<'inserted' | 'already_there'> {
  const { rowCount } = await tx.query(
    `insert into workloads.plan_run (id, organization_id, plan_id, name, spec, parameters, state, phases, cluster_id,
       keep_cluster, scheduled_for, created_at, rerun_of, dates_of, anew)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) on conflict (plan_id, scheduled_for) do nothing`,
    [
      planRun.id,
      planRun.organizationId,
      planRun.planId,
      planRun.name,
      toJson(planRun.spec),
      toJson(planRun.parameters),
      planRun.state,
      toJson(planRun.phases),
      planRun.clusterId ?? null,
      planRun.keepCluster,
      planRun.scheduledFor?.toString() ?? null,
      planRun.createdAt.toString(),
      planRun.rerunOf ?? null,
      planRun.datesOf?.toString() ?? null,
      toJson(planRun.anew),
    ],
  );
  return rowCount === 1 ? 'inserted' : 'already_there';
}

export async function findPlanRun(tx: Tx, organizationId: string, id: string): Promise<PlanRun | undefined> {
  const { rows } = await tx.query<PlanRunRow>(
    'select * from workloads.plan_run where organization_id = $1 and id = $2',
    [organizationId, id],
  );
  return rows[0] && fromRow(rows[0]);
}

/** Whoever owns it: for reconcilers and agents, who act for every organization. */
export async function readPlanRun(tx: Tx, id: string): Promise<PlanRun | undefined> {
  const { rows } = await tx.query<PlanRunRow>('select * from workloads.plan_run where id = $1', [id]);
  return rows[0] && fromRow(rows[0]);
}

/** Locked until the transaction ends: who kills it and who carries it on take turns. */
export async function lockPlanRun(tx: Tx, id: string): Promise<OpenPlanRun | undefined> {
  const { rows } = await tx.query<PlanRunRow>('select * from workloads.plan_run where id = $1 for update', [id]);
  const [row] = rows;
  return row && { planRun: fromRow(row), outputsListed: row.outputs_listed, told: row.told };
}

/** When the first in the line of those that this plan run repeats was asked for; of one that repeats none, itself. */
export async function lineBeganAt(tx: Tx, planRunId: string): Promise<Instant> {
  const { rows } = await tx.query<{ created_at: string }>(
    `with recursive line as (
       select rerun_of, created_at from workloads.plan_run where id = $1
       union all
       select before.rerun_of, before.created_at from line join workloads.plan_run before on before.id = line.rerun_of)
     select created_at from line where rerun_of is null`,
    [planRunId],
  );
  const [row] = rows;
  invariant(row, 'a plan run keeps its row, and a line of them begins somewhere');
  return toInstant(row.created_at);
}

/** Each is compared with the plan run, which takes some milliseconds of the server. */
const mostRanThere = 50;

/** What else of its plan ran on the cluster after `runIds`, runs there that the plan run shows, or at the same time; of other jobs,
 *  after the plan run was asked for. `undefined` where it ran there with more sets of values than anybody could compare. */
export async function ranAfter(
  tx: Tx,
  { organizationId, planId, createdAt }: Pick<PlanRun, 'organizationId' | 'planId' | 'createdAt'>,
  { clusterId, runIds }: { readonly clusterId: string; readonly runIds: readonly string[] },
): Promise<readonly RanThere[] | undefined> {
  if (runIds.length === 0) return [];
  const { rows } = await tx.query<{
    readonly spec: PlanSpec;
    readonly parameters: Record<string, string>;
    readonly jobs: string[];
    readonly half_done: string[];
  }>(
    // A run's own id is in its definition where the job names it.
    `with taken as materialized (
       select name, replace(spec::text, id, '') as spec, submitted_at from workloads.run where id = any($4))
     select plan_run.spec, plan_run.parameters, array_agg(distinct run.name) as jobs,
            coalesce(array_agg(distinct run.name) filter (where run.state <> 'SUCCEEDED'
              and replace(run.spec::text, run.id, '') = taken.spec), '{}') as half_done
       from workloads.plan_run
       join workloads.run on run.plan_run_id = plan_run.id and run.cluster_id = $3 and run.id <> all($4)
       left join taken on taken.name = run.name
      where plan_run.organization_id = $1 and plan_run.plan_id = $2
        and (plan_run.ended_at is null or plan_run.ended_at > least($5, (select min(submitted_at) from taken)))
        and (run.ended_at is null or run.ended_at > coalesce(taken.submitted_at, $5))
      group by plan_run.spec, plan_run.parameters limit $6`,
    [organizationId, planId, clusterId, runIds, createdAt.toString(), mostRanThere + 1],
  );
  if (rows.length > mostRanThere) return undefined;
  return rows.map(({ half_done: halfDone, ...rest }) => ({ ...rest, halfDone }));
}

/** Newest first: ids sort by age. */
export async function listPlanRuns(
  tx: Tx,
  asked: {
    readonly organizationId: string;
    readonly planId: string;
    readonly before: string | undefined;
    readonly limit: number;
  },
): Promise<readonly PlanRun[]> {
  const { rows } = await tx.query<PlanRunRow>(
    `select * from workloads.plan_run where organization_id = $1 and plan_id = $2 and ($3::text is null or id < $3)
      order by id desc limit $4`,
    [asked.organizationId, asked.planId, asked.before ?? null, asked.limit],
  );
  return rows.map(fromRow);
}

/** Of all plans, newest first; `open`: those that have not ended. */
export async function listAllPlanRuns(
  tx: Tx,
  asked: {
    readonly organizationId: string;
    readonly state: PlanRunState | undefined;
    readonly open: boolean;
    readonly from: Instant | undefined;
    readonly before: string | undefined;
    readonly limit: number;
  },
): Promise<readonly PlanRun[]> {
  const { rows } = await tx.query<PlanRunRow>(
    `select * from workloads.plan_run
      where organization_id = $1 and ($2::text is null or state = $2) and (not $3 or ended_at is null)
        and ($4::timestamptz is null or created_at >= $4) and ($5::text is null or id < $5)
      order by id desc limit $6`,
    [
      asked.organizationId,
      asked.state ?? null,
      asked.open,
      asked.from?.toString() ?? null,
      asked.before ?? null,
      asked.limit,
    ],
  );
  return rows.map(fromRow);
}

/** The latest run of each of these plans, by plan. */
export async function lastRuns(
  tx: Tx,
  planIds: readonly string[],
): Promise<ReadonlyMap<string, Pick<PlanRun, 'id' | 'state' | 'createdAt'>>> {
  const { rows } = await tx.query<{
    readonly plan_id: string;
    readonly id: PlanRun['id'];
    readonly state: PlanRunState;
    readonly created_at: string;
  }>(
    `select run.plan_id, run.id, run.state, run.created_at
       from workloads.plan as plan
      cross join lateral (
        select * from workloads.plan_run
         where organization_id = plan.organization_id and plan_id = plan.id order by id desc limit 1) run
      where plan.id = any ($1)`,
    [planIds],
  );
  return new Map(rows.map((row) => [row.plan_id, { ...row, createdAt: toInstant(row.created_at) }]));
}

/** A time for which a plan was run. */
export interface ScheduledRun {
  readonly scheduledFor: Instant;
  readonly planRunId: string;
  readonly state: PlanRunState;
}

/** The last `each` times for which each of these plans was run by its schedule, the latest first, by plan. */
export async function lastScheduled(
  tx: Tx,
  planIds: readonly string[],
  each: number,
): Promise<ReadonlyMap<string, readonly ScheduledRun[]>> {
  const { rows } = await tx.query<{
    readonly plan_id: string;
    readonly id: string;
    readonly state: PlanRunState;
    readonly scheduled_for: string;
  }>(
    `select run.plan_id, run.id, run.state, run.scheduled_for
       from unnest($1::text[]) as asked (id)
      cross join lateral (
        select * from workloads.plan_run
         where plan_id = asked.id and scheduled_for is not null order by scheduled_for desc limit $2) run`,
    [planIds, each],
  );
  const runs = new Map<string, ScheduledRun[]>(planIds.map((id) => [id, []]));
  for (const { plan_id: planId, id, state, scheduled_for: at } of rows)
    runs.get(planId)?.push({ scheduledFor: toInstant(at), planRunId: id, state });
  return runs;
}

/** Ids of the plan's runs that have not ended, oldest first; at most `limit`. */
export async function openRunsOfPlan(tx: Tx, planId: string, limit: number): Promise<readonly string[]> {
  const { rows } = await tx.query<{ id: string }>(
    'select id from workloads.plan_run where plan_id = $1 and ended_at is null order by id limit $2',
    [planId, limit],
  );
  return rows.map(({ id }) => id);
}

export async function openPlanRunsOfCluster(tx: Tx, clusterId: string): Promise<readonly string[]> {
  const { rows } = await tx.query<{ id: string }>(
    'select id from workloads.plan_run where cluster_id = $1 and ended_at is null',
    [clusterId],
  );
  return rows.map(({ id }) => id);
}

/** What a round saw and decided; everything of it at once. */
export async function savePlanRun(
  tx: Tx,
  planRun: Pick<PlanRun, 'id' | 'state' | 'reason' | 'phases' | 'clusterId' | 'endedAt'>,
  told: Readonly<Record<string, PlanJobState>>,
): Promise<void> {
  await tx.query(
    `update workloads.plan_run set state = $2, reason = $3, phases = $4, cluster_id = $5, ended_at = $6, told = $7
      where id = $1`,
    [
      planRun.id,
      planRun.state,
      planRun.reason === undefined ? null : toJson(planRun.reason),
      toJson(planRun.phases),
      planRun.clusterId ?? null,
      planRun.endedAt?.toString() ?? null,
      toJson(told),
    ],
  );
}

export async function markKillRequested(
  tx: Tx,
  { id, at, keepCluster }: { readonly id: string; readonly at: Instant; readonly keepCluster: boolean },
): Promise<void> {
  await tx.query(
    `update workloads.plan_run set kill_requested_at = coalesce(kill_requested_at, $2), keep_cluster = keep_cluster or $3
      where id = $1`,
    [id, at.toString(), keepCluster],
  );
}

// --- jobs ---------------------------------------------------------------------------------------------------------

/** A job that was started, with as much of its run as its plan run shows. */
export interface StartedJob {
  readonly name: string;
  readonly refused: PlanReason | undefined;
  readonly run: StartedRun | undefined;
  /** The plan run in which it ran, where that is another: a rerun takes over what has succeeded. */
  readonly takenFrom: string | undefined;
}

export interface StartedRun {
  readonly id: string;
  readonly clusterId: string;
  readonly state: RunState;
  readonly reason: PlanReason | undefined;
  readonly applicationId: string | undefined;
  readonly exitCode: number | undefined;
  readonly startedAt: Instant | undefined;
  readonly endedAt: Instant | undefined;
  readonly vcoreSeconds: number;
  readonly memoryMbSeconds: number;
}

interface StartedJobRow {
  readonly plan_run_id: string;
  readonly name: string;
  readonly refused: PlanReason | null;
  readonly run_id: string | null;
  readonly taken_from: string | null;
  readonly cluster_id: string;
  readonly state: RunState;
  readonly reason: PlanReason | null;
  readonly application_id: string | null;
  readonly exit_code: number | null;
  readonly started_at: string | null;
  readonly ended_at: string | null;
  readonly vcore_seconds: string;
  readonly memory_mb_seconds: string;
}

/** The jobs that these plan runs have started, by plan run. What all attempts used is added up; ids and exit code are those of
 *  the latest. */
export async function startedJobs(
  tx: Tx,
  planRunIds: readonly string[],
): Promise<ReadonlyMap<string, readonly StartedJob[]>> {
  const { rows } = await tx.query<StartedJobRow>(
    `select job.plan_run_id, job.name, job.refused, job.run_id, job.taken_from, run.cluster_id, run.state, run.reason, run.started_at, run.ended_at,
            latest.application_id, latest.exit_code,
            coalesce(used.vcore_seconds, 0) as vcore_seconds, coalesce(used.memory_mb_seconds, 0) as memory_mb_seconds
       from workloads.plan_run_job job
       left join workloads.run on run.id = job.run_id
       left join workloads.attempt latest on latest.run_id = run.id and latest.number = run.attempt
       left join lateral (
         select sum(vcore_seconds) as vcore_seconds, sum(memory_mb_seconds) as memory_mb_seconds
           from workloads.attempt where run_id = run.id) used on true
      where job.plan_run_id = any($1)`,
    [planRunIds],
  );
  const jobs = new Map<string, StartedJob[]>(planRunIds.map((id) => [id, []]));
  for (const row of rows) jobs.get(row.plan_run_id)?.push(fromStartedJobRow(row));
  return jobs;
}

const fromStartedJobRow = (row: StartedJobRow): StartedJob => ({
  name: row.name,
  refused: row.refused ?? undefined,
  takenFrom: row.taken_from ?? undefined,
  run:
    row.run_id === null
      ? undefined
      : {
          id: row.run_id,
          clusterId: row.cluster_id,
          state: row.state,
          reason: row.reason ?? undefined,
          applicationId: row.application_id ?? undefined,
          exitCode: row.exit_code ?? undefined,
          startedAt: toInstantOrUndefined(row.started_at),
          endedAt: toInstantOrUndefined(row.ended_at),
          vcoreSeconds: Number(row.vcore_seconds),
          memoryMbSeconds: Number(row.memory_mb_seconds),
        },
});

/** The plan's jobs, each with what was started of it. */
export function seenJobs(spec: PlanSpec, started: readonly StartedJob[]): readonly SeenJob[] {
  return spec.jobs.map(({ name, needs }) => {
    const one = started.find((each) => each.name === name);
    return { name, needs, run: one?.run, refused: one?.refused };
  });
}

/** One run for one job, once: a second is refused by the key. */
export async function insertStartedJob(
  tx: Tx,
  planRunId: string,
  job: { readonly name: string } & ({ readonly runId: string } | { readonly refused: PlanReason }),
): Promise<void> {
  await tx.query('insert into workloads.plan_run_job (plan_run_id, name, run_id, refused) values ($1, $2, $3, $4)', [
    planRunId,
    job.name,
    'runId' in job ? job.runId : null,
    'refused' in job ? toJson(job.refused) : null,
  ]);
}

/** Shows runs that ended well in plan runs before as those of this one's jobs. */
export async function insertTakenJobs(
  tx: Tx,
  planRunId: string,
  jobs: readonly { readonly name: string; readonly runId: string; readonly planRunId: string }[],
): Promise<void> {
  await tx.query(
    `insert into workloads.plan_run_job (plan_run_id, name, run_id, taken_from)
     select $1, * from unnest($2::text[], $3::text[], $4::text[])`,
    [planRunId, jobs.map(({ name }) => name), jobs.map(({ runId }) => runId), jobs.map((each) => each.planRunId)],
  );
}

/** One at a time, until the transaction ends, for whoever takes over a cluster that a plan run has left. */
export async function lockLeftCluster(tx: Tx, clusterId: string): Promise<void> {
  await tx.query('select pg_advisory_xact_lock(hashtext($1))', [`workloads.left_cluster/${clusterId}`]);
}

/** The open plan run in which a run takes place. */
export async function planRunOfRun(tx: Tx, runId: string): Promise<string | undefined> {
  const { rows } = await tx.query<{ plan_run_id: string }>(
    `select job.plan_run_id from workloads.plan_run_job job join workloads.plan_run on plan_run.id = job.plan_run_id
      where job.run_id = $1 and job.taken_from is null and plan_run.ended_at is null`,
    [runId],
  );
  return rows[0]?.plan_run_id;
}
