// Clusters of real daemons through the API: made, seen, written to, released, and nothing left.
import { existsSync, statSync } from 'node:fs';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  clusterCreate,
  clusterEvents,
  clusterGet,
  clusterRelease,
  clusterUpdate,
  type ClusterView,
  nodeList,
  nodeLogs,
} from '@argosy/contract/clusters/operations';
import { argumentsOf, hasEnded, signalProcess } from '@argosy/host/processes';
import { Instant } from '@argosy/kernel/time';
import { components } from '../../apps/server/src/clusters/components/index.ts';
import { newestRunnable } from '../../apps/server/src/clusters/releases/catalogue.ts';
import { findInstalledRelease } from '../../apps/server/src/clusters/releases/install-release-files.ts';
import { runToItsEnd } from './jobs.ts';
import { startArgosy, type TestArgosy } from './kit.ts';

/** The cluster at rest; fails with its reason when that is another state. */
async function atRest({ client }: TestArgosy, clusterId: string, state: ClusterView['state']): Promise<ClusterView> {
  for (let tries = 0; tries < 4; tries += 1) {
    const view = await client.call(clusterGet, { params: { clusterId }, query: { wait: 60 } });
    if (view.state === state && (state === 'RUNNING' || view.endedAt !== undefined)) return view;
    if (!['STARTING', 'BOOTSTRAPPING', 'TERMINATING', 'RUNNING'].includes(view.state))
      throw new Error(`the cluster is ${view.state}: ${JSON.stringify(view.stateReason, undefined, 1)}`);
  }
  throw new Error(`the cluster did not become ${state} within four minutes`);
}

/** The JDK of the installed release under another build's name: to Argosy it is one that was upgraded. */
async function anotherJdk({ home }: TestArgosy): Promise<string> {
  const installed = await findInstalledRelease(home.path, newestRunnable().version);
  if (installed === undefined) throw new Error('the release is installed');
  const folder = join(home.path, 'another-jdk');
  await mkdir(folder);
  for (const name of await readdir(installed.java.home))
    if (name !== 'release') await symlink(join(installed.java.home, name), join(folder, name));
  const release = await readFile(join(installed.java.home, 'release'), 'utf8');
  await writeFile(join(folder, 'release'), release.replace(/^JAVA_RUNTIME_VERSION="/m, '$&upgraded-'));
  return folder;
}

/** Daemons and agents of nodes: Java, and the agent's program. */
const nodeProcesses = (argosy: TestArgosy) =>
  argosy.processes().filter(({ pid }) => argumentsOf(pid).some((each) => each.includes(argosy.home.nodes)));

/** A PUT by Node's own HTTP: a DataNode says 100 Continue unasked, which `fetch` takes for a broken answer. */
function put(url: string, body: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'PUT' }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    sent.once('error', reject);
    sent.end(body);
  });
}

test('CLU-1 CLU-2 a cluster of one node comes up, takes what is written to HDFS, does the work of every component, and leaves nothing behind', async () => {
  await using argosy = await startArgosy();
  const { client } = argosy;
  const { id: clusterId } = await client.call(clusterCreate, {
    body: { name: 'single', nodeGroups: [{ role: 'master', machineType: 'local.medium' }], deletionProtection: true },
  });
  const running = await atRest(argosy, clusterId, 'RUNNING');
  expect(running.progress.every((step) => step.state === 'done')).toBe(true);

  const { items: nodes } = await client.call(nodeList, { params: { clusterId } });
  expect(nodes.map((node) => [node.name, node.role, node.state])).toEqual([['master-1', 'master', 'RUNNING']]);
  const ready = nodes[0]?.daemons.filter((daemon) => daemon.ready).map((daemon) => daemon.name);
  expect(ready).toEqual(expect.arrayContaining(['namenode', 'datanode', 'resourcemanager', 'nodemanager']));
  const log = await client.call(nodeLogs, { params: { clusterId, nodeId: nodes[0]?.id ?? '', log: 'namenode' } });
  expect(log.text).toContain('NameNode');
  // neither daemon nor job keeps root, whoever started the server
  const owners = nodeProcesses(argosy).filter(({ pid }) => argumentsOf(pid)[0]?.endsWith('/java'));
  expect(owners.filter(({ pid }) => statSync(`/proc/${pid}`).uid === 0)).toEqual([]);

  // from outside, as a customer's own program does it
  const file = `${running.addresses['namenode-web']}/webhdfs/v1/user/written?user.name=hadoop`;
  const place = await fetch(`${file}&op=CREATE&overwrite=true`, { method: 'PUT', redirect: 'manual' });
  expect(await put(place.headers.get('location') ?? '', 'what was written')).toBe(201);
  expect(await (await fetch(`${file}&op=OPEN`)).text()).toBe('what was written');

  for (const { name, smokeTest } of components)
    expect(await runToItsEnd(client, clusterId, { name: `smoke-${name}`, ...smokeTest })).toMatchObject({
      name: `smoke-${name}`,
      state: 'SUCCEEDED',
    });

  await expect(client.call(clusterRelease, { params: { clusterId } })).rejects.toMatchObject({
    problem: { code: 'cluster_protected' },
  });
  await client.call(clusterUpdate, { params: { clusterId }, body: { deletionProtection: false } });
  await client.call(clusterRelease, { params: { clusterId } });
  await atRest(argosy, clusterId, 'TERMINATED');
  expect(nodeProcesses(argosy)).toEqual([]);
  expect(await readdir(argosy.home.nodes)).toEqual([]);

  const { items: events } = await client.call(clusterEvents, { params: { clusterId }, query: { limit: 500 } });
  const used = events.filter((event) => event.type === 'clusters.node_used');
  expect(used).toHaveLength(1);
  const of = (type: string) => events.find((event) => event.type === type)?.occurredAt ?? '';
  const { from, to, ...what } = used[0]?.facts ?? {};
  expect(what).toMatchObject({ machineType: 'local.medium', vcpus: 2, memoryMb: 4096 });
  expect(from).toBe(nodes[0]?.readyAt);
  // up to the moment when its removal was decided on: after the wish, and not after its end
  const moments = [of('clusters.cluster_terminating'), String(to), of('clusters.node_terminated')];
  const times = moments.map((each) => Instant.from(each).epochMilliseconds);
  expect(times).toEqual(times.toSorted((one, other) => one - other));
});

test('CLU-2 REL-3 a master and two core nodes serve as one, and survive the death of the server', async () => {
  await using argosy = await startArgosy();
  const { client } = argosy;
  const { id: clusterId } = await client.call(clusterCreate, {
    body: {
      name: 'trio',
      components: ['hdfs', 'yarn'],
      nodeGroups: [
        { role: 'master', machineType: 'local.small' },
        { role: 'core', machineType: 'local.small', count: 2 },
      ],
      bootstrapScripts: [
        { name: 'before', script: 'test "$1" = given && touch "$HOME/tmp/before"', arguments: ['given'] },
        {
          name: 'after',
          moment: 'AFTER_STARTED',
          roles: ['master'],
          script: 'test -e "$HOME/tmp/before" && hdfs dfs -mkdir /by-script',
        },
      ],
      configuration: [{ component: 'hdfs', file: 'hdfs-site.xml', key: 'dfs.blocksize', value: '2097152' }],
    },
  });
  const running = await atRest(argosy, clusterId, 'RUNNING');
  const web = running.addresses['namenode-web'];
  const made = (await (await fetch(`${web}/webhdfs/v1/by-script?op=GETFILESTATUS`)).json()) as {
    FileStatus?: { type: string };
  };
  expect(made.FileStatus?.type).toBe('DIRECTORY');
  const conf = await (await fetch(`${web}/conf?name=dfs.blocksize`)).text();
  expect(conf).toContain('2097152');
  const live = (await (await fetch(`${web}/jmx?qry=Hadoop:service=NameNode,name=FSNamesystemState`)).json()) as {
    beans: readonly { NumLiveDataNodes: number }[];
  };
  expect(live.beans[0]?.NumLiveDataNodes).toBe(2);

  const before = new Set(nodeProcesses(argosy).map(({ pid }) => pid));
  signalProcess(argosy.server(), 'SIGTERM'); // told to stop it ends, though its agents are there
  expect(await hasEnded(argosy.server(), 10_000)).toBe(true);
  await argosy.startServer();
  await atRest(argosy, clusterId, 'RUNNING');
  await argosy.killServer();
  await argosy.startServer({ JAVA_HOME: await anotherJdk(argosy) }); // no build of the release is installed for this one
  await atRest(argosy, clusterId, 'RUNNING');
  expect(new Set(nodeProcesses(argosy).map(({ pid }) => pid))).toEqual(before); // nothing was started again
  const job = { name: 'after', kind: 'shell' as const, command: 'hdfs dfs -test -d /by-script' };
  expect((await runToItsEnd(client, clusterId, job)).state).toBe('SUCCEEDED');

  await client.call(clusterRelease, { params: { clusterId } });
  await atRest(argosy, clusterId, 'TERMINATED');
  expect(nodeProcesses(argosy)).toEqual([]);
  expect(existsSync(join(argosy.home.nodes, clusterId))).toBe(false);
});
