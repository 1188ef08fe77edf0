// That a cluster is released when its customer says so, what stays of it, and what does not.
import { readdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { clusterEvents, clusterRelease, clusterUpdate, nodeList } from '@argosy/contract/clusters/operations';
import { runGet, runList, runLogs } from '@argosy/contract/workloads/operations';
import { Instant } from '@argosy/kernel/time';
import { logOf, releaseCluster } from '../jobs.ts';
import { nodeProcesses } from '../kit.ts';
import { openPage } from './the-browser.ts';
import { at } from './the-cluster.ts';

/** Of the first Spark application, while its cluster was there. */
let sparkRun = '';
let logsBefore: readonly string[] = [];

const pathsOfLogs = async () => {
  const { items } = await at().client.call(runLogs, { params: { runId: sparkRun } });
  return items.map(({ path }) => path);
};

test('CLU-1 a cluster is released once its protection is off, leaves nothing behind, and its page says that it is gone', async () => {
  const { argosy, client, clusterId } = at();
  const { items } = await client.call(runList, { query: { clusterId, text: 'spark-pi', state: 'SUCCEEDED' } });
  sparkRun = items.at(-1)?.id ?? '';
  logsBefore = await pathsOfLogs();
  const page = await openPage(`/clusters/${clusterId}/access`);

  await expect(client.call(clusterRelease, { params: { clusterId } })).rejects.toMatchObject({
    problem: { code: 'cluster_protected' },
  });
  await client.call(clusterUpdate, { params: { clusterId }, body: { deletionProtection: false } });
  expect((await releaseCluster(client, clusterId)).state).toBe('TERMINATED');
  expect(nodeProcesses(argosy)).toEqual([]);
  expect(await readdir(argosy.home.nodes)).toEqual([]);

  await page.getByText('No node runs just now.').waitFor();
  const button = page.getByRole('button', { name: 'Open YARN ResourceManager' });
  expect(await button.getAttribute('aria-disabled')).toBe('true');
  await page.close();
});

test('JOB-3 logs stay when the cluster is gone', async () => {
  const { client } = at();
  const run = await client.call(runGet, { params: { runId: sparkRun }, query: {} });
  expect(run.logsKept).toBe(true);
  expect(logsBefore).toContain('driver/stderr');
  expect(await pathsOfLogs()).toEqual(logsBefore);
  expect(await logOf(client, sparkRun)).toMatch(/^Pi is roughly 3\.1/);
  expect(await logOf(client, sparkRun, 'driver/stderr')).toContain('ApplicationMaster');
});

test('CLU-1 the time of a node is told from when it was ready to when its removal was decided on, without a gap', async () => {
  const { client, clusterId } = at();
  const { items: nodes } = await client.call(nodeList, { params: { clusterId }, query: { all: 'true' } });
  const events = await Array.fromAsync(client.pages(clusterEvents, { params: { clusterId }, query: { limit: 500 } }));
  const used = events
    .filter((event) => event.type === 'clusters.node_used')
    .map(({ facts: { from, to, ...what } }) => ({ from: String(from), to: String(to), what }))
    .toSorted((one, other) => one.from.localeCompare(other.from));
  for (const { what } of used) expect(what).toMatchObject({ machineType: 'local.large', vcpus: 4, memoryMb: 8192 });
  const end = used.at(-1)?.to ?? '';
  expect(used.map(({ from }) => from)).toEqual([nodes[0]?.readyAt, ...used.slice(0, -1).map(({ to }) => to)]);
  // after the wish, and not after its end
  const of = (type: string) => events.find((event) => event.type === type)?.occurredAt ?? '';
  const moments = [of('clusters.cluster_terminating'), end, of('clusters.node_terminated')];
  const times = moments.map((each) => Instant.from(each).epochMilliseconds);
  expect(times).toEqual(times.toSorted((one, other) => one - other));
});
