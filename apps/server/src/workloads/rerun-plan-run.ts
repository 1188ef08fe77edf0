// Runs a plan run again from where it failed (JOB-2): a plan run of its own, of the same spec, parameters and dates, that takes
// over the jobs whose results are still there. Which these are is decided in domain/rerun.ts and kept with the plan run, in the
// commit that makes it; from there on it is carried out like any other.
import type * as z from 'zod';
import { clusterUse, planRun as planRunNow, type rerunPreview } from '@argosy/contract/workloads/operations';
import { refusal } from '@argosy/kernel/errors';
import type { Caller } from '../platform/caller.ts';
import type { Tx } from '../platform/database.ts';
import { requirePermit } from '../platform/http/permit.ts';
import { answerForCluster } from './answer-for-cluster.ts';
import { requirePlanFiles } from './create-plan.ts';
import { planFilesOf } from './domain/job-files.ts';
import { clusterOf, type PlanRun, timeOf } from './domain/plan.ts';
import { decideRerun, type JobBefore } from './domain/rerun.ts';
import type { PlansDeps } from './plans-deps.ts';
import { getPlan, getPlanRun, type PlanRunAsSeen } from './read-plans.ts';
import { insertPlanRunWithin, newPlanRun, prepareCluster } from './run-plan.ts';
import { holdFiles } from './store/files.ts';
import { holdPlan } from './store/plans.ts';
import { insertTakenJobs, lockLeftCluster, openPlanRunsOfCluster } from './store/plan-runs.ts';

export interface RerunPlanRun {
  readonly planRunId: string;
  /** Begins at this job and all that follow it. */
  readonly fromJob?: string | undefined;
  /** As in the plan run before, if left out. */
  readonly keepCluster?: boolean | undefined;
}

/** Refuses: plan_run_not_found, plan_not_found (it was deleted), plan_run_not_ended, plan_run_succeeded, plan_job_unknown,
 *  file_not_found, archive_unsafe, cluster_not_found, cluster_not_running, permission_denied, policy_denies, and what
 *  `cluster_create` refuses. The spec is that of then, which may be in place no more: whoever has it run answers for its cluster. */
export async function rerunPlanRun(deps: PlansDeps, caller: Caller, input: RerunPlanRun): Promise<PlanRun> {
  const before = await getPlanRun(deps, caller, input.planRunId);
  const { planRun } = before;
  const { organizationId, planId, spec } = planRun;
  await getPlan(deps, caller, planId);
  const now = deps.clock.now();
  requirePermit(caller, planRunNow, { planId }, now);
  await answerForCluster(deps, caller, spec);
  requireRerunnable(before, input.fromJob);
  await requirePlanFiles(deps, organizationId, spec);
  const cluster = await prepareCluster(deps, spec);
  return deps.transaction(caller, async (tx) => {
    await holdFiles(tx, organizationId, planFilesOf(spec));
    if (!(await holdPlan(tx, planId))) throw refusal('plan_not_found', { planId });
    const asked: PlanRun = {
      ...newPlanRun(deps, planRun, {
        parameters: planRun.parameters,
        scheduledFor: undefined,
        datesOf: timeOf(planRun),
      }),
      planId,
      rerunOf: planRun.id,
      keepCluster: input.keepCluster ?? planRun.keepCluster,
    };
    const left = await leftCluster(deps, tx, planRun);
    if (left !== undefined) requirePermit(caller, clusterUse, { clusterId: left }, now);
    const clusterId = left ?? (await cluster(tx, asked));
    const jobs = decideRerun(jobsBefore(before), {
      clusterId,
      hasOutputs: spec.outputs.length > 0,
      fromJob: input.fromJob,
    });
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

/** What `rerunPlanRun` would decide now; the cluster may be gone, or its results, when it is asked for.
 *  Refuses: plan_run_not_found, plan_run_not_ended, plan_run_succeeded, plan_job_unknown, cluster_not_found. */
export async function previewRerun(
  deps: PlansDeps,
  caller: Caller,
  { planRunId, fromJob }: Pick<RerunPlanRun, 'planRunId' | 'fromJob'>,
): Promise<Preview> {
  const before = await getPlanRun(deps, caller, planRunId);
  requireRerunnable(before, fromJob);
  const { organizationId, spec } = before.planRun;
  const wanted = clusterOf(spec);
  const found = await deps.read(caller, async (tx) =>
    wanted.kind === 'standing'
      ? await deps.clusters.describe(tx, organizationId, wanted.name)
      : await freeCluster(deps, tx, before.planRun),
  );
  if (wanted.kind === 'standing' && found === undefined) throw refusal('cluster_not_found', { clusterId: wanted.name });
  const jobs = decideRerun(jobsBefore(before), {
    clusterId: found?.id ?? 'one that is made for it',
    hasOutputs: spec.outputs.length > 0,
    fromJob,
  });
  return {
    cluster: wanted.kind === 'standing' ? 'standing' : found ? 'kept' : 'new',
    jobs: jobs.map((job) =>
      job.kind === 'taken_over'
        ? { name: job.name, takenOver: true }
        : {
            name: job.name,
            takenOver: false,
            anew: { because: job.because, ...(job.job !== undefined && { job: job.job }) },
          },
    ),
  };
}

function requireRerunnable({ planRun, started }: PlanRunAsSeen, fromJob: string | undefined): void {
  const { id: planRunId, state, endedAt, spec } = planRun;
  if (endedAt === undefined) throw refusal('plan_run_not_ended', { planRunId, state });
  const known = spec.jobs.map(({ name }) => name);
  if (fromJob !== undefined && !known.includes(fromJob))
    throw refusal('plan_job_unknown', { planRunId, job: fromJob, known });
  // One that failed to release its cluster has nothing left to do either.
  const isDone = ({ name, state }: PlanRun['phases'][number]) => name === 'release' || state === 'done';
  const jobsDone = known.every((name) => started.find((job) => job.name === name)?.run?.state === 'SUCCEEDED');
  if (fromJob === undefined && jobsDone && planRun.phases.every(isDone))
    throw refusal('plan_run_succeeded', { planRunId });
}

function jobsBefore({ planRun, started }: PlanRunAsSeen): readonly JobBefore[] {
  return planRun.spec.jobs.map(({ name, needs }) => {
    const job = started.find((each) => each.name === name);
    const { run } = job ?? {};
    const succeeded = run?.state === 'SUCCEEDED' && {
      planRunId: job?.takenFrom ?? planRun.id,
      runId: run.id,
      clusterId: run.clusterId,
    };
    return { name, needs, succeeded: succeeded || undefined };
  });
}

/** The cluster that was made for the plan run before and was kept, with all that lies on it, while nobody else has taken it over.
 *  Who releases it is then the rerun. `undefined`: there is none such; a standing cluster is found by its name. */
async function leftCluster(deps: PlansDeps, tx: Tx, before: PlanRun) {
  const { spec, clusterId } = before;
  if (clusterId === undefined || clusterOf(spec).kind === 'standing') return undefined;
  await lockLeftCluster(tx, clusterId);
  return (await freeCluster(deps, tx, before))?.id;
}

async function freeCluster(deps: PlansDeps, tx: Tx, { organizationId, clusterId }: PlanRun) {
  if (clusterId === undefined) return undefined;
  const left = await deps.clusters.find(tx, organizationId, clusterId);
  const isFree = (await openPlanRunsOfCluster(tx, clusterId)).length === 0;
  return left?.state === 'RUNNING' && isFree ? left : undefined;
}
