// Brings a cluster nearer to what was asked: read → plan → do → record, until only time or a report can bring something new.
// It does not retry; the next round does. Everything it does outside the database has an id that was given before, so a
// second try after a crash finds the first. What fails in a way that nobody foresaw leaves the other steps recorded, is tried a
// few times, and then said in the cluster itself: nobody has to read the server's log to know why a cluster does not start.
import { messageOf, refusal } from '@argosy/kernel/errors';
import type { Instant } from '@argosy/kernel/time';
import { SYSTEM } from '../../platform/caller.ts';
import type { Tx } from '../../platform/database.ts';
import { publish } from '../../platform/events.ts';
import { LeaseLost, type Reconciler, requireLease, type WorkItem } from '../../platform/work.ts';
import { clusterWork, type ClustersDeps } from '../clusters-deps.ts';
import { applyStep, type Changed } from '../domain/apply-step.ts';
import type { Cluster } from '../domain/cluster.ts';
import { planCluster, type Seen, type Step, surrender } from '../domain/plan-cluster.ts';
import { lockClusterById, readCluster, updateCluster } from '../store/clusters.ts';
import { nodesAsSeen, updateNode } from '../store/nodes.ts';
import { findInstallation } from '../store/release-installations.ts';
import { carryOut, type Outcome } from './carry-out.ts';
import { lookAfterHosts } from './look-after-hosts.ts';

export const clusterReconciler = (deps: ClustersDeps): Reconciler => ({
  kind: clusterWork,
  concurrency: 16,
  begin: () => lookAfterHosts(deps),
  round: (item) => reconcileCluster(deps, item).catch((error: unknown) => giveUp(deps, item, error)),
});

const mostTries = 5; // of a round that throws; the back-off between them adds up to six seconds
const mostTurns = 20; // a start takes about six; more means that two steps undo one another

async function reconcileCluster(deps: ClustersDeps, item: WorkItem): Promise<Instant | undefined> {
  for (let turn = 0; turn < mostTurns; turn += 1) {
    const seen = await readSeen(deps, item.key);
    if (seen === undefined) return undefined;
    const { steps, lookAgainAt } = planCluster(seen, deps.clock.now());
    if (steps.length === 0) return lookAgainAt;
    const tries = await Promise.allSettled(steps.map((step) => carryOut(deps, seen, step, item)));
    const outcomes = tries.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    const changed = await record(deps, item, seen, recordable(outcomes));
    const thrown = tries.findIndex((each) => each.status === 'rejected');
    if (thrown >= 0) throw unforeseen(steps[thrown], tries[thrown]);
    if (changed === 'nothing_changed') return lookAgainAt ?? soon(deps, outcomes);
  }
  throw new Error(`cluster ${item.key} does not come to rest`);
}

/** A plan that only tried things that did not work yet, and names no time, is made again shortly. */
const soon = (deps: ClustersDeps, outcomes: readonly Outcome[]): Instant | undefined =>
  outcomes.some((each) => each.is === 'not_yet') ? deps.clock.now().add({ milliseconds: 250 }) : undefined;

async function readSeen(deps: ClustersDeps, clusterId: string): Promise<Seen | undefined> {
  const { listeningSince } = deps;
  return deps.read(SYSTEM, async (tx) => {
    const cluster = await readCluster(tx, clusterId);
    if (cluster === undefined) return undefined;
    const nodes = await nodesAsSeen(tx, clusterId);
    const connected = new Set(nodes.map(({ id }) => id).filter((id) => deps.hub.isConnected(id)));
    const mayRemove = cluster.state === 'TERMINATING' ? await deps.mayRemove(clusterId) : true;
    return { cluster, nodes, release: await releaseFor(deps, tx, cluster), connected, listeningSince, mayRemove };
  });
}

/** The files are the truth: a row that says otherwise is of files that were removed. */
async function releaseFor(deps: ClustersDeps, tx: Tx, cluster: Cluster): Promise<Seen['release']> {
  if (cluster.releaseDirectory !== undefined) return { state: 'installed', directory: cluster.releaseDirectory };
  const parts = await deps.releases.find(cluster.release);
  if (parts !== undefined) return { state: 'installed', directory: parts.installed.directory };
  const installation = await findInstallation(tx, cluster.release);
  const isGone = installation === undefined || installation.state === 'installed';
  return { state: isGone ? 'absent' : installation.state, reason: installation?.reason };
}

/** What stands in the database of a plan that was carried out: the steps that were done, and the one that a failure leads to.
 *  Of several failures the first speaks for all: each leads to the same. */
function recordable(outcomes: readonly Outcome[]): readonly Step[] {
  const done = outcomes.flatMap((each) => (each.is === 'done' ? [each.step] : []));
  const failure = outcomes.find((each) => each.is === 'failed');
  return failure === undefined ? done : [...done, failure.leadsTo];
}

/** Writes what the steps changed, and the facts, in one commit. Planned for a cluster that somebody changed meanwhile, they are
 *  dropped: what was made outside stays to be found by its id. */
async function record(
  deps: ClustersDeps,
  item: WorkItem,
  seen: Seen,
  steps: readonly Step[],
): Promise<'changed' | 'nothing_changed'> {
  if (steps.length === 0) return 'nothing_changed';
  return deps.transaction(SYSTEM, async (tx) => {
    await requireLease(tx, item);
    const cluster = await lockClusterById(tx, seen.cluster.id);
    if (cluster === undefined) throw refusal('cluster_not_found', { clusterId: seen.cluster.id });
    if (cluster.state !== seen.cluster.state) return 'changed';
    const before: Changed = { cluster, nodes: await nodesAsSeen(tx, cluster.id), facts: [] };
    const now = deps.clock.now();
    const after = steps.reduce((changed, step) => applyStep(changed, step, now), before);
    if (after.cluster !== before.cluster) await updateCluster(tx, after.cluster);
    const changedNodes = after.nodes.filter((each, index) => each !== before.nodes[index]);
    for (const node of changedNodes) await updateNode(tx, node);
    for (const fact of after.facts) await publish(tx, deps.clock, fact);
    return after.cluster !== before.cluster || changedNodes.length > 0 ? 'changed' : 'nothing_changed';
  });
}

function unforeseen(step: Step | undefined, tried: PromiseSettledResult<Outcome> | undefined): Error {
  const cause: unknown = tried?.status === 'rejected' ? tried.reason : undefined;
  return new Error(`${step?.kind}: ${messageOf(cause)}`, { cause });
}

/** Ends what a round could not bring nearer in so many tries, with its cause; before that, and for a cluster that runs, the
 *  round is done again. */
async function giveUp(deps: ClustersDeps, item: WorkItem, error: unknown): Promise<Instant> {
  const tries = item.failures + 1;
  if (error instanceof LeaseLost || item.signal.aborted || tries < mostTries) throw error;
  const seen = await readSeen(deps, item.key);
  const facts = { tries, problem: messageOf(error) };
  const step = seen && surrender(seen.cluster, { code: 'InternalError', problem: 'cluster_step_failed', facts });
  if (seen === undefined || step === undefined) throw error;
  deps.log.error({ err: error, clusterId: item.key, step }, 'a cluster is given up');
  await record(deps, item, seen, [step]);
  return deps.clock.now();
}
