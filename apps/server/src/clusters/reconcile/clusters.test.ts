// A cluster's life in the database, with the clock moved and the server killed at bad moments.
import { expect, test } from 'vitest';
import { Instant } from '@argosy/kernel/time';
import { aCaller, startTestClusters } from '../../../test/clusters.ts';
import { releaseCluster } from '../release-cluster.ts';

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
    await clusters.report(cluster).catch(() => {});
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
