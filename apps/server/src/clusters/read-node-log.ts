// The logs of a node, read on it while it lives: which there are, a piece of one, one whole, and the lines of one that have a text
// in them.
import { Readable } from 'node:stream';
import { Refusal, refusal } from '@argosy/kernel/errors';
import type { Caller } from '../platform/caller.ts';
import { withoutHalfCharacter } from '../platform/without-half-character.ts';
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

/** Cut between characters, so that pieces can be put together.
 *  Refuses: cluster_not_found, node_not_found, node_not_connected, log_not_found. */
export async function readNodeLog(deps: ClustersDeps, caller: Caller, input: ReadNodeLog): Promise<NodeLog> {
  const { nodeId, sizeBytes, logs } = await findLog(deps, caller, input);
  const offset = input.offset ?? Math.max(0, sizeBytes - input.limit);
  const piece = await readPiece(deps, nodeId, { log: input.log, offset, limit: input.limit });
  if (piece === undefined) throw noLog(input.log, logs);
  const bytes = withoutHalfCharacter(piece.content, true); // its daemon may be writing it
  return { text: bytes.toString('utf8'), offset, nextOffset: offset + bytes.length, sizeBytes: piece.sizeBytes };
}

export interface WholeNodeLog {
  /** For the file that becomes of it. */
  readonly name: string;
  readonly sizeBytes: number;
  readonly content: Readable;
}

const pieceBytes = 1_048_576;

/** As long as it was when it was asked for: what is written meanwhile is not in it, and one that is cut meanwhile ends in an error.
 *  Refuses: cluster_not_found, node_not_found, node_not_connected, log_not_found. */
export async function getNodeLog(
  deps: ClustersDeps,
  caller: Caller,
  input: OfNode & { readonly log: string; readonly signal: AbortSignal },
): Promise<WholeNodeLog> {
  const { nodeId, sizeBytes, names } = await findLog(deps, caller, input);
  async function* pieces(): AsyncGenerator<Buffer> {
    for (let offset = 0; offset < sizeBytes && !input.signal.aborted;) {
      const limit = Math.min(pieceBytes, sizeBytes - offset);
      const piece = await readPiece(deps, nodeId, { log: input.log, offset, limit });
      if (piece === undefined || piece.content.length === 0) throw new Error(`${input.log} is shorter than it was`);
      yield piece.content;
      offset += piece.content.length;
    }
  }
  return { name: `${[...names, input.log].join('-')}.log`, sizeBytes, content: Readable.from(pieces()) };
}

async function readPiece(
  { hub }: ClustersDeps,
  nodeId: string,
  { log, ...piece }: { readonly log: string; readonly offset: number; readonly limit: number },
): Promise<{ readonly content: Buffer; readonly sizeBytes: number } | undefined> {
  const answer = await hub.request(nodeId, { kind: 'read', path: fileOf(log), ...piece });
  if (answer.kind !== 'read') return undefined;
  return { content: Buffer.from(answer.base64, 'base64'), sizeBytes: answer.sizeBytes };
}

export interface NodeLogFile {
  readonly log: string;
  readonly kind: 'daemon' | 'agent';
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

/** By name. Refuses: cluster_not_found, node_not_found, node_not_connected. */
export async function listNodeLogs(deps: ClustersDeps, caller: Caller, input: OfNode): Promise<readonly NodeLogFile[]> {
  return logsOf(deps, (await findNode(deps, caller, input)).nodeId);
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
  const { nodeId, logs } = await findLog(deps, caller, input);
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

async function findLog(deps: ClustersDeps, caller: Caller, { log, ...of }: OfNode & { readonly log: string }) {
  const { nodeId, names } = await findNode(deps, caller, of);
  const logs = await logsOf(deps, nodeId);
  const found = logs.find((each) => each.log === log);
  if (found === undefined) throw noLog(log, logs);
  return { nodeId, names, logs, sizeBytes: found.sizeBytes };
}

async function findNode(deps: ClustersDeps, caller: Caller, { clusterId, nodeId }: OfNode) {
  return deps.read(caller, async (tx) => {
    const cluster = await findCluster(tx, caller.organizationId, clusterId);
    if (cluster === undefined) throw refusal('cluster_not_found', { clusterId });
    const node = (await nodesOf(tx, cluster.id)).find((each) => each.id === nodeId || each.name === nodeId);
    if (node === undefined) throw refusal('node_not_found', { nodeId });
    return { nodeId: node.id, names: [cluster.name, node.name] };
  });
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
