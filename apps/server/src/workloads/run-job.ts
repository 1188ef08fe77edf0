// Runs a job on a cluster, by hand or as part of a plan run. What can be known to fail is refused here, before anything waits.
import { clusterActions } from '@argosy/contract/clusters/vocabulary';
import type { JobSpec } from '@argosy/contract/workloads/job-spec';
import type { ClusterState } from '@argosy/contract/clusters/vocabulary';
import { usualZone } from '@argosy/kernel/civil-time';
import { refusal } from '@argosy/kernel/errors';
import type { Id } from '@argosy/kernel/ids';
import type { Caller } from '../platform/caller.ts';
import type { Tx } from '../platform/database.ts';
import { publish } from '../platform/events.ts';
import { scheduleWork } from '../platform/work.ts';
import { clusterRuns, type WorkloadsDeps } from './deps.ts';
import { neededComponent } from './domain/container-sizes.ts';
import { type ParameterValues, substituteJob } from './domain/parameters.ts';
import type { Run } from './domain/run.ts';
import { missingRoom } from './domain/room-for-jobs.ts';
import type { WorkCluster } from './domain/work-cluster.ts';
import { findJob } from './store/jobs.ts';
import { insertRun } from './store/runs.ts';
import { toWorkCluster } from './work-cluster-of.ts';

export interface RunJob {
  /** Id or name. */
  readonly jobId: string;
  /** Id or name. */
  readonly clusterId: string;
  readonly parameters: ParameterValues;
}

/** Refuses: job_not_found, cluster_not_found, cluster_not_running, job_component_missing, job_too_large, parameter_missing,
 *  parameter_invalid. A cluster that is still starting takes runs; they begin when it is RUNNING. */
export async function runJob(deps: WorkloadsDeps, caller: Caller, input: RunJob): Promise<Run> {
  return deps.transaction(caller, async (tx) => {
    const job = await findJob(tx, caller.organizationId, input.jobId);
    if (job === undefined) throw refusal('job_not_found', { jobId: input.jobId });
    const id = deps.newId('run');
    const context = { runId: id, at: deps.clock.now(), timeZone: usualZone };
    const spec = substituteJob(job.spec, input.parameters, context);
    return createRunWithin(deps, tx, caller, { id, spec, clusterId: input.clusterId, jobId: job.id });
  });
}

export interface NewRunWanted {
  readonly id: Id<'run'>;
  /** With the values of its parameters in place. */
  readonly spec: JobSpec;
  /** Id or name. */
  readonly clusterId: string;
  readonly jobId?: string;
  readonly planRunId?: string;
}

/** Starts a run in the caller's transaction. Throws the refusals of `runJob` about the cluster. */
export async function createRunWithin(
  deps: WorkloadsDeps,
  tx: Tx,
  caller: Pick<Caller, 'organizationId'>,
  wanted: NewRunWanted,
): Promise<Run> {
  const { organizationId } = caller;
  const shown = await deps.clusters.clusterForRuns(tx, organizationId, wanted.clusterId);
  if (shown === undefined) throw refusal('cluster_not_found', { clusterId: wanted.clusterId });
  const cluster = toWorkCluster(shown);
  requireFits(cluster, wanted.spec);
  const now = deps.clock.now();
  const run = await insertRun(tx, {
    id: wanted.id,
    organizationId,
    jobId: wanted.jobId,
    planRunId: wanted.planRunId,
    clusterId: cluster.id,
    spec: wanted.spec,
    submittedAt: now,
  });
  await publish(tx, deps.clock, {
    type: 'workloads.run_submitted',
    organizationId,
    subject: run.id,
    facts: { name: run.name, kind: run.spec.kind, clusterId: cluster.id, planRunId: run.planRunId, jobId: run.jobId },
  });
  await scheduleWork(tx, clusterRuns, cluster.id, now); // commits with the run: who dies after it leaves it to the timer
  return run;
}

/** Refuses: cluster_not_running, job_component_missing, job_too_large. */
function requireFits(cluster: WorkCluster, spec: JobSpec): void {
  const { state, id: clusterId } = cluster;
  const allowed: readonly ClusterState[] = clusterActions.run.allowedIn;
  if (!allowed.includes(state)) throw refusal(clusterActions.run.otherwise, { clusterId, state });
  const component = neededComponent(spec);
  if (component !== undefined && !cluster.components.includes(component)) {
    throw refusal('job_component_missing', { kind: spec.kind, component, clusterId });
  }
  // While its release is being installed there is nothing to measure by yet.
  const missing = cluster.release && missingRoom(spec, cluster.nodes);
  if (missing) throw refusal('job_too_large', missing);
}
