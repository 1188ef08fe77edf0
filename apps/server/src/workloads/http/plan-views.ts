// Plans and plan runs as the API shows them. Sentences are made here, in the reader's language, from codes and facts.
import type { PlanRunView, PlanView } from '@argosy/contract/workloads/operations';
import { sentenceOf } from '@argosy/contract/errors';
import { isBefore, secondsBetween, type Instant } from '@argosy/kernel/time';
import { clusterOf, planJobStates, startsNoMore, type Plan, type PlanReason, type PlanRun } from '../domain/plan.ts';
import { nextTimes } from '../domain/schedule.ts';
import type { PlanRunAsSeen } from '../read-plans.ts';
import { type ScheduledRun, seenJobs, type StartedJob } from '../store/plan-runs.ts';

type Language = 'en' | 'zh';
type PlanJobView = PlanRunView['jobs'][number];

/** Times before and after now. */
export const timesShown = 5;
/** More, for who is about to choose a schedule. */
export const timesPreviewed = 10;

export function toPlanView(
  { id, name, spec, scheduleState, version, createdAt, changedAt }: Plan,
  now: Instant,
  last: {
    readonly scheduled: readonly ScheduledRun[];
    readonly run: Pick<PlanRun, 'id' | 'state' | 'createdAt'> | undefined;
  },
): PlanView {
  const times = spec.schedule && scheduleState === 'active' ? nextTimes(spec.schedule, now, timesShown) : [];
  return {
    id,
    name,
    spec,
    scheduleState,
    version,
    createdAt: createdAt.toString(),
    ...(changedAt && { changedAt: changedAt.toString() }),
    ...(spec.schedule && { timeZone: spec.schedule.timeZone }),
    nextTimes: times.map(String),
    lastTimes: last.scheduled.map(({ scheduledFor, ...run }) => ({ scheduledFor: scheduledFor.toString(), ...run })),
    ...(last.run && {
      lastRun: { planRunId: last.run.id, state: last.run.state, createdAt: last.run.createdAt.toString() },
    }),
  };
}

export function toPlanRunView(seen: PlanRunAsSeen, now: Instant, language: Language): PlanRunView {
  const { planRun, started, outputs } = seen;
  const states = planJobStates(seenJobs(planRun.spec, started), startsNoMore(planRun));
  return {
    id: planRun.id,
    planId: planRun.planId,
    name: planRun.name,
    state: planRun.state,
    ...(planRun.reason && { reason: toReason(planRun.reason, language) }),
    parameters: { ...planRun.parameters },
    ...(planRun.clusterId !== undefined && { clusterId: planRun.clusterId }),
    ...(planRun.rerunOf !== undefined && { rerunOf: planRun.rerunOf }),
    phases: planRun.phases.map((phase) => ({ ...phase })),
    jobs: planRun.spec.jobs.map(({ name, kind, needs }) => ({
      name,
      kind,
      needs: [...needs],
      state: states.get(name) ?? 'WAITING',
      ...(planRun.anew[name] && { anew: planRun.anew[name] }),
      ...ofStarted(
        started.find((each) => each.name === name),
        language,
      ),
    })),
    outputs: outputs.flatMap(({ path, sizeBytes, sha256 }) =>
      sha256 === undefined ? [] : [{ path, sizeBytes, sha256 }],
    ),
    usage: {
      nodeSeconds: nodeSecondsOf(seen, now),
      vcoreSeconds: sum(started, 'vcoreSeconds'),
      memoryMbSeconds: sum(started, 'memoryMbSeconds'),
    },
    ...(planRun.scheduledFor && { scheduledFor: planRun.scheduledFor.toString() }),
    createdAt: planRun.createdAt.toString(),
    ...(planRun.endedAt && { endedAt: planRun.endedAt.toString() }),
  };
}

function ofStarted(job: StartedJob | undefined, language: Language): Partial<PlanJobView> {
  const reason = job?.refused ?? job?.run?.reason;
  const { id, applicationId, exitCode, startedAt, endedAt } = job?.run ?? {};
  return {
    ...(job?.takenFrom !== undefined && { takenFrom: job.takenFrom }),
    ...(id !== undefined && { runId: id }),
    ...(applicationId !== undefined && { applicationId }),
    ...(exitCode !== undefined && { exitCode }),
    ...(startedAt && { startedAt: startedAt.toString() }),
    ...(endedAt && { endedAt: endedAt.toString() }),
    ...(reason && { reason: toReason(reason, language) }),
  };
}

/** How long the nodes of the cluster made for it did their work, added up, until they went or the plan run ended; a standing
 *  cluster is not the plan run's, and of one taken over from the plan run before only the time since is. */
function nodeSecondsOf({ planRun, cluster }: PlanRunAsSeen, now: Instant): number {
  if (!cluster || clusterOf(planRun.spec).kind === 'standing') return 0;
  return cluster.nodes.reduce(
    (total, { readyAt, endedAt }) =>
      readyAt
        ? total + Math.max(0, secondsBetween(later(readyAt, planRun.createdAt), endedAt ?? planRun.endedAt ?? now))
        : total,
    0,
  );
}

const later = (one: Instant, other: Instant): Instant => (isBefore(one, other) ? other : one);

/** What was taken over was used, and told, by the plan run in which it ran. */
const sum = (started: readonly StartedJob[], of: 'vcoreSeconds' | 'memoryMbSeconds'): number =>
  started.reduce((total, { run, takenFrom }) => total + (takenFrom === undefined ? (run?.[of] ?? 0) : 0), 0);

function toReason(
  { problem, facts, node, daemon, command, lastLines }: PlanReason,
  language: Language,
): NonNullable<PlanRunView['reason']> {
  return {
    problem,
    message: sentenceOf(problem, facts, language),
    ...(node !== undefined && { node }),
    ...(daemon !== undefined && { daemon }),
    ...(command !== undefined && { command }),
    ...(lastLines !== undefined && { lastLines: [...lastLines] }),
  };
}
