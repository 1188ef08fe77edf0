// Runs a plan run again from where it failed (JOB-2): a plan run of its own, for the same day, of the same spec and parameters or
// of the plan as it is now, that takes over the jobs whose results are still there. Which these are is decided in domain/rerun.ts
// and kept with the plan run, in the commit that makes it; from there on it is carried out like any other.
import type * as z from 'zod';
import { clusterUse, planRun as planRunNow, type rerunPreview } from '@argosy/contract/workloads/operations';
import type { PlanSpec } from '@argosy/contract/workloads/plan-spec';
import type { RerunPlan } from '@argosy/contract/workloads/vocabulary';
import { refusal } from '@argosy/kernel/errors';
import { isSameJson } from '@argosy/kernel/json';
import type { Caller } from '../platform/caller.ts';
import type { Tx } from '../platform/database.ts';
import { requirePermit } from '../platform/http/permit.ts';
import { answerForCluster } from './answer-for-cluster.ts';
import { requirePlanFiles } from './create-plan.ts';
import { planFilesOf } from './domain/job-files.ts';
import { valuesOf } from './domain/parameters.ts';
import { clusterOf, type Plan, type PlanRun, timeOf } from './domain/plan.ts';
import { differencesSince, givenThen, haveSameOutputs, isChangedSince, overwrittenSince } from './domain/plan-since.ts';
import { decideRerun, type Difference, type RerunJob } from './domain/rerun.ts';
import type { PlansDeps } from './plans-deps.ts';
import { getPlan, getPlanRun, type PlanRunAsSeen } from './read-plans.ts';
import { insertPlanRunWithin, newPlanRun, prepareCluster } from './run-plan.ts';
import { holdFiles } from './store/files.ts';
import { findPlan, holdPlan } from './store/plans.ts';
import { insertTakenJobs, lineBeganAt, lockLeftCluster, openPlanRunsOfCluster, ranAfter } from './store/plan-runs.ts';

export interface RerunPlanRun {
  readonly planRunId: string;
  /** As it was in that plan run, if left out. */
  readonly plan?: RerunPlan | undefined;
  /** Begins at this job and all that follow it. */
  readonly fromJob?: string | undefined;
  /** As in the plan run before, if left out. */
  readonly keepCluster?: boolean | undefined;
}

/** Refuses: plan_run_not_found, plan_not_found (it was deleted), plan_run_not_ended, plan_run_succeeded, plan_job_unknown,
 *  file_not_found, archive_unsafe, cluster_not_found, cluster_not_running, permission_denied, policy_denies, parameter_missing,
 *  parameter_invalid, and what `cluster_create` refuses. What it runs may be in place no more, and who has it run chooses which it
 *  is: they answer for its cluster. */
export async function rerunPlanRun(deps: PlansDeps, caller: Caller, input: RerunPlanRun): Promise<PlanRun> {
  const before = await getPlanRun(deps, caller, input.planRunId);
  const { planRun } = before;
  const { organizationId, planId } = planRun;
  const plan = await getPlan(deps, caller, planId);
  const now = deps.clock.now();
  requirePermit(caller, planRunNow, { planId }, now);
  const chosen = choosePlan(planRun, { plan, asked: input.plan });
  const { spec } = chosen;
  await answerForCluster(deps, caller, spec);
  requireRerunnable(before, { chosen, fromJob: input.fromJob });
  const wanted = newPlanRun(
    deps,
    { organizationId, spec },
    { parameters: chosen.parameters, scheduledFor: undefined, datesOf: timeOf(planRun) },
  );
  await requirePlanFiles(deps, organizationId, spec);
  const cluster = await prepareCluster(deps, spec);
  return deps.transaction(caller, async (tx) => {
    await holdFiles(tx, organizationId, planFilesOf(spec));
    if (!(await holdPlan(tx, planId))) throw refusal('plan_not_found', { planId });
    const asked: PlanRun = {
      ...wanted,
      planId,
      rerunOf: planRun.id,
      keepCluster: input.keepCluster ?? planRun.keepCluster,
    };
    const left = await leftCluster(deps, tx, { before: planRun, spec });
    if (left !== undefined) requirePermit(caller, clusterUse, { clusterId: left }, now);
    const clusterId = left ?? (await cluster(tx, asked));
    const jobs = await decideWithin(tx, before, { chosen, clusterId, fromJob: input.fromJob });
    const anew = jobs.flatMap((job) =>
      job.kind === 'anew' ? [[job.name, { because: job.because, job: job.job }]] : [],
    );
    const rerun: PlanRun = { ...asked, clusterId, anew: Object.fromEntries(anew) };
    await insertPlanRunWithin(deps, tx, rerun);
    await insertTakenJobs(
      tx,
      rerun.id,
      jobs.flatMap((job) => (job.kind === 'taken_over' ? [job] : [])),
    );
    return rerun;
  });
}

type Preview = z.output<typeof rerunPreview.result>;

/** What `rerunPlanRun` would decide now; the cluster may be gone, or its results, or the plan be another, when it is asked for.
 *  The plan as it is now is shown to whoever may run it: to see a plan run is not to see that.
 *  Refuses: plan_run_not_found, permission_denied, policy_denies, plan_not_found (the plan as it is now was asked for, and was
 *  deleted), plan_run_not_ended, plan_run_succeeded, plan_job_unknown, parameter_missing, parameter_invalid, cluster_not_found. */
export async function previewRerun(
  deps: PlansDeps,
  caller: Caller,
  { planRunId, plan: asked, fromJob }: Omit<RerunPlanRun, 'keepCluster'>,
): Promise<Preview> {
  const before = await getPlanRun(deps, caller, planRunId);
  const { planRun } = before;
  const { organizationId, planId } = planRun;
  if (asked === 'as_it_is_now') requirePermit(caller, planRunNow, { planId }, deps.clock.now());
  const plan = await deps.read(caller, (tx) => findPlan(tx, organizationId, planId));
  const chosen = choosePlan(planRun, { plan, asked });
  const { spec } = chosen;
  requireRerunnable(before, { chosen, fromJob });
  const wanted = clusterOf(spec);
  const found = await deps.read(caller, async (tx) =>
    wanted.kind === 'standing'
      ? await deps.clusters.describe(tx, organizationId, wanted.name)
      : await freeCluster(deps, tx, { before: planRun, spec }),
  );
  if (wanted.kind === 'standing' && found === undefined) throw refusal('cluster_not_found', { clusterId: wanted.name });
  const { jobs, began } = await deps.read(caller, async (tx) => ({
    jobs: await decideWithin(tx, before, { chosen, clusterId: found?.id ?? 'one that is made for it', fromJob }),
    began: await lineBeganAt(tx, planRun.id),
  }));
  return {
    planChanged: plan !== undefined && isChangedSince(plan, { spec: planRun.spec, lineBeganAt: began }),
    cluster: wanted.kind === 'standing' ? 'standing' : found ? 'kept' : 'new',
    keepCluster: planRun.keepCluster,
    ...(found && { clusterId: found.id }),
    jobs: jobs.map((job) =>
      job.kind === 'taken_over'
        ? { name: job.name, takenOver: true }
        : {
            name: job.name,
            takenOver: false,
            anew: { because: job.because, ...(job.job !== undefined && { job: job.job }) },
          },
    ),
    removed: namesOf(planRun.spec).filter((name) => !namesOf(spec).includes(name)),
  };
}

/** What is run again, with which values; which of its jobs are others than in the plan run before, and whether its outputs are. */
interface Chosen extends Pick<PlanRun, 'spec' | 'parameters'> {
  readonly differences: ReadonlyMap<string, Difference>;
  readonly hasSameOutputs: boolean;
}

/** Refuses: plan_not_found, parameter_missing, parameter_invalid. */
function choosePlan(
  before: PlanRun,
  { plan, asked }: { readonly plan: Plan | undefined; readonly asked: RerunPlanRun['plan'] },
): Chosen {
  const { planId, spec, parameters } = before;
  if (asked !== 'as_it_is_now') return { spec, parameters, differences: new Map(), hasSameOutputs: true };
  if (plan === undefined) throw refusal('plan_not_found', { planId });
  const values = valuesOf(plan.spec.parameters, givenThen(before, plan.spec));
  const now = { ...before, spec: plan.spec, parameters: values };
  const differences = differencesSince(before, now);
  return { spec: plan.spec, parameters: values, differences, hasSameOutputs: haveSameOutputs(before, now) };
}

const namesOf = ({ jobs }: PlanSpec): readonly string[] => jobs.map(({ name }) => name);

function requireRerunnable(
  { planRun, started }: PlanRunAsSeen,
  { chosen, fromJob }: { readonly chosen: Chosen; readonly fromJob: string | undefined },
): void {
  const { id: planRunId, state, endedAt, spec } = planRun;
  if (endedAt === undefined) throw refusal('plan_run_not_ended', { planRunId, state });
  const known = namesOf(chosen.spec);
  if (fromJob !== undefined && !known.includes(fromJob))
    throw refusal('plan_job_unknown', { planRunId, job: fromJob, known });
  // One that failed to release its cluster has nothing left to do either.
  const isDone = ({ name, state }: PlanRun['phases'][number]) => name === 'release' || state === 'done';
  const jobsDone = namesOf(spec).every((name) => started.find((job) => job.name === name)?.run?.state === 'SUCCEEDED');
  const isAllDone = jobsDone && planRun.phases.every(isDone);
  // Another cluster, or a job less, is nothing to be done either.
  const asksForMore = chosen.differences.size > 0 || !chosen.hasSameOutputs;
  if (fromJob === undefined && isAllDone && !asksForMore) throw refusal('plan_run_succeeded', { planRunId });
}

/** Takes over only what nothing else of the plan may have overwritten since. */
async function decideWithin(
  tx: Tx,
  { planRun, started }: PlanRunAsSeen,
  {
    chosen: { spec, differences },
    clusterId,
    fromJob,
  }: { readonly chosen: Chosen; readonly clusterId: string; readonly fromJob: string | undefined },
): Promise<readonly RerunJob[]> {
  const jobs = spec.jobs.map(({ name, needs }) => {
    const job = started.find((each) => each.name === name);
    const { run } = job ?? {};
    const succeeded =
      run?.state === 'SUCCEEDED'
        ? { planRunId: job?.takenFrom ?? planRun.id, runId: run.id, clusterId: run.clusterId }
        : undefined;
    return { name, needs, succeeded, differs: differences.get(name) };
  });
  const there = jobs.flatMap(({ succeeded }) => (succeeded?.clusterId === clusterId ? [succeeded.runId] : []));
  const ran = await ranAfter(tx, planRun, { clusterId, runIds: there });
  const overwritten = ran === undefined ? new Set(jobs.map(({ name }) => name)) : overwrittenSince(planRun, ran);
  const isOverwritten = ({ name, succeeded }: (typeof jobs)[number]) =>
    succeeded?.clusterId === clusterId && overwritten.has(name);
  return decideRerun(
    jobs.map((job) => ({ ...job, isOverwritten: isOverwritten(job) })),
    { clusterId, hasOutputs: spec.outputs.length > 0, fromJob },
  );
}

interface LeftBehind {
  readonly before: PlanRun;
  /** What is to be run there. */
  readonly spec: PlanSpec;
}

/** The cluster that was made for the plan run before and was kept, with all that lies on it, while nobody else has taken it over
 *  and it is such a one as the plan asks for. Who releases it is then the rerun. `undefined`: there is none such; a standing
 *  cluster is found by its name. */
async function leftCluster(deps: PlansDeps, tx: Tx, left: LeftBehind) {
  const { spec, clusterId } = left.before;
  if (clusterId === undefined || clusterOf(spec).kind === 'standing') return undefined;
  await lockLeftCluster(tx, clusterId);
  return (await freeCluster(deps, tx, left))?.id;
}

async function freeCluster(deps: PlansDeps, tx: Tx, { before, spec }: LeftBehind) {
  const { organizationId, clusterId } = before;
  if (clusterId === undefined || !isSameJson(clusterOf(before.spec), clusterOf(spec))) return undefined;
  const left = await deps.clusters.find(tx, organizationId, clusterId);
  const isFree = (await openPlanRunsOfCluster(tx, clusterId)).length === 0;
  return left?.state === 'RUNNING' && isFree ? left : undefined;
}
