// The services of one cluster, asked through its master's agent.
import type { Answer } from '@argosy/contract/agent/protocol';
import { Refusal, refusal } from '@argosy/kernel/errors';
import type { AgentsDoor } from '../deps.ts';
import { masterOf, type WorkCluster } from '../domain/work-cluster.ts';
import type { NodeHttp } from './node-http.ts';
import { type ResourceManager, resourceManagerAt } from './resource-manager.ts';
import { type WebHdfs, webHdfsAt } from './web-hdfs.ts';

const askWithinMs = 10_000;

export interface ClusterServices {
  readonly resourceManager: ResourceManager;
  readonly hdfs: WebHdfs;
}

/** Throws cluster_not_running where the cluster has no YARN or HDFS to ask. */
export function servicesOf(agents: AgentsDoor, cluster: WorkCluster): ClusterServices {
  const master = masterOf(cluster);
  const { resourceManager, webHdfs, fileSystem } = cluster;
  if (!master || !resourceManager || !webHdfs || !fileSystem) {
    throw refusal('cluster_not_running', { clusterId: cluster.id, state: cluster.state });
  }
  const http = httpThrough(agents, master.id);
  return {
    resourceManager: resourceManagerAt(resourceManager, cluster.user, http),
    hdfs: webHdfsAt(webHdfs, fileSystem, cluster.user, http),
  };
}

/** HTTP as the agent of a node asks it. */
export function httpThrough(agents: AgentsDoor, nodeId: string): NodeHttp {
  return async ({ method, url, body, timeoutMs = askWithinMs }) => {
    const isBytes = body instanceof Uint8Array;
    const answer = await agents.request(nodeId, {
      kind: 'http',
      method,
      url,
      headers: {
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': isBytes ? 'application/octet-stream' : 'application/json' }),
      },
      ...(body !== undefined && {
        body: isBytes ? Buffer.from(body).toString('base64') : JSON.stringify(body),
        bodyEncoding: isBytes ? 'base64' : 'utf8',
      }),
      timeoutMs,
    });
    if (answer.kind === 'http') {
      return { status: answer.status, headers: answer.headers, body: Buffer.from(answer.base64, 'base64') };
    }
    throw answer.kind === 'problem'
      ? new Refusal(answer.problem.code, answer.problem.facts)
      : new Error(`an agent answers a request of http, not with ${answer.kind}`);
  };
}

/** A whole small file below the node's folder, or `undefined` where there is none. Throws when it cannot be known. */
export async function readNodeFile(
  agents: AgentsDoor,
  nodeId: string,
  path: string,
  piece: { readonly offset: number; readonly limit: number } = { offset: 0, limit: 1_048_576 },
): Promise<{ readonly content: Buffer; readonly sizeBytes: number } | undefined> {
  const answer = await agents.request(nodeId, { kind: 'read', path, ...piece });
  if (answer.kind === 'read') return { content: Buffer.from(answer.base64, 'base64'), sizeBytes: answer.sizeBytes };
  return requireAbsent(answer);
}

/** Files below a folder of the node; none where the folder is not there. Throws when it cannot be known. */
export async function listNodeFiles(
  agents: AgentsDoor,
  nodeId: string,
  path: string,
): Promise<readonly { readonly path: string; readonly sizeBytes: number }[]> {
  const answer = await agents.request(nodeId, { kind: 'list', path });
  if (answer.kind === 'list') return answer.files;
  requireAbsent(answer);
  return [];
}

/** Nothing is there: the one problem that is an answer. Any other says nothing about what is there. */
function requireAbsent(answer: Answer): undefined {
  if (answer.kind !== 'problem') throw new Error(`an agent answers a question about files, not with ${answer.kind}`);
  if (answer.problem.code !== 'log_not_found') throw new Refusal(answer.problem.code, answer.problem.facts);
}
