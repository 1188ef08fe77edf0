// What to do next about the runs of one cluster (JOB-1, JOB-3): wanted + seen + now → steps. Pure; equal inputs give equal
// steps, so a plan can be shown, tested, and made again after a crash. One round sees all runs of a cluster at once: whether a
// run may begin depends on what the others take of the nodes.
import type { JobSpec } from '@argosy/contract/workloads/job-spec';
import { because, unreachable } from '@argosy/kernel/errors';
import { type Instant, isBefore, plusMs } from '@argosy/kernel/time';
import { idOfTry, nextTryAt } from './further-tries.ts';
import {
  type Attempt,
  type AttemptEnd,
  actionIdOf,
  type ActionPurpose,
  hasEnded,
  isOver,
  type Run,
  type RunAction,
  type RunReason,
  tagOf,
  type Usage,
  usageOfTasks,
} from './run.ts';
import type { YarnApplication } from './yarn-application.ts';

/** A run with its latest attempt and everything that agents were asked to do for it. */
export interface RunUnderWay {
  readonly run: Run;
  readonly attempt: Attempt | undefined;
  readonly actions: readonly RunAction[];
}

export interface SeenNode {
  readonly id: string;
  readonly name: string;
  readonly role: 'master' | 'worker' | 'both';
  readonly vcores: number;
  readonly memoryMb: number;
}

export interface SeenCluster {
  /** `waiting`: it is starting; `leaving`: it is being released and still there; `gone`: nothing of it is left. */
  readonly state: 'waiting' | 'serving' | 'leaving' | 'gone';
  readonly nodes: readonly SeenNode[];
  /** What YARN knows, by id; `undefined` when it was not asked or did not answer, which says nothing about any application. */
  readonly applications: ReadonlyMap<string, YarnApplication> | undefined;
}

export interface NewAction {
  readonly id: string;
  readonly nodeId: string;
  readonly nodeName: string;
  readonly purpose: ActionPurpose;
  readonly number: number;
}

export type RunStep =
  /** Records an attempt, and for those that agents carry out the actions that it is. */
  | {
      readonly kind: 'begin_attempt';
      readonly runId: string;
      readonly number: number;
      readonly actions: readonly NewAction[];
    }
  /** Makes ready what a Spark application needs (environments, files in HDFS) and takes an application id. */
  | { readonly kind: 'prepare_application'; readonly runId: string }
  | { readonly kind: 'submit_application'; readonly runId: string; readonly applicationId: string }
  /** YARN has the application, or an agent the action: records what was seen of it. */
  | { readonly kind: 'record_attempt'; readonly runId: string; readonly seen: SeenAttempt }
  | { readonly kind: 'start_action'; readonly runId: string; readonly actionId: string }
  /** Records a further try of a copy that failed. */
  | { readonly kind: 'repeat_action'; readonly runId: string; readonly attempt: number; readonly action: NewAction }
  | { readonly kind: 'kill_action'; readonly nodeId: string; readonly actionId: string }
  | { readonly kind: 'kill_application'; readonly applicationId: string }
  | {
      readonly kind: 'end_attempt';
      readonly runId: string;
      readonly end: AttemptEnd;
      readonly exitCode?: number;
      readonly reason?: RunReason;
      readonly usage?: Usage;
      readonly applicationId?: string;
      /** The last lines of the driver's log are still to be added to the reason. */
      readonly explain: boolean;
      readonly next:
        | { readonly kind: 'retry'; readonly notBefore: Instant }
        | { readonly kind: 'end'; readonly state: 'SUCCEEDED' | 'FAILED' | 'KILLED' | 'LOST' };
    }
  /** Ends a run that has no attempt under way. */
  | { readonly kind: 'end_run'; readonly runId: string; readonly state: 'KILLED' | 'LOST'; readonly reason?: RunReason }
  | { readonly kind: 'collect_logs'; readonly runId: string }
  | { readonly kind: 'finish_logs'; readonly runId: string; readonly logs: 'kept' | 'lost' };

export interface SeenAttempt {
  readonly state: 'handed_over' | 'running';
  readonly startedAt?: Instant;
  readonly applicationId?: string;
  readonly trackingUrl?: string;
  readonly progress?: number;
}

/** How many applications YARN is given at once. More would only wait in its queue, where we see and order them less well. */
export const mostApplications = 40;
/** How many runs are under way on a cluster at once. A round has to see them all, as each takes a place: this bounds its memory. */
export const mostUnderWay = 500;
/** A client of MapReduce is a JVM on the master. */
const mostClients = 3;
const clientMb = 512;
/** YARN lists an application some moments after it took it; only then does its absence mean that it was forgotten. */
const forgottenAfterMs = 5000;
/** A node that cannot be asked for the logs of a run for so long is not waited for any more. */
const collectWithinMs = 86_400_000;

export function planRuns(runs: readonly RunUnderWay[], seen: SeenCluster, now: Instant): readonly RunStep[] {
  const free = freePlaces(runs, seen);
  return runs.flatMap((each) => {
    if (hasEnded(each.run.state)) return planLogs(each, seen, now);
    if (each.attempt !== undefined && isLive(each.attempt))
      return planAttempt(each, each.attempt, { ...seen, free }, now);
    return planNext(each, seen, now, free);
  });
}

const isLive = ({ state }: Attempt): boolean =>
  state === 'preparing' || state === 'submitting' || state === 'handed_over' || state === 'running';

// --- a run that waits for an attempt ------------------------------------------------------------------------------

function planNext({ run }: RunUnderWay, seen: SeenCluster, now: Instant, free: FreePlaces): readonly RunStep[] {
  const runId = run.id;
  if (run.killAskedAt !== undefined) return [{ kind: 'end_run', runId, state: 'KILLED' }];
  switch (seen.state) {
    case 'gone':
      return [{ kind: 'end_run', runId, state: 'LOST', reason: lost('its cluster is gone') }];
    case 'leaving':
      return [{ kind: 'end_run', runId, state: 'KILLED', reason: lost('its cluster was released before it began') }];
    case 'waiting':
      return [];
    case 'serving':
      break;
  }
  if (run.notBefore !== undefined && isBefore(now, run.notBefore)) return [];
  if (free.runs <= 0) return [];
  const number = run.attempt + 1;
  const actions = takePlaces(run, number, free);
  if (actions === 'no_room') return [];
  free.runs -= 1;
  return [{ kind: 'begin_attempt', runId, number, actions }];
}

interface FreePlaces {
  runs: number;
  applications: number;
  clients: number;
  readonly nodes: readonly { readonly node: SeenNode; vcores: number; memoryMb: number }[];
}

/** What the attempts under way leave free. YARN shares out the memory of its nodes by itself: of its containers nothing is known
 *  here, nor of these tasks there. */
function freePlaces(runs: readonly RunUnderWay[], seen: SeenCluster): FreePlaces {
  const free: FreePlaces = {
    runs: mostUnderWay,
    applications: mostApplications,
    clients: mostClients,
    nodes: seen.nodes.map((node) => ({ node, vcores: node.vcores, memoryMb: node.memoryMb })),
  };
  for (const { run, attempt, actions } of runs) {
    if (hasEnded(run.state) || attempt === undefined || !isLive(attempt)) continue;
    free.runs -= 1;
    if (run.spec.kind !== 'shell') free.applications -= 1;
    if (run.spec.kind === 'mapreduce') takeClient(free);
    if (run.spec.kind !== 'shell') continue;
    for (const task of actions.filter((each) => isTaskOf(each, attempt.number) && !isOver(each.state))) {
      const place = free.nodes.find(({ node }) => node.id === task.nodeId);
      if (place === undefined || task.state === 'wanted') continue; // it takes its place when it is started, below
      place.vcores -= Math.min(run.spec.resources.vcores, place.node.vcores);
      place.memoryMb -= run.spec.resources.memoryMb;
    }
  }
  return free;
}

function takeClient(free: FreePlaces): void {
  free.clients -= 1;
  const master = free.nodes.find(({ node }) => node.role !== 'worker');
  if (master) master.memoryMb -= clientMb;
}

/** The actions of a new attempt, spread over the nodes in turn, beginning where most is free; `no_room` leaves the run waiting.
 *  A shell run begins when its first task has room; the others follow as tasks end. */
function takePlaces(run: Run, number: number, free: FreePlaces): readonly NewAction[] | 'no_room' {
  const { spec } = run;
  const master = free.nodes.find(({ node }) => node.role !== 'worker')?.node;
  if (spec.kind === 'shell') {
    const other = spec.tasks.on === 'master' ? 'worker' : 'master';
    const nodes = free.nodes.filter(({ node }) => node.role !== other).toSorted(byRoom);
    const first = nodes.find((place) => hasRoom(spec, place));
    if (first === undefined) return 'no_room';
    take(spec, first);
    const inTurn = [first, ...nodes.filter((place) => place !== first)];
    return Array.from({ length: Number(spec.tasks.count) }, (_, index) => {
      const place = inTurn[index % inTurn.length] ?? first;
      return taskAction(run, number, index + 1, place.node);
    });
  }
  if (free.applications <= 0 || master === undefined) return 'no_room';
  if (spec.kind === 'mapreduce') {
    if (free.clients <= 0) return 'no_room';
    takeClient(free);
  }
  free.applications -= 1;
  if (spec.kind !== 'mapreduce') return [];
  return [
    {
      id: actionIdOf(run.id, number, 'client'),
      nodeId: master.id,
      nodeName: master.name,
      purpose: 'client',
      number: 1,
    },
  ];
}

function taskAction(run: Run, attempt: number, number: number, node: SeenNode): NewAction {
  return {
    id: actionIdOf(run.id, attempt, `task-${number}`),
    nodeId: node.id,
    nodeName: node.name,
    purpose: 'task',
    number,
  };
}

type Shell = Extract<JobSpec, { kind: 'shell' }>;
type Place = FreePlaces['nodes'][number];

/** A task that asks for more cores than the node has gets them all: it is slower, not impossible. */
const hasRoom = ({ resources }: Shell, place: Place): boolean =>
  place.vcores >= Math.min(resources.vcores, place.node.vcores) &&
  place.memoryMb >= Math.min(resources.memoryMb, place.node.memoryMb);

/** Most cores first, then most memory; equal ones in the order of their ids, so that equal inputs give equal places. */
const byRoom = (one: Place, other: Place): number =>
  other.vcores - one.vcores || other.memoryMb - one.memoryMb || (one.node.id < other.node.id ? -1 : 1);

function take({ resources }: Shell, place: Place): void {
  place.vcores -= Math.min(resources.vcores, place.node.vcores);
  place.memoryMb -= resources.memoryMb;
}

const isTaskOf = (action: RunAction, attempt: number): boolean =>
  action.purpose === 'task' && action.attempt === attempt;

// --- an attempt under way -----------------------------------------------------------------------------------------

type Seen = SeenCluster & { readonly free: FreePlaces };

function planAttempt(each: RunUnderWay, attempt: Attempt, seen: Seen, now: Instant): readonly RunStep[] {
  if (seen.state === 'gone')
    return [endOf(each, attempt, now, { end: 'lost', reason: lost('its cluster is gone'), state: 'LOST' })];
  const { spec } = each.run;
  switch (spec.kind) {
    case 'shell':
      return planTasks(each, attempt, seen, now);
    case 'mapreduce':
      return planClient(each, attempt, seen, now);
    case 'spark-jar':
    case 'spark-python':
    case 'spark-sql':
      return planApplication(each, attempt, seen, now);
    default:
      return unreachable(spec);
  }
}

/** Whether the attempt is to be ended from outside, and as what. */
function endingOf({ run }: RunUnderWay, attempt: Attempt, seen: SeenCluster, now: Instant): Ending | undefined {
  if (run.killAskedAt !== undefined) return { end: 'killed', state: 'KILLED' };
  if (seen.state === 'leaving') return { end: 'killed', state: 'KILLED', reason: lost('its cluster was released') };
  const { timeoutSeconds } = run.spec;
  if (attempt.startedAt !== undefined && isBefore(plusMs(attempt.startedAt, timeoutSeconds * 1000), now)) {
    return { end: 'failed', reason: timedOut(timeoutSeconds) };
  }
  return undefined;
}

interface Ending {
  readonly end: AttemptEnd;
  readonly reason?: RunReason;
  /** The run ends with it, whatever attempts are left. */
  readonly state?: 'SUCCEEDED' | 'FAILED' | 'KILLED' | 'LOST';
  readonly exitCode?: number;
  readonly usage?: Usage;
  readonly applicationId?: string;
  readonly explain?: boolean;
}

function planTasks(each: RunUnderWay, attempt: Attempt, seen: Seen, now: Instant): readonly RunStep[] {
  const { run, actions } = each;
  const tasks = actions.filter((one) => isTaskOf(one, attempt.number));
  // The one that failed tells why, not those that were killed because of it.
  const bad = tasks.find(({ state }) => state === 'failed' || state === 'timed_out') ?? tasks.find(isBad);
  const ending = endingOf(each, attempt, seen, now);
  if (bad === undefined && ending === undefined && tasks.every(({ state }) => state === 'succeeded')) {
    return [
      endOf(each, attempt, now, {
        end: 'succeeded',
        state: 'SUCCEEDED',
        exitCode: 0,
        usage: usageOfTasks(run.spec, tasks, now),
      }),
    ];
  }
  if (bad !== undefined || ending !== undefined) {
    // Also one of which no agent has said anything yet: it may run all the same. An agent that never heard of it refuses it
    // from then on.
    const open = tasks.filter(({ state }) => !isOver(state));
    if (open.length > 0) return killsOf(open);
    const usage = usageOfTasks(run.spec, tasks, now);
    return [endOf(each, attempt, now, { ...(ending ?? whyTaskEnded(run, bad)), usage })];
  }
  const started = tasks.find(({ state }) => state === 'running' || state === 'succeeded');
  const running: readonly RunStep[] =
    started !== undefined && attempt.state !== 'running'
      ? [
          {
            kind: 'record_attempt',
            runId: run.id,
            seen: { state: 'running', ...(started.startedAt && { startedAt: started.startedAt }) },
          },
        ]
      : [];
  return [...running, ...startTasks(run, tasks, seen)];
}

const killsOf = (actions: readonly RunAction[]): readonly RunStep[] =>
  actions.map(({ nodeId, id }) => ({ kind: 'kill_action', nodeId, actionId: id }));

export const isBad = ({ state }: RunAction): boolean => isOver(state) && state !== 'succeeded';

/** Starts the tasks that wait where their nodes have room beside the tasks and clients that run there, the run's own and
 *  others'. */
function startTasks(run: Run, tasks: readonly RunAction[], { free }: Seen): readonly RunStep[] {
  const { spec } = run;
  if (spec.kind !== 'shell') return [];
  return tasks.flatMap((task): readonly RunStep[] => {
    const place = free.nodes.find(({ node }) => node.id === task.nodeId);
    if (task.state !== 'wanted' || place === undefined || !hasRoom(spec, place)) return [];
    take(spec, place);
    return [{ kind: 'start_action', runId: run.id, actionId: task.id }];
  });
}

function whyTaskEnded(run: Run, task: RunAction | undefined): Ending {
  if (task?.state === 'timed_out') return { end: 'failed', reason: timedOut(run.spec.timeoutSeconds) };
  if (task?.state === 'killed') return { end: 'killed', state: 'KILLED' };
  const problem = task?.problem;
  return {
    end: 'failed',
    ...(task?.exitCode !== undefined && { exitCode: task.exitCode }),
    reason: {
      ...(problem
        ? { problem: problem.code, facts: problem.facts }
        : because('run_failed', { exitCode: task?.exitCode ?? '?' })),
      ...(task && { node: task.nodeName }),
      ...(problem?.lastLines && { lastLines: problem.lastLines }),
    },
  };
}

/** MapReduce: the client's end is the run's; the application, found by its tag, tells what it used. */
function planClient(each: RunUnderWay, attempt: Attempt, seen: SeenCluster, now: Instant): readonly RunStep[] {
  const { run, actions } = each;
  const client = actions.find((one) => one.purpose === 'client' && one.attempt === attempt.number);
  if (client === undefined) return [];
  const tag = tagOf(run.id, attempt.number);
  const application = [...(seen.applications?.values() ?? [])].find(({ tags }) => tags.includes(tag));
  const found = { ...(application && { applicationId: application.id, usage: application.usage }) };
  const ending = endingOf(each, attempt, seen, now);
  if (isOver(client.state)) {
    // What it used, and whether it goes on, YARN alone can tell; until it does, nothing is decided.
    if (seen.applications === undefined) return [];
    if (application !== undefined && !application.isOver) {
      // The client went before its application: nobody would ever hear how that ends.
      return [{ kind: 'kill_application', applicationId: application.id }];
    }
    if (client.state === 'succeeded')
      return [endOf(each, attempt, now, { ...found, end: 'succeeded', state: 'SUCCEEDED', exitCode: 0 })];
    return [endOf(each, attempt, now, { ...(ending ?? whyTaskEnded(run, client)), ...found })];
  }
  if (ending !== undefined) {
    const killApplication: readonly RunStep[] =
      application === undefined || application.isOver
        ? []
        : [{ kind: 'kill_application', applicationId: application.id }];
    return [...killApplication, { kind: 'kill_action', nodeId: client.nodeId, actionId: client.id }];
  }
  if (client.state === 'wanted') return [{ kind: 'start_action', runId: run.id, actionId: client.id }];
  return recordIfChanged(run, attempt, {
    state: application?.isRunning || attempt.state === 'running' ? 'running' : 'handed_over',
    ...(application && ofApplication(application)),
  });
}

function planApplication(each: RunUnderWay, attempt: Attempt, seen: SeenCluster, now: Instant): readonly RunStep[] {
  const { run } = each;
  const ending = endingOf(each, attempt, seen, now);
  const { applicationId } = attempt;
  if (applicationId === undefined) return planPreparation(each, attempt, ending, now);
  if (seen.applications === undefined) return []; // YARN did not answer: nothing is known, nothing is decided
  const application = seen.applications.get(applicationId);
  if (application === undefined) return planUnknown(each, attempt, applicationId, ending, now);
  if (application.isOver) return [endOf(each, attempt, now, howApplicationEnded(application, ending))];
  if (ending !== undefined) return [{ kind: 'kill_application', applicationId }];
  return recordIfChanged(run, attempt, {
    state: application.isRunning || attempt.state === 'running' ? 'running' : 'handed_over',
    ...ofApplication(application),
  });
}

/** What agents do before an application is submitted: environments on the nodes, large files into HDFS. */
function planPreparation(
  each: RunUnderWay,
  attempt: Attempt,
  ending: Ending | undefined,
  now: Instant,
): readonly RunStep[] {
  const { run, actions } = each;
  const own = latestTries(actions.filter((one) => one.attempt === attempt.number));
  const failed = own.filter(isBad).map((action) => ({ action, again: furtherTry(run, action, now) }));
  const bad = failed.find(({ again }) => again === 'none')?.action;
  if (ending !== undefined || bad !== undefined) {
    const open = own.filter(({ state }) => !isOver(state));
    if (open.length > 0) return killsOf(open);
    return [endOf(each, attempt, now, ending ?? whyNotPrepared(run, bad))];
  }
  const further = failed.flatMap(({ again }) => (typeof again === 'object' ? [again] : []));
  return [...further, { kind: 'prepare_application', runId: run.id }];
}

function whyNotPrepared({ spec }: Run, action: RunAction | undefined): Ending {
  const { problem, nodeName: node } = action ?? {};
  const unsaid =
    action?.purpose === 'environment'
      ? { problem: 'environment_failed', facts: { requirements: spec.python?.requirements, node } }
      : { problem: 'transfer_failed', facts: { what: action?.id, problem: action?.state } };
  return {
    end: 'failed',
    reason: {
      ...(problem ? { problem: problem.code, facts: problem.facts } : unsaid),
      ...(node !== undefined && { node }),
      ...(problem?.lastLines && { lastLines: problem.lastLines }),
    },
  };
}

const firstIdOf = ({ id, number }: RunAction): string => id.slice(0, id.length - idOfTry('', number).length);

/** Of each thing to be copied or made, its latest try. */
export function latestTries(actions: readonly RunAction[]): readonly RunAction[] {
  const byThing = Map.groupBy(actions, firstIdOf);
  return [...byThing.values()].flatMap((tries) =>
    tries.toSorted((one, other) => other.number - one.number).slice(0, 1),
  );
}

/** Copies that failed are made again, some times; everything else is left to the retries of the run. */
function furtherTry(
  run: Run,
  failed: RunAction,
  now: Instant,
): Extract<RunStep, { kind: 'repeat_action' }> | 'waits' | 'none' {
  const { attempt, nodeId, nodeName, purpose, number } = failed;
  if (failed.state !== 'failed' || (purpose !== 'file' && purpose !== 'logs')) return 'none';
  const at = nextTryAt(number, failed.endedAt ?? now);
  if (at === undefined) return 'none';
  if (isBefore(now, at)) return 'waits';
  const id = idOfTry(firstIdOf(failed), number + 1);
  return {
    kind: 'repeat_action',
    runId: run.id,
    attempt,
    action: { id, nodeId, nodeName, purpose, number: number + 1 },
  };
}

/** YARN does not know the application: it was not submitted yet, YARN is about to take it though its answer was lost, or it was
 *  started anew and has forgotten it. */
function planUnknown(
  each: RunUnderWay,
  attempt: Attempt,
  applicationId: string,
  ending: Ending | undefined,
  now: Instant,
): readonly RunStep[] {
  const mayYetCome = isBefore(now, plusMs(attempt.beganAt, forgottenAfterMs));
  if (ending !== undefined)
    return [mayYetCome ? { kind: 'kill_application', applicationId } : endOf(each, attempt, now, ending)];
  if (attempt.state === 'submitting') return [{ kind: 'submit_application', runId: each.run.id, applicationId }];
  if (mayYetCome) return [];
  return [endOf(each, attempt, now, { end: 'lost', reason: lost(`YARN does not know ${applicationId} any more`) })];
}

function howApplicationEnded(application: YarnApplication, ending: Ending | undefined): Ending {
  const found = { applicationId: application.id, usage: application.usage };
  if (application.outcome === 'succeeded') return { ...found, end: 'succeeded', state: 'SUCCEEDED', exitCode: 0 };
  if (ending !== undefined) return { ...found, ...ending };
  if (application.outcome === 'killed')
    return { ...found, end: 'killed', state: 'KILLED', reason: lost('it was killed in YARN') };
  const { exitCode } = application;
  return {
    ...found,
    end: 'failed',
    explain: true,
    ...(exitCode !== undefined && { exitCode }),
    reason: { ...because('run_failed', { exitCode: exitCode ?? '?' }), lastLines: application.lastLines },
  };
}

function ofApplication(application: YarnApplication): Omit<SeenAttempt, 'state'> {
  return {
    applicationId: application.id,
    ...(application.trackingUrl && { trackingUrl: application.trackingUrl }),
    ...(application.isRunning && { startedAt: application.startedAt, progress: application.progress }),
  };
}

function recordIfChanged(run: Run, attempt: Attempt, seen: SeenAttempt): readonly RunStep[] {
  const isSame =
    attempt.state === seen.state &&
    attempt.applicationId === (seen.applicationId ?? attempt.applicationId) &&
    attempt.trackingUrl === (seen.trackingUrl ?? attempt.trackingUrl) &&
    Math.abs((attempt.progress ?? 0) - (seen.progress ?? 0)) < 0.05;
  return isSame ? [] : [{ kind: 'record_attempt', runId: run.id, seen }];
}

/** The end of an attempt, and what follows: another one while there are any left and the end leaves the question open. */
function endOf({ run }: RunUnderWay, attempt: Attempt, now: Instant, ending: Ending): RunStep {
  const { state, explain = false, ...rest } = ending;
  const isRetried = state === undefined && attempt.number <= run.spec.retries;
  return {
    kind: 'end_attempt',
    runId: run.id,
    ...rest,
    explain,
    next: isRetried
      ? { kind: 'retry', notBefore: plusMs(now, run.spec.retryDelaySeconds * 1000) }
      : {
          kind: 'end',
          state: state ?? (ending.end === 'lost' ? 'LOST' : ending.end === 'killed' ? 'KILLED' : 'FAILED'),
        },
  };
}

// --- the logs of a run that has ended (JOB-3) ----------------------------------------------------------------------

function planLogs({ run, actions }: RunUnderWay, seen: SeenCluster, now: Instant): readonly RunStep[] {
  if (run.logs !== 'collecting') return [];
  if (seen.state === 'gone') return [{ kind: 'finish_logs', runId: run.id, logs: 'lost' }];
  const isTooLate = run.endedAt !== undefined && isBefore(plusMs(run.endedAt, collectWithinMs), now);
  if (isTooLate) return [{ kind: 'finish_logs', runId: run.id, logs: 'lost' }];
  const copies = latestTries(actions.filter(({ purpose }) => purpose === 'logs'));
  if (copies.length === 0) return [{ kind: 'collect_logs', runId: run.id }];
  const waiting = copies.filter(({ state }) => state === 'wanted');
  if (waiting.length > 0) return waiting.map(({ id }) => ({ kind: 'start_action', runId: run.id, actionId: id }));
  const again = copies.filter(isBad).map((copy) => furtherTry(run, copy, now));
  const further = again.filter((each) => typeof each === 'object');
  if (further.length > 0) return further;
  if (again.includes('waits') || copies.some(({ state }) => state === 'running')) return [];
  return [
    { kind: 'finish_logs', runId: run.id, logs: copies.every(({ state }) => state === 'succeeded') ? 'kept' : 'lost' },
  ];
}

const lost = (problem: string): RunReason => because('run_lost', { problem });
const timedOut = (seconds: number): RunReason => because('run_timed_out', { seconds });
