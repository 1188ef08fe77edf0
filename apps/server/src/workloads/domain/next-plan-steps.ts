// What a plan run does next (JOB-2): what it is, what is seen of its cluster, runs and transfers, and now → its phases as they
// stand, and the steps to take. Pure. Equal inputs give equal steps; each step is safe to take again, so that a server that was
// killed at any line goes on where it was. The release comes whatever happened before it.
import { phaseDetails, planPhases, type PlanPhase, type PlanRunState } from '@argosy/contract/workloads/vocabulary';
import { because, invariant, unreachable } from '@argosy/kernel/errors';
import { type Instant, isBefore } from '@argosy/kernel/time';
import {
  clusterOf,
  isRunEnded,
  planJobStates,
  type Phase,
  type PlanReason,
  type PlanRun,
  type SeenJob,
} from './plan.ts';

/** A plan run's cluster. `gone` holds nothing any more; `stuck` could not be removed. */
export interface SeenCluster {
  readonly state: 'starting' | 'serving' | 'leaving' | 'gone' | 'stuck';
  /** Its release being fetched: shown as a phase of its own, for it may be what takes longest. */
  readonly installation: Pick<Phase, 'state' | 'detail' | 'bytesDone' | 'bytesTotal'>;
  /** What it is doing while it starts, for people. */
  readonly detail?: string | undefined;
  /** Why it does not serve. */
  readonly reason?: PlanReason | undefined;
}

/** A copy into or out of HDFS that a node's agent makes. `absent`: not asked for yet. */
export interface SeenTransfer {
  readonly id: string;
  readonly state: 'absent' | 'running' | 'succeeded' | 'failed';
  readonly reason?: PlanReason | undefined;
  /** When one that failed is to be tried again; `undefined`: it has failed for good. */
  readonly againAt?: Instant | undefined;
}

export interface SeenPlanRun {
  readonly planRun: PlanRun;
  /** `undefined`: none was made or found yet. */
  readonly cluster: SeenCluster | undefined;
  readonly jobs: readonly SeenJob[];
  readonly inputs: readonly SeenTransfer[];
  /** `undefined`: what lies at the outputs' places in HDFS was not looked at yet. */
  readonly outputs: readonly SeenTransfer[] | undefined;
}

export type PlanStep =
  /** Makes the plan run's own, or finds the standing one. */
  | { readonly kind: 'choose_cluster' }
  | { readonly kind: 'put_input'; readonly id: string }
  | { readonly kind: 'start_job'; readonly name: string }
  /** Makes a copy that failed one that is still to be asked for. */
  | { readonly kind: 'repeat_copy'; readonly id: string }
  /** Ends a copy under way that nobody needs any more. */
  | { readonly kind: 'kill_copy'; readonly id: string }
  | { readonly kind: 'list_outputs' }
  | { readonly kind: 'fetch_output'; readonly id: string }
  | { readonly kind: 'release_cluster' }
  | { readonly kind: 'end'; readonly state: PlanRunState };

export interface PlanDecision {
  readonly phases: readonly Phase[];
  readonly steps: readonly PlanStep[];
  /** The first thing that went wrong; stays once it is known. */
  readonly reason: PlanReason | undefined;
}

/** The next steps of a plan run that has not ended; no steps: something under way has to come to its end first. */
export function nextPlanSteps(seen: SeenPlanRun, now: Instant): PlanDecision {
  const { planRun } = seen;
  const killed = planRun.killRequestedAt !== undefined;
  const phases: Phase[] = [];
  const steps: PlanStep[] = [];
  let { reason } = planRun;
  let goesOn = true;
  for (const before of planRun.phases) {
    const isQuiet = phases.every(({ state }) => state !== 'running');
    const look = lookAt(before, { seen, goesOn, isQuiet, killed, now });
    if (look.state === 'running' || look.state === 'failed') reason ??= look.reason;
    steps.push(...(look.steps ?? []));
    phases.push(asPhase(before, look, now));
    // When a job failed, what the others made is still brought out.
    goesOn &&= look.state === 'done' || (before.name === 'jobs' && look.state === 'failed');
  }
  const release = phases.at(-1);
  invariant(release?.name === 'release', 'the release is the last phase');
  if (release.state === 'done' || release.state === 'failed')
    steps.push({ kind: 'end', state: endState(phases, killed) });
  return { phases, steps, reason };
}

/** How a phase stands, and what it wants done. */
type Look =
  | { readonly state: 'waiting'; readonly steps?: undefined }
  | {
      readonly state: 'running';
      readonly steps?: readonly PlanStep[];
      /** What went wrong already, where others under way have to end first. */
      readonly reason?: PlanReason | undefined;
      readonly detail?: string | undefined;
      readonly bytesDone?: number | undefined;
      readonly bytesTotal?: number | undefined;
    }
  | { readonly state: 'done'; readonly detail?: string | undefined; readonly steps?: undefined }
  | {
      readonly state: 'failed';
      readonly reason?: PlanReason | undefined;
      readonly detail?: string | undefined;
      readonly steps?: undefined;
    };

interface Situation {
  readonly seen: SeenPlanRun;
  /** The phases before were done. */
  readonly goesOn: boolean;
  /** None of the phases before is under way: each was done, has failed, or will not come. */
  readonly isQuiet: boolean;
  readonly killed: boolean;
  readonly now: Instant;
}

function lookAt(before: Phase, { seen, goesOn, isQuiet, killed, now }: Situation): Look {
  if (before.state === 'done' || before.state === 'failed') return { state: before.state, detail: before.detail };
  if (before.name === 'release') return isQuiet ? lookAtRelease(seen) : { state: 'waiting' };
  if (killed) return lookAtKilled(before, seen);
  if (!goesOn) return { state: 'waiting' };
  switch (before.name) {
    case 'install':
      return lookAtInstallation(seen);
    case 'cluster':
      return lookAtCluster(seen);
    case 'inputs':
      return lookAtTransfers(seen, seen.inputs, 'put_input', now);
    case 'jobs':
      return lookAtJobs(seen);
    case 'outputs':
      return lookAtOutputs(seen, now);
    default:
      return unreachable(before.name);
  }
}

function lookAtInstallation({ planRun, cluster }: SeenPlanRun): Look {
  if (cluster === undefined) return { state: 'running', steps: [{ kind: 'choose_cluster' }] };
  if (clusterOf(planRun.spec).kind === 'standing') return { state: 'done' };
  if (cluster.installation.state === 'done') return { state: 'done', detail: cluster.installation.detail };
  if (cluster.state === 'serving') return { state: 'done' };
  if (cluster.state !== 'starting') return { state: 'failed', reason: cluster.reason };
  const { detail, bytesDone, bytesTotal } = cluster.installation;
  return { state: 'running', detail, bytesDone, bytesTotal };
}

function lookAtCluster({ cluster }: SeenPlanRun): Look {
  if (cluster?.state === 'serving') return { state: 'done' };
  if (cluster?.state === 'starting') return { state: 'running', detail: cluster.detail };
  return { state: 'failed', reason: cluster?.reason };
}

/** An input that fails for good ends the phase: the jobs would miss it. An output does so when the others are here: what was
 *  worked for is brought, whatever else is not there. */
function lookAtTransfers(
  { cluster }: SeenPlanRun,
  transfers: readonly SeenTransfer[],
  kind: 'put_input' | 'fetch_output',
  now: Instant,
): Look {
  const failed = transfers.filter((each) => each.state === 'failed');
  const bad = failed.find(({ againAt }) => againAt === undefined || cluster?.state !== 'serving');
  const isOpen = ({ state, againAt }: SeenTransfer) =>
    state === 'absent' || state === 'running' || (state === 'failed' && againAt !== undefined);
  const othersFirst = kind === 'fetch_output' && cluster?.state === 'serving' && transfers.some(isOpen);
  if (bad && !othersFirst)
    return endOpenCopies(cluster, transfers, { reason: bad.reason }) ?? { state: 'failed', reason: bad.reason };
  if (transfers.every((each) => each.state === 'succeeded')) return { state: 'done' };
  if (cluster?.state !== 'serving') return { state: 'failed', reason: cluster?.reason };
  const wanted = transfers.filter((each) => each.state === 'absent').map(({ id }): PlanStep => ({ kind, id }));
  const again = failed
    .filter(({ againAt }) => againAt && !isBefore(now, againAt))
    .map(({ id }): PlanStep => ({ kind: 'repeat_copy', id }));
  return { state: 'running', steps: [...wanted, ...again] };
}

/** Copies that go on would write beneath whoever uses the place next: they are waited for as long as the agents that make them
 *  are there. `undefined`: none is under way. */
function endOpenCopies(
  cluster: SeenCluster | undefined,
  transfers: readonly SeenTransfer[],
  told: { readonly reason?: PlanReason | undefined },
): Look | undefined {
  const open = cluster?.state === 'serving' ? transfers.filter(({ state }) => state === 'running') : [];
  if (open.length === 0) return undefined;
  const steps = open.map(({ id }): PlanStep => ({ kind: 'kill_copy', id }));
  return { state: 'running', detail: phaseDetails.endingCopies, steps, ...told };
}

/** Starts each job whose needs have succeeded, as many at once as the order allows. */
function lookAtJobs(seen: SeenPlanRun): Look {
  const states = planJobStates(seen.jobs, seen.cluster?.state !== 'serving');
  const succeeded = (name: string) => states.get(name) === 'SUCCEEDED';
  if (seen.jobs.every(({ name }) => succeeded(name))) return { state: 'done' };
  const ready = seen.jobs.filter((job) => states.get(job.name) === 'WAITING' && job.needs.every(succeeded));
  const open = seen.jobs.filter(({ run }) => run && !isRunEnded(run.state));
  if (ready.length + open.length > 0) {
    const detail = `${seen.jobs.filter(({ name }) => succeeded(name)).length}/${seen.jobs.length}`;
    return { state: 'running', detail, steps: ready.map(({ name }) => ({ kind: 'start_job', name })) };
  }
  const without = seen.jobs.filter(({ name }) => !succeeded(name)).map(({ name }) => name);
  return { state: 'failed', reason: because('plan_jobs_failed', { jobs: without }) };
}

function lookAtOutputs(seen: SeenPlanRun, now: Instant): Look {
  if (seen.planRun.spec.outputs.length === 0 || seen.outputs?.length === 0) return { state: 'done' };
  if (seen.outputs) return lookAtTransfers(seen, seen.outputs, 'fetch_output', now);
  if (seen.cluster?.state !== 'serving') return { state: 'failed', reason: seen.cluster?.reason };
  return { state: 'running', steps: [{ kind: 'list_outputs' }] };
}

/** A phase of a plan run that is being killed: its runs, told to end by whoever asked for it, and its copies are waited for. */
function lookAtKilled(before: Phase, seen: SeenPlanRun): Look {
  if (before.state === 'waiting') return { state: 'waiting' };
  if (before.name === 'jobs' && hasOpenRuns(seen)) return { state: 'running', detail: phaseDetails.endingRuns };
  const copies = before.name === 'inputs' ? seen.inputs : before.name === 'outputs' ? seen.outputs : undefined;
  return endOpenCopies(seen.cluster, copies ?? [], {}) ?? { state: 'failed', detail: phaseDetails.killed };
}

function lookAtRelease({ planRun, cluster }: SeenPlanRun): Look {
  if (cluster === undefined) return { state: 'done', detail: phaseDetails.noCluster };
  if (clusterOf(planRun.spec).kind === 'standing') return { state: 'done', detail: phaseDetails.standingCluster };
  switch (cluster.state) {
    case 'gone':
      return { state: 'done' };
    case 'stuck':
      return { state: 'failed', reason: cluster.reason };
    case 'leaving':
      return { state: 'running' };
    case 'starting':
    case 'serving':
      return planRun.keepCluster
        ? { state: 'done', detail: phaseDetails.clusterKept }
        : { state: 'running', steps: [{ kind: 'release_cluster' }] };
    default:
      return unreachable(cluster.state);
  }
}

const hasOpenRuns = ({ jobs }: SeenPlanRun): boolean => jobs.some(({ run }) => run && !isRunEnded(run.state));

/** The phase with what was seen now; its times are when it was first seen to begin and to have ended. */
function asPhase(before: Phase, look: Look, now: Instant): Phase {
  if (look.state === 'waiting') return before;
  if (before.state === 'done' || before.state === 'failed') return before;
  const { detail, bytesDone, bytesTotal } = { bytesDone: undefined, bytesTotal: undefined, ...look };
  return {
    name: before.name,
    state: look.state,
    startedAt: before.startedAt ?? now.toString(),
    ...(look.state === 'running' ? {} : { endedAt: now.toString() }),
    ...(detail === undefined ? {} : { detail }),
    ...(bytesDone === undefined ? {} : { bytesDone }),
    ...(bytesTotal === undefined ? {} : { bytesTotal }),
  };
}

function endState(phases: readonly Phase[], killed: boolean): PlanRunState {
  if (killed) return 'KILLED';
  return planPhases.every((name) => phaseState(phases, name) === 'done') ? 'SUCCEEDED' : 'FAILED';
}

const phaseState = (phases: readonly Phase[], name: PlanPhase): Phase['state'] | undefined =>
  phases.find((each) => each.name === name)?.state;
