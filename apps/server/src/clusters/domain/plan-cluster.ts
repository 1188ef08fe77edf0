// What to do next for a cluster: wanted + seen + now → steps. Pure, so that a plan can be printed, tested, and made again after
// a crash. Steps of one plan are safe to carry out together. `[]` means that only time or a report can bring something new;
// `lookAgainAt` says when time will.
//
// A start: the release is installed, hosts are made, and then everything starts at once; RUNNING is what is seen (HDFS out of
// safe mode with all its DataNodes and its folders made, YARN with all its NodeManagers), not what was ordered. An end: those
// who still need something of the nodes may hold it for a while, then all agents are stopped together and the hosts removed.
import type { DaemonReport, ProblemReport } from '@argosy/contract/agent/protocol';
import type { ClusterState, NodeState } from '@argosy/contract/clusters/vocabulary';
import { because, unreachable } from '@argosy/kernel/errors';
import { earliest, Instant, isBefore, plusMs, secondsBetween } from '@argosy/kernel/time';
import { componentsNamed } from '../components/index.ts';
import { bootstrapActionId, type Cluster, hasCore, type NodeAsSeen, type Reason } from './cluster.ts';
import { daemonsFor, dutiesOf } from './node-duties.ts';
import type { StepStates } from './progress.ts';

export interface Seen {
  readonly cluster: Cluster;
  /** Those that are not gone, the master first. */
  readonly nodes: readonly NodeAsSeen[];
  readonly release: {
    readonly state: 'absent' | 'installing' | 'installed' | 'failed';
    /** Of the build, once it is installed. */
    readonly directory?: string | undefined;
    readonly reason?: Reason | undefined;
  };
  /** Nodes whose agents are connected to this server: not silent, even where their reports wait for a database that was away. */
  readonly connected: ReadonlySet<string>;
  /** Since when this server has been listening to agents: silence before that says nothing. */
  readonly listeningSince: Instant;
  /** Whether those who use the cluster let its nodes go. */
  readonly mayRemove: boolean;
}

export type Step =
  | { readonly kind: 'install_release'; readonly version: string }
  /** From here on the cluster belongs to this build of its release (REL-3). */
  | { readonly kind: 'take_release'; readonly directory: string }
  | { readonly kind: 'make_host'; readonly nodeId: string }
  /** The same, and an agent that lives there and says nothing is ended first. */
  | { readonly kind: 'replace_agent'; readonly nodeId: string }
  /** Gives every node the spec of the cluster's present generation. */
  | { readonly kind: 'tell_nodes'; readonly generation: number }
  | { readonly kind: 'run_script'; readonly nodeId: string; readonly script: string; readonly actionId: string }
  /** Files are ready and scripts have run: raises the generation, and daemons start. */
  | { readonly kind: 'serve' }
  | { readonly kind: 'make_hdfs_directories' }
  | { readonly kind: 'note_progress'; readonly states: StepStates }
  | { readonly kind: 'move_node'; readonly nodeId: string; readonly to: NodeState }
  | {
      readonly kind: 'note_daemon_failure';
      readonly nodeId: string;
      readonly daemon: string;
      readonly problem: ProblemReport;
    }
  | { readonly kind: 'note_daemon_recovery'; readonly nodeId: string; readonly daemon: string }
  | { readonly kind: 'move'; readonly to: 'BOOTSTRAPPING' | 'RUNNING' }
  /** Begins the end of the cluster. */
  | { readonly kind: 'leave'; readonly endsAs: ClusterState; readonly reason: Reason }
  /** Gives up the start but leaves everything as it is, for a look. */
  | { readonly kind: 'keep_failed'; readonly reason: Reason }
  /** Publishes a node's running time and storage from where they were published to, up to `until`. */
  | { readonly kind: 'meter'; readonly nodeId: string; readonly until: Instant }
  | { readonly kind: 'remove_node'; readonly nodeId: string }
  /** Something could not be removed; it is tried again later, or when that is asked for. */
  | { readonly kind: 'fail_removal'; readonly reason: Reason }
  | { readonly kind: 'end'; readonly as: ClusterState };

export interface Plan {
  readonly steps: readonly Step[];
  readonly lookAgainAt?: Instant | undefined;
}

const silenceMs = 8000; // an agent reports each 5 s or sooner; then it is given up within 10 s
const hungAfterMs = 15_000; // after it was given up: longer than a dead agent takes to be started and to connect
const lookEachMs = 4000; // the hub knows 6 s after its last sign that an agent is gone: a look that comes just before leaves time
const connectWithinMs = 60_000; // a host of this machine takes a fraction of a second
const serveWithinMs = 120_000; // after all daemons are ready, for them to find one another
const startWithinMs = 600_000; // once its hosts are made, beside what its scripts may take: whatever hangs, a start ends
const tellWithinMs = 30_000; // for the end of a script to come here, after the time it may take
const holdMostMs = 20_000;
const mostHoursAtOnce = 168; // a week of facts in one commit; the next turn has the next
const removeAgainMs = 600_000; // seldom enough to cost nothing, often enough that nobody pays long for a node that is stuck

export function planCluster(seen: Seen, now: Instant): Plan {
  const { cluster } = seen;
  if (cluster.endedAt !== undefined) return { steps: [] };
  switch (cluster.state) {
    case 'STARTING':
    case 'BOOTSTRAPPING':
      return planStart(seen, now);
    case 'RUNNING':
      return planRunning(seen, now);
    case 'TERMINATING':
      return planEnd(seen, now);
    case 'START_FAILED': // kept for a look
      return { steps: overdue(seen, now), lookAgainAt: cluster.releaseAt };
    case 'TERMINATE_FAILED':
      return planAnotherRemoval(cluster, now);
    case 'TERMINATED':
    case 'TERMINATED_WITH_ERRORS':
      return { steps: [] };
    default:
      return unreachable(cluster.state);
  }
}

// --- start --------------------------------------------------------------------------------------------------------

function planStart(seen: Seen, now: Instant): Plan {
  const { cluster, nodes, release } = seen;
  const late = overdue(seen, now);
  if (late.length > 0) return { steps: late };
  const failure = startFailure(seen, now);
  if (failure !== undefined) return { steps: [failStart(cluster, failure)] };
  if (release.state !== 'installed') {
    const steps: Step[] = release.state === 'absent' ? [{ kind: 'install_release', version: cluster.release }] : [];
    return { steps: [...steps, ...noted(cluster, { release: 'running' })], lookAgainAt: cluster.releaseAt };
  }
  const pending = nodes.filter((each) => each.state === 'PENDING');
  if (pending.length > 0) {
    const taken: Step[] =
      cluster.releaseDirectory === undefined && release.directory !== undefined
        ? [{ kind: 'take_release', directory: release.directory }]
        : [];
    const hosts = pending.map(({ id }): Step => ({ kind: 'make_host', nodeId: id }));
    return { steps: [...noted(cluster, { release: 'done', hosts: 'running' }), ...taken, ...hosts] };
  }
  const behind = nodes.some((each) => (each.seen?.report.generation ?? 0) < cluster.generation);
  const lookAgainAt = earliest(nextSilence(seen), cluster.releaseAt, plusMs(now, lookEachMs));
  const silent = nodes
    .filter((each) => isSilent(seen, each, now))
    .map(({ id }): Step => ({ kind: 'make_host', nodeId: id }));
  if (behind) {
    const hosts = nodes.every((each) => each.seen !== undefined) ? 'done' : 'running';
    const steps: Step[] = [{ kind: 'tell_nodes', generation: cluster.generation }];
    return { steps: [...noted(cluster, { hosts }), ...silent, ...steps], lookAgainAt };
  }
  const steps = cluster.phase === 'PREPARE' ? planPreparation(seen, now) : planServices(seen, now);
  return { steps: [...noted(cluster, { hosts: 'done' }), ...silent, ...steps], lookAgainAt };
}

/** Scripts that run before anything is installed, then the daemons. */
function planPreparation({ cluster, nodes }: Seen, now: Instant): readonly Step[] {
  const script = nextScript(cluster, nodes, 'BEFORE_INSTALL', now);
  if (script.length > 0) return [...noted(cluster, { 'scripts-before': 'running' }), ...script];
  if (scriptsRunning(cluster, nodes, 'BEFORE_INSTALL')) return [];
  return [...noted(cluster, { 'scripts-before': 'done' }), { kind: 'serve' }];
}

function planServices(seen: Seen, now: Instant): readonly Step[] {
  const { cluster, nodes } = seen;
  const master = nodes.find((each) => each.role === 'master');
  const probes = master?.seen?.report.probes ?? {};
  const has = (component: string) => cluster.spec.components.includes(component);
  const ready = nodes.filter((each) => isServing(cluster, each) && !isSilent(seen, each, now));
  const becoming = ready.filter((each) => each.state === 'STARTING');
  const services = ready.length === nodes.length ? 'done' : 'running';
  const isMade = cluster.hdfsMadeAt !== undefined;
  const hdfs = isMade && probes['hdfs'] === true ? 'done' : 'running';
  const yarn = probes['yarn'] === true ? 'done' : 'running';
  const isWhole = services === 'done' && (!has('hdfs') || hdfs === 'done') && (!has('yarn') || yarn === 'done');
  const steps: Step[] = [
    ...noted(cluster, {
      services,
      ...(has('hdfs') && { hdfs }),
      ...(has('yarn') && { yarn }),
    }),
    ...becoming.map(({ id }): Step => ({ kind: 'move_node', nodeId: id, to: 'RUNNING' })),
  ];
  if (has('hdfs') && probes['hdfs-open'] === true && !isMade) steps.push({ kind: 'make_hdfs_directories' });
  if (!isWhole) return steps;
  const script = nextScript(cluster, nodes, 'AFTER_STARTED', now);
  if (script.length > 0 || scriptsRunning(cluster, nodes, 'AFTER_STARTED')) {
    if (cluster.state === 'STARTING') steps.push({ kind: 'move', to: 'BOOTSTRAPPING' });
    return [...steps, ...noted(cluster, { 'scripts-after': 'running' }), ...script];
  }
  return [...steps, ...noted(cluster, { 'scripts-after': 'done' }), { kind: 'move', to: 'RUNNING' }];
}

/** The first script that has not ended on all its nodes: started where it was not yet, and asked for again where its end should
 *  have been told by now. One script after the other, each on all its nodes at once. */
function nextScript(
  cluster: Cluster,
  nodes: readonly NodeAsSeen[],
  moment: 'BEFORE_INSTALL' | 'AFTER_STARTED',
  now: Instant,
): readonly Step[] {
  for (const { name, timeoutSeconds, on } of scriptsOf(cluster, nodes, moment)) {
    const open = on.filter((each) => !hasEnded(each, name));
    if (open.length === 0) continue;
    return open
      .filter((each) => {
        const action = each.seen?.actions[bootstrapActionId(each.id, name)];
        if (action === undefined) return true;
        return !isBefore(now, plusMs(Instant.from(action.startedAt), timeoutSeconds * 1000 + tellWithinMs));
      })
      .map(({ id }) => ({ kind: 'run_script', nodeId: id, script: name, actionId: bootstrapActionId(id, name) }));
  }
  return [];
}

const scriptsRunning = (
  cluster: Cluster,
  nodes: readonly NodeAsSeen[],
  moment: 'BEFORE_INSTALL' | 'AFTER_STARTED',
): boolean => scriptsOf(cluster, nodes, moment).some(({ name, on }) => on.some((each) => !hasEnded(each, name)));

function scriptsOf(cluster: Cluster, nodes: readonly NodeAsSeen[], moment: 'BEFORE_INSTALL' | 'AFTER_STARTED') {
  return cluster.spec.bootstrapScripts
    .filter((each) => each.moment === moment)
    .map((script) => ({ ...script, on: nodes.filter((each) => script.roles?.includes(each.role) ?? true) }));
}

function hasEnded(node: NodeAsSeen, script: string): boolean {
  const action = node.seen?.actions[bootstrapActionId(node.id, script)];
  return action !== undefined && action.state !== 'running';
}

/** All daemons ready but those that start afterwards. */
export function isServing(cluster: Cluster, node: NodeAsSeen): boolean {
  const report = node.seen?.report;
  if (report === undefined || report.setup !== 'done' || report.generation < cluster.generation) return false;
  return foregroundDaemons(cluster, node).every((name) =>
    report.daemons.some((each) => each.name === name && each.ready),
  );
}

function foregroundDaemons(cluster: Cluster, node: NodeAsSeen): readonly string[] {
  const duties = dutiesOf(node.role, { hasCore: hasCore(cluster.nodeGroups) });
  return daemonsFor(componentsNamed(cluster.spec.components), duties)
    .filter((each) => each.isBackground === undefined)
    .map((each) => each.name);
}

// --- what goes wrong ----------------------------------------------------------------------------------------------

/** Why the cluster cannot start, if so: the first cause in the order in which things are done. */
function startFailure(seen: Seen, now: Instant): Reason | undefined {
  const { cluster, nodes, release } = seen;
  if (release.state === 'failed') return { code: 'ReleaseInstallFailure', ...release.reason };
  for (const node of nodes) {
    const reason = nodeFailure(seen, node, now) ?? scriptFailure(cluster, node);
    if (reason !== undefined) return reason;
  }
  return neverServes(cluster, nodes, now) ?? neverEnds(seen, now);
}

function nodeFailure(seen: Seen, node: NodeAsSeen, now: Instant): Reason | undefined {
  const { cluster } = seen;
  const report = node.seen?.report;
  const silentForMs = secondsBetween(heardSince(seen, node), now) * 1000;
  if (node.state !== 'PENDING' && isSilent(seen, node, now) && silentForMs >= connectWithinMs) {
    const what = report === undefined ? 'did not connect within' : 'has been silent for';
    return {
      code: 'NodeFailure',
      ...because('host_failed', { node: node.name, problem: `its agent ${what} ${connectWithinMs / 1000} s` }),
      node: node.name,
    };
  }
  if (report === undefined) return undefined;
  if (report.setup === 'failed' && report.problem !== undefined) return reasonOf('NodeFailure', node, report.problem);
  const wanted = foregroundDaemons(cluster, node);
  const broken = report.daemons.find((each) => wanted.includes(each.name) && isBroken(each));
  return broken?.problem && { ...reasonOf('ServiceFailure', node, broken.problem), daemon: broken.name };
}

const isBroken = (daemon: DaemonReport): boolean => daemon.state === 'START_FAILED' && daemon.problem !== undefined;

function scriptFailure(cluster: Cluster, node: NodeAsSeen): Reason | undefined {
  for (const script of cluster.spec.bootstrapScripts) {
    const action = node.seen?.actions[bootstrapActionId(node.id, script.name)];
    if (script.onFailure !== 'FAILED_BLOCK' || action === undefined) continue;
    if (action.state === 'running' || action.state === 'succeeded') continue;
    const exitCode =
      action.state === 'timed_out' ? `timed out after ${script.timeoutSeconds} s` : (action.exitCode ?? 'unknown');
    return {
      code: 'BootstrapFailure',
      ...because('bootstrap_script_failed', { script: script.name, node: node.name, exitCode }),
      node: node.name,
      command: script.name,
      ...(action.problem?.lastLines && { lastLines: action.problem.lastLines }),
    };
  }
  return undefined;
}

/** All daemons are up and yet they do not make a cluster. */
function neverServes(cluster: Cluster, nodes: readonly NodeAsSeen[], now: Instant): Reason | undefined {
  const services = cluster.progress.find((each) => each.name === 'services');
  if (cluster.state !== 'STARTING' || services?.state !== 'done' || services.endedAt === undefined) return undefined;
  if (now.epochMilliseconds - Date.parse(services.endedAt) < serveWithinMs) return undefined;
  const master = nodes.find((each) => each.role === 'master');
  const closed = Object.entries(master?.seen?.report.probes ?? {}).find(([, holds]) => !holds)?.[0] ?? 'hdfs';
  const component = componentsNamed(cluster.spec.components).find(
    ({ name }) => closed === name || closed === `${name}-open`,
  );
  const daemon = component?.daemons.find((each) => each.on === 'master')?.name ?? closed;
  const node = master?.name ?? 'master';
  return {
    code: 'ServiceFailure',
    ...because('daemon_not_ready', { daemon, node, seconds: serveWithinMs / 1000 }),
    node,
    daemon,
  };
}

/** Whatever the start waits for, it does not come: said with the first node and daemon that are not ready. */
function neverEnds({ cluster, nodes }: Seen, now: Instant): Reason | undefined {
  const since = hostsMadeAt(cluster);
  const scripts = cluster.spec.bootstrapScripts.reduce((sum, each) => sum + each.timeoutSeconds, 0);
  const seconds = startWithinMs / 1000 + scripts;
  if (since === undefined || secondsBetween(since, now) < seconds) return undefined;
  const node = nodes.find((each) => !isServing(cluster, each));
  const daemon = node?.seen?.report.daemons.find((each) => !each.ready)?.name;
  const step = cluster.progress.find((each) => each.state === 'running')?.name ?? 'hosts';
  return {
    code: 'ServiceFailure',
    problem: 'cluster_start_timed_out',
    facts: { seconds, step },
    ...(node && { node: node.name }),
    ...(daemon !== undefined && { daemon }),
  };
}

function reasonOf(code: Reason['code'], node: NodeAsSeen, problem: ProblemReport): Reason {
  return {
    code,
    problem: problem.code,
    facts: { ...problem.facts, node: node.name },
    node: node.name,
    ...(problem.command !== undefined && { command: problem.command }),
    ...(problem.lastLines !== undefined && { lastLines: problem.lastLines }),
  };
}

/** How a start that fails ends. */
export function failStart(cluster: Cluster, reason: Reason): Step {
  return cluster.spec.keepFailed ? { kind: 'keep_failed', reason } : { kind: 'leave', endsAs: 'START_FAILED', reason };
}

/** How a cluster ends what it was about, when trying brings it no further; `undefined` where it has nothing to end: one that
 *  runs goes on running. */
export function surrender(cluster: Cluster, reason: Reason): Step | undefined {
  if (cluster.state === 'STARTING' || cluster.state === 'BOOTSTRAPPING') return failStart(cluster, reason);
  return cluster.state === 'TERMINATING' ? { kind: 'fail_removal', reason } : undefined;
}

// --- running ------------------------------------------------------------------------------------------------------

function planRunning(seen: Seen, now: Instant): Plan {
  const { cluster, nodes } = seen;
  const late = overdue(seen, now);
  if (late.length > 0) return { steps: late };
  const behind = nodes.some((each) => (each.seen?.report.generation ?? 0) < cluster.generation);
  const tell: Step[] = behind ? [{ kind: 'tell_nodes', generation: cluster.generation }] : [];
  const steps = nodes.flatMap((node): Step[] => [
    ...healthOf(seen, node, now),
    ...daemonFailures(node),
    ...meteringOf(node, now),
  ]);
  return {
    steps: [...tell, ...steps],
    lookAgainAt: earliest(nextSilence(seen), cluster.releaseAt, plusMs(now, lookEachMs)),
  };
}

/** A node whose agent is silent is LOST, and its host is made again under the same id: an agent that died is started anew, and
 *  adopts the daemons, which did not die with it. One that is still silent after that hangs, and is replaced. */
function healthOf(seen: Seen, node: NodeAsSeen, now: Instant): readonly Step[] {
  const isLost = isSilent(seen, node, now);
  if (isLost && node.state === 'RUNNING')
    return [
      { kind: 'move_node', nodeId: node.id, to: 'LOST' },
      { kind: 'make_host', nodeId: node.id },
    ];
  if (isLost && node.state === 'LOST') {
    const isHung = !isBefore(now, plusMs(silentAt(seen, node), hungAfterMs));
    return [{ kind: isHung ? 'replace_agent' : 'make_host', nodeId: node.id }];
  }
  if (node.state !== 'RUNNING' && isServing(seen.cluster, node))
    return [{ kind: 'move_node', nodeId: node.id, to: 'RUNNING' }];
  return [];
}

/** Told when a daemon cannot be kept up, and when it serves again; however often it is started in between, and by how many
 *  agents, that is one failure. */
function daemonFailures({ id: nodeId, seen, failing }: NodeAsSeen): readonly Step[] {
  return (seen?.report.daemons ?? []).flatMap((each): Step[] => {
    const daemon = each.name;
    const isTold = failing.includes(daemon);
    if (isTold && each.ready) return [{ kind: 'note_daemon_recovery', nodeId, daemon }];
    if (isTold || each.state !== 'START_FAILED' || each.problem === undefined) return [];
    return [{ kind: 'note_daemon_failure', nodeId, daemon, problem: each.problem }];
  });
}

/** What a node used is published by the hour, so that a bill never waits for the end of a cluster that lives for months; all
 *  hours of a server that was away at once. */
function meteringOf({ id, meteredUntil }: NodeAsSeen, now: Instant): readonly Step[] {
  if (meteredUntil === undefined) return [];
  const hours = Math.floor(secondsBetween(meteredUntil, now) / 3600);
  return Array.from({ length: Math.min(hours, mostHoursAtOnce) }, (_, index): Step => {
    return { kind: 'meter', nodeId: id, until: meteredUntil.add({ hours: index + 1 }) };
  });
}

/** From when silence counts: what was heard last, or could have been. */
const heardSince = ({ cluster, listeningSince }: Seen, node: NodeAsSeen): Instant =>
  laterOf(listeningSince, node.seenAt ?? hostsMadeAt(cluster) ?? node.createdAt);

const silentAt = (seen: Seen, node: NodeAsSeen): Instant => plusMs(heardSince(seen, node), silenceMs);

const isSilent = (seen: Seen, node: NodeAsSeen, now: Instant): boolean =>
  !seen.connected.has(node.id) && !isBefore(now, silentAt(seen, node));

/** The next time at which a node would be silent; those already given up do not count, nor those that are connected: the next
 *  look sees whether they are still. */
function nextSilence(seen: Seen): Instant | undefined {
  const unheard = seen.nodes.filter(({ id, state }) => state === 'RUNNING' && !seen.connected.has(id));
  return earliest(...unheard.map((each) => silentAt(seen, each)));
}

function overdue({ cluster }: Seen, now: Instant): readonly Step[] {
  if (cluster.releaseAt === undefined || isBefore(now, cluster.releaseAt)) return [];
  const endsAs = cluster.readyAt === undefined && cluster.state === 'START_FAILED' ? 'START_FAILED' : 'TERMINATED';
  return [{ kind: 'leave', endsAs, reason: { code: 'MaximumAgeReached' } }];
}

// --- end ----------------------------------------------------------------------------------------------------------

function planEnd({ cluster, nodes, mayRemove }: Seen, now: Instant): Plan {
  const since = cluster.leavingSince ?? now;
  const isHeld = !mayRemove && secondsBetween(since, now) * 1000 < holdMostMs;
  if (isHeld) return { steps: [], lookAgainAt: earliest(plusMs(since, holdMostMs), plusMs(now, 250)) };
  if (nodes.length > 0) return { steps: nodes.map(({ id }): Step => ({ kind: 'remove_node', nodeId: id })) };
  return { steps: [{ kind: 'end', as: cluster.endsAs ?? 'TERMINATED' }] };
}

/** What stands in the way of a removal may go by itself, and a cluster that a plan made has nobody who asks again. */
function planAnotherRemoval(cluster: Cluster, now: Instant): Plan {
  const due = plusMs(cluster.leavingSince ?? now, removeAgainMs);
  if (isBefore(now, due)) return { steps: [], lookAgainAt: due };
  const reason: Reason = cluster.reason ?? { code: 'InternalError' };
  return { steps: [{ kind: 'leave', endsAs: cluster.endsAs ?? 'TERMINATED', reason }] };
}

// --- small parts --------------------------------------------------------------------------------------------------

/** A step that notes progress, when it differs from what is noted. */
function noted(cluster: Cluster, states: StepStates): readonly Step[] {
  const known: Readonly<Record<string, string | undefined>> = states;
  const differs = cluster.progress.some(
    (step) => step.state !== 'done' && known[step.name] !== undefined && known[step.name] !== step.state,
  );
  return differs ? [{ kind: 'note_progress', states }] : [];
}

function hostsMadeAt(cluster: Cluster): Instant | undefined {
  const startedAt = cluster.progress.find((each) => each.name === 'hosts')?.startedAt;
  return startedAt === undefined ? undefined : Instant.from(startedAt);
}

const laterOf = (one: Instant, other: Instant): Instant => (isBefore(one, other) ? other : one);
