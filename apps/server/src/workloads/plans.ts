// Plans as the composition sees them: their routes, their reconcilers, what they hear. They stand on runs and on clusters
// through `PlansDeps`, as another module would.
import type { ActionReport } from '@argosy/contract/agent/protocol';
import type { Consumer } from '../platform/events.ts';
import type { Binding } from '../platform/http/bind.ts';
import { type Reconciler, scheduleWork } from '../platform/work.ts';
import { planRoutes } from './http/plan-routes.ts';
import { transferReports } from './plan-copying.ts';
import type { PlansDeps } from './plans-deps.ts';
import { planRunsReconciler } from './reconcile/plan-runs.ts';
import { schedulesReconciler } from './reconcile/schedules.ts';
import { openPlanRunsOfCluster, planRunOfRun, readPlanRun } from './store/plan-runs.ts';
import { SYSTEM } from '../platform/caller.ts';

export interface Plans {
  readonly routes: readonly Binding[];
  readonly reconcilers: readonly Reconciler[];
  readonly consumers: readonly Consumer[];
  /** For the agents' listener: what a node reports of an action. Those of others are not looked at. */
  readonly hearAction: (nodeId: string, report: ActionReport) => void;
  /** The cluster on which a plan run takes place, for the road on which agents bring outputs. */
  readonly clusterOfPlanRun: (planRunId: string) => Promise<string | undefined>;
}

export function startPlans(deps: PlansDeps): Plans {
  return {
    routes: planRoutes(deps),
    reconcilers: [planRunsReconciler(deps), schedulesReconciler(deps)],
    consumers: [onRun(deps), onPlanCluster(deps)],
    hearAction: transferReports(deps),
    clusterOfPlanRun: async (planRunId) => (await deps.read(SYSTEM, (tx) => readPlanRun(tx, planRunId)))?.clusterId,
  };
}

/** A run that goes on takes the plan run it belongs to along. */
function onRun(deps: PlansDeps): Consumer {
  return {
    name: 'workloads.plans_on_run',
    types: ['workloads.run_running', 'workloads.run_retried', 'workloads.run_ended'],
    async hear(tx, { subject }) {
      const planRunId = await planRunOfRun(tx, subject);
      if (planRunId !== undefined) await scheduleWork(tx, 'plan_run', planRunId, deps.clock.now());
    },
  };
}

function onPlanCluster(deps: PlansDeps): Consumer {
  return {
    name: 'workloads.plans_on_cluster',
    types: [
      'clusters.cluster_bootstrapping',
      'clusters.cluster_running',
      'clusters.cluster_start_failed',
      'clusters.cluster_terminating',
      'clusters.cluster_terminated',
      'clusters.cluster_terminated_with_errors',
      'clusters.cluster_terminate_failed',
    ],
    async hear(tx, { subject }) {
      for (const planRunId of await openPlanRunsOfCluster(tx, subject)) {
        await scheduleWork(tx, 'plan_run', planRunId, deps.clock.now());
      }
    },
  };
}
