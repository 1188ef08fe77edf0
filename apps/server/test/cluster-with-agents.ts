// A whole server with a cluster whose nodes have real agents and no daemons: no release is needed, and no reconciler looks. For
// what goes on between a person, the server and a node.
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { Writable } from 'node:stream';
import { expect } from 'vitest';
import { invariant } from '@argosy/kernel/errors';
import { systemClock } from '@argosy/kernel/time';
import { type ComposedServer, composeServer, urlOf } from '../src/compose.ts';
import { createLocalProvider } from '../src/clusters/providers/local.ts';
import type { HostWish } from '../src/clusters/providers/provider.ts';
import { nodesOf, sealedTokenOf } from '../src/clusters/store/nodes.ts';
import type { Home } from '../src/platform/home.ts';
import type { Proxies } from '../src/platform/http/proxies.ts';
import { openLog } from '../src/platform/log.ts';
import { openSealer } from '../src/platform/sealing.ts';
import { ensureSystemUsers } from '../src/platform/system/users.ts';
import { freshDatabase, type TestDatabase } from './database.ts';
import { askAt, temporaryHome, type TestAnswer, type TestRequest } from './http.ts';
import { SYSTEM } from '../src/platform/caller.ts';

export interface ClusterWithAgents extends AsyncDisposable {
  readonly url: string;
  readonly server: ComposedServer;
  readonly database: TestDatabase;
  readonly home: Home;
  /** The owner's key. */
  readonly key: string;
  readonly clusterId: string;
  /** The node of the cluster; its name is `master-1`. */
  readonly node: HostWish;
  /** Its folder. */
  readonly directory: string;
  readonly ask: (path: string, request?: TestRequest) => Promise<TestAnswer>;
  /** A key of the owner's that may do this. */
  readonly keyFor: (...permissions: readonly string[]) => Promise<{ readonly id: string; readonly secret: string }>;
  /** Makes the host; resolves when its agent is connected. */
  readonly startAgent: () => Promise<void>;
  readonly removeHost: () => Promise<void>;
  /** The server, in order. */
  readonly stop: () => Promise<void>;
}

export async function startClusterWithAgents({
  proxies,
}: { readonly proxies?: Proxies } = {}): Promise<ClusterWithAgents> {
  await using made = new AsyncDisposableStack();
  const database = made.use(await freshDatabase());
  const home = made.use(await temporaryHome());
  await chmod(home.path, 0o755); // the users of nodes pass through it
  const log = openLog({
    level: 'warn',
    destination: new Writable({
      write: (line, _encoding, done) => (process.env['LOG'] ? process.stderr.write(line) : 0, done()),
    }),
  });
  const users = await ensureSystemUsers();
  const server = await composeServer({
    home,
    connection: database.connection,
    database: { kind: 'external', version: '18' },
    clock: systemClock,
    log,
    users,
    address: '127.0.0.1',
    hosts: [],
    sharesMachine: true,
    ...(proxies && { proxies }),
    keepDays: 90,
    checksAnswers: true,
  });
  let stopped: Promise<void> | undefined;
  const stop = () => (stopped ??= server.stop());
  made.defer(stop);
  await server.app.listen({ host: '127.0.0.1', port: 0 });
  const url = urlOf(server.app);
  await writeFile(home.serverFile, JSON.stringify({ url }));
  const { key } = JSON.parse(await readFile(home.profile, 'utf8')) as { key: string };
  const ask = (path: string, request?: TestRequest) => askAt(url, path, { key, ...request });
  const nodeGroups = [{ role: 'master', machineType: 'local.medium' }];
  const cluster = await ask('/v1/clusters', { method: 'POST', body: { name: 'nightly', nodeGroups } });
  const clusterId = String(cluster.body.id);
  const [node] = await server.deps.read(SYSTEM, (tx) => nodesOf(tx, clusterId));
  invariant(node, 'the cluster has its node');
  const sealed = await server.deps.read(SYSTEM, (tx) => sealedTokenOf(tx, node.id));
  invariant(sealed, 'a node that is there has its token');
  const token = (await openSealer(home)).unseal(sealed, node.id);
  const wish = { clusterId, nodeId: node.id, address: node.address, token };
  const provider = createLocalProvider({ home, log, user: users.node });
  made.defer(() => provider.close());
  made.defer(() => provider.remove(wish));
  const kept = made.move();
  return {
    url,
    server,
    database,
    home,
    key,
    clusterId,
    node: wish,
    directory: provider.directoryOf(wish),
    ask,
    keyFor: async (...permissions) => {
      const { body } = await ask('/v1/access-keys', { method: 'POST', body: { permissions } });
      return { id: String(body.id), secret: String(body.secret) };
    },
    async startAgent() {
      await provider.make(wish);
      const isThere = async () => (await ask(`/v1/clusters/${clusterId}/nodes/${wish.nodeId}/terminal`)).status;
      await expect.poll(isThere).toBe(426); // nothing speaks against a terminal, but that this was a plain request
    },
    stop,
    removeHost: () => provider.remove(wish),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
