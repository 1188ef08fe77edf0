// Starts that fail: the API object says why, within seconds, and nothing half-made is left.
import { createServer } from 'node:net';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import {
  clusterCreate,
  clusterGet,
  clusterRelease,
  type ClusterView,
  nodeList,
} from '@argosy/contract/clusters/operations';
import { argumentsOf, signalProcess } from '@argosy/host/processes';
import { startArgosy, type TestArgosy } from './kit.ts';

const alone = [{ role: 'master' as const, machineType: 'local.medium' }];

async function ended({ client }: TestArgosy, clusterId: string): Promise<ClusterView> {
  for (let tries = 0; tries < 4; tries += 1) {
    const view = await client.call(clusterGet, { params: { clusterId }, query: { wait: 60 } });
    if (view.state === 'START_FAILED' || view.state === 'RUNNING') return view;
  }
  throw new Error('the cluster did not come to rest within four minutes');
}

test('a value that the NameNode does not understand ends the start with the NameNode’s own words', async () => {
  await using argosy = await startArgosy();
  const { client } = argosy;
  const configuration = [
    { component: 'hdfs', file: 'hdfs-site.xml', key: 'dfs.namenode.handler.count', value: 'many' },
  ];
  const { id: clusterId } = await client.call(clusterCreate, {
    body: { name: 'bad-value', nodeGroups: alone, configuration },
  });
  const failed = await ended(argosy, clusterId);
  expect(failed.stateReason).toMatchObject({
    code: 'ServiceFailure',
    problem: 'daemon_failed',
    node: 'master-1',
    daemon: 'namenode',
    command: expect.stringContaining('NameNode'),
  });
  expect(failed.stateReason?.lastLines?.join('\n')).toContain('For input string: "many"');
  expect(failed.stateReason?.message).toContain('namenode on master-1');
  expect(await readdir(argosy.home.nodes)).toEqual([]);
});

test('a port that somebody else holds is named, with who holds it; a failed cluster is kept when that was asked for', async () => {
  await using argosy = await startArgosy();
  const { client } = argosy;
  // what a first cluster had and gave back, the next one gets
  const first = await client.call(clusterCreate, { body: { name: 'first', nodeGroups: alone } });
  const { items } = await client.call(nodeList, { params: { clusterId: first.id } });
  await client.call(clusterRelease, { params: { clusterId: first.id } });
  const released = await client.call(clusterGet, { params: { clusterId: first.id }, query: { wait: 60 } });
  expect(released.endedAt).toBeDefined();
  await using _ = await holdPort(9870, items[0]?.address ?? '');
  const { id: clusterId } = await client.call(clusterCreate, {
    body: { name: 'taken', nodeGroups: alone, keepFailed: true },
  });
  const failed = await ended(argosy, clusterId);
  expect(failed.stateReason).toMatchObject({ code: 'ServiceFailure', problem: 'port_taken', daemon: 'namenode' });
  expect(failed.stateReason?.message).toMatch(/9870/);
  expect(failed.endedAt).toBeUndefined();
  const kept = await client.call(nodeList, { params: { clusterId } });
  expect(kept.items).toHaveLength(1);
  await client.call(clusterRelease, { params: { clusterId } });
  const gone = await client.call(clusterGet, { params: { clusterId }, query: { wait: 30 } });
  expect(gone).toMatchObject({
    state: 'START_FAILED',
    endedAt: expect.any(String),
    stateReason: { problem: 'port_taken' },
  });
});

test('a bootstrap script that fails blocks the start, with its last words', async () => {
  await using argosy = await startArgosy();
  const { client } = argosy;
  const bootstrapScripts = [{ name: 'broken', script: 'echo "no such mirror" >&2; exit 3' }];
  const { id: clusterId } = await client.call(clusterCreate, {
    body: { name: 'script', nodeGroups: alone, bootstrapScripts },
  });
  const failed = await ended(argosy, clusterId);
  expect(failed.stateReason).toMatchObject({
    code: 'BootstrapFailure',
    problem: 'bootstrap_script_failed',
    node: 'master-1',
  });
  expect(failed.stateReason?.lastLines).toContain('no such mirror');
});

test('a daemon and an agent that are killed come back, and a cluster without its agents can be released', async () => {
  await using argosy = await startArgosy();
  const { client } = argosy;
  const { id: clusterId } = await client.call(clusterCreate, {
    body: { name: 'mended', components: ['hdfs'], nodeGroups: alone },
  });
  expect((await ended(argosy, clusterId)).state).toBe('RUNNING');
  const daemon = async (name: string) => {
    const { items } = await client.call(nodeList, { params: { clusterId } });
    return items[0]?.daemons.find((each) => each.name === name);
  };
  const first = await daemon('datanode');
  const process = argosy.processes().find(({ pid }) => pid === first?.pid);
  if (process === undefined) throw new Error('the DataNode is a process of this Argosy');
  signalProcess(process, 'SIGKILL');
  await expect.poll(async () => (await daemon('datanode'))?.restarts, { timeout: 60_000 }).toBe(1);
  await expect.poll(async () => (await daemon('datanode'))?.ready, { timeout: 60_000 }).toBe(true);

  for (const each of argosy.processes())
    if (argumentsOf(each.pid).some((word) => word.endsWith('apps/agent/src/main.ts'))) signalProcess(each, 'SIGKILL');
  await client.call(clusterRelease, { params: { clusterId } });
  const gone = await client.call(clusterGet, { params: { clusterId }, query: { wait: 30 } });
  expect(gone.state).toBe('TERMINATED');
  expect(await readdir(argosy.home.nodes)).toEqual([]);
});

/** Listens at a port of an address until the test ends. */
async function holdPort(port: number, host: string): Promise<AsyncDisposable> {
  const server = createServer((socket) => socket.destroy()).listen({ port, host }); // an agent's probe would hold it open
  await once(server, 'listening');
  return { [Symbol.asyncDispose]: async () => void (await new Promise((resolve) => server.close(resolve))) };
}
