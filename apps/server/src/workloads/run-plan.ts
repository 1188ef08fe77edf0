// Runs a plan, now or for a scheduled time (JOB-2). By hand the cluster is asked for in the same transaction: what speaks
// against it reaches whoever asked, and the plan run keeps the cluster's id or neither is there.
import type { PlanSpec } from '@argosy/contract/workloads/plan-spec';
import { clusterActions } from '@argosy/contract/clusters/vocabulary';
import { invariant, refusal } from '@argosy/kernel/errors';
import type { Instant } from '@argosy/kernel/time';
import type { Caller } from '../platform/caller.ts';
import type { Tx } from '../platform/database.ts';
import { publish } from '../platform/events.ts';
import { scheduleWork } from '../platform/work.ts';
import { answerForCluster, answerForKeeping, requireClusterNotDenied } from './answer-for-cluster.ts';
import { keepPlanWithin, requireRunnable } from './create-plan.ts';
import { substituteJob, valuesOf, type ParameterValues } from './domain/parameters.ts';
import { clusterNameOf, clusterOf, noPhaseBegun, type Plan, type PlanRun, timeOf, zoneOf } from './domain/plan.ts';
import type { PlansDeps } from './plans-deps.ts';
import { insertPlanRun } from './store/plan-runs.ts';
import { planFilesOf } from './domain/job-files.ts';
import { holdFiles } from './store/files.ts';
import { findPlan, holdPlan } from './store/plans.ts';

export interface RunPlan {
  /** Id or name. */
  readonly planId: string;
  readonly parameters: ParameterValues;
  readonly keepCluster: boolean;
  /** The plan as it is to be run, whatever is kept by then; kept under its name when nothing is. As it is kept, if left out. */
  readonly spec?: PlanSpec | undefined;
}

/** Refuses: plan_not_found, parameter_unknown, parameter_missing, parameter_invalid, cluster_not_found, cluster_not_running,
 *  what `cluster_create` refuses, policy_denies, and about a spec of its own what `plan_create` does. */
export async function runPlan(deps: PlansDeps, caller: Caller, input: RunPlan): Promise<PlanRun> {
  const { organizationId } = caller;
  const kept = await deps.read({ organizationId }, (tx) => findPlan(tx, organizationId, input.planId));
  const spec = input.spec ?? kept?.spec;
  if (spec === undefined || (kept === undefined && spec.name !== input.planId))
    throw refusal('plan_not_found', { planId: input.planId });
  if (input.spec === undefined) {
    await requireClusterNotDenied(deps, caller, spec);
  } else {
    await answerForCluster(deps, caller, spec);
    await requireOwnSpec(deps, organizationId, { spec, name: kept?.name ?? input.planId });
  }
  answerForKeeping(deps, caller, { spec, keepCluster: input.keepCluster });
  const wanted = newPlanRun(deps, { organizationId, spec }, { parameters: input.parameters, scheduledFor: undefined });
  const cluster = await prepareCluster(deps, spec);
  return deps.transaction(caller, async (tx) => {
    await holdFiles(tx, organizationId, planFilesOf(spec));
    const planId = kept?.id ?? (await keepPlanWithin(deps, tx, wanted));
    if (!(await holdPlan(tx, planId))) throw refusal('plan_not_found', { planId: input.planId });
    const asked: PlanRun = { ...wanted, planId, keepCluster: input.keepCluster };
    const planRun = { ...asked, clusterId: await cluster(tx, asked) };
    const inserted = await insertPlanRunWithin(deps, tx, planRun);
    invariant(inserted === 'inserted', 'a run by hand is for no scheduled time');
    return planRun;
  });
}

async function requireOwnSpec(
  deps: PlansDeps,
  organizationId: string,
  { spec, name }: { readonly spec: PlanSpec; readonly name: string },
): Promise<void> {
  if (spec.name !== name)
    throw refusal('plan_invalid', { problem: `it is named "${spec.name}", and the plan to be run "${name}"` });
  await requireRunnable(deps, organizationId, spec);
}

/** A run of the plan, but for the plan's id, with its values, which are tried on every job before anything is made.
 *  Refuses: parameter_unknown, parameter_missing, parameter_invalid. */
export function newPlanRun(
  deps: Pick<PlansDeps, 'clock' | 'newId'>,
  { organizationId, spec }: Pick<Plan, 'organizationId' | 'spec'>,
  {
    parameters,
    scheduledFor,
    datesOf,
  }: {
    readonly parameters: ParameterValues;
    readonly scheduledFor: Instant | undefined;
    readonly datesOf?: Instant | undefined;
  },
): Omit<PlanRun, 'planId'> {
  const createdAt = deps.clock.now();
  const values = valuesOf(spec.parameters, parameters);
  const context = {
    runId: 'run',
    planName: spec.name,
    at: timeOf({ datesOf, scheduledFor, createdAt }),
    timeZone: zoneOf(spec),
  };
  for (const job of spec.jobs) substituteJob(job, values, context);
  return {
    id: deps.newId('plan_run'),
    organizationId,
    name: spec.name,
    spec,
    parameters: values,
    state: 'SUBMITTED',
    reason: undefined,
    phases: noPhaseBegun,
    clusterId: undefined,
    keepCluster: false,
    killRequestedAt: undefined,
    scheduledFor,
    rerunOf: undefined,
    datesOf,
    anew: {},
    createdAt,
    endedAt: undefined,
  };
}

export async function insertPlanRunWithin(
  deps: Pick<PlansDeps, 'clock'>,
  tx: Tx,
  planRun: PlanRun,
): Promise<'inserted' | 'already_there'> {
  if ((await insertPlanRun(tx, planRun)) === 'already_there') return 'already_there';
  const { id, planId, organizationId, name, scheduledFor, rerunOf } = planRun;
  await publish(tx, deps.clock, {
    type: 'workloads.plan_run_requested',
    organizationId,
    subject: id,
    facts: {
      planId,
      name,
      ...(scheduledFor && { scheduledFor: scheduledFor.toString() }),
      ...(rerunOf && { rerunOf }),
    },
  });
  await scheduleWork(tx, 'plan_run', id, planRun.createdAt);
  return 'inserted';
}

/** Looks up outside of the transaction what choosing the cluster needs to know; what it answers makes the plan run's cluster, or
 *  finds the standing one, inside, and returns its id.
 *  Refuses: cluster_not_found, cluster_not_running, and what `cluster_create` refuses. */
export async function prepareCluster(
  deps: PlansDeps,
  spec: PlanSpec,
): Promise<(tx: Tx, planRun: PlanRun) => Promise<string>> {
  const wanted = clusterOf(spec);
  if (wanted.kind === 'standing') return (tx, planRun) => findStanding(deps, tx, planRun, wanted.name);
  const create = await deps.clusters.prepare(wanted.spec);
  // Guarded by the plan's age and by its own, whichever ends first.
  const maximumAgeSeconds = Math.min(spec.maximumAgeSeconds, wanted.spec.maximumAgeSeconds ?? spec.maximumAgeSeconds);
  return async (tx, planRun) =>
    (await create(tx, planRun, { ...wanted.spec, maximumAgeSeconds, name: clusterNameOf(planRun) })).id;
}

async function findStanding(deps: PlansDeps, tx: Tx, { organizationId }: PlanRun, name: string): Promise<string> {
  const standing = await deps.clusters.find(tx, organizationId, name);
  if (standing === undefined) throw refusal('cluster_not_found', { clusterId: name });
  if (!clusterActions.run.allowedIn.some((state) => state === standing.state)) {
    throw refusal(clusterActions.run.otherwise, { clusterId: name, state: standing.state });
  }
  return standing.id;
}
