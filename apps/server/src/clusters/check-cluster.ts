// What would be made of a wish for a cluster, and what stands against it, without making anything.
import { type ClusterCheckView, clusterCreateBody, type ClusterSpec } from '@argosy/contract/clusters/operations';
import type { NodeRole } from '@argosy/contract/clusters/vocabulary';
import { refusal } from '@argosy/kernel/errors';
import type { FoundProblem } from '@argosy/kernel/checking';
import { type Caller, SYSTEM } from '../platform/caller.ts';
import { readDraft, toProblemViews } from '../platform/check.ts';
import type { ClustersDeps } from './clusters-deps.ts';
import { machineFactsFor } from './create-cluster.ts';
import { hasCore, wantedNodes } from './domain/cluster.ts';
import { findMachineType } from './domain/machine-types.ts';
import { dutiesOf, memoryOf } from './domain/node-duties.ts';
import { checkCluster as checkSpec } from './domain/validate-cluster.ts';
import { freeClusterSlot, MOST_NODES, nodeAddress } from './providers/addresses.ts';
import { findCluster, hasClustersOfOthers, slotsTaken } from './store/clusters.ts';
import { memoryTakenMb } from './store/nodes.ts';

export interface CheckedCluster {
  readonly problems: readonly FoundProblem[];
  /** What it would be made of; `undefined` where that is not clear. */
  readonly release: string | undefined;
  readonly isInstalled: boolean;
  readonly neededMb: number | undefined;
  /** What clusters have left of this machine's memory. */
  readonly freeMb: number;
  readonly nodes: readonly PlannedNode[];
}

export interface PlannedNode {
  readonly name: string;
  readonly group: string;
  readonly role: NodeRole;
  readonly machineType: string;
  readonly vcpus: number;
  readonly memoryMb: number;
  /** What containers and tasks may take of it, after its daemons. */
  readonly offeredMb: number;
  /** If it were asked for now: another cluster may come first. */
  readonly address: string | undefined;
}

/** A draft of what `cluster_create` takes; one without a name is checked all the same. */
export async function checkClusterDraft(deps: ClustersDeps, caller: Caller, draft: unknown): Promise<ClusterCheckView> {
  const read = readDraft(clusterCreateBody.partial({ name: true }), draft, caller);
  if ('problems' in read) {
    const freeMb = Math.max(0, deps.provider.memoryMb() - (await deps.read(SYSTEM, memoryTakenMb)));
    return { ok: false, problems: [...read.problems], installed: false, freeMb, nodes: [] };
  }
  const { deletionProtection: _, ...wanted } = read.value;
  const { problems, isInstalled, nodes, ...planned } = await checkCluster(deps, caller.organizationId, wanted);
  return {
    ok: problems.length === 0,
    problems: toProblemViews(problems, caller),
    installed: isInstalled,
    ...planned,
    nodes: [...nodes],
  };
}

/** `name`: of the cluster, where it has one already. */
export async function checkCluster(
  deps: ClustersDeps,
  organizationId: string,
  { name, ...spec }: ClusterSpec & { readonly name?: string | undefined },
): Promise<CheckedCluster> {
  const { memoryMb, isInstalled } = await machineFactsFor(deps, spec);
  // Of the whole machine: what others have taken is taken.
  const { takenMb, slot, isByOthers, namesake } = await deps.read(SYSTEM, async (tx) => ({
    takenMb: await memoryTakenMb(tx),
    slot: freeClusterSlot(await slotsTaken(tx)),
    isByOthers: await hasClustersOfOthers(tx, organizationId),
    namesake: name === undefined ? undefined : await findCluster(tx, organizationId, name),
  }));
  const freeMb = Math.max(0, memoryMb - takenMb);
  const { problems, release, components, nodeGroups, neededMb } = checkSpec(spec, { freeMb, mostNodes: MOST_NODES });
  const isTaken = name !== undefined && namesake?.name === name && namesake.endedAt === undefined;
  const nodes = wantedNodes(nodeGroups ?? []).flatMap(({ number, name: node, group }) => {
    const machine = findMachineType(group.machineType);
    if (!machine) return [];
    const duties = dutiesOf(group.role, { hasCore: hasCore(nodeGroups ?? []) });
    return [
      {
        name: node,
        group: group.name,
        role: group.role,
        machineType: machine.name,
        vcpus: machine.vcpus,
        memoryMb: machine.memoryMb,
        offeredMb: memoryOf(components ?? [], duties, machine).leftMb,
        address: slot === undefined ? undefined : nodeAddress(deps.home.path, slot, number),
      },
    ];
  });
  const ofPlace: readonly FoundProblem[] = [
    ...(isTaken ? [{ path: 'name', refused: refusal('cluster_name_taken', { name }) }] : []),
    ...(isByOthers && !deps.sharesMachine
      ? [{ path: 'region', refused: refusal('machine_of_another_organization') }]
      : []),
  ];
  return {
    problems: [...ofPlace, ...problems],
    release: release?.version,
    isInstalled,
    neededMb,
    freeMb,
    nodes,
  };
}
