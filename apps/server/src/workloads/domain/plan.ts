// A plan and one execution of it, as values (JOB-2), and the small decisions about them. Pure.
import type { ClusterSpec, ProgressStep } from '@argosy/contract/clusters/operations';
import type { PlanSpec } from '@argosy/contract/workloads/plan-spec';
import {
  endedRunStates,
  planPhases,
  type PlanJobState,
  type PlanPhase,
  type PlanRunState,
  type RunState,
} from '@argosy/contract/workloads/vocabulary';
import { usualZone } from '@argosy/kernel/civil-time';
import { type Facts, refusal } from '@argosy/kernel/errors';
import type { Id } from '@argosy/kernel/ids';
import type { Instant } from '@argosy/kernel/time';
import type { Anew } from './rerun.ts';

export interface Plan {
  readonly id: Id<'plan'>;
  readonly organizationId: string;
  readonly name: string;
  readonly spec: PlanSpec;
  readonly scheduleState: 'none' | 'active' | 'paused';
  /** Every scheduled time up to and including this one has been dealt with; `undefined` without a schedule. */
  readonly scheduledThrough: Instant | undefined;
  /** From 1; rises with each change of the spec. */
  readonly version: number;
  readonly createdAt: Instant;
  /** When it got its present version, if that is not its first. */
  readonly changedAt: Instant | undefined;
}

/** Why something did not succeed: a code of the table of errors, with what its sentence needs. */
export interface PlanReason {
  readonly problem: string;
  readonly facts: Facts;
  readonly node?: string | undefined;
  readonly daemon?: string | undefined;
  readonly command?: string | undefined;
  readonly lastLines?: readonly string[] | undefined;
}

export interface Phase extends ProgressStep {
  readonly name: PlanPhase;
}

export interface PlanRun {
  readonly id: Id<'plan_run'>;
  readonly organizationId: string;
  readonly planId: Id<'plan'>;
  /** The plan's name and spec as they were when the run was asked for: a plan replaced meanwhile changes nothing under it. */
  readonly name: string;
  readonly spec: PlanSpec;
  readonly parameters: Readonly<Record<string, string>>;
  readonly state: PlanRunState;
  readonly reason: PlanReason | undefined;
  readonly phases: readonly Phase[];
  readonly clusterId: string | undefined;
  readonly keepCluster: boolean;
  readonly killRequestedAt: Instant | undefined;
  readonly scheduledFor: Instant | undefined;
  /** The plan run that this one repeats from a step on. */
  readonly rerunOf: Id<'plan_run'> | undefined;
  /** The time whose dates its jobs write, where it is that of the plan run it repeats. */
  readonly datesOf: Instant | undefined;
  /** Why each job that a rerun does not take over is run anew, by name. */
  readonly anew: Readonly<Record<string, Anew>>;
  readonly createdAt: Instant;
  readonly endedAt: Instant | undefined;
}

/** A job of a plan run, and its run once it was started. */
export interface SeenJob {
  readonly name: string;
  readonly needs: readonly string[];
  readonly run: { readonly id: string; readonly state: RunState } | undefined;
  /** Why no run could be made of it. */
  readonly refused: PlanReason | undefined;
}

export const noPhaseBegun: readonly Phase[] = planPhases.map((name) => ({ name, state: 'waiting' }));

/** The spec of the cluster that each run makes for itself, or the name of the standing one it runs on. */
export function clusterOf({
  cluster,
}: PlanSpec):
  | { readonly kind: 'transient'; readonly spec: ClusterSpec }
  | { readonly kind: 'standing'; readonly name: string } {
  return 'nodeGroups' in cluster ? { kind: 'transient', spec: cluster } : { kind: 'standing', name: cluster.name };
}

/** What a cluster made for a plan run is called: recognisable, and unique by the random end of the id. */
export function clusterNameOf({ id, name }: Pick<PlanRun, 'id' | 'name'>): string {
  return `${name.slice(0, 31)}-${id.slice(-8)}`;
}

export const isRunEnded = (state: RunState): boolean => endedRunStates.some((ended) => ended === state);

/** The time a plan run is for: what `${date}` and the like mean in its jobs. */
export const timeOf = (planRun: Pick<PlanRun, 'datesOf' | 'scheduledFor' | 'createdAt'>): Instant =>
  planRun.datesOf ?? planRun.scheduledFor ?? planRun.createdAt;

/** Where dates are written: the zone of the plan's schedule, for a run by hand too. */
export const zoneOf = (spec: PlanSpec): string => spec.schedule?.timeZone ?? usualZone;

/** Whether no further job of it will be started. */
export const startsNoMore = ({
  endedAt,
  killRequestedAt,
  phases,
}: Pick<PlanRun, 'endedAt' | 'killRequestedAt' | 'phases'>): boolean =>
  endedAt !== undefined || killRequestedAt !== undefined || phases.some(({ state }) => state === 'failed');

/** The state of every job by name: its run's, else SKIPPED once one that it needs will not succeed or nothing more is started
 *  (`noMore`), else WAITING. The jobs are a DAG: that was checked when the plan was made. */
export function planJobStates(jobs: readonly SeenJob[], noMore: boolean): ReadonlyMap<string, PlanJobState> {
  const states = new Map<string, PlanJobState>();
  const byName = new Map(jobs.map((job) => [job.name, job]));
  const stateOf = (job: SeenJob): PlanJobState => {
    const known = states.get(job.name);
    if (known !== undefined) return known;
    const needed = job.needs.flatMap((need) => byName.get(need) ?? []).map(stateOf);
    const unstarted = noMore || needed.some(willNotSucceed) ? 'SKIPPED' : 'WAITING';
    const state = job.run?.state ?? (job.refused ? 'FAILED' : unstarted);
    states.set(job.name, state);
    return state;
  };
  for (const job of jobs) stateOf(job);
  return states;
}

const willNotSucceed = (state: PlanJobState): boolean =>
  state === 'FAILED' || state === 'KILLED' || state === 'LOST' || state === 'SKIPPED';

/** The plan that was looked for, if it is there and has a schedule. Refuses: plan_not_found, schedule_invalid (there is none). */
export function requireScheduled(plan: Plan | undefined, planId: string): Plan {
  if (plan === undefined) throw refusal('plan_not_found', { planId });
  if (plan.scheduleState === 'none')
    throw refusal('schedule_invalid', { problem: `plan "${plan.name}" has no schedule` });
  return plan;
}
