// What has become of a plan since it was run (JOB-2), for who runs it again as it is now. Pure. A job is the same when it would
// run the same: its values are put in place on both sides, so that a parameter which it does not name changes nothing about it.
// Which job reads which input is nobody's to know: where inputs are others, every job may have worked with what is there no more.
import type { PlanSpec } from '@argosy/contract/workloads/plan-spec';
import { isSameJson } from '@argosy/kernel/json';
import { type Instant, isBefore } from '@argosy/kernel/time';
import { asText, type ParameterContext, substituteJob, substituteText } from './parameters.ts';
import { type Plan, type PlanRun, timeOf, zoneOf } from './plan.ts';
import type { Difference } from './rerun.ts';

/** A plan with its values, for the time whose dates its jobs write. */
export type RunPlan = Pick<PlanRun, 'spec' | 'parameters' | 'datesOf' | 'scheduledFor' | 'createdAt'>;

/** Whether it is another than the one that was run, and was changed after that: a plan file that was run under its name may be newer
 *  than what is kept there. A rerun of the plan as it was is younger than what it runs, so it is asked when the first in its line
 *  began; what a rerun of the plan as it is ran was kept by then, and another is a change since in any case. */
export function isChangedSince(
  { spec, changedAt }: Pick<Plan, 'spec' | 'changedAt'>,
  run: { readonly spec: PlanSpec; readonly lineBeganAt: Instant },
): boolean {
  return changedAt !== undefined && !isBefore(changedAt, run.lineBeganAt) && !runsTheSame(spec, run.spec);
}

/** By all that its runs go by: neither its description nor when it is run. */
export const runsTheSame = (one: PlanSpec, other: PlanSpec): boolean => isSameJson(toRun(one), toRun(other));

function toRun(spec: PlanSpec): object {
  const { description: _, schedule: __, ...rest } = spec;
  return { ...rest, timeZone: zoneOf(spec) };
}

/** The values with which a plan run is run again by the plan as it is now: what was given then, where the plan still has it. What
 *  was the declared value then is what is declared now. */
export function givenThen(
  { spec, parameters }: Pick<PlanRun, 'spec' | 'parameters'>,
  now: Pick<PlanSpec, 'parameters'>,
): Readonly<Record<string, string>> {
  const declared = asText(spec.parameters);
  const given = Object.entries(parameters).filter(
    ([name, value]) => value !== declared[name] && Object.hasOwn(now.parameters, name),
  );
  return Object.fromEntries(given);
}

/** How the jobs of the plan as it is now differ from those that were run, by name; what is the same is not there.
 *  Refuses: parameter_missing, parameter_invalid. */
export function differencesSince(before: RunPlan, now: RunPlan): ReadonlyMap<string, Difference> {
  const differences = new Map<string, Difference>();
  const haveInputsChanged = !isSameJson(inputsOf(before), inputsOf(now));
  for (const job of now.spec.jobs) {
    const then = before.spec.jobs.find(({ name }) => name === job.name);
    if (then === undefined) differences.set(job.name, 'added');
    else if (!isSameJson(withValues(then, before), withValues(job, now))) differences.set(job.name, 'changed');
    else if (haveInputsChanged) differences.set(job.name, 'inputs_changed');
  }
  return differences;
}

/** What ran of a plan on a cluster by one definition of it, with one set of values. */
export interface RanThere extends Pick<PlanRun, 'spec' | 'parameters'> {
  readonly jobs: readonly string[];
  /** Of these, which were to do the very same and have not succeeded: what they have left behind may be half of it. */
  readonly halfDone: readonly string[];
}

/** Names of the jobs that were run whose results may be others by now: they ran there again by another definition, with other values
 *  or inputs, or are half done; or one ran that was not in the plan, and may be one of those by another name that are in it no more.
 *  Where only the date is another, so is the place: two days do not write to one. */
export function overwrittenSince(before: RunPlan, ranThere: readonly RanThere[]): ReadonlySet<string> {
  const overwritten = new Set<string>();
  for (const { spec, parameters, jobs, halfDone } of ranThere) {
    const differences = differencesSince(before, { ...before, spec, parameters });
    for (const name of jobs) if (differences.has(name) && differences.get(name) !== 'added') overwritten.add(name);
    for (const name of halfDone) overwritten.add(name);
    if (jobs.some((name) => differences.get(name) === 'added'))
      for (const { name } of before.spec.jobs) if (!spec.jobs.some((each) => each.name === name)) overwritten.add(name);
  }
  return overwritten;
}

/** Whether the same is brought out, from the same places. */
export const haveSameOutputs = (one: RunPlan, other: RunPlan): boolean => isSameJson(outputsOf(one), outputsOf(other));

const outputsOf = (plan: RunPlan): unknown =>
  plan.spec.outputs.map(({ from, ...rest }) => ({
    ...rest,
    from: substituteText(from, 'outputs', plan.parameters, contextOf(plan)),
  }));

const withValues = (job: PlanSpec['jobs'][number], plan: RunPlan): unknown =>
  substituteJob(job, plan.parameters, contextOf(plan));

const inputsOf = (plan: RunPlan): unknown =>
  plan.spec.inputs.map(({ from, to }) => ({
    from,
    to: substituteText(to, 'inputs', plan.parameters, contextOf(plan)),
  }));

const contextOf = (plan: RunPlan): ParameterContext => ({
  runId: 'run',
  planName: plan.spec.name,
  at: timeOf(plan),
  timeZone: zoneOf(plan.spec),
});
