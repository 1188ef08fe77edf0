import type { PlanSpec } from '@argosy/contract/workloads/plan-spec';
import { refusal } from '@argosy/kernel/errors';
import type { Caller } from '../platform/caller.ts';
import { scheduleWork } from '../platform/work.ts';
import { answerForCluster } from './answer-for-cluster.ts';
import { newPlan, publishKept, putInPlace, requireRunnable } from './create-plan.ts';
import { planFilesOf } from './domain/job-files.ts';
import type { Plan } from './domain/plan.ts';
import { requireChangeable } from './domain/versions.ts';
import type { PlansDeps } from './plans-deps.ts';
import { holdFiles } from './store/files.ts';
import { lockPlan } from './store/plans.ts';
import { noteChanges } from '../platform/transaction.ts';
import { planChanges } from './domain/told-changes.ts';

/** Gives the plan a new version; each plan run keeps the spec it was asked for. A schedule counts from now on, and one that was
 *  paused stays so. Refuses: plan_not_found, name_fixed, version_outdated, and what `plan_create` does about the spec. */
export async function updatePlan(
  deps: PlansDeps,
  caller: Caller,
  {
    planId,
    spec,
    version,
  }: { readonly planId: string; readonly spec: PlanSpec; readonly version?: number | undefined },
): Promise<Plan> {
  await answerForCluster(deps, caller, spec);
  await requireRunnable(deps, caller.organizationId, spec);
  return deps.transaction(caller, async (tx) => {
    const before = await lockPlan(tx, caller.organizationId, planId);
    if (before === undefined) throw refusal('plan_not_found', { planId });
    requireChangeable(before, { name: spec.name, version });
    await holdFiles(tx, caller.organizationId, planFilesOf(spec));
    const kept = await putInPlace(tx, newPlan(deps, caller.organizationId, spec), before);
    await publishKept(deps, tx, { plan: kept, isNew: false });
    noteChanges(tx, planChanges(before, kept));
    if (kept.scheduleState === 'active') await scheduleWork(tx, 'schedule', kept.id, deps.clock.now());
    return kept;
  });
}
