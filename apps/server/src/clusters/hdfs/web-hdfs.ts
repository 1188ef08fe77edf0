// The HDFS of one cluster, asked over WebHDFS by its master's agent: the server has no road of its own to it (CLU-7). Files are
// read and written by the number of their inode (`/.reserved/.inodes/…`): DataNodes take a request line of 4 KiB, and a path in
// Chinese of 500 characters is longer than that; a file that is renamed meanwhile is still the same.
//
// `startAfter` is written in both ways: the NameNode makes parameters lower-case and then knows only the lower-case one.
import type { Answer } from '@argosy/contract/agent/protocol';
import { messageOf, refusal } from '@argosy/kernel/errors';
import * as z from 'zod';
import type { Caller } from '../../platform/caller.ts';
import type { ClustersDeps } from '../clusters-deps.ts';
import { webHdfsOf } from '../components/hdfs.ts';
import type { ByteRange } from '../domain/byte-range.ts';
import type { Cluster, Node } from '../domain/cluster.ts';
import { below, nameOf } from '../domain/hdfs-path.ts';
import { hdfsRefusal, type RemoteException } from '../domain/hdfs-refusal.ts';
import { HADOOP_USER } from '../releases/java-command.ts';
import { findCluster, readCluster } from '../store/clusters.ts';
import { nodesOf } from '../store/nodes.ts';

export interface HdfsEntry {
  readonly path: string;
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link';
  /** Of its inode: stays the same under another name. */
  readonly fileId: number;
  readonly sizeBytes: number;
  readonly owner: string;
  readonly group: string;
  readonly permission: string;
  readonly replication: number;
  readonly blockBytes: number;
  readonly modifiedMs: number;
}

/** A cluster whose HDFS can be asked. */
export interface Hdfs {
  readonly cluster: Cluster;
  readonly masterId: string;
  /** The addresses of its nodes: nothing else is ever dialled for it. */
  readonly hosts: readonly string[];
  readonly ask: (asked: HdfsRequest, signal?: AbortSignal) => Promise<unknown>;
  /** The address of an operation on a path, or on what has this inode. */
  readonly url: (place: Place, operation: string, parameters?: Parameters) => string;
  /** For what an agent was told in answer to something about `path`. */
  readonly refusalOf: (answer: Answer, path: string) => Error;
}

type Parameters = Readonly<Record<string, string | number | boolean>>;
type Place = string | { readonly inode: number; readonly name?: string };

interface HdfsRequest {
  readonly method: 'GET' | 'PUT' | 'DELETE';
  readonly operation: string;
  readonly on: Place;
  /** As the person knows it: named by the refusal. */
  readonly path: string;
  readonly parameters?: Parameters;
}

const ANSWERS_WITHIN_MS = 20_000;

/** Refuses: cluster_not_found, cluster_not_running, hdfs_absent. */
export async function openHdfs(deps: ClustersDeps, caller: Caller, idOrName: string): Promise<Hdfs> {
  const found = await deps.read(async (tx) => {
    const cluster = await findCluster(tx, caller.organizationId, idOrName);
    if (cluster === undefined) throw refusal('cluster_not_found', { clusterId: idOrName });
    return { cluster, nodes: await nodesOf(tx, cluster.id) };
  });
  const { id: clusterId, spec, state } = found.cluster;
  if (!spec.components.includes('hdfs')) throw refusal('hdfs_absent', { clusterId });
  const hdfs = hdfsAt(deps, found.cluster, found.nodes);
  if (hdfs === undefined) throw refusal('cluster_not_running', { clusterId, state });
  return hdfs;
}

/** By id, for Argosy's own work; `undefined` when there is none any more. */
export async function findHdfs(deps: ClustersDeps, clusterId: string): Promise<Hdfs | undefined> {
  return deps.read(async (tx) => {
    const cluster = await readCluster(tx, clusterId);
    return cluster && hdfsAt(deps, cluster, await nodesOf(tx, cluster.id));
  });
}

function hdfsAt(deps: ClustersDeps, cluster: Cluster, nodes: readonly Node[]): Hdfs | undefined {
  const master = nodes.find((each) => each.role === 'master');
  if (cluster.state !== 'RUNNING' || master === undefined) return undefined;
  const refusalOf = (answer: Answer, path: string): Error => {
    if (answer.kind === 'http') {
      const asked = { clusterId: cluster.id, user: HADOOP_USER, path };
      return hdfsRefusal(answer.status, remoteException(Buffer.from(answer.base64, 'base64')), asked);
    }
    const told = answer.kind === 'problem' ? (answer.problem.facts['problems'] ?? answer.problem.code) : answer.kind;
    return refusal('hdfs_unavailable', { clusterId: cluster.id, problem: messageOf(told) });
  };
  const url: Hdfs['url'] = (place, operation, parameters = {}) => {
    const query = new URLSearchParams({ op: operation, 'user.name': HADOOP_USER });
    for (const [name, value] of Object.entries(parameters)) query.set(name, String(value));
    // A blank as %20 everywhere: what has to be decoded twice on the way is not to be decoded in two ways.
    return `${webHdfsOf(master.address)}/webhdfs/v1${encoded(place)}?${query.toString().replaceAll('+', '%20')}`;
  };
  return {
    cluster,
    masterId: master.id,
    hosts: nodes.map(({ address }) => address),
    url,
    refusalOf,
    async ask({ method, operation, on, path, parameters }, signal) {
      const wanted = {
        kind: 'http',
        method,
        url: url(on, operation, parameters),
        timeoutMs: ANSWERS_WITHIN_MS,
      } as const;
      const answer = await deps.hub.request(master.id, wanted, signal);
      if (answer.kind !== 'http' || answer.status !== 200) throw refusalOf(answer, path);
      const text = Buffer.from(answer.base64, 'base64').toString('utf8');
      return text === '' ? undefined : (JSON.parse(text) as unknown);
    },
  };
}

function encoded(place: Place): string {
  if (typeof place !== 'string')
    return `/.reserved/.inodes/${place.inode}${place.name === undefined ? '' : `/${place.name}`}`;
  return place.split('/').map(encodeURIComponent).join('/');
}

const remoteAnswer = z.object({
  RemoteException: z.object({ exception: z.string(), message: z.string().default('') }),
});

function remoteException(body: Buffer): RemoteException | undefined {
  try {
    return remoteAnswer.parse(JSON.parse(body.toString('utf8'))).RemoteException;
  } catch {
    return undefined; // a page of the web server's own, or nothing
  }
}

const fileStatus = z.object({
  pathSuffix: z.string(),
  type: z.enum(['FILE', 'DIRECTORY', 'SYMLINK']),
  fileId: z.number(),
  length: z.number(),
  owner: z.string(),
  group: z.string(),
  permission: z.string(),
  replication: z.number(),
  blockSize: z.number(),
  modificationTime: z.number(),
});
const kinds = { FILE: 'file', DIRECTORY: 'folder', SYMLINK: 'link' } as const;

const toEntry = (path: string, status: z.infer<typeof fileStatus>): HdfsEntry => ({
  path,
  name: nameOf(path),
  kind: kinds[status.type],
  fileId: status.fileId,
  sizeBytes: status.length,
  owner: status.owner,
  group: status.group,
  permission: status.permission,
  replication: status.replication,
  blockBytes: status.blockSize,
  modifiedMs: status.modificationTime,
});

/** Refuses: hdfs_path_not_found. */
export async function statusOf(hdfs: Hdfs, path: string): Promise<HdfsEntry> {
  const answer = await hdfs.ask({ method: 'GET', operation: 'GETFILESTATUS', on: path, path });
  return toEntry(path, z.object({ FileStatus: fileStatus }).parse(answer).FileStatus);
}

/** `undefined` where nothing is. */
export async function findStatus(hdfs: Hdfs, path: string): Promise<HdfsEntry | undefined> {
  try {
    return await statusOf(hdfs, path);
  } catch (error) {
    if ((error as { code?: unknown }).code === 'hdfs_path_not_found') return undefined;
    throw error;
  }
}

const listing = z.object({
  DirectoryListing: z.object({
    remainingEntries: z.number(),
    partialListing: z.object({ FileStatuses: z.object({ FileStatus: z.array(fileStatus) }) }),
  }),
});

/** The entries of a folder after the name `after`, in HDFS's order (by the octets of the name); at most `limit`.
 *  Refuses: hdfs_path_not_found, hdfs_not_a_folder. */
export async function listFolder(
  hdfs: Hdfs,
  path: string,
  { after, limit }: { readonly after?: string | undefined; readonly limit: number },
): Promise<readonly HdfsEntry[]> {
  const entries: HdfsEntry[] = [];
  for (let last = after; ; last = entries.at(-1)?.name) {
    const parameters = last === undefined ? {} : { startAfter: last, startafter: last };
    const answer = await hdfs.ask({ method: 'GET', operation: 'LISTSTATUS_BATCH', on: path, path, parameters });
    const { remainingEntries, partialListing } = listing.parse(answer).DirectoryListing;
    const found = partialListing.FileStatuses.FileStatus;
    if (found.some(({ pathSuffix }) => pathSuffix === '')) throw refusal('hdfs_not_a_folder', { path }); // a file lists itself
    entries.push(...found.map((each) => toEntry(below(path, each.pathSuffix), each)));
    if (remainingEntries === 0 || found.length === 0 || entries.length >= limit) return entries.slice(0, limit);
  }
}

/** With the folders above it. Refuses: hdfs_not_a_folder, and what any write does. */
export async function makeFolder(hdfs: Hdfs, path: string, permission = '755'): Promise<void> {
  await hdfs.ask({ method: 'PUT', operation: 'MKDIRS', on: path, path, parameters: { permission } });
}

/** In one step; with `overwrite` a file takes the place of a file. Refuses: hdfs_path_not_found, hdfs_already_exists. */
export async function rename(
  hdfs: Hdfs,
  {
    from,
    to,
    overwrite,
    path,
  }: { readonly from: Place; readonly to: string; readonly overwrite: boolean; readonly path: string },
): Promise<void> {
  const parameters = { destination: to, renameoptions: overwrite ? 'OVERWRITE' : 'NONE' };
  await hdfs.ask({ method: 'PUT', operation: 'RENAME', on: from, path, parameters });
}

/** Refuses: hdfs_folder_not_empty, unless `recursive`. */
export async function remove(
  hdfs: Hdfs,
  { on, path, recursive }: { readonly on: Place; readonly path: string; readonly recursive: boolean },
): Promise<'removed' | 'not_there'> {
  const answer = await hdfs.ask({ method: 'DELETE', operation: 'DELETE', on, path, parameters: { recursive } });
  return z.object({ boolean: z.boolean() }).parse(answer).boolean ? 'removed' : 'not_there';
}

export async function trashRootOf(hdfs: Hdfs, path: string): Promise<string> {
  const answer = await hdfs.ask({ method: 'GET', operation: 'GETTRASHROOT', on: path, path });
  return z.object({ Path: z.string() }).parse(answer).Path;
}

/** What one exchange with an agent can carry is 8 MiB. */
const LARGEST_PIECE_BYTES = 4 * 1024 * 1024;

/** A part of a file, in pieces that pass through messages: for a look into it, not for all of it. */
export async function readPart(deps: ClustersDeps, hdfs: Hdfs, entry: HdfsEntry, part: ByteRange): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for (let at = part.offset; at < part.offset + part.length; at += LARGEST_PIECE_BYTES) {
    const length = Math.min(LARGEST_PIECE_BYTES, part.offset + part.length - at);
    pieces.push(await readPiece(deps, hdfs, entry, { offset: at, length }));
  }
  return Buffer.concat(pieces);
}

async function readPiece(deps: ClustersDeps, hdfs: Hdfs, entry: HdfsEntry, piece: ByteRange): Promise<Buffer> {
  const { path, fileId } = entry;
  const get = async (url: string) => {
    const answer = await deps.hub.request(hdfs.masterId, {
      kind: 'http',
      method: 'GET',
      url,
      timeoutMs: ANSWERS_WITHIN_MS,
    });
    if (answer.kind !== 'http' || answer.status >= 400) throw hdfs.refusalOf(answer, path);
    return answer;
  };
  const first = await get(hdfs.url({ inode: fileId }, 'OPEN', { ...piece }));
  const location = first.headers['location'];
  if (location === undefined) return Buffer.from(first.base64, 'base64');
  if (!hdfs.hosts.includes(new URL(location).hostname)) {
    const problem = 'the NameNode leads to an address that is not of this cluster';
    throw refusal('hdfs_unavailable', { clusterId: hdfs.cluster.id, problem });
  }
  return Buffer.from((await get(location)).base64, 'base64');
}
