// What a person needs besides the reason that a plan gave, which knows only reports: the command of the daemon that it names and
// the last lines of its log, or those of an agent that does not speak. Looked for once, when a start is given up; what cannot be
// had within seconds is left out, for the reason must not wait for it.
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClustersDeps } from '../clusters-deps.ts';
import type { NodeAsSeen, Reason } from '../domain/cluster.ts';
import { daemonCommand } from '../domain/node-spec.ts';
import type { Seen } from '../domain/plan-cluster.ts';

const answerWithinMs = 3000;
const tailBytes = 16 * 1024;
const linesKept = 20; // as many as an agent gives

export async function withLastWords(
  deps: ClustersDeps,
  seen: Seen,
  reason: Reason,
  signal: AbortSignal,
): Promise<Reason> {
  const node = seen.nodes.find((each) => each.name === reason.node);
  if (node === undefined || reason.lastLines !== undefined) return reason;
  if (reason.daemon !== undefined) {
    const [command, lastLines] = await Promise.all([
      reason.command ?? commandOf(deps, seen, node, reason.daemon),
      askForTail(
        deps,
        node,
        `log/${reason.daemon}.log`,
        AbortSignal.any([signal, AbortSignal.timeout(answerWithinMs)]),
      ),
    ]);
    return { ...reason, ...(command !== undefined && { command }), ...(lastLines.length > 0 && { lastLines }) };
  }
  if (reason.problem !== 'host_failed') return reason;
  // The agent is not there to be asked; a host of this machine has its log where we can read it.
  const lastLines = await readTail(
    join(deps.provider.directoryOf({ clusterId: node.clusterId, nodeId: node.id }), 'log/agent.log'),
  );
  return lastLines.length > 0 ? { ...reason, lastLines } : reason;
}

async function commandOf(
  deps: ClustersDeps,
  { cluster, nodes }: Seen,
  node: NodeAsSeen,
  daemon: string,
): Promise<string | undefined> {
  const parts = await deps.releases.of(cluster);
  return parts && daemonCommand(cluster, nodes, node, { daemon, parts });
}

async function askForTail(
  { hub }: ClustersDeps,
  { id }: NodeAsSeen,
  path: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const read = (offset: number, limit: number) =>
    hub.request(id, { kind: 'read', path, offset, limit }, signal).catch(() => undefined);
  const whole = await read(0, 0);
  if (whole?.kind !== 'read') return [];
  const answer = await read(Math.max(0, whole.sizeBytes - tailBytes), tailBytes);
  return answer?.kind === 'read' ? lastLinesOf(Buffer.from(answer.base64, 'base64')) : [];
}

async function readTail(path: string): Promise<readonly string[]> {
  try {
    await using file = await open(path);
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(tailBytes), 0, tailBytes, Math.max(0, size - tailBytes));
    return lastLinesOf(buffer.subarray(0, bytesRead));
  } catch {
    return []; // a host that was never made has no words
  }
}

const lastLinesOf = (bytes: Buffer): readonly string[] =>
  bytes.toString('utf8').trimEnd().split('\n').slice(-linesKept);
