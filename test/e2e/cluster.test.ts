// A cluster of real daemons on three nodes: made, seen, written to, released, and nothing left. One of one node is in one-node.test.ts.
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { clusterCreate, clusterGet, clusterRelease, type ClusterView } from '@argosy/contract/clusters/operations';
import { hasEnded, signalProcess } from '@argosy/host/processes';
import { newestRunnable } from '../../apps/server/src/clusters/releases/catalogue.ts';
import { findInstalledRelease } from '../../apps/server/src/clusters/releases/install-release-files.ts';
import { runToItsEnd } from './jobs.ts';
import { nodeProcesses, startArgosy, type TestArgosy } from './kit.ts';

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
  expect(await hasEnded(argosy.server(), 60_000)).toBe(true);
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
