// What is new between two looks at a plan run. Pure. The lines of a log and the JSON lines are made of it.
import type { ProgressStep } from '@argosy/contract/clusters/operations';
import type { PlanRunView } from '@argosy/contract/workloads/operations';
import type { PlanPhase } from '@argosy/contract/workloads/vocabulary';
import type { Snapshot } from './watch-plan-run.ts';

export interface StepChange {
  readonly state: ProgressStep['state'];
  readonly seconds?: number;
  readonly detail?: string;
  readonly bytesDone?: number;
  readonly bytesTotal?: number;
}

export type Change =
  | ({ readonly type: 'phase'; readonly name: PlanPhase } & StepChange)
  | ({ readonly type: 'step'; readonly name: string } & StepChange)
  | {
      readonly type: 'job';
      readonly name: string;
      readonly state: PlanRunView['jobs'][number]['state'];
      readonly runId?: string;
      readonly applicationId?: string;
      readonly seconds?: number;
    };

/** In the order in which a person tells it: a phase that begins before what is in it (the cluster's steps, the jobs), one that
 *  has ended after. Waiting is not told. What is fetched is told by the tenth, and again when something else of it is under
 *  way. */
export function changesBetween(before: Snapshot | undefined, after: Snapshot): readonly Change[] {
  const phases = after.planRun.phases.filter((phase) => hasMoved(before?.planRun.phases, phase));
  // A cluster that was there before has steps of long ago.
  const isOnCluster = [before, after].some((each) => each?.planRun.phases.some(isUnderWay));
  const steps = (isOnCluster ? (after.cluster?.progress ?? []) : []).filter(
    ({ name, state }) => stateOf(before?.cluster?.progress, name) !== state,
  );
  const jobs = after.planRun.jobs.filter(
    (job) =>
      stateOf(before?.planRun.jobs, job.name) !== job.state ||
      before?.planRun.jobs.find(({ name }) => name === job.name)?.applicationId !== job.applicationId,
  );
  const isLeaving = after.planRun.phases.some(({ name, state }) => name === 'release' && state !== 'waiting');
  const inside: Partial<Record<PlanPhase, readonly Change[]>> = {
    [isLeaving ? 'release' : 'cluster']: steps
      .filter(isTold)
      .map((step) => ({ type: 'step' as const, ...toldOf(step) })),
    jobs: jobs.filter(isTold).map(({ name, state, runId, applicationId, startedAt, endedAt }) => ({
      type: 'job' as const,
      name,
      state,
      ...(runId === undefined ? {} : { runId }),
      ...(applicationId === undefined ? {} : { applicationId }),
      ...(startedAt && endedAt ? { seconds: secondsFrom(startedAt, endedAt) } : {}),
    })),
  };
  return after.planRun.phases.flatMap((phase) => {
    const within = inside[phase.name] ?? [];
    if (!isTold(phase) || !phases.includes(phase)) return within;
    const told = { type: 'phase' as const, ...toldOf(phase) };
    return phase.state === 'running' ? [told, ...within] : [...within, told];
  });
}

/** The same for steps that stand by themselves. */
export function stepChangesBetween(
  before: readonly ProgressStep[] | undefined,
  after: readonly ProgressStep[],
): readonly ({ readonly name: string } & StepChange)[] {
  return after.filter((step) => isTold(step) && hasMoved(before, step)).map(toldOf);
}

/** Between two instants on the wire, to the millisecond. */
export function secondsFrom(start: string, end: string): number {
  return Math.round(Date.parse(end) - Date.parse(start)) / 1000;
}

function hasMoved(before: readonly ProgressStep[] | undefined, step: ProgressStep): boolean {
  const known = before?.find(({ name }) => name === step.name);
  return known?.state !== step.state || stageOf(known) !== stageOf(step);
}

function stateOf(
  of: readonly { readonly name: string; readonly state: string }[] | undefined,
  wanted: string,
): string | undefined {
  return of?.find(({ name }) => name === wanted)?.state;
}

/** How far a fetch is, in tenths, and what it does; always the same for a phase that fetches nothing. */
function stageOf({ state, bytesDone = 0, bytesTotal, detail = '' }: ProgressStep): string {
  return state === 'running' && bytesTotal ? `${Math.floor((10 * bytesDone) / bytesTotal)} ${detail}` : '';
}

const isUnderWay = ({ name, state }: { readonly name: string; readonly state: string }): boolean =>
  (name === 'cluster' || name === 'release') && (state === 'running' || state === 'failed');

const isTold = ({ state }: { readonly state: string }): boolean => state !== 'waiting' && state !== 'WAITING';

function toldOf<Name extends string>({
  name,
  state,
  startedAt,
  endedAt,
  detail,
  bytesDone,
  bytesTotal,
}: ProgressStep & { readonly name: Name }) {
  return {
    name,
    state,
    ...(detail === undefined ? {} : { detail }),
    ...(state === 'running' && bytesDone !== undefined && bytesTotal !== undefined ? { bytesDone, bytesTotal } : {}),
    ...(startedAt && endedAt ? { seconds: secondsFrom(startedAt, endedAt) } : {}),
  };
}
