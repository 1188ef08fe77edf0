// What agents say, on its way into a real database that is away now and then.
import { expect, test } from 'vitest';
import type { ActionReport } from '@argosy/contract/agent/protocol';
import { aReport } from '../../../test/a-cluster.ts';
import { startTestClusters } from '../../../test/clusters.ts';
import type { AgentListener } from '../agents/hub.ts';
import type { NodeAsSeen } from '../domain/cluster.ts';
import { recordSightings } from './sightings.ts';

/** Agents that the test speaks for, and a database in which a write hangs, and then fails, while `away` is there. */
async function startTestSightings() {
  const clusters = await startTestClusters();
  const listeners: AgentListener[] = [];
  const latest = new Map<string, ReturnType<typeof aReport>>();
  const database: { away?: PromiseWithResolvers<void> | undefined } = {};
  const sightings = recordSightings({
    ...clusters.deps,
    hub: {
      ...clusters.deps.hub,
      listen: (listener) => void listeners.push(listener),
      latestReport: (nodeId) => latest.get(nodeId),
    },
    async transaction(caller, body) {
      await database.away?.promise.then(() => Promise.reject(new Error('the connection was lost')));
      return clusters.deps.transaction(caller, body);
    },
  });
  const cluster = await clusters.create();
  await clusters.settle();
  const [node] = await clusters.nodes(cluster.id);
  if (node === undefined) throw new Error('a cluster has a node');
  const read = async (): Promise<NodeAsSeen | undefined> => (await clusters.nodes(cluster.id))[0];
  return {
    clusters,
    cluster,
    node,
    database,
    read,
    says(given: Partial<ReturnType<typeof aReport>>, nodeId: string = node.id) {
      const report = aReport(cluster, node, {}, given);
      latest.set(nodeId, report);
      for (const each of listeners) each.onReport?.(nodeId, report);
    },
    ends: (action: ActionReport) => listeners.forEach((each) => each.onAction?.(node.id, action)),
    /** Once what was said is written. */
    written: (what: (node: NodeAsSeen) => unknown, is: unknown) =>
      expect.poll(async () => what((await read()) ?? node), { timeout: 10_000 }).toEqual(is),
    async [Symbol.asyncDispose]() {
      await sightings.stop();
      await clusters[Symbol.asyncDispose]();
    },
  };
}

test('the end of a bootstrap script is kept while the database is away, whatever its agent says meanwhile', async () => {
  await using agents = await startTestSightings();
  const id = `bootstrap-setup-${agents.node.id}`;
  agents.says({ generation: 1 });
  await agents.written((node) => node.seen?.report.generation, 1);
  const away = (agents.database.away = Promise.withResolvers<void>());
  agents.ends({ id, state: 'succeeded', startedAt: '2026-11-20T08:00:00Z', exitCode: 0 });
  await new Promise((resolve) => setTimeout(resolve, 0)); // it is being written
  agents.says({ generation: 2 });
  agents.database.away = undefined;
  away.resolve();
  await agents.written((node) => node.seen?.report.generation, 2);
  expect((await agents.read())?.seen?.actions[id]).toMatchObject({ state: 'succeeded' });
});

test('whatever a bootstrap script and a daemon have printed, what their agent reports is written', async () => {
  await using agents = await startTestSightings();
  const id = `bootstrap-setup-${agents.node.id}`;
  const problem = { code: 'run_failed', facts: { exitCode: 1 }, lastLines: ['a\0b \ud83d'] };
  agents.says({ generation: 1, problem });
  agents.ends({ id, state: 'failed', startedAt: '2026-11-20T08:00:00Z', exitCode: 1, problem });
  const lastLines = ['a\uFFFDb \uFFFD'];
  await agents.written((node) => node.seen?.report.problem?.lastLines, lastLines);
  await agents.written((node) => node.seen?.actions[id]?.problem?.lastLines, lastLines);
});

test('a report that no column can hold is left out, and those of other agents are written', async () => {
  await using agents = await startTestSightings();
  agents.says({ generation: 1, probes: { 'a\0b': true } }, 'n-none');
  agents.says({ generation: 1 });
  await agents.written((node) => node.seen?.report.generation, 1);
});

test('a report without news is a sign of life; its figures are written twice a minute', async () => {
  await using agents = await startTestSightings();
  const { clock } = agents.clusters;
  const seenAt = (node: NodeAsSeen) => node.seenAt?.toString();
  agents.says({ diskBytes: 1 });
  await agents.written((node) => node.seen?.report.diskBytes, 1);
  clock.advance({ seconds: 29 });
  agents.says({ diskBytes: 2 });
  await agents.written(seenAt, clock.now().toString());
  expect((await agents.read())?.seen?.report.diskBytes).toBe(1);
  clock.advance({ seconds: 1 });
  agents.says({ diskBytes: 3 });
  await agents.written((node) => node.seen?.report.diskBytes, 3);
  expect((await agents.read())?.seenAt?.toString()).toBe(clock.now().toString());
});
