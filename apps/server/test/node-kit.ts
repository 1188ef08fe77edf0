// For tests of nodes: a hub of agents and a local provider in a home of their own, with real agents as processes. Everything is
// ended and removed when the kit is disposed.
import { createHash } from 'node:crypto';
import { chmod, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fastify from 'fastify';
import pino from 'pino';
import type { ActionReport, DaemonReport, DaemonSpec, NodeReport, NodeSpec } from '@argosy/contract/agent/protocol';
import { errorTable } from '@argosy/contract/errors';
import { readRecord } from '@argosy/host/launch';
import { Refusal } from '@argosy/kernel/errors';
import { pause } from '@argosy/kernel/time';
import { homeAt, makeHome, type Home } from '../src/platform/home.ts';
import { ensureSystemUser } from '../src/platform/system/users.ts';
import { createLocalProvider } from '../src/clusters/providers/local.ts';
import type { HostProvider, HostWish } from '../src/clusters/providers/provider.ts';
import { createAgentHub, type AgentHub } from '../src/clusters/agents/hub.ts';
import { agentRoutes } from '../src/clusters/agents/routes.ts';
import { type AgentStreams, createAgentStreams } from '../src/clusters/agents/streams.ts';

/** A file that another organization has uploaded. */
export const foreignContent = Buffer.from('of another organization');
const foreignHash = createHash('sha256').update(foreignContent).digest('hex');

export interface NodeKit extends AsyncDisposable {
  readonly home: Home;
  readonly hub: AgentHub;
  readonly streams: AgentStreams;
  readonly provider: HostProvider;
  readonly wish: HostWish;
  /** The node's folder. */
  readonly directory: string;
  /** The server's address. */
  readonly url: string;
  /** Makes the host and waits until its agent is connected. */
  readonly connect: () => Promise<void>;
  /** Waits until an agent that was killed is connected again. */
  readonly connected: () => Promise<void>;
  /** The server takes and ends no more exchanges, as one that was killed; the hub keeps its connection, so that the test hears
   *  what the agent says meanwhile. */
  readonly stopServing: () => void;
  /** Another server, at another port. */
  readonly serveAgain: () => Promise<void>;
  /** What `look` finds, looked for until it is there: for what tells no one that it happened. */
  readonly until: <T>(what: string, look: () => T | undefined) => Promise<T>;
  /** The newest report, as soon as it is as asked. */
  readonly reportWhere: (what: string, holds: (report: NodeReport) => boolean) => Promise<NodeReport>;
  readonly daemonWhere: (name: string, what: string, holds: (daemon: DaemonReport) => boolean) => Promise<DaemonReport>;
  readonly actionEnded: (id: string) => Promise<ActionReport>;
  /** Every report of this action, in order. */
  readonly reportsOf: (id: string) => readonly ActionReport[];
  readonly agentPid: () => number;
}

/** One node. The server serves agents; its node may write logs of run `run-mine` and outputs of plan run `prn-mine`. */
export async function startNodeKit({ behindLink = false } = {}): Promise<NodeKit> {
  const folder = await mkdtemp(join(tmpdir(), 'argosy-test-node-'));
  if (behindLink) await symlink(folder, `${folder}-link`);
  const home = homeAt(behindLink ? `${folder}-link` : folder);
  await makeHome(home);
  await chmod(home.path, 0o755);
  const log = pino({ level: 'silent' });
  const user = await ensureSystemUser('node');
  const provider = createLocalProvider({ home, log, user });
  const wish = {
    clusterId: 'c-test',
    nodeId: `n-${process.pid}-${Date.now()}`,
    address: `127.99.${(process.pid >> 8) & 255}.${process.pid & 255 || 1}`, // what a killed run left has another
    token: 'a-token',
  };
  const authenticate = async (token: string) => (token === wish.token ? wish.nodeId : undefined);
  const hub = createAgentHub({ log, authenticate });
  const streams = createAgentStreams();
  const serve = async () => {
    const app = fastify({ forceCloseConnections: true });
    app.setErrorHandler((error, _, reply) => {
      const code = error instanceof Refusal ? error.code : 'internal_error';
      return reply.status(errorTable[code]?.status ?? 500).send({ code });
    });
    await app.register(
      agentRoutes({
        home,
        authenticate,
        streams,
        mayWrite: async (_, __, id) => id === 'run-mine' || id === 'prn-mine',
        mayRead: async (_, sha256) => sha256 !== foreignHash,
      }),
    );
    app.get('/', () => ({}));
    hub.attach(app.server);
    const url = await app.listen({ port: 0, host: '127.0.0.1' });
    await writeFile(home.serverFile, JSON.stringify({ url }));
    return { app, url };
  };
  const servers = [await serve()];
  const { url } = servers[0] as Awaited<ReturnType<typeof serve>>; // the first of them

  const actions: ActionReport[] = [];
  let connections = 0;
  let seenConnections = 0;
  hub.listen({
    onAction: (_, action) => void actions.push(action),
    onConnection: (_, isConnected) => void (connections += isConnected ? 1 : 0),
  });
  const until: NodeKit['until'] = async (what, look) => {
    const deadline = performance.now() + 60_000;
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      if (performance.now() > deadline) {
        throw new Error(`not within a minute: ${what}; last report ${JSON.stringify(hub.latestReport(wish.nodeId))}`);
      }
      await pause(5);
    }
  };
  const reportWhere: NodeKit['reportWhere'] = (what, holds) =>
    until(what, () => {
      const report = hub.latestReport(wish.nodeId);
      return report && holds(report) ? report : undefined;
    });
  const directory = provider.directoryOf(wish);
  const connected = async () => {
    await until('agent connected', () =>
      connections > seenConnections && hub.latestReport(wish.nodeId) ? true : undefined,
    );
    seenConnections = connections;
  };
  return {
    home,
    hub,
    streams,
    provider,
    wish,
    directory,
    url,
    connect: async () => {
      await provider.make(wish);
      await connected();
    },
    connected,
    stopServing: () => {
      const { server } = servers.at(-1)?.app ?? {};
      server?.close();
      server?.closeAllConnections();
    },
    serveAgain: async () => void servers.push(await serve()),
    until,
    reportWhere,
    daemonWhere: async (name, what, holds) => {
      const find = (report: NodeReport) => report.daemons.find((each) => each.name === name);
      const report = await reportWhere(what, (each) => {
        const daemon = find(each);
        return daemon !== undefined && holds(daemon);
      });
      return find(report) as DaemonReport; // just found
    },
    actionEnded: (id) => until(`${id} ended`, () => actions.find((each) => each.id === id && each.state !== 'running')),
    reportsOf: (id) => actions.filter((each) => each.id === id),
    agentPid: () => readRecord(join(directory, 'agent/agent'))?.process.pid ?? 0,
    [Symbol.asyncDispose]: async () => {
      provider.close();
      await provider.remove(wish);
      await hub.close();
      for (const { app } of servers) await app.close();
      await rm(folder, { recursive: true, force: true });
      await rm(`${folder}-link`, { force: true });
    },
  };
}

/** A spec with these daemons; the node's folder has a `data` directory of its user. */
export function aNodeSpec(nodeId: string, generation: number, daemons: readonly DaemonSpec[]): NodeSpec {
  return { generation, nodeId, directories: ['data'], files: [], daemons, probes: [] };
}

/** A small daemon: a web server in the node's folder, ready when it answers. */
export function aDaemon(wish: HostWish, changes: Partial<DaemonSpec> = {}): DaemonSpec {
  const port = 18_080;
  const program = `require('http').createServer((q,a)=>a.end('{"state":"well"}')).listen(${port},'${wish.address}')`;
  return {
    name: 'web',
    component: 'test',
    wanted: 'running',
    argv: [process.execPath, '-e', program],
    environment: {},
    ports: [port],
    waitsFor: [],
    ready: { kind: 'http', url: `http://${wish.address}:${port}/`, expect: [{ path: 'state', equals: 'well' }] },
    readyTimeoutMs: 10_000,
    stopSignal: 'SIGTERM',
    stopTimeoutMs: 5000,
    stopOrder: 1,
    ...changes,
  };
}

/** A daemon that does nothing, in the shell; `ready` from the start since it asks for the hub's own address. */
export function aShellDaemon(
  script: string,
  changes: Partial<DaemonSpec> & { readonly ready: DaemonSpec['ready'] },
): DaemonSpec {
  return {
    name: 'shell',
    component: 'test',
    wanted: 'running',
    argv: ['/bin/sh', '-c', script],
    environment: {},
    ports: [],
    waitsFor: [],
    readyTimeoutMs: 10_000,
    stopSignal: 'SIGTERM',
    stopTimeoutMs: 500,
    stopOrder: 1,
    ...changes,
  };
}
