// Plans and plan runs as they are now.
import { refusal } from '@argosy/kernel/errors';
import type { Caller } from '../platform/caller.ts';
import type { Tx } from '../platform/database.ts';
import type { Plan, PlanRun } from './domain/plan.ts';
import type { PlanCluster, PlansDeps } from './plans-deps.ts';
import { findPlanRun, listAllPlanRuns, listPlanRuns, startedJobs, type StartedJob } from './store/plan-runs.ts';
import { outputsOf, type PlanOutput } from './store/plan-transfers.ts';
import { findPlan } from './store/plans.ts';

/** By id or name. Refuses: plan_not_found. */
export async function getPlan(deps: PlansDeps, caller: Caller, planId: string): Promise<Plan> {
  const plan = await deps.read(caller, (tx) => findPlan(tx, caller.organizationId, planId));
  if (plan === undefined) throw refusal('plan_not_found', { planId });
  return plan;
}

/** A plan run with what it started, made and used. */
export interface PlanRunAsSeen {
  readonly planRun: PlanRun;
  readonly started: readonly StartedJob[];
  /** Files that were brought out. */
  readonly outputs: readonly PlanOutput[];
  readonly cluster: PlanCluster | undefined;
}

/** Refuses: plan_run_not_found. */
export async function getPlanRun(deps: PlansDeps, caller: Caller, planRunId: string): Promise<PlanRunAsSeen> {
  return deps.read(caller, async (tx) => {
    const planRun = await findPlanRun(tx, caller.organizationId, planRunId);
    const [seen] = planRun ? await withSurroundings(deps, tx, [planRun]) : [];
    if (seen === undefined) throw refusal('plan_run_not_found', { planRunId });
    return seen;
  });
}

/** Of one plan, newest first. Refuses: plan_not_found. */
export async function getPlanRuns(
  deps: PlansDeps,
  caller: Caller,
  asked: { readonly planId: string; readonly before: string | undefined; readonly limit: number },
): Promise<readonly PlanRunAsSeen[]> {
  const plan = await getPlan(deps, caller, asked.planId);
  return deps.read(caller, async (tx) =>
    withSurroundings(
      deps,
      tx,
      await listPlanRuns(tx, { ...asked, planId: plan.id, organizationId: plan.organizationId }),
    ),
  );
}

/** Of all plans, newest first. */
export async function getAllPlanRuns(
  deps: PlansDeps,
  caller: Caller,
  asked: Omit<Parameters<typeof listAllPlanRuns>[1], 'organizationId'>,
): Promise<readonly PlanRunAsSeen[]> {
  const { organizationId } = caller;
  return deps.read(caller, async (tx) =>
    withSurroundings(deps, tx, await listAllPlanRuns(tx, { ...asked, organizationId })),
  );
}

async function withSurroundings(
  deps: PlansDeps,
  tx: Tx,
  planRuns: readonly PlanRun[],
): Promise<readonly PlanRunAsSeen[]> {
  const ids = planRuns.map(({ id }) => id);
  const started = await startedJobs(tx, ids);
  const outputs = await outputsOf(tx, ids);
  const seen: PlanRunAsSeen[] = [];
  for (const planRun of planRuns) {
    const { id, organizationId, clusterId } = planRun;
    seen.push({
      planRun,
      started: started.get(id) ?? [],
      outputs: (outputs.get(id) ?? []).filter(({ sha256 }) => sha256 !== undefined),
      cluster: clusterId === undefined ? undefined : await deps.clusters.find(tx, organizationId, clusterId),
    });
  }
  return seen;
}
