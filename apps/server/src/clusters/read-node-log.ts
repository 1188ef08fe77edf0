// The logs of a node, read on it while it lives: which there are, a piece of one, and the lines of one that have a text in them.
import { Refusal, refusal } from '@argosy/kernel/errors';
import type { Caller } from '../platform/caller.ts';
import type { ClustersDeps } from './clusters-deps.ts';
import { findCluster } from './store/clusters.ts';
import { nodesOf } from './store/nodes.ts';

interface OfNode {
  readonly clusterId: string;
  /** Its id or name. */
  readonly nodeId: string;
}

export interface ReadNodeLog extends OfNode {
  /** A daemon's name. */
  readonly log: string;
  /** Byte to start at; the last `limit` bytes, if left out. */
  readonly offset?: number | undefined;
  readonly limit: number;
}

export interface NodeLog {
  readonly text: string;
  readonly offset: number;
  readonly nextOffset: number;
  readonly sizeBytes: number;
}

/** Refuses: cluster_not_found, node_not_found, node_not_connected, log_not_found. */
export async function readNodeLog(deps: ClustersDeps, caller: Caller, input: ReadNodeLog): Promise<NodeLog> {
  const nodeId = await findNode(deps, caller, input);
  const logs = await logsOf(deps, nodeId);
  const found = logs.find((each) => each.log === input.log);
  if (found === undefined) throw noLog(input.log, logs);
  const offset = input.offset ?? Math.max(0, found.sizeBytes - input.limit);
  const answer = await deps.hub.request(nodeId, { kind: 'read', path: fileOf(input.log), offset, limit: input.limit });
  if (answer.kind !== 'read') throw noLog(input.log, logs);
  const bytes = Buffer.from(answer.base64, 'base64');
  return { text: bytes.toString('utf8'), offset, nextOffset: offset + bytes.length, sizeBytes: answer.sizeBytes };
}

export interface NodeLogFile {
  readonly log: string;
  readonly kind: 'daemon' | 'agent';
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

/** By name. Refuses: cluster_not_found, node_not_found, node_not_connected. */
export async function listNodeLogs(deps: ClustersDeps, caller: Caller, input: OfNode): Promise<readonly NodeLogFile[]> {
  return logsOf(deps, await findNode(deps, caller, input));
}

export interface SearchNodeLog extends OfNode {
  readonly log: string;
  readonly text: string;
  readonly ignoreCase: boolean;
  readonly direction: 'backward' | 'forward';
  /** Byte to start at; the end, or the beginning, if left out. */
  readonly offset?: number | undefined;
  readonly limit: number;
}

export interface FoundInLog {
  readonly matches: readonly { readonly offset: number; readonly line: string }[];
  /** Where to go on; absent when all was searched. */
  readonly nextOffset?: number;
  readonly searchedBytes: number;
  readonly sizeBytes: number;
}

/** Searched by the node's agent, block by block. Refuses: cluster_not_found, node_not_found, node_not_connected, log_not_found. */
export async function searchNodeLog(deps: ClustersDeps, caller: Caller, input: SearchNodeLog): Promise<FoundInLog> {
  const nodeId = await findNode(deps, caller, input);
  const logs = await logsOf(deps, nodeId);
  if (!logs.some(({ log }) => log === input.log)) throw noLog(input.log, logs);
  const { log, text, ignoreCase, direction, offset, limit } = input;
  const answer = await deps.hub.request(nodeId, {
    kind: 'search',
    path: fileOf(log),
    text,
    ignoreCase,
    direction,
    ...(offset !== undefined && { offset }),
    limit,
  });
  if (answer.kind === 'problem') throw new Refusal(answer.problem.code, answer.problem.facts);
  if (answer.kind !== 'search') throw noLog(log, logs);
  const { kind: _, ...found } = answer;
  return found;
}

async function findNode(deps: ClustersDeps, caller: Caller, { clusterId, nodeId }: OfNode): Promise<string> {
  const node = await deps.read(async (tx) => {
    const cluster = await findCluster(tx, caller.organizationId, clusterId);
    if (cluster === undefined) throw refusal('cluster_not_found', { clusterId });
    return (await nodesOf(tx, cluster.id)).find((each) => each.id === nodeId || each.name === nodeId);
  });
  if (node === undefined) throw refusal('node_not_found', { nodeId });
  return node.id;
}

/** Those that are written to; not what was cut off them. */
async function logsOf(deps: ClustersDeps, nodeId: string): Promise<readonly NodeLogFile[]> {
  const listed = await deps.hub.request(nodeId, { kind: 'list', path: 'log' });
  const files = listed.kind === 'list' ? listed.files : [];
  return files
    .filter(({ path }) => path.endsWith('.log'))
    .map(({ path, sizeBytes, modifiedMs }) => {
      const log = path.replace(/^log\//, '').replace(/\.log$/, '');
      return { log, kind: log === 'agent' ? 'agent' : 'daemon', sizeBytes, modifiedMs };
    });
}

const fileOf = (log: string): string => `log/${log}.log`;

const noLog = (log: string, there: readonly NodeLogFile[]): Refusal =>
  refusal('log_not_found', { log, available: there.map((each) => each.log) });
