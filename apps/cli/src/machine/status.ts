// `argosy status`: what runs on this machine, told as well when nothing does.
import { ApiError, type Client } from '@argosy/client';
import { clusterList, releaseList } from '@argosy/contract/clusters/operations';
import type { ResultOf } from '@argosy/contract/operation';
import { serverClusterList, serverGet } from '@argosy/contract/platform/operations';
import { messageOf } from '@argosy/kernel/errors';
import { findRunningServer } from '@argosy/server/server-file';
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { bytes, cellOf, padTo } from '../operations/table.ts';
import { connect, type Context } from '../profile.ts';
import { databaseProcess, nodeProcesses } from './own-processes.ts';

export interface Status {
  readonly state: 'running' | 'no_answer' | 'down';
  readonly home: string;
  readonly diskFreeBytes: number | undefined;
  readonly pid: number | undefined;
  readonly url: string | undefined;
  readonly problem: string | undefined;
  readonly version: string | undefined;
  readonly startedAt: string | undefined;
  readonly memoryFreeMb: number | undefined;
  readonly database: { readonly kind: string; readonly version: string } | undefined;
  readonly databasePid: number | undefined;
  readonly releases: readonly { readonly version: string; readonly installation: string }[];
  readonly clusters: readonly {
    readonly id: string;
    readonly name: string;
    readonly state: string;
    readonly nodes: number;
  }[];
  /** How many clusters of other organizations there are, as far as the key may know. */
  readonly clustersOfOthers: number;
  readonly nodeProcesses: number;
}

export async function readStatus(context: Context): Promise<Status> {
  const { home } = context;
  const server = await findRunningServer(home);
  const seen = server ? await askServer(context) : undefined;
  const problem = seen && 'problem' in seen ? seen.problem : undefined;
  const answer = seen && 'server' in seen ? seen : undefined;
  return {
    state: !server ? 'down' : answer ? 'running' : 'no_answer',
    home: home.path,
    diskFreeBytes: await freeAt(home.path),
    pid: server?.pid,
    url: server?.url,
    problem,
    version: answer?.server.version,
    startedAt: answer?.server.startedAt,
    memoryFreeMb: answer?.server.capacity.memoryFreeMb,
    database: answer?.server.database,
    databasePid: databaseProcess(home)?.pid,
    releases: answer?.releases ?? [],
    clusters: answer?.clusters ?? [],
    clustersOfOthers: answer?.clustersOfOthers ?? 0,
    nodeProcesses: nodeProcesses(home).length,
  };
}

type Answer = Pick<Status, 'releases' | 'clusters' | 'clustersOfOthers'> & {
  readonly server: ResultOf<typeof serverGet>;
};

async function askServer(context: Context): Promise<Answer | { readonly problem: string }> {
  try {
    const client = await connect(
      { ...context, environment: { ...context.environment, ARGOSY_URL: undefined } },
      { patienceMs: 2000 },
    );
    const server = await client.call(serverGet, { signal: AbortSignal.timeout(10_000) }); // it may have been stopped in mid-air
    const releases = await Array.fromAsync(client.pages(releaseList));
    const clusters = await Array.fromAsync(client.pages(clusterList));
    const clustersOfOthers = await countOthers(client);
    return {
      server,
      clustersOfOthers,
      releases: releases
        .filter(({ installation }) => installation.state !== 'absent')
        .map(({ version, installation }) => ({ version, installation: installation.state })),
      clusters: clusters.map(({ id, name, state, nodeGroups }) => ({
        id,
        name,
        state,
        nodes: nodeGroups.reduce((sum, { count }) => sum + count, 0),
      })),
    };
  } catch (error) {
    return { problem: messageOf(error) }; // told to the person as part of the answer
  }
}

/** None for who may not know of them, or where the server is older than this command. */
async function countOthers(client: Client): Promise<number> {
  try {
    const all = await Array.fromAsync(client.pages(serverClusterList));
    return all.filter(({ name }) => name === undefined).length;
  } catch (error) {
    if (error instanceof ApiError && error.status < 500) return 0;
    throw error;
  }
}

/** Free space where the path lies or will lie. */
export async function freeAt(path: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(path);
    return bavail * bsize;
  } catch {
    return path === dirname(path) ? undefined : freeAt(dirname(path)); // not made yet
  }
}

export function showStatus(status: Status, { say, command }: Context): string {
  const { pid, url, version, startedAt, database, databasePid, releases, clusters } = status;
  const none = say('word.none');
  const rows: readonly (readonly [string, string])[] = [
    [
      say('word.server'),
      status.state === 'down' ? none : `${url}  (Argosy ${version ?? '?'}, pid ${pid}, ${cellOf(startedAt)})`,
    ],
    [
      say('word.database'),
      database
        ? `PostgreSQL ${database.version}, ${database.kind}${pidText(databasePid)}`
        : databasePid === undefined
          ? none
          : `PostgreSQL${pidText(databasePid)}`,
    ],
    [say('word.releases'), releases.map((each) => `${each.version} ${each.installation}`).join(', ') || none],
    [
      say('word.clusters'),
      [
        ...clusters.map(({ name, id, state, nodes }) => `${name} (${id}) ${state}, ${nodes}`),
        ...(status.clustersOfOthers > 0 ? [say('status.others', { count: status.clustersOfOthers })] : []),
      ].join('\n') || (status.nodeProcesses > 0 ? say('status.processes', { count: status.nodeProcesses }) : none),
    ],
    [say('word.home'), status.home],
    [say('word.disk'), status.diskFreeBytes === undefined ? '?' : `${bytes(status.diskFreeBytes)} ${say('word.free')}`],
  ];
  const head: readonly string[] =
    status.state === 'down'
      ? [say('status.down', { command })]
      : status.state === 'no_answer'
        ? [say('status.no_answer', { pid: pid ?? 0, url: url ?? '', problem: status.problem ?? '' })]
        : [];
  const lines = rows.map(([name, text]) => `${padTo(name, 10)}${text.replaceAll('\n', `\n${' '.repeat(10)}`)}`);
  return [...head, ...lines].join('\n');
}

const pidText = (pid: number | undefined): string => (pid === undefined ? '' : ` (pid ${pid})`);
