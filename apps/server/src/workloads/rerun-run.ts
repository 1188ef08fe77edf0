// Runs again what a run was (JOB-1). A job may have changed since, or be gone; a run of a plan was never configured by itself; and
// the values that were given for parameters stand in no job. So the job is taken as it was then, with the values and the dates of
// then, and only `${run.id}` is new: two runs do not write to one place.
import { usualZone } from '@argosy/kernel/civil-time';
import { clusterUse, jobRun, planRun } from '@argosy/contract/workloads/operations';
import type { JobSpec } from '@argosy/contract/workloads/job-spec';
import { invariant, refusal } from '@argosy/kernel/errors';
import type { Caller } from '../platform/caller.ts';
import type { Tx } from '../platform/database.ts';
import { requirePermit } from '../platform/http/permit.ts';
import type { WorkloadsDeps } from './deps.ts';
import { type ParameterContext, type ParameterValues, substituteJob } from './domain/parameters.ts';
import { timeOf, zoneOf } from './domain/plan.ts';
import type { Run } from './domain/run.ts';
import { requireJobFiles } from './require-job-files.ts';
import { createRunWithin } from './run-job.ts';
import { filesOf } from './domain/job-files.ts';
import { holdFiles } from './store/files.ts';
import { readJobVersion } from './store/jobs.ts';
import { readPlanRun } from './store/plan-runs.ts';
import { findRunOf } from './store/runs.ts';

/** On the cluster `clusterId`, by id or name, or the one it ran on. Refuses: run_not_found, permission_denied, policy_denies,
 *  file_not_found, archive_unsafe, and about the cluster what `job_run` does. */
export async function rerunRun(
  deps: WorkloadsDeps,
  caller: Caller,
  { runId, clusterId }: { readonly runId: string; readonly clusterId?: string | undefined },
): Promise<Run> {
  const before = await requireRun(deps, caller, runId);
  // What repeats a run that repeated another repeats the first: only that one knows its plan run.
  const first = before.rerunOf === undefined ? before : await requireRun(deps, caller, before.rerunOf);
  // One that was given is asked about where the request comes in.
  if (clusterId === undefined) requirePermit(caller, clusterUse, { clusterId: before.clusterId }, deps.clock.now());
  await requireJobFiles(deps, caller.organizationId, first.spec);
  return deps.transaction(caller, async (tx) => {
    await requireMayRepeat(deps, tx, caller, first);
    await holdFiles(tx, caller.organizationId, filesOf(first.spec));
    const { job, values, context } = await asItWas(tx, first);
    const id = deps.newId('run');
    return createRunWithin(deps, tx, caller, {
      id,
      spec: substituteJob(job, values, { ...context, runId: id }),
      clusterId: clusterId ?? before.clusterId,
      jobId: first.jobId,
      jobVersion: first.jobVersion,
      parameters: first.parameters,
      rerunOf: first.id,
    });
  });
}

async function requireRun(deps: WorkloadsDeps, caller: Caller, runId: string): Promise<Run> {
  const found = await deps.read(caller, (tx) => findRunOf(tx, caller.organizationId, runId));
  if (found === undefined) throw refusal('run_not_found', { runId });
  return found.run;
}

/** Who may not run a job or a plan may not run a run of it again either. Refuses: permission_denied, policy_denies. */
async function requireMayRepeat(
  { clock }: Pick<WorkloadsDeps, 'clock'>,
  tx: Tx,
  caller: Caller,
  { jobId, planRunId }: Run,
): Promise<void> {
  if (planRunId === undefined) {
    requirePermit(caller, jobRun, { jobId }, clock.now());
    return;
  }
  const ofPlan = await readPlanRun(tx, planRunId);
  invariant(ofPlan, 'a run of a plan run has it');
  requirePermit(caller, planRun, { planId: ofPlan.planId }, clock.now());
}

/** The job before values were put in place, and what was put there. */
async function asItWas(
  tx: Tx,
  run: Run,
): Promise<{
  readonly job: JobSpec;
  readonly values: ParameterValues;
  readonly context: Omit<ParameterContext, 'runId'>;
}> {
  if (run.planRunId !== undefined) {
    const ofPlan = await readPlanRun(tx, run.planRunId);
    const found = ofPlan?.spec.jobs.find(({ name }) => name === run.name);
    invariant(ofPlan && found, 'a run of a plan run has its job there');
    const { needs: _, ...job } = found;
    const context = { planName: ofPlan.name, at: timeOf(ofPlan), timeZone: zoneOf(ofPlan.spec) };
    return { job, values: ofPlan.parameters, context };
  }
  invariant(run.jobId !== undefined, 'a run outside of plans is of a job');
  const job = await readJobVersion(tx, run.jobId, run.jobVersion ?? 1); // jobs of before there were versions never changed
  invariant(job, 'a version that was run is kept');
  return { job, values: run.parameters, context: { at: run.submittedAt, timeZone: usualZone } };
}
