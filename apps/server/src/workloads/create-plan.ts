// Configures a plan (JOB-2), or puts another in its place under the same name. Everything that can be known before a run is
// checked here: a plan that is taken runs, unless the cluster or its jobs say no.
import type * as z from 'zod';
import { type planCreate, planUpdate } from '@argosy/contract/workloads/operations';
import type { PlanSpec } from '@argosy/contract/workloads/plan-spec';
import { refusal } from '@argosy/kernel/errors';
import { clusterOffers } from '../clusters/index.ts';
import type { Caller } from '../platform/caller.ts';
import type { Tx } from '../platform/database.ts';
import { publish } from '../platform/events.ts';
import { requirePermit } from '../platform/http/permit.ts';
import { scheduleWork } from '../platform/work.ts';
import { answerForCluster } from './answer-for-cluster.ts';
import { planFilesOf } from './domain/job-files.ts';
import { requireDag } from './domain/plan-dag.ts';
import { substituteJob, substituteText, valuesOf, type ParameterContext } from './domain/parameters.ts';
import { clusterOf, type Plan, zoneOf } from './domain/plan.ts';
import { requireRoom } from './domain/room-for-jobs.ts';
import { requireUsable } from './domain/schedule.ts';
import type { PlansDeps } from './plans-deps.ts';
import { requireJobFiles } from './require-job-files.ts';
import { filesThere, holdFiles } from './store/files.ts';
import { findPlan, insertPlan, lockPlan, updatePlan } from './store/plans.ts';
import { noteChanges } from '../platform/transaction.ts';
import { planChanges } from './domain/told-changes.ts';

/** Refuses: plan_invalid, schedule_invalid, job_too_large, parameter_missing, parameter_invalid, file_not_found, archive_unsafe,
 *  plan_name_taken, cluster_not_found, permission_denied, policy_denies. */
export async function createPlan(
  deps: PlansDeps,
  caller: Caller,
  { spec, replace }: z.output<typeof planCreate.body>,
): Promise<Plan> {
  const now = deps.clock.now();
  await answerForCluster(deps, caller, spec);
  await requireRunnable(deps, caller.organizationId, spec);
  return deps.transaction(caller, async (tx) => {
    const plan = newPlan(deps, caller.organizationId, spec);
    await holdFiles(tx, plan.organizationId, planFilesOf(spec));
    const isNew = (await insertPlan(tx, plan)) === 'inserted';
    const before = isNew || !replace ? undefined : await lockPlan(tx, plan.organizationId, plan.name);
    if (!isNew && before === undefined) throw refusal('plan_name_taken', { name: plan.name });
    if (before) requirePermit(caller, planUpdate, { planId: before.id }, now);
    const kept = before === undefined ? plan : await putInPlace(tx, plan, before);
    await publishKept(deps, tx, { plan: kept, isNew: kept === plan });
    noteChanges(tx, planChanges(before, kept));
    if (kept.scheduleState === 'active') await scheduleWork(tx, 'schedule', kept.id, now);
    return kept;
  });
}

/** Keeps a plan that is run before it was configured, without its schedule: nobody asked for that. Whoever was faster under this
 *  name keeps theirs. Answers the id of the plan that has the name. */
export async function keepPlanWithin(
  deps: Pick<PlansDeps, 'clock' | 'newId'>,
  tx: Tx,
  { organizationId, spec: asked }: Pick<Plan, 'organizationId' | 'spec'>,
): Promise<Plan['id']> {
  const { schedule: _, ...spec } = asked;
  const plan = newPlan(deps, organizationId, spec);
  if ((await insertPlan(tx, plan)) === 'name_taken') {
    const theirs = await findPlan(tx, organizationId, spec.name);
    return theirs?.id ?? keepPlanWithin(deps, tx, { organizationId, spec: asked }); // deleted in between
  }
  await publishKept(deps, tx, { plan, isNew: true });
  return plan.id;
}

export function newPlan(
  { clock, newId }: Pick<PlansDeps, 'clock' | 'newId'>,
  organizationId: string,
  spec: PlanSpec,
): Plan {
  const now = clock.now();
  return {
    id: newId('plan'),
    organizationId,
    name: spec.name,
    spec,
    scheduleState: spec.schedule ? 'active' : 'none',
    scheduledThrough: spec.schedule ? now : undefined, // what came before it was there is nobody's
    version: 1,
    createdAt: now,
    changedAt: undefined,
  };
}

export async function publishKept(
  { clock }: Pick<PlansDeps, 'clock'>,
  tx: Tx,
  { plan, isNew }: { readonly plan: Plan; readonly isNew: boolean },
): Promise<void> {
  await publish(tx, clock, {
    type: isNew ? 'workloads.plan_created' : 'workloads.plan_replaced',
    organizationId: plan.organizationId,
    subject: plan.id,
    facts: { name: plan.name },
  });
}

/** Reads archives, so it is called outside of transactions.
 *  Refuses: plan_invalid, schedule_invalid, job_too_large, parameter_missing, parameter_invalid, file_not_found,
 *  archive_unsafe. */
export async function requireRunnable(deps: PlansDeps, organizationId: string, spec: PlanSpec): Promise<void> {
  const now = deps.clock.now();
  requireDag(spec.jobs);
  requireOneOfEach(spec);
  requireRoomOfItsOwn(spec);
  if (spec.schedule) requireUsable(spec.schedule, now);
  requireValues(spec, { runId: 'run', planName: spec.name, at: now, timeZone: zoneOf(spec) });
  await requirePlanFiles(deps, organizationId, spec);
}

/** A schedule that was paused stays paused: replacing a plan is not asking for it to run. */
export async function putInPlace(tx: Tx, plan: Plan, before: Plan): Promise<Plan> {
  const scheduleState = before.scheduleState === 'paused' && plan.spec.schedule ? 'paused' : plan.scheduleState;
  const kept: Plan = {
    ...plan,
    id: before.id,
    createdAt: before.createdAt,
    scheduleState,
    version: before.version + 1,
    changedAt: plan.createdAt,
  };
  await updatePlan(tx, kept);
  return kept;
}

/** Names by which things are found again, in the feed, in HDFS and in the folder of results. */
export function requireOneOfEach({ inputs, outputs }: PlanSpec): void {
  const twice = (names: readonly string[]) => names.find((name, index) => names.indexOf(name) !== index);
  const output = twice(outputs.map(({ name }) => name));
  if (output !== undefined) throw refusal('plan_invalid', { problem: `two outputs are named "${output}"` });
  const place = twice(inputs.flatMap(({ from, to }) => from.map(({ name }) => `${to}/${name}`)));
  if (place !== undefined) throw refusal('plan_invalid', { problem: `two inputs go to ${place}` });
}

/** A job that the plan's own nodes can never hold would fail when its cluster is there and the jobs before it have run. */
export function requireRoomOfItsOwn(spec: PlanSpec): void {
  const cluster = clusterOf(spec);
  const offers = cluster.kind === 'transient' ? clusterOffers(cluster.spec) : undefined;
  if (offers) requireRoom(spec.jobs, offers);
}

/** Everything with `${…}` once, with the declared values: what is missing is said now, not at three in the morning. */
function requireValues(spec: PlanSpec, context: ParameterContext): void {
  const values = valuesOf(spec.parameters, {});
  for (const job of spec.jobs) substituteJob(job, values, context);
  for (const { to } of spec.inputs) substituteText(to, 'inputs', values, context);
  for (const { name, from } of spec.outputs) substituteText(from, `output "${name}"`, values, context);
}

/** Refuses: file_not_found, archive_unsafe. */
export async function requirePlanFiles(
  deps: PlansDeps,
  organizationId: string,
  { inputs, jobs }: PlanSpec,
): Promise<void> {
  for (const job of jobs) await requireJobFiles(deps, organizationId, job);
  const files = inputs.flatMap(({ from }) => from);
  const hashes = [...new Set(files.map(({ sha256 }) => sha256))];
  const there = await deps.read({ organizationId }, (tx) => filesThere(tx, organizationId, hashes));
  const missing = files.find(({ sha256 }) => !there.has(sha256));
  if (missing) throw refusal('file_not_found', { name: missing.name, sha256: missing.sha256 });
}
