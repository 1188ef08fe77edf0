// `argosy down`: clusters are told first, then the server, then the database; at the end it is looked whether anything is left.
// Works after a crash too: a server that was killed is started again when clusters it cannot tell any more still run; one that
// lives and does not answer is ended all the same, with what runs below it.
import { ApiError, type Client } from '@argosy/client';
import { restingClusterStates } from '@argosy/contract/clusters/vocabulary';
import {
  serverClusterList,
  type ServerClusterView,
  serverDrain,
  serverGet,
} from '@argosy/contract/platform/operations';
import { isAlive, stopProcess } from '@argosy/host/processes';
import { messageOf } from '@argosy/kernel/errors';
import { pause } from '@argosy/kernel/time';
import { findRunningServer } from '@argosy/server/server-file';
import { Failure } from '../exit-codes.ts';
import { connect, type Context } from '../profile.ts';
import { databaseProcess, nodeProcesses, stopDatabase, sweepNodes } from './own-processes.ts';
import { bringUp } from './up.ts';

export interface Down {
  readonly clusters: readonly { readonly name: string; readonly state: string }[];
  readonly server: 'stopped' | 'killed' | 'gone';
  readonly database: 'stopped' | 'killed' | 'gone';
  readonly swept: number;
  readonly kept: number;
}

/** Stops what this home started; with `keepClusters`, all but the clusters. `note` hears each step. */
export async function takeDown(
  context: Context,
  { keepClusters, note }: { readonly keepClusters: boolean; readonly note: (line: string) => void },
): Promise<Down> {
  const { home, say } = context;
  let server = await findRunningServer(home);
  if (!server && !keepClusters && nodeProcesses(home).length > 0) {
    note(say('down.again'));
    await bringUp(context).catch((error: unknown) => note(messageOf(error))); // then they are ended below, without ceremony
    server = await findRunningServer(home);
  }
  const clusters = server && !keepClusters ? await releaseAll(context, note) : [];
  // Requests are let finish and the database is closed; a minute is far more than that takes.
  const serverEnd = server ? await stopProcess(server, { signal: 'SIGTERM', timeoutMs: 60_000 }) : 'gone';
  if (server) note(say('down.server', { how: serverEnd }));
  const hadDatabase = databaseProcess(home) !== undefined;
  const databaseEnd = await stopDatabase(home);
  if (hadDatabase) note(say('down.database', { how: databaseEnd }));
  const swept = keepClusters ? 0 : await sweepNodes(home);
  if (swept > 0) note(say('down.swept', { count: swept }));
  const left = nodeProcesses(home);
  if (keepClusters && left.length > 0) note(say('down.kept', { count: left.length }));
  const remaining = [...(server && isAlive(server) ? [server] : []), ...(keepClusters ? [] : left)];
  if (remaining.length > 0) throw new Failure(say('down.left', { pids: remaining.map(({ pid }) => pid).join(', ') }));
  const kept = keepClusters ? left.length : 0;
  return { clusters, server: serverEnd, database: databaseEnd, swept, kept };
}

const here = (context: Context): Context => ({
  ...context,
  environment: { ...context.environment, ARGOSY_URL: undefined },
});

/** What became of each cluster, whosever it is. A server that cannot be asked (no answer, its database gone, its key lost, older
 *  than this command) must not keep a person from stopping it: then none was released, and the next start finds them all. */
async function releaseAll(context: Context, note: (line: string) => void): Promise<Down['clusters']> {
  const { say, command } = context;
  try {
    const client = await connect(here(context));
    await client.call(serverGet, { signal: AbortSignal.timeout(answersWithinMs) });
    const { items } = await client.call(serverDrain);
    const released = await Promise.all(items.map((cluster) => untilGone(client, cluster, { say, note })));
    const others = items.filter(({ name }) => name === undefined).length;
    if (items.length > 0) note(say('down.released', { count: items.length, others }));
    return released;
  } catch (error) {
    if (error instanceof ApiError && error.code === 'clusters_protected')
      throw new Failure(say('down.protected', { names: namesIn(error) }));
    if (error instanceof ApiError && error.status < 500 && error.code !== 'route_unknown') throw error;
    note(say('down.unasked', { problem: messageOf(error), command }));
    return [];
  }
}

/** Nothing is stopped: somebody has said that these clusters stay. */
const namesIn = ({ facts: { clusters } }: ApiError): string =>
  Array.isArray(clusters) ? clusters.filter((each) => typeof each === 'string').join(', ') : '';

// A server that works answers this within milliseconds; one that was stopped in mid-air never does.
const answersWithinMs = 15_000;
const lookEveryMs = 500; // releasing takes seconds

async function untilGone(
  client: Client,
  first: ServerClusterView,
  { say, note }: Pick<Context, 'say'> & { readonly note: (line: string) => void },
): Promise<Down['clusters'][number]> {
  const { id } = first;
  const name = first.name ?? say('down.cluster.other', { id });
  note(say('down.cluster', { name }));
  const resting: readonly string[] = restingClusterStates;
  let { state } = first;
  while (!resting.includes(state)) {
    await pause(lookEveryMs);
    const { items } = await client.call(serverClusterList, { query: { id } });
    state = items[0]?.state ?? 'TERMINATED'; // its row stays; one that is not there is gone
  }
  note(say('down.cluster.done', { name, state }));
  return { name: first.name ?? id, state };
}
