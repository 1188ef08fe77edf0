// Real agents for the nodes of a cluster of a test console, without daemons: what a test writes into a node's logs is read as if a
// daemon had written it.
import { appendFile, chmod, truncate, writeFile } from 'node:fs/promises';
import { Writable } from 'node:stream';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { invariant } from '@argosy/kernel/errors';
import { createLocalProvider } from '../../apps/server/src/clusters/providers/local.ts';
import { nodesOf, sealedTokenOf } from '../../apps/server/src/clusters/store/nodes.ts';
import { homeAt } from '../../apps/server/src/platform/home.ts';
import { openLog } from '../../apps/server/src/platform/log.ts';
import { openSealer } from '../../apps/server/src/platform/sealing.ts';
import { ensureSystemUsers } from '../../apps/server/src/platform/system/users.ts';
import { type TestConsole, waiting } from './kit.ts';

export interface TestAgents extends AsyncDisposable {
  /** Appends to a log of a node. */
  write(node: string, log: string, text: string): Promise<void>;
  /** Cuts it, as its agent does with one that has grown too large. */
  cut(node: string, log: string): Promise<void>;
  /** The node's host is lost: its agent is gone and does not come back. */
  lose(node: string): Promise<void>;
}

/** Resolves when all of them are connected. */
export async function startAgents(at: TestConsole, clusterId: string): Promise<TestAgents> {
  await using made = new AsyncDisposableStack();
  const home = homeAt((await at.ask('/v1/server')).body.home);
  await chmod(home.path, 0o755); // the users of nodes pass through it
  await writeFile(home.serverFile, JSON.stringify({ url: at.url }));
  const log = openLog({ level: 'fatal', destination: new Writable({ write: (_line, _encoding, done) => done() }) });
  const provider = createLocalProvider({ home, log, user: (await ensureSystemUsers()).node });
  made.defer(() => provider.close());
  const sealer = await openSealer(home);
  const hosts = new Map<string, { readonly clusterId: string; readonly nodeId: string }>();
  for (const { id, name, address } of await nodesOf(at.database.pool, clusterId)) {
    const sealed = await sealedTokenOf(at.database.pool, id);
    invariant(sealed, 'a node that is there has its token');
    const host = { clusterId, nodeId: id, address, token: sealer.unseal(sealed, id) };
    made.defer(() => provider.remove(host));
    await provider.make(host);
    hosts.set(name, host);
    const logs = async () => (await at.ask(`/v1/clusters/${clusterId}/nodes/${id}/logs`)).status;
    await vi.waitFor(async () => expect(await logs()).toBe(200), waiting);
  }
  const hostOf = (node: string) => {
    const host = hosts.get(node);
    invariant(host, `the cluster has a node ${node}`);
    return host;
  };
  const fileOf = (node: string, name: string) => join(provider.directoryOf(hostOf(node)), 'log', `${name}.log`);
  const kept = made.move();
  return {
    write: (node, name, text) => appendFile(fileOf(node, name), text),
    cut: (node, name) => truncate(fileOf(node, name)),
    lose: (node) => provider.remove(hostOf(node)),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
