// What is planned in which situation. The plans stand printed in plan-cluster.golden/: a change of them is read in review.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { NodeRole } from '@argosy/contract/clusters/vocabulary';
import { plusMs } from '@argosy/kernel/time';
import { aCluster, aMoment, aReport, itsNodes } from '../../../test/a-cluster.ts';
import type { Cluster, NodeAsSeen } from './cluster.ts';
import { planCluster, type Seen } from './plan-cluster.ts';
import { withStates } from './progress.ts';

const installed = { state: 'installed' } as const;

const seenAs = (cluster: Cluster, nodes: readonly NodeAsSeen[], given: Partial<Seen> = {}): Seen => ({
  cluster,
  nodes,
  release: installed,
  connected: new Set(),
  listeningSince: aMoment,
  mayRemove: true,
  ...given,
});

/** A cluster whose hosts are there and whose steps so far are done. */
const upTo = (cluster: Cluster, ...done: readonly ('release' | 'hosts' | 'services' | 'hdfs' | 'yarn')[]): Cluster => ({
  ...cluster,
  progress: withStates(cluster.progress, Object.fromEntries(done.map((name) => [name, 'done'])), aMoment),
});

const golden = (name: string) => join(import.meta.dirname, 'plan-cluster.golden', `${name}.txt`);

function printed(seen: Seen, now = aMoment): string {
  const { steps, lookAgainAt } = planCluster(seen, now);
  const lines = steps.map((step) => `${JSON.stringify(step)}\n`).join('');
  return `${lines}look again ${lookAgainAt ? `at ${lookAgainAt.toString()}` : 'when something changes'}\n`;
}

const starting = aCluster();
const agentsUp = itsNodes(starting, { state: 'STARTING' });

test('CLU-1 a new cluster waits for its release, and asks for it when nobody has', async () => {
  await expect(printed(seenAs(starting, itsNodes(starting), { release: { state: 'absent' } }))).toMatchFileSnapshot(
    golden('release-absent'),
  );
  await expect(printed(seenAs(starting, itsNodes(starting), { release: { state: 'installing' } }))).toMatchFileSnapshot(
    golden('release-installing'),
  );
});

test('CLU-1 all hosts are made at once, and every agent is told what it is', async () => {
  await expect(printed(seenAs(starting, itsNodes(starting)))).toMatchFileSnapshot(golden('hosts'));
  await expect(printed(seenAs(upTo(starting, 'release'), agentsUp))).toMatchFileSnapshot(golden('tell-nodes'));
});

test('CLU-1 a cluster is RUNNING when HDFS and YARN have all their nodes and the folders are made, and not before', async () => {
  const cluster = upTo(starting, 'release', 'hosts');
  const some = itsNodes(cluster, { state: 'STARTING' }, (node) =>
    aReport(
      cluster,
      node,
      { ready: node.role === 'master' },
      node.role === 'master' ? { probes: { 'hdfs-open': true, hdfs: false, yarn: false } } : {},
    ),
  );
  await expect(printed(seenAs(cluster, some))).toMatchFileSnapshot(golden('hdfs-opens'));
  const all = itsNodes(cluster, { state: 'RUNNING' }, (node) => aReport(cluster, node));
  await expect(printed(seenAs(cluster, all))).toMatchFileSnapshot(golden('hdfs-not-made'));
  await expect(printed(seenAs({ ...cluster, hdfsMadeAt: aMoment }, all))).toMatchFileSnapshot(golden('running'));
});

test('a cluster whose history servers are not up yet is RUNNING: nobody waits for them', async () => {
  const cluster = { ...upTo(starting, 'release', 'hosts', 'services', 'hdfs', 'yarn'), hdfsMadeAt: aMoment };
  const nodes = itsNodes(cluster, { state: 'RUNNING' }, (node) => {
    const report = aReport(cluster, node);
    const waiting = (name: string) => name.endsWith('historyserver');
    return {
      ...report,
      daemons: report.daemons.map((each) => (waiting(each.name) ? { ...each, ready: false, state: 'WAITING' } : each)),
    };
  });
  expect(planCluster(seenAs(cluster, nodes), aMoment).steps).toContainEqual({ kind: 'move', to: 'RUNNING' });
});

test('a daemon that cannot be kept up ends the start, with its words; kept for a look when that was asked for', async () => {
  const problem = {
    code: 'daemon_failed',
    facts: { daemon: 'namenode', node: 'n-1', exitCode: 1 },
    command: 'java …',
    lastLines: ['bad'],
  };
  const broken = (cluster: Cluster) =>
    itsNodes(cluster, { state: 'STARTING' }, (node) =>
      aReport(
        cluster,
        node,
        node.role === 'master' ? { state: 'START_FAILED', ready: false, problem } : { ready: false },
      ),
    );
  await expect(printed(seenAs(starting, broken(starting)))).toMatchFileSnapshot(golden('daemon-failed'));
  const kept = aCluster({ request: { keepFailed: true } });
  await expect(printed(seenAs(kept, broken(kept)))).toMatchFileSnapshot(golden('daemon-failed-kept'));
});

test('a host whose agent never speaks ends the start after a minute, not at it', () => {
  const cluster = {
    ...upTo(starting, 'release'),
    progress: withStates(starting.progress, { hosts: 'running' }, aMoment),
  };
  const at = (ms: number) => planCluster(seenAs(cluster, agentsUp), plusMs(aMoment, ms)).steps;
  expect(at(59_999)).not.toContainEqual(expect.objectContaining({ kind: 'leave' }));
  expect(at(60_000)).toContainEqual(expect.objectContaining({ kind: 'leave', endsAs: 'START_FAILED' }));
});

test('a silent node is LOST after 8 s of silence, and its host is made again', async () => {
  const cluster = aCluster({ state: 'RUNNING', readyAt: aMoment });
  const nodes = itsNodes(cluster, { state: 'RUNNING' }, (node) => aReport(cluster, node));
  await expect(printed(seenAs(cluster, nodes), plusMs(aMoment, 8000))).toMatchFileSnapshot(golden('node-silent'));
  expect(planCluster(seenAs(cluster, nodes), plusMs(aMoment, 7999)).steps).toEqual([]);
  // one that is connected is not silent: its reports wait for a database that was away
  const connected = new Set(nodes.map((node) => node.id));
  expect(planCluster(seenAs(cluster, nodes, { connected }), plusMs(aMoment, 60_000)).steps).toEqual([]);
  // a server that has just begun to listen gives agents the time to come back
  const heardAgain = seenAs(cluster, nodes, { listeningSince: plusMs(aMoment, 60_000) });
  expect(planCluster(heardAgain, plusMs(aMoment, 61_000)).steps).toEqual([]);
});

test('an agent that is still silent 15 s after it was given up is replaced', () => {
  const cluster = aCluster({ state: 'RUNNING', readyAt: aMoment });
  const lost = itsNodes(cluster, { state: 'LOST' }, (node) => aReport(cluster, node));
  const kindsAt = (ms: number) =>
    planCluster(seenAs(cluster, lost), plusMs(aMoment, ms)).steps.map((each) => each.kind);
  expect(new Set(kindsAt(22_999))).toEqual(new Set(['make_host']));
  expect(new Set(kindsAt(23_000))).toEqual(new Set(['replace_agent']));
});

test('running time is metered by the hour', async () => {
  const cluster = aCluster({ state: 'RUNNING', readyAt: aMoment });
  const later = plusMs(aMoment, 3_600_000);
  const nodes = itsNodes(cluster, { state: 'RUNNING', meteredUntil: aMoment, seenAt: later }, (node) =>
    aReport(cluster, node),
  );
  await expect(printed(seenAs(cluster, nodes), later)).toMatchFileSnapshot(golden('hour-is-over'));
});

test('CLU-3 a cluster is released at its maximum age, whatever it does', async () => {
  const cluster = aCluster({ state: 'RUNNING', releaseAt: plusMs(aMoment, 60_000) });
  await expect(printed(seenAs(cluster, itsNodes(cluster)), plusMs(aMoment, 60_000))).toMatchFileSnapshot(
    golden('maximum-age'),
  );
});

test('a leaving cluster is held for those who keep something of it, but not for longer than 20 s', async () => {
  const cluster = aCluster({ state: 'TERMINATING', endsAs: 'TERMINATED', leavingSince: aMoment });
  const nodes = itsNodes(cluster, { state: 'RUNNING' });
  await expect(printed(seenAs(cluster, nodes, { mayRemove: false }))).toMatchFileSnapshot(golden('end-held'));
  await expect(printed(seenAs(cluster, nodes, { mayRemove: false }), plusMs(aMoment, 20_000))).toMatchFileSnapshot(
    golden('end-not-held-for-ever'),
  );
  await expect(printed(seenAs(cluster, []))).toMatchFileSnapshot(golden('end'));
});

test('scripts run one after the other, each on all its nodes, before the first daemon', async () => {
  const script = (name: string, roles?: NodeRole[]) => ({ name, script: 'true', ...(roles && { roles }) });
  const cluster: Cluster = {
    ...aCluster({ phase: 'PREPARE', request: { bootstrapScripts: [script('first'), script('second', ['master'])] } }),
  };
  const nodes = itsNodes(cluster, { state: 'STARTING' }, (node) => aReport(cluster, node));
  await expect(printed(seenAs(cluster, nodes))).toMatchFileSnapshot(golden('scripts-first'));
  const ended = (node: NodeAsSeen, name: string, state: 'succeeded' | 'failed') => ({
    [`bootstrap-${name}-${node.id}`]: { id: name, state, startedAt: '', ...(state === 'failed' && { exitCode: 3 }) },
  });
  const withActions = (actions: (node: NodeAsSeen) => object): readonly NodeAsSeen[] =>
    nodes.map((node) => ({ ...node, seen: { report: aReport(cluster, node), actions: { ...actions(node) } } }));
  await expect(
    printed(
      seenAs(
        cluster,
        withActions((node) => ended(node, 'first', 'succeeded')),
      ),
    ),
  ).toMatchFileSnapshot(golden('scripts-second'));
  await expect(
    printed(
      seenAs(
        cluster,
        withActions((node) => ({ ...ended(node, 'first', 'succeeded'), ...ended(node, 'second', 'succeeded') })),
      ),
    ),
  ).toMatchFileSnapshot(golden('scripts-over'));
  await expect(
    printed(
      seenAs(
        cluster,
        withActions((node) => ended(node, 'first', 'failed')),
      ),
    ),
  ).toMatchFileSnapshot(golden('script-failed'));
});

test('while a cluster starts, a host that has gone silent is made again, and ends the start after a minute', () => {
  const cluster = { ...upTo(starting, 'release', 'hosts', 'services', 'hdfs', 'yarn'), hdfsMadeAt: aMoment };
  const nodes = itsNodes(cluster, { state: 'RUNNING' }, (node) => aReport(cluster, node));
  const at = (ms: number) => planCluster(seenAs(cluster, nodes), plusMs(aMoment, ms)).steps;
  expect(at(7999)).toContainEqual({ kind: 'move', to: 'RUNNING' });
  expect(at(8000)).toEqual(nodes.map(({ id }) => ({ kind: 'make_host', nodeId: id }))); // its last word does not make it RUNNING
  expect(at(60_000)).toMatchObject([
    {
      kind: 'leave',
      endsAs: 'START_FAILED',
      reason: { code: 'NodeFailure', problem: 'host_failed', node: 'master-1' },
    },
  ]);
});

test('daemons that are up and do not serve together end the start after two minutes, with the daemon that should answer', () => {
  const cluster = upTo(starting, 'release', 'hosts', 'services');
  const now = plusMs(aMoment, 120_000);
  const nodes = itsNodes(cluster, { state: 'RUNNING', seenAt: now }, (node) =>
    aReport(
      cluster,
      node,
      {},
      node.role === 'master' ? { probes: { 'hdfs-open': true, hdfs: true, yarn: false } } : {},
    ),
  );
  expect(planCluster(seenAs(cluster, nodes), now).steps).toMatchObject([
    { kind: 'leave', reason: { problem: 'daemon_not_ready', node: 'master-1', daemon: 'resourcemanager' } },
  ]);
});

test('a start has an end, whatever it waits for', () => {
  const cluster = upTo(starting, 'release', 'hosts');
  const at = (ms: number) => {
    const now = plusMs(aMoment, ms);
    const nodes = itsNodes(cluster, { state: 'STARTING', seenAt: now }, (node) =>
      aReport(cluster, node, node.name === 'core-1' ? { state: 'WAITING', ready: false } : {}),
    );
    return planCluster(seenAs(cluster, nodes), now).steps;
  };
  expect(at(599_999)).not.toContainEqual(expect.objectContaining({ kind: 'leave' }));
  expect(at(600_000)).toMatchObject([
    { kind: 'leave', reason: { problem: 'cluster_start_timed_out', node: 'core-1', daemon: 'datanode' } },
  ]);
});

test('a script of which no end was told is asked for again, well after its time', () => {
  const cluster = aCluster({
    phase: 'PREPARE',
    request: { bootstrapScripts: [{ name: 'first', script: 'true', timeoutSeconds: 60 }] },
  });
  const at = (ms: number) => {
    const now = plusMs(aMoment, ms);
    const nodes = itsNodes(cluster, { state: 'STARTING', seenAt: now }).map((node) => {
      const id = `bootstrap-first-${node.id}`;
      const actions = { [id]: { id, state: 'running' as const, startedAt: aMoment.toString() } };
      return { ...node, seen: { report: aReport(cluster, node), actions } };
    });
    return planCluster(seenAs(cluster, nodes), now).steps.filter((step) => step.kind === 'run_script').length;
  };
  expect(at(89_999)).toBe(0);
  expect(at(90_000)).toBe(3);
});
