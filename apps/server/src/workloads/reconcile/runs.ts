// Brings the runs of a cluster nearer to their end: one round for all runs of one cluster. Reads everything, plans (pure),
// does the steps, records what came of them, and looks at once again as long as that changed anything. Safe to die anywhere:
// what has an effect outside has its id in the database before, and is found by it after.
import { because, Refusal, unreachable } from '@argosy/kernel/errors';
import { earliest, type Instant, isBefore, plusMs, secondsBetween } from '@argosy/kernel/time';
import { mapAtOnce } from '../../platform/at-once.ts';
import { SYSTEM } from '../../platform/caller.ts';
import { publish } from '../../platform/events.ts';
import { type Reconciler, requireLease, type WorkItem } from '../../platform/work.ts';
import { clusterRuns, type WorkloadsDeps } from '../deps.ts';
import { clientAction, copyAction, taskAction } from '../domain/action-specs.ts';
import {
  beginAttempt,
  type Changes,
  endAttempt,
  endRun,
  finishLogs,
  noChanges,
  recordAttempt,
} from '../domain/changes.ts';
import {
  mostUnderWay,
  type NewAction,
  planRuns,
  type RunStep,
  type RunUnderWay,
  type SeenCluster,
  type SeenNode,
} from '../domain/plan-runs.ts';
import { actionIdOf, hasEnded, type RunReason } from '../domain/run.ts';
import { type WorkCluster, type WorkNode, workersOf } from '../domain/work-cluster.ts';
import type { YarnApplication } from '../domain/yarn-application.ts';
import { keepLogs, logCopiesOf, tailOfDriver } from '../keep-run-logs.ts';
import { insertActions } from '../store/actions.ts';
import { runsOfRound, writeAttempts, writeRuns } from '../store/runs.ts';
import { toWorkCluster } from '../work-cluster-of.ts';
import { type ClusterServices, servicesOf } from '../yarn/cluster-services.ts';
import {
  clientConfiguration,
  forgetFiles,
  nothingPrepared,
  type Prepared,
  prepareApplication,
  removeFailedCopies,
} from '../yarn/prepare-application.ts';
import { type ContainerLooks, seeContainers } from './see-containers.ts';

/** YARN sends no word of its own about a live application (agents do, and wake the round), so it is asked: each time after a
 *  twentieth of what the youngest has lasted, within these bounds. An end is then seen within a twentieth of the run's length;
 *  asked every 150 ms throughout, a small ResourceManager spends a good part of its CPU on the answers. */
const lookAtYarnShare = 1 / 20;
const lookAtYarnAtLeastMs = 150;
const lookAtYarnAtMostMs = 1000;
/** While agents or a starting cluster are waited for: their word wakes the round, this is for the word that got lost. */
const lookAnywayMs = 2000;
/** An action whose message was lost is sent again. */
const sendAgainMs = 3000;
/** Passes of one round: each may make the next step possible; a bound, so that a mistake in the plan does not turn in circles. */
const mostPasses = 6;
/** Runs looked at together that wait for the same thing: more than can begin in one pass. */
const mostWaiting = 64;
/** Steps done side by side. */
const stepsAtOnce = 8;
/** The application may be as old as its attempt, by YARN's clock. */
const clockSlackMs = 60_000;

export function runsReconciler(deps: WorkloadsDeps): Reconciler {
  const prepared = nothingPrepared();
  const sentAt = new Map<string, number>(); // actions by id: a process that starts anew sends them again, which does no harm
  const looks: ContainerLooks = new Map();
  return {
    kind: clusterRuns,
    concurrency: 16,
    round: async (item) => {
      for (let pass = 0; pass < mostPasses; pass += 1) {
        const done = await onePass(deps, { item, prepared, sentAt, looks });
        if (!done.changed || item.signal.aborted) return done.lookAt;
      }
      return deps.clock.now();
    },
  };
}

interface Round {
  readonly item: WorkItem;
  readonly prepared: Prepared;
  readonly sentAt: Map<string, number>;
  readonly looks: ContainerLooks;
}

async function onePass(deps: WorkloadsDeps, round: Round): Promise<{ changed: boolean; lookAt: Instant | undefined }> {
  const clusterId = round.item.key;
  const runs = await deps.read(SYSTEM, (tx) =>
    runsOfRound(tx, clusterId, { underWay: mostUnderWay, waiting: mostWaiting }),
  );
  if (runs.length === 0) return { changed: false, lookAt: undefined };
  const organizationId = runs[0]?.run.organizationId ?? '';
  const shown = await deps.read(SYSTEM, (tx) => deps.clusters.clusterForRuns(tx, organizationId, clusterId));
  const cluster = shown && toWorkCluster(shown);
  const services =
    cluster && stateOf(cluster) !== 'gone' && cluster.resourceManager ? servicesOf(deps.agents, cluster) : undefined;
  const applications = services && (await seenApplications(deps, services, runs));
  const seen = seenCluster(cluster, applications);
  const now = deps.clock.now();
  if (cluster && services && applications)
    await seeContainers(deps, { ...round, now }, { cluster, services, runs, applications });
  const steps = planRuns(runs, seen, now);
  const pass: Pass = {
    deps,
    round,
    cluster,
    services,
    now,
    runs: new Map(runs.map((each) => [each.run.id as string, each])),
    changes: noChanges(),
    actions: [],
  };
  await mapAtOnce(steps, stepsAtOnce, (step) => carryOut(pass, step));
  const changed = pass.changes.attempts.length + pass.changes.runs.length + pass.actions.length > 0;
  if (changed) await record(pass);
  return { changed, lookAt: nextLook(runs, applications, now) };
}

interface Pass {
  readonly deps: WorkloadsDeps;
  readonly round: Round;
  readonly cluster: WorkCluster | undefined;
  readonly services: ClusterServices | undefined;
  readonly now: Instant;
  readonly runs: ReadonlyMap<string, RunUnderWay>;
  readonly changes: Changes;
  readonly actions: (NewAction & { readonly runId: string; readonly attempt: number })[];
}

// --- read ---------------------------------------------------------------------------------------------------------

function stateOf(cluster: WorkCluster | undefined): SeenCluster['state'] {
  if (cluster === undefined) return 'gone';
  switch (cluster.state) {
    case 'STARTING':
    case 'BOOTSTRAPPING':
      return 'waiting';
    case 'RUNNING':
      return cluster.release ? 'serving' : 'waiting';
    case 'TERMINATING':
    case 'TERMINATE_FAILED':
      return 'leaving';
    case 'TERMINATED':
    case 'START_FAILED':
    case 'TERMINATED_WITH_ERRORS':
      return 'gone';
    default:
      return unreachable(cluster.state);
  }
}

function seenCluster(
  cluster: WorkCluster | undefined,
  applications: ReadonlyMap<string, YarnApplication> | undefined,
): SeenCluster {
  const workers = new Set(cluster ? workersOf(cluster).map(({ id }) => id) : []);
  return {
    state: stateOf(cluster),
    applications,
    nodes: (cluster?.nodes ?? [])
      .filter(({ role }) => role !== 'gateway')
      .map((node) => ({
        id: node.id,
        name: node.name,
        role: placeOf(node, workers),
        vcores: node.offeredVcores,
        memoryMb: node.offeredMb,
      })),
  };
}

/** The master of a cluster of one node is its worker too. */
function placeOf({ id, role }: WorkNode, workers: ReadonlySet<string>): SeenNode['role'] {
  if (role !== 'master') return 'worker';
  return workers.has(id) ? 'both' : 'master';
}

/** All applications at once, when any run may have one; `undefined` when there is no need or no answer. */
async function seenApplications(
  deps: WorkloadsDeps,
  services: ClusterServices,
  runs: readonly RunUnderWay[],
): Promise<ReadonlyMap<string, YarnApplication> | undefined> {
  const attempts = runs.flatMap(({ run, attempt }) =>
    attempt && !hasEnded(run.state) && run.spec.kind !== 'shell' && attempt.endedAt === undefined ? [attempt] : [],
  );
  const since = earliest(...attempts.map(({ beganAt }) => beganAt));
  if (since === undefined) return undefined;
  try {
    const list = await services.resourceManager.list(since.epochMilliseconds - clockSlackMs);
    return new Map(list.map((each) => [each.id, each]));
  } catch (error) {
    deps.log.info({ err: error }, 'YARN was asked about its applications and did not answer'); // it is starting again, or its node is
    return undefined;
  }
}

// --- do -----------------------------------------------------------------------------------------------------------

async function carryOut(pass: Pass, step: RunStep): Promise<void> {
  try {
    await doStep(pass, step);
  } catch (error) {
    // Nothing is decided by a step that failed: the next round sees how things are and plans again.
    const isAway = error instanceof Refusal && error.code === 'node_not_connected';
    pass.deps.log[isAway || pass.round.item.signal.aborted ? 'debug' : 'warn'](
      { err: error, step: step.kind },
      'a step about a run failed and is planned again',
    );
  }
}

async function doStep(pass: Pass, step: RunStep): Promise<void> {
  const { deps, changes, now } = pass;
  switch (step.kind) {
    case 'begin_attempt': {
      const { run } = runOf(pass, step.runId);
      beginAttempt(changes, run, step.number, now);
      pass.actions.push(...step.actions.map((each) => ({ ...each, runId: run.id, attempt: step.number })));
      return;
    }
    case 'prepare_application':
      return prepare(pass, runOf(pass, step.runId));
    case 'submit_application':
      return submit(pass, runOf(pass, step.runId), step.applicationId);
    case 'record_attempt':
      return recordAttempt(changes, runOf(pass, step.runId), step, now);
    case 'start_action':
      return startAction(pass, runOf(pass, step.runId), step.actionId);
    case 'repeat_action':
      await tidyUp(pass, runOf(pass, step.runId));
      pass.actions.push({ ...step.action, runId: step.runId, attempt: step.attempt });
      return;
    case 'kill_action':
      deps.agents.kill(step.nodeId, step.actionId, 3000);
      return;
    case 'kill_application':
      return await pass.services?.resourceManager.kill(step.applicationId);
    case 'end_attempt': {
      const under = runOf(pass, step.runId);
      const reason = step.explain && step.reason ? await explained(pass, under, step.reason) : step.reason;
      await tidyUp(pass, under);
      if (step.end === 'failed') forgetFiles(pass.round.prepared, pass.round.item.key);
      return endAttempt(changes, under, { ...step, ...(reason && { reason }) }, now);
    }
    case 'end_run':
      return endRun(changes, runOf(pass, step.runId).run, step.state, step.reason, now);
    case 'collect_logs':
      return await collectLogs(pass, runOf(pass, step.runId));
    case 'finish_logs': {
      const { run } = runOf(pass, step.runId);
      const kept = await keepLogs(deps, run);
      return finishLogs(changes, run, kept === 'all_there' ? step.logs : 'lost');
    }
  }
}

function runOf(pass: Pass, runId: string): RunUnderWay {
  const found = pass.runs.get(runId);
  if (found === undefined) throw new Error('a step is about a run of its round');
  return found;
}

async function tidyUp({ deps, services, cluster }: Pass, under: RunUnderWay): Promise<void> {
  if (services && cluster) await removeFailedCopies(deps, services, cluster, under);
}

async function prepare(pass: Pass, under: RunUnderWay): Promise<void> {
  const { deps, cluster, services, changes, now, round } = pass;
  if (!cluster || !services || !under.attempt) return;
  const preparation = await prepareApplication(deps, round.prepared, services, cluster, {
    ...under,
    signal: round.item.signal,
  });
  switch (preparation.kind) {
    case 'waits':
      pass.actions.push(
        ...preparation.actions.map((each) => ({ ...each, runId: under.run.id, attempt: under.run.attempt })),
      );
      return;
    case 'failed':
      return endAttempt(changes, under, refusedBefore(under, preparation.reason), now);
    case 'ready': {
      // Committed before anything is submitted under it: a second try finds the first by this id.
      const applicationId = await services.resourceManager.newApplicationId();
      changes.attempts.push({ runId: under.run.id, number: under.run.attempt, state: 'submitting', applicationId });
    }
  }
}

async function submit(pass: Pass, under: RunUnderWay, applicationId: string): Promise<void> {
  const { deps, cluster, services, changes, now, round } = pass;
  if (!cluster || !services) return;
  const preparation = await prepareApplication(deps, round.prepared, services, cluster, {
    ...under,
    signal: round.item.signal,
  });
  if (preparation.kind !== 'ready') throw new Error('what was ready a moment ago is ready');
  const answer = await services.resourceManager.submit(preparation.submissionFor(applicationId));
  if (answer.kind === 'refused') {
    const reason = because('submission_refused', { problem: answer.problem });
    return endAttempt(changes, under, refusedBefore(under, reason), now);
  }
  changes.attempts.push({ runId: under.run.id, number: under.run.attempt, state: 'handed_over', applicationId });
}

/** An attempt that came to nothing before anything ran: trying the same again would end the same. */
function refusedBefore({ run }: RunUnderWay, reason: RunReason): Extract<RunStep, { kind: 'end_attempt' }> {
  return {
    kind: 'end_attempt',
    runId: run.id,
    end: 'failed',
    reason,
    explain: false,
    next: { kind: 'end', state: 'FAILED' },
  };
}

async function startAction(pass: Pass, { run, actions }: RunUnderWay, actionId: string): Promise<void> {
  const { deps, cluster, round } = pass;
  const action = actions.find(({ id }) => id === actionId);
  const node = cluster?.nodes.find(({ id }) => id === action?.nodeId);
  if (!cluster || !action || !node) return;
  const nowMs = deps.clock.now().epochMilliseconds;
  if (nowMs - (round.sentAt.get(actionId) ?? 0) < sendAgainMs) return;
  const { spec } = run;
  const sent = async () => {
    if (action.purpose === 'logs')
      return deps.agents.act(node.id, copyAction(action.id, await logCopiesOf(deps, cluster, run, node.id)));
    if (spec.kind === 'shell') return deps.agents.act(node.id, taskAction(run, spec, node, action));
    if (spec.kind === 'mapreduce' && cluster.release) {
      const configuration = await clientConfiguration(deps, round.prepared, cluster);
      const mapredSite = configuration['mapred-site.xml'] ?? '<configuration>\n</configuration>\n';
      return deps.agents.act(node.id, clientAction(run, spec, cluster.release, node, action, mapredSite));
    }
    return 'not_connected';
  };
  if ((await sent()) === 'sent') {
    if (round.sentAt.size > 10_000) round.sentAt.clear();
    round.sentAt.set(actionId, nowMs);
  }
}

async function explained(pass: Pass, { attempt, actions }: RunUnderWay, reason: RunReason): Promise<RunReason> {
  if (!pass.cluster || !attempt) return reason;
  const lastLines = await tailOfDriver(pass.deps, pass.cluster, attempt, actions).catch(() => []); // the reason stands without it
  return lastLines.length > 0 ? { ...reason, lastLines } : reason;
}

/** One action for each node that has logs of the run; where none has, all there is is in the store. */
async function collectLogs(pass: Pass, { run }: RunUnderWay): Promise<void> {
  const { deps, cluster, changes } = pass;
  if (!cluster) return;
  const copies = await Promise.all(
    cluster.nodes.map(async (node) => ({ node, items: await logCopiesOf(deps, cluster, run, node.id) })),
  );
  const having = copies.filter(({ items }) => items.length > 0);
  if (having.length === 0) {
    const kept = await keepLogs(deps, run);
    return finishLogs(changes, run, kept === 'all_there' ? 'kept' : 'lost');
  }
  pass.actions.push(
    ...having.map(({ node }) => ({
      id: actionIdOf(run.id, run.attempt, `logs-${node.id}`),
      runId: run.id,
      attempt: run.attempt,
      nodeId: node.id,
      nodeName: node.name,
      purpose: 'logs' as const,
      number: 1,
    })),
  );
}

// --- record -------------------------------------------------------------------------------------------------------

async function record({ deps, round, changes, actions, now, runs }: Pass): Promise<void> {
  await deps.transaction(SYSTEM, async (tx) => {
    await requireLease(tx, round.item);
    await writeAttempts(tx, changes.attempts, now);
    await writeRuns(tx, changes.runs);
    await insertActions(tx, actions);
    for (const fact of changes.facts) await publish(tx, deps.clock, fact);
  });
  forgetEnded(deps, runs, changes);
}

/** The agents may remove the folders of a run whose logs are kept. Lost, it costs space until the cluster goes. */
function forgetEnded(deps: WorkloadsDeps, runs: ReadonlyMap<string, RunUnderWay>, changes: Changes): void {
  for (const { runId, logs } of changes.runs) {
    if (logs !== 'kept') continue;
    const byNode = Map.groupBy(runs.get(runId)?.actions ?? [], ({ nodeId }) => nodeId);
    for (const [nodeId, own] of byNode)
      deps.agents.forget(
        nodeId,
        own.map(({ id }) => id),
      );
  }
}

/** When to look again without a word from anybody. */
function nextLook(
  runs: readonly RunUnderWay[],
  applications: ReadonlyMap<string, YarnApplication> | undefined,
  now: Instant,
): Instant {
  const asksYarn =
    applications !== undefined ||
    runs.some(({ run, attempt }) => attempt?.applicationId !== undefined && !hasEnded(run.state));
  const soonest = plusMs(now, asksYarn ? untilYarnIsAskedMs(runs, now) : lookAnywayMs);
  const retry = earliest(...runs.map(({ run }) => run.notBefore));
  return retry !== undefined && isBefore(now, retry) && isBefore(retry, soonest) ? retry : soonest;
}

function untilYarnIsAskedMs(runs: readonly RunUnderWay[], now: Instant): number {
  const agesMs = runs.flatMap(({ run, attempt }) =>
    attempt === undefined || hasEnded(run.state)
      ? []
      : [secondsBetween(attempt.startedAt ?? attempt.beganAt, now) * 1000],
  );
  const youngestMs = Math.min(...agesMs, lookAtYarnAtMostMs / lookAtYarnShare);
  return Math.max(lookAtYarnAtLeastMs, youngestMs * lookAtYarnShare);
}
