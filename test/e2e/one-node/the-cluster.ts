// The cluster of which the stories of this folder are told, and the Argosy that has it.
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll } from 'vitest';
import type { Client } from '@argosy/client';
import { clusterCreate, type ClusterView } from '@argosy/contract/clusters/operations';
import { invariant } from '@argosy/kernel/errors';
import { clusterAtRest } from '../jobs.ts';
import { startArgosy, type TestArgosy } from '../kit.ts';

export const name = 'one-node';

/** For what a story needs until all of them are told. */
export const stack = new AsyncDisposableStack();

interface There {
  readonly argosy: TestArgosy;
  readonly client: Client;
  /** As it was when it had come up. */
  readonly cluster: ClusterView;
  readonly clusterId: string;
  /** Of the owner, for what asks without the client. */
  readonly key: string;
}

let there: There | undefined;

beforeAll(async () => {
  const argosy = stack.use(await startArgosy());
  const { key } = JSON.parse(await readFile(argosy.home.profile, 'utf8')) as { key: string };
  const { client } = argosy;
  const asked = await client.call(clusterCreate, {
    body: {
      name,
      nodeGroups: [{ role: 'master', machineType: 'local.large' }],
      configuration: [{ component: 'hdfs', file: 'core-site.xml', key: 'fs.trash.interval', value: '10080' }],
      deletionProtection: true,
    },
  });
  const cluster = await clusterAtRest(client, asked);
  invariant(cluster.state === 'RUNNING', `the cluster runs: ${JSON.stringify(cluster.stateReason)}`);
  there = { argosy, client, cluster, clusterId: cluster.id, key };
});
afterAll(() => stack.disposeAsync());

/** Within a test. */
export function at(): There {
  invariant(there !== undefined, 'the cluster has come up before the first story is told');
  return there;
}
