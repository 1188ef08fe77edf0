// Carries one step out. All of it outside the database, and all of it safe to do again.
import type { NodeSpec } from '@argosy/contract/agent/protocol';
import { invariant, Refusal, unreachable } from '@argosy/kernel/errors';
import { SYSTEM } from '../../platform/caller.ts';
import { scheduleWork, type WorkItem } from '../../platform/work.ts';
import { type ClustersDeps, releaseInstallWork } from '../clusters-deps.ts';
import { webHdfsOf } from '../components/hdfs.ts';
import { componentsNamed } from '../components/index.ts';
import type { Cluster, Node, Reason } from '../domain/cluster.ts';
import { nodeSpecFor, programEnvironment, type ReleaseParts } from '../domain/node-spec.ts';
import { failStart, type Seen, type Step } from '../domain/plan-cluster.ts';
import type { HostWish } from '../providers/provider.ts';
import { HADOOP_USER } from '../releases/java-command.ts';
import { withLastWords } from './last-words.ts';
import { sealedTokenOf } from '../store/nodes.ts';
import { askInstallation } from '../store/release-installations.ts';

/** `not_yet`: to be tried again, nothing to record. */
export type Outcome =
  | { readonly is: 'done'; readonly step: Step }
  | { readonly is: 'not_yet' }
  | { readonly is: 'failed'; readonly leadsTo: Step };

const removalTries = 3; // a process that a full disk or a slow kernel keeps alive is gone by then

export async function carryOut(deps: ClustersDeps, seen: Seen, step: Step, item: WorkItem): Promise<Outcome> {
  switch (step.kind) {
    case 'install_release':
      await askForRelease(deps, step.version);
      return { is: 'done', step };
    case 'make_host':
      return makeHost(deps, seen, step);
    case 'replace_agent':
      return replaceAgent(deps, nodeOf(seen.nodes, step.nodeId));
    case 'tell_nodes':
      return tellNodes(deps, seen, step);
    case 'run_script':
      return runScript(deps, seen, step);
    case 'make_hdfs_directories':
      return makeHdfsDirectories(deps, seen, step, item.signal);
    case 'remove_node':
      return removeNode(deps, seen, step, item);
    case 'leave':
    case 'keep_failed':
      return { is: 'done', step: { ...step, reason: await withLastWords(deps, seen, step.reason, item.signal) } };
    case 'take_release':
    case 'serve':
    case 'note_progress':
    case 'move_node':
    case 'note_daemon_failure':
    case 'note_daemon_recovery':
    case 'move':
    case 'fail_removal':
    case 'meter':
    case 'end':
      return { is: 'done', step }; // true by being recorded
    default:
      return unreachable(step);
  }
}

async function askForRelease(deps: ClustersDeps, version: string): Promise<void> {
  await deps.transaction(SYSTEM, async (tx) => {
    await askInstallation(tx, version, deps.clock.now());
    await scheduleWork(tx, releaseInstallWork, version, deps.clock.now());
  });
}

type StepOf<K extends Step['kind']> = Extract<Step, { kind: K }>;

async function makeHost(deps: ClustersDeps, { cluster, nodes }: Seen, step: StepOf<'make_host'>): Promise<Outcome> {
  const node = nodeOf(nodes, step.nodeId);
  try {
    await makeHostOf(deps, node);
    return { is: 'done', step };
  } catch (error) {
    if (node.state !== 'PENDING') return { is: 'not_yet' }; // one that was there and went silent: to be tried again
    return { is: 'failed', leadsTo: failStart(cluster, hostReason(error, node)) };
  }
}

/** Also at the start of a server: a provider looks after the hosts it was told of. */
export async function makeHostOf(deps: Pick<ClustersDeps, 'read' | 'sealer' | 'provider'>, node: Node): Promise<void> {
  const wish = await hostWishOf(deps, node);
  if (wish) await deps.provider.make(wish);
}

/** Ends an agent that hangs. What keeps it from being replaced does so again in a moment: the node stays LOST until then. */
async function replaceAgent(deps: ClustersDeps, node: Node): Promise<Outcome> {
  const wish = await hostWishOf(deps, node);
  if (wish) {
    await deps.provider
      .replaceAgent(wish)
      .catch((error: unknown) => deps.log.warn({ err: error, nodeId: node.id }, 'an agent could not be replaced'));
  }
  return { is: 'not_yet' }; // done when it is heard
}

/** `undefined` for a node that has gone meanwhile. */
async function hostWishOf(
  deps: Pick<ClustersDeps, 'read' | 'sealer'>,
  { id: nodeId, clusterId, address }: Node,
): Promise<HostWish | undefined> {
  const sealed = await deps.read(SYSTEM, (tx) => sealedTokenOf(tx, nodeId));
  return sealed === undefined ? undefined : { nodeId, clusterId, address, token: deps.sealer.unseal(sealed, nodeId) };
}

async function tellNodes(deps: ClustersDeps, { cluster, nodes }: Seen, step: StepOf<'tell_nodes'>): Promise<Outcome> {
  const parts = await installedParts(deps, cluster);
  for (const node of nodes) {
    if ((node.seen?.report.generation ?? 0) >= step.generation || !deps.hub.isConnected(node.id)) continue;
    const spec: NodeSpec = nodeSpecFor(cluster, nodes, node, parts);
    deps.hub.sendSpec(node.id, spec); // lost: it reports an old generation when it is back, and is told again
  }
  return { is: 'not_yet' };
}

async function runScript(deps: ClustersDeps, { cluster, nodes }: Seen, step: StepOf<'run_script'>): Promise<Outcome> {
  const node = nodeOf(nodes, step.nodeId);
  const script = cluster.spec.bootstrapScripts.find((each) => each.name === step.script);
  invariant(script !== undefined, 'a planned script is of the cluster');
  const environment = programEnvironment(cluster, nodes, node, await installedParts(deps, cluster));
  deps.hub.act(node.id, {
    kind: 'exec',
    id: step.actionId,
    argv: ['/bin/sh', 'script.sh', ...script.arguments],
    environment: { ...environment, ARGOSY_NODE_NAME: node.name, ARGOSY_NODE_ROLE: node.role },
    files: [],
    texts: [{ name: 'script.sh', content: script.script, mode: 0o755 }],
    timeoutMs: script.timeoutSeconds * 1000,
  });
  return { is: 'not_yet' }; // its report says that it runs
}

/** Makes the folders that components want, which also shows that HDFS can be written to. Those above come first. */
async function makeHdfsDirectories(
  deps: ClustersDeps,
  { cluster, nodes }: Seen,
  step: Step,
  signal: AbortSignal,
): Promise<Outcome> {
  const master = nodes.find((each) => each.role === 'master');
  invariant(master !== undefined, 'a cluster has a master');
  const wanted = componentsNamed(cluster.spec.components).flatMap((each) => each.hdfsDirectories);
  const byDepth = Object.groupBy(wanted, ({ path }) => path.split('/').length);
  for (const directories of Object.values(byDepth)) {
    const made = await Promise.all(
      (directories ?? []).map(async ({ path, mode }) => {
        const url = `${webHdfsOf(master.address)}/webhdfs/v1${path}?op=MKDIRS&permission=${mode}&user.name=${HADOOP_USER}`;
        const answer = await deps.hub
          .request(master.id, { kind: 'http', method: 'PUT', url, timeoutMs: 5000 }, signal)
          .catch(notYet);
        return answer?.kind === 'http' && answer.status === 200;
      }),
    );
    if (made.includes(false)) return { is: 'not_yet' };
  }
  return { is: 'done', step };
}

/** An agent that is away for a moment is no failure of the cluster. */
function notYet(error: unknown): undefined {
  if (error instanceof Refusal) return undefined;
  throw error;
}

/** Nothing is asked of the agent: it may be dead, and nothing on the node is kept. */
async function removeNode(
  deps: ClustersDeps,
  { nodes }: Seen,
  step: StepOf<'remove_node'>,
  item: WorkItem,
): Promise<Outcome> {
  const node = nodeOf(nodes, step.nodeId);
  try {
    await deps.provider.remove({ nodeId: node.id, clusterId: node.clusterId });
    return { is: 'done', step };
  } catch (error) {
    if (item.failures < removalTries) throw error; // again, with back-off
    return { is: 'failed', leadsTo: { kind: 'fail_removal', reason: hostReason(error, node) } };
  }
}

function hostReason(error: unknown, node: Node): Reason {
  if (!(error instanceof Refusal)) throw error;
  return { code: 'NodeFailure', problem: error.code, facts: { ...error.facts, node: node.name }, node: node.name };
}

async function installedParts(deps: ClustersDeps, cluster: Cluster): Promise<ReleaseParts> {
  const parts = await deps.releases.of(cluster);
  invariant(parts !== undefined, `${cluster.releaseDirectory} stays while a cluster runs on it`);
  return parts;
}

function nodeOf(nodes: readonly Node[], nodeId: string): Node {
  const node = nodes.find((each) => each.id === nodeId);
  invariant(node !== undefined, 'a step names a node of its cluster');
  return node;
}
