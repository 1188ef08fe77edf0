// Real agents for the nodes of a cluster of a test console, without daemons: what a test writes into a node's logs is read as if a
// daemon had written it.
import { appendFile, chmod, mkdir, truncate, writeFile } from 'node:fs/promises';
import { Writable } from 'node:stream';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { invariant } from '@argosy/kernel/errors';
import { systemClock } from '@argosy/kernel/time';
import { createLocalProvider } from '../../apps/server/src/clusters/providers/local.ts';
import { nodesOf, sealedTokenOf } from '../../apps/server/src/clusters/store/nodes.ts';
import { publish } from '../../apps/server/src/platform/events.ts';
import { homeAt } from '../../apps/server/src/platform/home.ts';
import { openLog } from '../../apps/server/src/platform/log.ts';
import { openSealer } from '../../apps/server/src/platform/sealing.ts';
import { ensureSystemUser } from '../../apps/server/src/platform/system/users.ts';
import { actionIdOf } from '../../apps/server/src/workloads/domain/run.ts';
import { insertActions } from '../../apps/server/src/workloads/store/actions.ts';
import { type TestConsole, waiting } from './kit.ts';

export interface TestAgents extends AsyncDisposable {
  /** Appends to a log of a node. */
  write(node: string, log: string, text: string): Promise<void>;
  /** Cuts it, as its agent does with one that has grown too large. */
  cut(node: string, log: string): Promise<void>;
  /** The program of a shell run begins on a node and prints this, and it is written as the run's reconciler would have. */
  begin(runId: string, node: string, text: string): Promise<void>;
  /** It prints more. */
  print(runId: string, node: string, text: string): Promise<void>;
  /** It has ended well. */
  end(runId: string): Promise<void>;
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
  const provider = createLocalProvider({ home, log, user: await ensureSystemUser('node') });
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
  const outputOf = (node: string, runId: string) =>
    join(provider.directoryOf(hostOf(node)), 'actions', actionIdOf(runId, 1, 'task-1'), 'stdout');
  const kept = made.move();
  return {
    write: (node, name, text) => appendFile(fileOf(node, name), text),
    cut: (node, name) => truncate(fileOf(node, name)),
    async begin(runId, node, text) {
      const { pool } = at.database;
      await mkdir(join(outputOf(node, runId), '..'), { recursive: true });
      await writeFile(outputOf(node, runId), text);
      const { nodeId } = hostOf(node);
      const task = { runId, attempt: 1, nodeId, nodeName: node, purpose: 'task', number: 1 } as const;
      await insertActions(pool, [{ ...task, id: actionIdOf(runId, 1, 'task-1') }]);
      await pool.query(`update workloads.action set state = 'running', started_at = now() where run_id = $1`, [runId]);
      await pool.query(
        `insert into workloads.attempt (run_id, number, state, began_at, started_at) values ($1, 1, 'running', now(), now())
             on conflict (run_id, number) do update set state = excluded.state, started_at = excluded.started_at`,
        [runId],
      );
      await letRunBe(at, runId, `state = 'RUNNING', started_at = now()`, 'running');
    },
    print: (runId, node, text) => appendFile(outputOf(node, runId), text),
    end: (runId) => letRunBe(at, runId, `state = 'SUCCEEDED', ended_at = now()`, 'ended'),
    lose: (node) => provider.remove(hostOf(node)),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

async function letRunBe(at: TestConsole, runId: string, change: string, fact: 'running' | 'ended'): Promise<void> {
  const { rows } = await at.database.pool.query<{ organization_id: string; name: string }>(
    `update workloads.run set ${change} where id = $1 returning organization_id, name`,
    [runId],
  );
  const [run] = rows;
  invariant(run, 'the run is there');
  const { organization_id: organizationId, name } = run;
  const event = { type: `workloads.run_${fact}`, organizationId, subject: runId, facts: { name } } as const;
  await publish(at.database.pool, systemClock, event);
}
