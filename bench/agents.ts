// Reads of the API while 500 agents report each 5 s to a server that has one core: how long the slowest in a hundred takes.
// Real sockets and real rows, made-up agents; the same reads without agents stand beside it.
//
//   sh tools/with-node.sh bench/agents.ts [--agents 500] [--seconds 30]
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { pino } from 'pino';
import { WebSocket } from 'ws';
import { clusterList, nodeList } from '@argosy/contract/clusters/operations';
import { callerGet } from '@argosy/contract/identity/operations';
import type { AgentMessage } from '@argosy/contract/agent/protocol';
import type { Id } from '@argosy/kernel/ids';
import { systemClock } from '@argosy/kernel/time';
import { tokenHashOf } from '../apps/server/src/clusters/create-cluster.ts';
import { insertCluster } from '../apps/server/src/clusters/store/clusters.ts';
import { insertNodes } from '../apps/server/src/clusters/store/nodes.ts';
import { connectionToUrl } from '../apps/server/src/platform/postgres/connection.ts';
import { startEmbeddedPostgres } from '../apps/server/src/platform/postgres/embedded.ts';
import { ensureSystemUsers } from '../apps/server/src/platform/system/users.ts';
import { aCluster, aReport, itsNodes } from '../apps/server/test/a-cluster.ts';
import { startArgosy, type TestArgosy } from '../test/e2e/kit.ts';
import { percentile, printComparison } from './report.ts';

const { values } = parseArgs({
  options: { agents: { type: 'string', default: '500' }, seconds: { type: 'string', default: '30' } },
});
const agentCount = Number(values.agents);
const reportEachMs = 5000;
const readsPerSecond = 50;

const folder = await mkdtemp('/var/tmp/argosy-bench-');
await chmod(folder, 0o755);
const { database } = await ensureSystemUsers();
const postgres = await startEmbeddedPostgres({ home: folder, log: pino({ level: 'silent' }), runAs: database });
{
  const url = connectionToUrl(postgres.connection);
  await using argosy = await startArgosy({ bare: true, environment: { DATABASE_URL: url } });
  spawnSync('taskset', ['-acp', '0', String(argosy.server().pid)]); // one core for the server; ours is the other
  spawnSync('taskset', ['-acp', '1', String(process.pid)]);
  const alone = await measureReads(argosy, 'no cluster');
  const { clusterId, tokens } = await plantNodes(argosy, url);
  const agents = await Promise.all(tokens.map((token, index) => connectAgent(argosy, token, index)));
  const busy = await measureReads(argosy, clusterId);
  for (const agent of agents) agent.terminate();
  const unit = 'ms';
  printComparison({
    name: `slowest of a hundred reads, ${agentCount} agents`,
    unit,
    ours: [percentile(busy, 0.99)],
    peer: [percentile(alone, 0.99)],
    peerName: 'without agents',
    betterIs: 'less',
    goal: 50,
  });
  printComparison({
    name: `the middle one of the reads, ${agentCount} agents`,
    unit,
    ours: [percentile(busy, 0.5)],
    peer: [percentile(alone, 0.5)],
    peerName: 'without agents',
    betterIs: 'less',
  });
}
await postgres.stop();
await rm(folder, { recursive: true, force: true });

/** A running cluster of as many nodes, put into the database: making their hosts is not what is measured. */
async function plantNodes(argosy: TestArgosy, url: string): Promise<{ clusterId: string; tokens: readonly string[] }> {
  const { organizationId } = await argosy.client.call(callerGet);
  const now = systemClock.now();
  const cluster = aCluster({
    id: 'c-00000000000000000500' as Id<'cluster'>, // made up, in the form of one
    organizationId,
    state: 'RUNNING',
    createdAt: now,
    request: { nodeGroups: [{ role: 'master' }, { role: 'core', count: agentCount - 1 }] },
  });
  const nodes = itsNodes(cluster, { state: 'RUNNING', readyAt: now });
  const tokens = nodes.map(() => randomBytes(32).toString('base64url'));
  const client = new Client({ connectionString: url });
  await client.connect();
  await insertCluster(client, cluster);
  await insertNodes(
    client,
    nodes.map((node, index) => ({
      ...node,
      tokenHash: tokenHashOf(tokens[index] ?? ''),
      sealedToken: Buffer.alloc(0),
    })),
  );
  await client.end();
  return { clusterId: cluster.id, tokens };
}

/** One that says hello, and what its daemons use each 5 s, at a moment of its own. */
async function connectAgent({ client: { url } }: TestArgosy, token: string, index: number): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/agent`, {
    headers: { authorization: `Bearer ${token}` },
  });
  await once(socket, 'open');
  const cluster = aCluster();
  const [node] = itsNodes(cluster).slice(1); // a core node's daemons
  if (!node) throw new Error('a cluster has core nodes');
  const say = (message: AgentMessage) => socket.send(JSON.stringify(message));
  say({ type: 'hello', protocol: 1, agentPid: index + 1, generation: 1 });
  const report = () =>
    say({ type: 'report', report: aReport(cluster, node, { cpuSeconds: performance.now() / 1000, rssBytes: 2e8 }) });
  setTimeout(() => {
    report();
    setInterval(report, reportEachMs).unref();
  }, Math.random() * reportEachMs).unref();
  return socket;
}

/** Milliseconds of each read, at an even pace whether the one before has been answered or not. */
async function measureReads({ client }: TestArgosy, clusterId: string): Promise<readonly number[]> {
  const taken: number[] = [];
  const reads: Promise<void>[] = [];
  const read = async (index: number): Promise<void> => {
    const began = performance.now();
    if (index % 2 === 0 || clusterId === 'no cluster') await client.call(clusterList);
    else await client.call(nodeList, { params: { clusterId }, query: { limit: 50 } });
    taken.push(performance.now() - began);
  };
  const total = Number(values.seconds) * readsPerSecond;
  const began = performance.now();
  for (let index = 0; index < total; index += 1) {
    const wait = began + (index * 1000) / readsPerSecond - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    reads.push(read(index));
  }
  await Promise.all(reads);
  return taken.slice(readsPerSecond * 3); // the first seconds warm up
}
