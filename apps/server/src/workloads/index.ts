// The door of workloads: what main.ts wires and what other modules call.
import type { ActionReport } from '@argosy/contract/agent/protocol';
import { SYSTEM } from '../platform/caller.ts';
import type { Consumer } from '../platform/events.ts';
import type { Binding } from '../platform/http/bind.ts';
import type { ResourceFinders } from '../platform/http/gate.ts';
import type { SearchSource } from '../platform/search.ts';
import { type Reconciler, scheduleWork } from '../platform/work.ts';
import { clusterRuns, type WorkloadsDeps } from './deps.ts';
import { workloadsRoutes } from './http/routes.ts';
import { killRunWithin } from './kill-run.ts';
import { cleaningReconciler } from './reconcile/cleaning.ts';
import { recordActionReports } from './reconcile/action-reports.ts';
import { runsReconciler } from './reconcile/runs.ts';
import { storageReconciler } from './reconcile/storage.ts';
import { startPlans } from './plans.ts';
import { clustersForPlans, type ClustersDoorForPlans } from './plans-deps.ts';
import { createRunWithin } from './run-job.ts';
import { workloadSearches } from './search-workloads.ts';
import { findFile } from './store/files.ts';
import { findJob } from './store/jobs.ts';
import { findPlan } from './store/plans.ts';
import { clusterOfRun, isClusterNeeded } from './store/runs.ts';

export type { AgentsDoor, ClustersDoor, WorkloadsDeps } from './deps.ts';
export type { WorkCluster, WorkNode, WorkRelease } from './domain/work-cluster.ts';

export interface Workloads {
  readonly routes: readonly Binding[];
  /** Its things by name, for policies. */
  readonly resources: ResourceFinders;
  readonly reconcilers: readonly Reconciler[];
  readonly consumers: readonly Consumer[];
  readonly searches: readonly SearchSource[];
  /** For the agents' listener: what a node reports of an action. Those of others are not looked at. */
  readonly hearAction: (nodeId: string, report: ActionReport) => void;
  /** Whether nothing of a cluster that is leaving is needed any more: its runs have ended and their logs are in the store. */
  readonly mayRemoveCluster: (clusterId: string) => Promise<boolean>;
  /** The cluster on which a run takes place, for the road on which agents bring logs. */
  readonly clusterOfRun: (runId: string) => Promise<string | undefined>;
  /** The same for a plan run and its outputs. */
  readonly clusterOfPlanRun: (planRunId: string) => Promise<string | undefined>;
  /** Whether the organization has uploaded this file; its nodes may fetch it. */
  readonly hasFile: (organizationId: string, sha256: string) => Promise<boolean>;
  readonly stop: () => Promise<void>;
}

export function startWorkloads(
  deps: WorkloadsDeps & { readonly clusters: WorkloadsDeps['clusters'] & ClustersDoorForPlans },
): Workloads {
  const ofRuns = recordActionReports(deps);
  const plans = startPlans({
    ...deps,
    clusters: clustersForPlans(deps, deps.clusters),
    runs: {
      createWithin: (tx, caller, wanted) => createRunWithin(deps, tx, caller, wanted),
      killWithin: (tx, asked) => killRunWithin(deps, tx, asked),
    },
  });
  return {
    routes: [...workloadsRoutes(deps), ...plans.routes],
    resources: {
      job: async (organizationId, idOrName) =>
        (await deps.read({ organizationId }, (tx) => findJob(tx, organizationId, idOrName)))?.id,
      plan: async (organizationId, idOrName) =>
        (await deps.read({ organizationId }, (tx) => findPlan(tx, organizationId, idOrName)))?.id,
    },
    reconcilers: [runsReconciler(deps), storageReconciler(deps), cleaningReconciler(deps), ...plans.reconcilers],
    consumers: [onCluster(deps), ...plans.consumers],
    searches: workloadSearches,
    hearAction(nodeId, report) {
      ofRuns.hear(nodeId, report);
      plans.hearAction(nodeId, report);
    },
    mayRemoveCluster: async (clusterId) => !(await deps.read(SYSTEM, (tx) => isClusterNeeded(tx, clusterId))),
    clusterOfRun: (runId) => deps.read(SYSTEM, (tx) => clusterOfRun(tx, runId)),
    clusterOfPlanRun: plans.clusterOfPlanRun,
    hasFile: async (organizationId, sha256) =>
      (await deps.read({ organizationId }, (tx) => findFile(tx, organizationId, sha256))) !== undefined,
    stop: () => ofRuns.stop(),
  };
}

/** A cluster that has changed is looked at by the round of its runs: they begin, are ended, or are lost with it. */
function onCluster(deps: WorkloadsDeps): Consumer {
  return {
    name: 'workloads.on_cluster',
    types: [
      'clusters.cluster_running',
      'clusters.cluster_terminating',
      'clusters.cluster_terminated',
      'clusters.cluster_terminated_with_errors',
      'clusters.cluster_start_failed',
    ],
    hear: (tx, { subject }) => scheduleWork(tx, clusterRuns, subject, deps.clock.now()),
  };
}
