// The logs of a run that still lie on the nodes: found through their agents.
import type { AgentsDoor } from './deps.ts';
import { logFolders, logsAmong, type NodeLog } from './domain/run-logs.ts';
import type { RunAction } from './domain/run.ts';
import type { WorkNode } from './domain/work-cluster.ts';
import { listNodeFiles } from './yarn/cluster-services.ts';

/** The logs of these attempts on all nodes, each attempt's driver first. A node that is not connected, or cannot list them, has
 *  none just now; `isWhole` then says no. */
export async function findNodeLogs(
  agents: AgentsDoor,
  nodes: readonly WorkNode[],
  attempts: readonly { readonly number: number; readonly applicationId: string | undefined }[],
  actions: readonly RunAction[],
): Promise<{ readonly logs: readonly NodeLog[]; readonly isWhole: boolean }> {
  let isWhole = true;
  const logs: NodeLog[] = [];
  for (const attempt of attempts) {
    const own = actions.filter((each) => each.attempt === attempt.number);
    const found = await Promise.all(
      nodes.map(async ({ id: nodeId, name: nodeName }) => {
        try {
          const lists = await Promise.all(
            logFolders(attempt, nodeId, own).map(async (folder) =>
              (await listNodeFiles(agents, nodeId, folder)).map(({ path, sizeBytes }) => ({
                path: `${folder}/${path}`,
                sizeBytes,
              })),
            ),
          );
          return { nodeId, nodeName, files: lists.flat() };
        } catch {
          isWhole = false; // its agent is starting, the node is gone, or its disk does not answer
          return { nodeId, nodeName, files: [] };
        }
      }),
    );
    logs.push(...logsAmong(attempt, own, found));
  }
  return { logs, isWhole };
}
