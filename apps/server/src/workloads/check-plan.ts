// What stands against a plan before it is one (JOB-2): all of it, each thing at its place, and the cluster that it would make.
// Asks the functions that refuse when it is configured and run.
import type * as z from 'zod';
import type { planCheck } from '@argosy/contract/workloads/operations';
import { planSpec, type PlanSpec } from '@argosy/contract/workloads/plan-spec';
import { clusterActions } from '@argosy/contract/clusters/vocabulary';
import { type Checking, checking } from '@argosy/kernel/checking';
import { refusal } from '@argosy/kernel/errors';
import type { Caller } from '../platform/caller.ts';
import { readDraft, toProblemViews } from '../platform/check.ts';
import type { CheckedCluster } from '../clusters/index.ts';
import { answerForCluster } from './answer-for-cluster.ts';
import { checkFiles } from './check-job.ts';
import { requireOneOfEach, requireRoomOfItsOwn } from './create-plan.ts';
import { neededComponent } from './domain/container-sizes.ts';
import { substituteJob, substituteText, valuesOf } from './domain/parameters.ts';
import { requireDag } from './domain/plan-dag.ts';
import { clusterOf, zoneOf } from './domain/plan.ts';
import { nextTimes, requireUsable } from './domain/schedule.ts';
import type { PlansDeps } from './plans-deps.ts';
import { requireFits } from './run-job.ts';
import { toWorkCluster } from './work-cluster-of.ts';

type Checked = z.output<typeof planCheck.result>;

const timesShown = 5;

export async function checkPlan(
  deps: PlansDeps,
  caller: Caller,
  { spec: draft }: z.output<typeof planCheck.body>,
): Promise<Checked> {
  const read = readDraft(planSpec, draft, caller);
  if ('problems' in read) return { ok: false, problems: [...read.problems], missingFiles: [], nextTimes: [] };
  const spec = read.value;
  const now = deps.clock.now();
  const check = checking();
  const { found, at } = check;
  at('jobs', () => requireDag(spec.jobs));
  at('', () => requireOneOfEach(spec));
  const { schedule } = spec;
  const times = schedule && at('schedule', () => (requireUsable(schedule, now), nextTimes(schedule, now, timesShown)));
  checkValues(deps, check, spec);
  const missingFiles = await checkFiles(
    deps,
    caller.organizationId,
    check,
    spec.jobs.map((job, index) => ({ job, path: `jobs.${index}.` })),
    spec.inputs.flatMap(({ from }, index) =>
      from.map((file, place) => ({ ...file, path: `inputs.${index}.from.${place}` })),
    ),
  );
  const cluster = await checkItsCluster(deps, caller, check, spec);
  const { release, isInstalled = false, neededMb, freeMb = 0, nodes = [] } = cluster ?? {};
  return {
    ok: found.length === 0 && missingFiles.length === 0,
    problems: toProblemViews(found, caller),
    missingFiles,
    nextTimes: (times ?? []).map(String),
    ...(cluster && { cluster: { release, installed: isInstalled, neededMb, freeMb, nodes: [...nodes] } }),
  };
}

/** Everything with `${…}` once, with the declared values. */
function checkValues({ clock }: PlansDeps, { at }: Checking, spec: PlanSpec): void {
  const values = valuesOf(spec.parameters, {});
  const context = { runId: 'run', planName: spec.name, at: clock.now(), timeZone: zoneOf(spec) };
  for (const [index, job] of spec.jobs.entries()) at(`jobs.${index}`, () => substituteJob(job, values, context));
  for (const [index, { to }] of spec.inputs.entries())
    at(`inputs.${index}.to`, () => substituteText(to, 'inputs', values, context));
  for (const [index, { name, from }] of spec.outputs.entries())
    at(`outputs.${index}.from`, () => substituteText(from, `output "${name}"`, values, context));
}

/** Whether its jobs fit on the standing one, or on the one that it would make. */
async function checkItsCluster(
  deps: PlansDeps,
  caller: Caller,
  { found, at, atLength }: Checking,
  spec: PlanSpec,
): Promise<CheckedCluster | undefined> {
  const { organizationId } = caller;
  const wanted = clusterOf(spec);
  const place = wanted.kind === 'transient' ? 'cluster' : 'cluster.name';
  const answered = await atLength(place, async () => (await answerForCluster(deps, caller, spec), true));
  if (!answered) return undefined; // nor is anything told of a cluster that they may not use
  if (wanted.kind === 'transient') {
    const made = await deps.clusters.check(organizationId, wanted.spec);
    found.push(...made.problems.map(({ path, refused }) => ({ path: `cluster.${path}`, refused })));
    if (made.problems.length === 0)
      for (const [index, job] of spec.jobs.entries())
        at(`jobs.${index}`, () => requireHolds(spec, job, wanted.spec.components));
    return made;
  }
  const standing = await deps.read({ organizationId }, (tx) => deps.clusters.describe(tx, organizationId, wanted.name));
  const cluster = at('cluster.name', () => {
    if (standing === undefined) throw refusal('cluster_not_found', { clusterId: wanted.name });
    if (!clusterActions.run.allowedIn.some((state) => state === standing.state))
      throw refusal(clusterActions.run.otherwise, { clusterId: wanted.name, state: standing.state });
    return toWorkCluster(standing);
  });
  for (const [index, job] of spec.jobs.entries()) at(`jobs.${index}`, () => cluster && requireFits(cluster, job));
  return undefined;
}

/** Refuses: job_component_missing, job_too_large. */
function requireHolds(spec: PlanSpec, job: PlanSpec['jobs'][number], components: readonly string[]): void {
  const component = neededComponent(job);
  if (component !== undefined && !components.includes(component))
    throw refusal('job_component_missing', { kind: job.kind, component, clusterId: 'of the plan' });
  requireRoomOfItsOwn({ ...spec, jobs: [job] });
}
