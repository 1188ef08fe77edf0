// Builders of clusters and nodes for tests: everything that does not matter to a test has a value already.
import type * as z from 'zod';
import type { DaemonReport, NodeReport } from '@argosy/contract/agent/protocol';
import { clusterCreateBody } from '@argosy/contract/clusters/operations';
import type { Id } from '@argosy/kernel/ids';
import { Instant } from '@argosy/kernel/time';
import { components } from '../src/clusters/components/index.ts';
import { type Cluster, hasCore, type NodeAsSeen, type NodeGroup, wantedNodes } from '../src/clusters/domain/cluster.ts';
import { findMachineType } from '../src/clusters/domain/machine-types.ts';
import { daemonsFor, dutiesOf } from '../src/clusters/domain/node-duties.ts';
import { firstProgress } from '../src/clusters/domain/progress.ts';

export const aMoment = Instant.from('2026-11-20T08:00:00Z');

/** What a customer sends, with the defaults of the contract filled in. */
export function aClusterRequest(given: Partial<z.input<typeof clusterCreateBody>> = {}) {
  return clusterCreateBody.parse({ name: 'nightly', nodeGroups: [{ role: 'master' }], ...given });
}

/** One master and two core nodes, STARTING. */
export function aCluster(given: Partial<Cluster> & { request?: Parameters<typeof aClusterRequest>[0] } = {}): Cluster {
  const { request, ...rest } = given;
  const { name, deletionProtection, ...spec } = aClusterRequest({
    nodeGroups: [{ role: 'master' }, { role: 'core', count: 2 }],
    ...request,
  });
  const nodeGroups: readonly NodeGroup[] = spec.nodeGroups.map((each) => ({ ...each, name: each.name ?? each.role }));
  return {
    id: 'c-00000000000000000001' as Id<'cluster'>,
    organizationId: 'org-00000000000000000001',
    name,
    spec,
    nodeGroups,
    release: '6.0.0',
    state: 'STARTING',
    generation: 1,
    phase: 'SERVE',
    slot: 1,
    progress: firstProgress(['validate', 'release', 'hosts', 'services', 'hdfs', 'yarn'], aMoment),
    deletionProtection,
    createdAt: aMoment,
    ...rest,
  };
}

/** The nodes of a cluster; `report` makes what each agent said last. */
export function itsNodes(
  cluster: Cluster,
  given: Partial<NodeAsSeen> = {},
  report?: (node: NodeAsSeen) => NodeReport,
): readonly NodeAsSeen[] {
  return wantedNodes(cluster.nodeGroups).map(({ number, name, group }) => {
    const machine = findMachineType(group.machineType);
    const node: NodeAsSeen = {
      id: `n-${name}` as Id<'node'>,
      clusterId: cluster.id,
      organizationId: cluster.organizationId,
      number,
      name,
      group: group.name,
      role: group.role,
      machineType: group.machineType,
      vcpus: machine?.vcpus ?? 0,
      memoryMb: machine?.memoryMb ?? 0,
      address: `127.77.1.${11 + number}`,
      shufflePort: 13_562 + number,
      state: 'PENDING',
      createdAt: cluster.createdAt,
      failing: [],
      ...given,
    };
    return report ? { ...node, seen: { report: report(node), actions: {} }, seenAt: given.seenAt ?? aMoment } : node;
  });
}

/** An agent whose daemons are all as `daemon` says. */
export function aReport(
  cluster: Cluster,
  node: NodeAsSeen,
  daemon: Partial<DaemonReport> = {},
  given: Partial<NodeReport> = {},
): NodeReport {
  const chosen = components.filter((each) => cluster.spec.components.includes(each.name));
  const names = daemonsFor(chosen, dutiesOf(node.role, { hasCore: hasCore(cluster.nodeGroups) })).map(
    (each) => each.name,
  );
  return {
    generation: cluster.generation,
    setup: 'done',
    daemons: names.map((name) => ({ name, component: 'any', state: 'STARTED', ready: true, restarts: 0, ...daemon })),
    probes: node.role === 'master' ? { 'hdfs-open': true, hdfs: true, yarn: true } : {},
    ...given,
  };
}
