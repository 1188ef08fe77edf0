// Brings a cluster nearer to what was asked: read → plan → do → record, until only time or a report can bring something new.
// It does not retry; the next round does. Everything it does outside the database has an id that was given before, so a
// second try after a crash finds the first.
import { refusal } from '@argosy/kernel/errors';
import type { Instant } from '@argosy/kernel/time';
import { SYSTEM } from '../../platform/caller.ts';
import { publish } from '../../platform/events.ts';
import { type Reconciler, requireLease, type WorkItem } from '../../platform/work.ts';
import { clusterWork, type ClustersDeps } from '../clusters-deps.ts';
import { applyStep, type Changed } from '../domain/apply-step.ts';
import { planCluster, type Seen, type Step } from '../domain/plan-cluster.ts';
import { lockClusterById, readCluster, updateCluster } from '../store/clusters.ts';
import { nodesAsSeen, updateNode } from '../store/nodes.ts';
import { findInstallation } from '../store/release-installations.ts';
import { carryOut, type Outcome } from './carry-out.ts';

export const clusterReconciler = (deps: ClustersDeps): Reconciler => ({
  kind: clusterWork,
  concurrency: 16,
  round: (item) => reconcileCluster(deps, item),
});

const mostTurns = 20; // a start takes about six; more means that two steps undo one another

async function reconcileCluster(deps: ClustersDeps, item: WorkItem): Promise<Instant | undefined> {
  for (let turn = 0; turn < mostTurns; turn += 1) {
    const seen = await readSeen(deps, item.key);
    if (seen === undefined) return undefined;
    const { steps, lookAgainAt } = planCluster(seen, deps.clock.now());
    if (steps.length === 0) return lookAgainAt;
    const outcomes = await Promise.all(steps.map((step) => carryOut(deps, seen, step, item)));
    const changed = await record(deps, item, seen, outcomes.flatMap(recordable));
    if (changed === 'nothing_changed') return lookAgainAt ?? soon(deps, outcomes);
  }
  throw new Error(`cluster ${item.key} does not come to rest`);
}

/** A plan that only tried things that did not work yet, and names no time, is made again shortly. */
const soon = (deps: ClustersDeps, outcomes: readonly Outcome[]): Instant | undefined =>
  outcomes.some((each) => each.is === 'not_yet') ? deps.clock.now().add({ milliseconds: 250 }) : undefined;

async function readSeen(deps: ClustersDeps, clusterId: string): Promise<Seen | undefined> {
  const { listeningSince } = deps;
  return deps.read(async (tx) => {
    const cluster = await readCluster(tx, clusterId);
    if (cluster === undefined) return undefined;
    const nodes = await nodesAsSeen(tx, clusterId);
    const isInstalled = (await deps.releases.find(cluster.release)) !== undefined;
    const installation = isInstalled ? undefined : await findInstallation(tx, cluster.release);
    const state = isInstalled
      ? 'installed'
      : installation?.state === 'installed'
        ? 'absent'
        : (installation?.state ?? 'absent');
    const mayRemove = cluster.state === 'TERMINATING' ? await deps.mayRemove(clusterId) : true;
    return { cluster, nodes, release: { state, reason: installation?.reason }, listeningSince, mayRemove };
  });
}

/** What of an outcome stands in the database: the step that was done, or the one that a failure leads to. */
function recordable(outcome: Outcome): readonly Step[] {
  if (outcome.is === 'done') return [outcome.step];
  return outcome.is === 'failed' ? [outcome.leadsTo] : [];
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
