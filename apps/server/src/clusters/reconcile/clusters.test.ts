// A cluster's life in the database, with the clock moved and the server killed at bad moments.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { DaemonReport } from '@argosy/contract/agent/protocol';
import { sentenceOf } from '@argosy/contract/errors';
import { refusal } from '@argosy/kernel/errors';
import { Instant } from '@argosy/kernel/time';
import { aJdk } from '../../../test/a-jdk.ts';
import { aCaller, startTestClusters } from '../../../test/clusters.ts';
import { installRelease } from '../install-release.ts';
import { lookAfterHosts } from './look-after-hosts.ts';
import { getRelease } from '../read-clusters.ts';
import { releaseCluster } from '../release-cluster.ts';
import { findInstallation } from '../store/release-installations.ts';
import { SYSTEM } from '../../platform/caller.ts';

test('CLU-1 a cluster is RUNNING once its agents have reported that everything serves', async () => {
  await using clusters = await startTestClusters();
  const cluster = await clusters.create({ nodeGroups: [{ role: 'master' }, { role: 'core', count: 3 }] });
  await clusters.settle();
  expect(clusters.hosts.size).toBe(4);
  expect((await clusters.cluster(cluster.id))?.state).toBe('STARTING');
  await clusters.report(cluster, (report) => ({ ...report, probes: {} }));
  await clusters.settle();
  expect((await clusters.cluster(cluster.id))?.state).toBe('STARTING'); // daemons are up, and do not serve as one
  await clusters.report(cluster);
  await clusters.settle();
  expect(await clusters.cluster(cluster.id)).toMatchObject({ state: 'RUNNING' });
  expect(await clusters.events(cluster, 'cluster_running')).toHaveLength(1);
});

test('running time is published without gap or overlap, also when the server is killed in between', async () => {
  await using clusters = await startTestClusters();
  const cluster = await clusters.create();
  await clusters.settle();
  await clusters.report(cluster);
  await clusters.settle();
  for (let quarter = 0; quarter < 14; quarter += 1) {
    clusters.clock.advance({ minutes: 15 });
    if (quarter % 4 === 3) clusters.answers.crashBeforeCommit = 1; // at the hour, after its last statement
    await clusters.report(cluster, (report) => ({ ...report, diskBytes: 7000 })).catch(() => {});
    await clusters.restart();
    await clusters.settle();
    clusters.clock.advance({ seconds: 1 }); // past the back-off of a round that was killed
    await clusters.settle();
  }
  clusters.answers.crashBeforeCommit = 1;
  await releaseCluster(clusters.deps, aCaller, { clusterId: cluster.id });
  await clusters.settle();
  clusters.clock.advance({ seconds: 1 });
  await clusters.settle();

  const [node] = await clusters.allNodes(cluster.id);
  const facts = (await clusters.events(cluster, 'node_used')).map(
    (event) => event.facts as { from: string; to: string },
  );
  expect(facts.length).toBeGreaterThanOrEqual(4); // three full hours and the rest
  expect(Instant.from(facts[0]?.from ?? '').equals(node?.readyAt ?? '1970-01-01T00:00Z')).toBe(true);
  expect(Instant.from(facts.at(-1)?.to ?? '').equals(node?.endedAt ?? '1970-01-01T00:00Z')).toBe(true);
  facts.slice(1).forEach((fact, index) => expect(fact.from).toBe(facts[index]?.to));
  const storage = (await clusters.events(cluster, 'node_storage_used')).map((event) => event.facts);
  expect(storage).toEqual(facts.map(({ from, to }) => expect.objectContaining({ from, to, bytes: 7000 })));
});

test('all hours of a server that was away for days are published as soon as it is back', async () => {
  await using clusters = await startTestClusters();
  const cluster = await clusters.create();
  await clusters.settle();
  await clusters.report(cluster);
  await clusters.settle();
  clusters.clock.advance({ hours: 50 });
  await clusters.report(cluster);
  await clusters.settle();
  expect(await clusters.events(cluster, 'node_used')).toHaveLength(50);
});

test('a start that fails says why, and what was made is removed', async () => {
  await using clusters = await startTestClusters();
  const cluster = await clusters.create();
  await clusters.settle();
  const problem = { code: 'daemon_failed', facts: { daemon: 'namenode', exitCode: 1 }, lastLines: ['its last words'] };
  await clusters.report(cluster, (report) => ({
    ...report,
    daemons: report.daemons.map((each) =>
      each.name === 'namenode' ? { ...each, ready: false, state: 'START_FAILED', problem } : each,
    ),
  }));
  await clusters.settle();
  expect(await clusters.cluster(cluster.id)).toMatchObject({
    state: 'START_FAILED',
    endedAt: expect.anything(),
    reason: {
      code: 'ServiceFailure',
      problem: 'daemon_failed',
      node: 'master-1',
      daemon: 'namenode',
      lastLines: ['its last words'],
    },
  });
  expect(clusters.hosts.size).toBe(0);
});

test('JOB-3 a cluster that leaves waits for those who bring its logs away, and not for longer than 20 s', async () => {
  await using clusters = await startTestClusters();
  const cluster = await clusters.create();
  await clusters.settle();
  clusters.answers.mayRemove = false;
  await releaseCluster(clusters.deps, aCaller, { clusterId: cluster.id });
  await clusters.settle();
  clusters.clock.advance({ seconds: 19 });
  await clusters.settle();
  expect(await clusters.cluster(cluster.id)).toMatchObject({ state: 'TERMINATING' });
  expect(clusters.hosts.size).toBe(1);
  clusters.clock.advance({ seconds: 2 });
  await clusters.settle();
  expect(await clusters.cluster(cluster.id)).toMatchObject({ state: 'TERMINATED', reason: { code: 'UserRequest' } });
  expect(clusters.hosts.size).toBe(0);
});

test('CLU-3 a cluster is released at its maximum age, also while it starts', async () => {
  await using clusters = await startTestClusters();
  const cluster = await clusters.create({ maximumAgeSeconds: 60 });
  await clusters.settle();
  clusters.clock.advance({ seconds: 61 });
  await clusters.settle();
  expect(await clusters.cluster(cluster.id)).toMatchObject({
    state: 'TERMINATED',
    reason: { code: 'MaximumAgeReached' },
  });
});

test('a silent node is LOST, and RUNNING again when it is heard', async () => {
  await using clusters = await startTestClusters();
  const cluster = await clusters.create();
  await clusters.settle();
  await clusters.report(cluster);
  await clusters.settle();
  clusters.clock.advance({ seconds: 9 });
  await clusters.settle();
  expect((await clusters.nodes(cluster.id))[0]?.state).toBe('LOST');
  expect(await clusters.events(cluster, 'node_lost')).toHaveLength(1);
  await clusters.report(cluster);
  await clusters.settle();
  expect((await clusters.nodes(cluster.id))[0]?.state).toBe('RUNNING');
});

test('a step that fails in a way nobody foresaw ends the start with its cause; the other steps are recorded', async () => {
  await using clusters = await startTestClusters();
  const broken: string[] = [];
  clusters.answers.makeHost = (nodeId) => {
    broken[0] ??= nodeId;
    if (nodeId === broken[0]) throw new TypeError('no such disk as that');
  };
  const cluster = await clusters.create({ nodeGroups: [{ role: 'master' }, { role: 'core', count: 2 }] });
  await clusters.settle();
  const states = (await clusters.nodes(cluster.id)).map((node) => (node.id === broken[0] ? 'broken' : node.state));
  expect(states.toSorted()).toEqual(['STARTING', 'STARTING', 'broken']);
  await clusters.tries(5);
  expect(await clusters.cluster(cluster.id)).toMatchObject({
    state: 'START_FAILED',
    endedAt: expect.anything(),
    reason: {
      code: 'InternalError',
      problem: 'cluster_step_failed',
      facts: { problem: 'make_host: no such disk as that' },
    },
  });
  expect(clusters.hosts.size).toBe(0);
});

test('hosts that cannot be made end the start once, whatever their number, and are kept for a look when that was asked for', async () => {
  await using clusters = await startTestClusters();
  clusters.answers.makeHost = () => {
    throw refusal('host_failed', { node: 'a-node', problem: 'no place for it' });
  };
  const nodeGroups = [{ role: 'master' as const }, { role: 'core' as const, count: 2 }];
  const removed = await clusters.create({ nodeGroups });
  const kept = await clusters.create({ name: 'kept', nodeGroups, keepFailed: true });
  await clusters.settle();
  const failed = { state: 'START_FAILED', reason: { code: 'NodeFailure', problem: 'host_failed', node: 'master-1' } };
  expect(await clusters.cluster(removed.id)).toMatchObject({ ...failed, endedAt: expect.anything() });
  expect(await clusters.cluster(kept.id)).toMatchObject({ ...failed, endedAt: undefined });
});

test('REL-6 an install that fails in a way nobody foresaw is tried three times and then says why', async () => {
  await using clusters = await startTestClusters();
  await using _ = await aJdk('17.0.1+1');
  const { home } = clusters.deps;
  await rm(home.releases, { recursive: true });
  await writeFile(home.releases, 'in the way');
  await installRelease(clusters.deps, aCaller, { version: '6.0.0' });
  const read = () => clusters.deps.read(SYSTEM, (tx) => findInstallation(tx, '6.0.0'));
  await clusters.settle();
  expect(await read()).toMatchObject({ state: 'installing' });
  await clusters.tries(3);
  const { reason, state } = (await read()) ?? {};
  expect(state).toBe('failed');
  expect(reason).toMatchObject({ code: 'InternalError', problem: 'install_failed' });
  expect(sentenceOf('install_failed', reason?.facts ?? {}, 'en')).toMatch(/EEXIST|ENOTDIR/);
});

test('a daemon that cannot be kept up is told once, and once more when it serves again', async () => {
  await using clusters = await startTestClusters();
  const cluster = await clusters.create();
  await clusters.settle();
  await clusters.report(cluster);
  await clusters.settle();
  const problem = { code: 'daemon_failed', facts: { exitCode: 1 }, lastLines: ['its last words'] };
  const reportsItAs = async (daemon: Partial<DaemonReport>) => {
    await clusters.report(cluster, (report) => ({
      ...report,
      daemons: report.daemons.map((each) => (each.name === 'jobhistoryserver' ? { ...each, ...daemon } : each)),
    }));
    await clusters.settle();
  };
  const failed = { state: 'START_FAILED', ready: false, problem } as const;
  const told = async (type: string) => (await clusters.events(cluster, type)).length;
  for (const restarts of [3, 4, 5]) await reportsItAs({ ...failed, restarts });
  await reportsItAs({ state: 'STARTING', ready: false, restarts: 0 }); // an agent that was started again counts anew
  await reportsItAs({ ...failed, restarts: 3 });
  expect(await told('daemon_failed')).toBe(1);
  expect(await told('daemon_recovered')).toBe(0);
  await reportsItAs({});
  expect(await told('daemon_recovered')).toBe(1);
  await reportsItAs({ ...failed, restarts: 3 });
  const events = await clusters.events(cluster, 'daemon_failed');
  expect(events).toHaveLength(2);
  expect(events[1]?.facts).toMatchObject({
    node: 'master-1',
    daemon: 'jobhistoryserver',
    lastLines: ['its last words'],
  });
});

test('a host that resists keeps its cluster in TERMINATE_FAILED, but not its other nodes; each ten minutes it is tried again', async () => {
  await using clusters = await startTestClusters();
  const cluster = await clusters.create({ nodeGroups: [{ role: 'master' }, { role: 'core', count: 2 }] });
  await clusters.settle();
  await clusters.report(cluster);
  await clusters.settle();
  const [stuck] = await clusters.nodes(cluster.id);
  clusters.answers.removeHost = (nodeId) => {
    if (nodeId === stuck?.id) throw refusal('host_failed', { node: nodeId, problem: 'the disk hangs' });
  };
  await releaseCluster(clusters.deps, aCaller, { clusterId: cluster.id });
  await clusters.settle();
  await clusters.tries(4);
  const failed = { state: 'TERMINATE_FAILED', reason: { problem: 'host_failed', node: 'master-1' } };
  expect(await clusters.cluster(cluster.id)).toMatchObject(failed);
  expect((await clusters.nodes(cluster.id)).map((node) => node.id)).toEqual([stuck?.id]); // the others cost nothing any more

  const begun: string[] = [];
  clusters.answers.makeHost = (nodeId) => void begun.push(nodeId);
  await clusters.restart();
  await lookAfterHosts(clusters.deps);
  await clusters.settle();
  expect(begun).toEqual([]); // its agent would start its daemons

  clusters.answers.removeHost = () => {};
  clusters.clock.advance({ minutes: 9 });
  await clusters.settle();
  expect(await clusters.cluster(cluster.id)).toMatchObject(failed);
  clusters.clock.advance({ minutes: 1 });
  await clusters.settle();
  expect(await clusters.cluster(cluster.id)).toMatchObject({ state: 'TERMINATED', endedAt: expect.anything() });
});

test('REL-4 a release that is not in the catalogue is answered with those that can be run', async () => {
  await using clusters = await startTestClusters();
  await expect(getRelease(clusters.deps, '9.9.9')).rejects.toMatchObject({ facts: { runnable: ['6.0.0'] } });
});

test('a start that is given up says the last words of an agent that is silent, and of a daemon that does not serve', async () => {
  await using clusters = await startTestClusters();
  const silent = await clusters.create({ name: 'silent' });
  await clusters.settle();
  const [node] = await clusters.nodes(silent.id);
  const folder = join(clusters.deps.home.nodes, node?.id ?? '', 'log');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'agent.log'), 'one\nUnexpected end of JSON input\n');
  clusters.clock.advance({ seconds: 61 });
  await clusters.settle();
  expect((await clusters.cluster(silent.id))?.reason).toMatchObject({
    problem: 'host_failed',
    lastLines: ['one', 'Unexpected end of JSON input'],
  });

  const mute = await clusters.create({ name: 'mute' });
  await clusters.settle();
  const reportsUp = async () => {
    await clusters.report(mute, (report) => ({ ...report, probes: { 'hdfs-open': false, hdfs: false, yarn: true } }));
    await clusters.settle();
  };
  await reportsUp();
  clusters.answers.files = { 'log/namenode.log': 'still in safe mode\n' };
  clusters.clock.advance({ seconds: 121 });
  await reportsUp();
  expect((await clusters.cluster(mute.id))?.reason).toMatchObject({
    problem: 'daemon_not_ready',
    daemon: 'namenode',
    command: expect.stringContaining('NameNode'),
    lastLines: ['still in safe mode'],
  });
});
