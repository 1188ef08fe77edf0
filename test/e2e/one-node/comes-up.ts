// That a cluster of one node has come up: its daemons, what is written to HDFS, the work of every component.
import { statSync } from 'node:fs';
import { request } from 'node:http';
import { expect, test } from 'vitest';
import { nodeList, nodeLogs } from '@argosy/contract/clusters/operations';
import { argumentsOf } from '@argosy/host/processes';
import { components } from '../../../apps/server/src/clusters/components/index.ts';
import { runToItsEnd } from '../jobs.ts';
import { nodeProcesses } from '../kit.ts';
import { at } from './the-cluster.ts';

test('CLU-1 CLU-2 a cluster of one node comes up, takes what is written to HDFS, and does the work of every component', async () => {
  const { argosy, client, cluster, clusterId } = at();
  expect(cluster.progress.every((step) => step.state === 'done')).toBe(true);

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
  const file = `${cluster.addresses['namenode-web']}/webhdfs/v1/user/written?user.name=hadoop`;
  const place = await fetch(`${file}&op=CREATE&overwrite=true`, { method: 'PUT', redirect: 'manual' });
  expect(await put(place.headers.get('location') ?? '', 'what was written')).toBe(201);
  expect(await (await fetch(`${file}&op=OPEN`)).text()).toBe('what was written');

  for (const { name, smokeTest } of components)
    expect(await runToItsEnd(client, clusterId, { name: `smoke-${name}`, ...smokeTest })).toMatchObject({
      name: `smoke-${name}`,
      state: 'SUCCEEDED',
    });
});

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
