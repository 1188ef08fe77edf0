// Clusters, nodes and releases as the API shows them. Sentences are made here, in the reader's language, from codes and facts.
import type * as z from 'zod';
import type { DaemonReport } from '@argosy/contract/agent/protocol';
import type { ClusterView, daemonView, nodeView, releaseView, StateReason } from '@argosy/contract/clusters/operations';
import type { StateReasonCode } from '@argosy/contract/clusters/vocabulary';
import { sentenceOf } from '@argosy/contract/errors';
import type { Instant } from '@argosy/kernel/time';
import { componentsNamed } from '../components/index.ts';
import type { NodeAsSeen, Reason } from '../domain/cluster.ts';
import { installProgress } from '../domain/progress.ts';
import { addressesOf } from '../domain/web-pages.ts';
import type { ClusterAsSeen } from '../read-clusters.ts';
import { findRelease } from '../releases/catalogue.ts';
import type { Release } from '../releases/release.ts';
import type { ReleaseInstallation } from '../store/release-installations.ts';

type Language = 'en' | 'zh';
type NodeView = z.infer<typeof nodeView>;
type DaemonView = z.infer<typeof daemonView>;
type ReleaseView = z.infer<typeof releaseView>;

export function toClusterView({ cluster, groups, installation }: ClusterAsSeen, language: Language): ClusterView {
  const components = componentsNamed(cluster.spec.components);
  const release = findRelease(cluster.release);
  const masters = cluster.nodeGroups.find((each) => each.role === 'master')?.name;
  const master = groups.find((each) => each.group === masters);
  const isUp = cluster.state === 'RUNNING' || cluster.state === 'BOOTSTRAPPING';
  return {
    id: cluster.id,
    name: cluster.name,
    state: cluster.state,
    ...(cluster.reason && { stateReason: toStateReason(cluster.reason, language) }),
    release: cluster.release,
    region: cluster.spec.region,
    components: components.map(({ name, partOf }) => ({
      name,
      version: release?.components.find((each) => each.name === partOf)?.version ?? '',
    })),
    nodeGroups: cluster.nodeGroups.map((group) => ({
      ...group,
      runningCount: groups.find((each) => each.group === group.name)?.runningCount ?? 0,
    })),
    addresses: isUp && master ? addressesOf(cluster, master.address) : {},
    progress: cluster.progress.map((step) =>
      step.name === 'release' && step.state === 'running' && installation
        ? { ...step, ...installProgress(installation.progress) }
        : step,
    ),
    generation: cluster.generation,
    deletionProtection: cluster.deletionProtection,
    keepFailed: cluster.spec.keepFailed,
    createdAt: cluster.createdAt.toString(),
    ...times({ readyAt: cluster.readyAt, endedAt: cluster.endedAt, releaseAt: cluster.releaseAt }),
  };
}

export function toNodeView(node: NodeAsSeen): NodeView {
  const report = node.seen?.report;
  return {
    id: node.id,
    clusterId: node.clusterId,
    name: node.name,
    group: node.group,
    role: node.role,
    machineType: node.machineType,
    address: node.address,
    state: node.state,
    daemons: (report?.daemons ?? []).map(toDaemonView),
    ...(report?.diskBytes !== undefined && { diskBytes: report.diskBytes }),
    createdAt: node.createdAt.toString(),
    ...times({ seenAt: node.seenAt, readyAt: node.readyAt, endedAt: node.endedAt }),
  };
}

/** Without its problem: that is a cluster's reason, or a fact of its own. */
function toDaemonView({ problem: _problem, ...daemon }: DaemonReport): DaemonView {
  return daemon;
}

export function toReleaseView(
  release: Release,
  { isInstalled, installation }: { isInstalled: boolean; installation: ReleaseInstallation | undefined },
  language: Language,
): ReleaseView {
  const { state } = release;
  const use = state.kind === 'superseded' ? state.by : state.kind === 'current' ? undefined : state.use;
  // The files are the truth, once nobody is at work on them: a row that says otherwise is of files that were removed.
  const ended = installation?.state === 'failed' ? 'failed' : 'absent';
  const installed = installation?.state === 'installing' ? 'installing' : isInstalled ? 'installed' : ended;
  return {
    version: release.version,
    state: state.kind,
    ...(use !== undefined && { use }),
    releasedOn: release.releasedOn ?? '',
    runnable: release.packages !== undefined,
    components: release.components.map(({ name, version }) => ({ name, version })),
    ...(release.os !== undefined && { operatingSystem: release.os }),
    notes: release.notes.map(({ zh, en }) => ({ zh, en })),
    installation: {
      state: installed,
      progress: [...(installation?.progress ?? [])],
      ...(installation?.reason && { reason: toStateReason(installation.reason, language) }),
      ...times({ installedAt: installation?.installedAt }),
    },
  };
}

export function toStateReason(reason: Reason, language: Language): StateReason {
  const { code, problem, facts = {}, node, daemon, command, lastLines } = reason;
  return {
    code,
    ...(problem !== undefined && { problem }),
    message: problem === undefined ? reasons[code][language] : sentenceOf(problem, facts, language),
    ...(node !== undefined && { node }),
    ...(daemon !== undefined && { daemon }),
    ...(command !== undefined && { command }),
    ...(lastLines !== undefined && { lastLines: [...lastLines] }),
  };
}

/** Sentences of reasons that have no problem behind them. */
const reasons: Readonly<Record<StateReasonCode, Readonly<Record<Language, string>>>> = {
  UserRequest: { en: 'It was released on request.', zh: '已按请求释放。' },
  ServerDrained: {
    en: 'It was released because the server is being stopped.',
    zh: '服务器即将停止，集群已随之释放。',
  },
  ValidationFail: { en: 'The request could not be carried out.', zh: '请求无法执行。' },
  ResourceNotEnough: { en: 'There was not enough memory for it.', zh: '内存不足。' },
  ReleaseInstallFailure: { en: 'Its release could not be installed.', zh: '发行版安装失败。' },
  BootstrapFailure: { en: 'A bootstrap script failed.', zh: '引导脚本失败。' },
  ServiceFailure: { en: 'A service did not start.', zh: '服务未能启动。' },
  NodeFailure: { en: 'A node failed.', zh: '节点故障。' },
  MaximumAgeReached: { en: 'It reached its maximum age and was released.', zh: '已达到最长存续时间，自动释放。' },
  InternalError: { en: 'An error of Argosy itself; the server log has it.', zh: 'Argosy 内部错误，详见服务器日志。' },
};

/** Those instants that are there, as the wire has them. */
function times<K extends string>(given: Readonly<Record<K, Instant | undefined>>): Partial<Record<K, string>> {
  const present = Object.entries<Instant | undefined>(given).flatMap(([name, at]) =>
    at ? [[name, at.toString()]] : [],
  );
  return Object.fromEntries(present) as Partial<Record<K, string>>; // the keys are those of `given`
}
