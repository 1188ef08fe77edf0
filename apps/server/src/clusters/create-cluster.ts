// Asking for a cluster. What can be said no to is said before anything is made; the reconciler makes the rest true.
import { createHash, randomBytes } from 'node:crypto';
import type { ClusterSpec } from '@argosy/contract/clusters/operations';
import { invariant, refusal } from '@argosy/kernel/errors';
import type { Id } from '@argosy/kernel/ids';
import type { Caller } from '../platform/caller.ts';
import type { Tx } from '../platform/database.ts';
import { publish } from '../platform/events.ts';
import { acrossOrganizations } from '../platform/member-pool.ts';
import { scheduleWork } from '../platform/work.ts';
import { clusterWork, type ClustersDeps, releaseInstallWork } from './clusters-deps.ts';
import { type Cluster, wantedNodes } from './domain/cluster.ts';
import { findMachineType } from './domain/machine-types.ts';
import { firstProgress, type StepName } from './domain/progress.ts';
import { toldCluster } from './domain/told-cluster.ts';
import { validateCluster, type ValidCluster } from './domain/validate-cluster.ts';
import { freeClusterSlot, freeShufflePort, MOST_NODES, nodeAddress } from './providers/addresses.ts';
import { newestRunnable } from './releases/catalogue.ts';
import { hasClustersOfOthers, insertCluster, lockCreation, readCluster, slotsTaken } from './store/clusters.ts';
import { insertNodes, memoryTakenMb, type NewNode, shufflePortsTaken } from './store/nodes.ts';
import { askInstallation } from './store/release-installations.ts';
import { noteChanges } from '../platform/transaction.ts';

export interface CreateCluster extends ClusterSpec {
  readonly name: string;
  readonly deletionProtection: boolean;
  /** Given by a caller that may ask again after a crash: the second time finds the first one's cluster. */
  readonly id?: Id<'cluster'>;
}

/** Asks for a cluster and returns it as it is wanted (CLU-1). It is STARTING; a release that is not installed is installed on
 *  the way. Refuses: cluster_name_taken, machine_of_another_organization and what `validateCluster` does. */
export async function createCluster(deps: ClustersDeps, caller: Caller, input: CreateCluster): Promise<Cluster> {
  const machine = await machineFactsFor(deps, input);
  return deps.transaction(caller, async (tx) => {
    const cluster = await createClusterWithin(deps, tx, caller, input, machine);
    noteChanges(tx, { after: toldCluster(cluster) });
    return cluster;
  });
}

/** What creation has to know of the machine, looked up before the transaction. */
export interface MachineFacts {
  readonly isInstalled: boolean;
  readonly memoryMb: number;
}

export async function machineFactsFor(deps: ClustersDeps, input: Pick<ClusterSpec, 'release'>): Promise<MachineFacts> {
  return { isInstalled: await isReleaseInstalled(deps, input), memoryMb: deps.provider.memoryMb() };
}

/** The same inside the transaction of a caller's own wish, such as a run of a plan. */
export async function createClusterWithin(
  deps: ClustersDeps,
  tx: Tx,
  caller: Pick<Caller, 'organizationId'>,
  input: CreateCluster,
  machine: MachineFacts,
): Promise<Cluster> {
  const { name, deletionProtection, id, ...spec } = input;
  await lockCreation(tx);
  const present = id && (await readCluster(tx, id));
  if (present) return present;
  const taken = await acrossOrganizations(tx, async () => ({
    memoryMb: await memoryTakenMb(tx),
    slots: await slotsTaken(tx),
    isByOthers: await hasClustersOfOthers(tx, caller.organizationId),
  }));
  if (taken.isByOthers && !deps.sharesMachine) throw refusal('machine_of_another_organization');
  const freeMb = machine.memoryMb - taken.memoryMb;
  const valid = validateCluster(spec, { freeMb, mostNodes: MOST_NODES });
  const slot = freeClusterSlot(taken.slots);
  invariant(slot !== undefined, 'there are more slots than a machine has memory for clusters');
  const now = deps.clock.now();
  const cluster: Cluster = {
    id: id ?? deps.newId('cluster'),
    organizationId: caller.organizationId,
    name,
    spec: { ...spec, release: valid.release.version },
    nodeGroups: valid.nodeGroups,
    release: valid.release.version,
    state: 'STARTING',
    generation: 1,
    phase: hasScripts(spec, 'BEFORE_INSTALL') ? 'PREPARE' : 'SERVE',
    slot,
    progress: firstProgress(stepsOf(spec), now),
    deletionProtection,
    createdAt: now,
    releaseAt: spec.maximumAgeSeconds === undefined ? undefined : now.add({ seconds: spec.maximumAgeSeconds }),
  };
  if ((await insertCluster(tx, cluster)) === 'name_taken') throw refusal('cluster_name_taken', { name });
  await insertNodes(tx, await newNodes(deps, tx, cluster, valid));
  if (!machine.isInstalled) {
    await askInstallation(tx, cluster.release, now);
    await scheduleWork(tx, releaseInstallWork, cluster.release, now);
  }
  await publish(tx, deps.clock, {
    type: 'clusters.cluster_starting',
    organizationId: cluster.organizationId,
    subject: cluster.id,
    facts: { clusterId: cluster.id, name, release: cluster.release },
  });
  await scheduleWork(tx, clusterWork, cluster.id, now);
  return cluster;
}

async function isReleaseInstalled(deps: ClustersDeps, { release }: Pick<ClusterSpec, 'release'>): Promise<boolean> {
  return (await deps.releases.find(release ?? newestRunnable().version)) !== undefined;
}

const hasScripts = ({ bootstrapScripts }: ClusterSpec, moment: 'BEFORE_INSTALL' | 'AFTER_STARTED'): boolean =>
  bootstrapScripts.some((each) => each.moment === moment);

function stepsOf(spec: ClusterSpec): readonly StepName[] {
  return [
    'validate',
    'release',
    'hosts',
    ...(hasScripts(spec, 'BEFORE_INSTALL') ? (['scripts-before'] as const) : []),
    'services',
    ...(spec.components.includes('hdfs') ? (['hdfs'] as const) : []),
    ...(spec.components.includes('yarn') ? (['yarn'] as const) : []),
    ...(hasScripts(spec, 'AFTER_STARTED') ? (['scripts-after'] as const) : []),
  ];
}

async function newNodes(
  deps: ClustersDeps,
  tx: Tx,
  cluster: Cluster,
  { nodeGroups }: ValidCluster,
): Promise<readonly NewNode[]> {
  const wanted = wantedNodes(nodeGroups);
  const ports = await newShufflePorts(tx, deps.home.path, wanted.length);
  return wanted.map(({ number, name, group }, index) => {
    const machine = findMachineType(group.machineType);
    const shufflePort = ports[index];
    invariant(machine !== undefined && shufflePort !== undefined, 'a valid cluster has machines and ports');
    const id = deps.newId('node');
    const token = randomBytes(32).toString('base64url');
    return {
      id,
      clusterId: cluster.id,
      organizationId: cluster.organizationId,
      number,
      name,
      group: group.name,
      role: group.role,
      machineType: machine.name,
      vcpus: machine.vcpus,
      memoryMb: machine.memoryMb,
      address: nodeAddress(deps.home.path, cluster.slot, number),
      shufflePort,
      state: 'PENDING',
      createdAt: cluster.createdAt,
      tokenHash: tokenHashOf(token),
      sealedToken: deps.sealer.seal(token, id),
    };
  });
}

async function newShufflePorts(tx: Tx, homePath: string, count: number): Promise<readonly number[]> {
  const taken = new Set(await acrossOrganizations(tx, () => shufflePortsTaken(tx)));
  const ports: number[] = [];
  while (ports.length < count) {
    const port = await freeShufflePort(homePath, taken);
    invariant(port !== undefined, 'there are more ports than a machine has memory for nodes');
    taken.add(port);
    ports.push(port);
  }
  return ports;
}

/** A token is 32 random octets: a plain hash of it tells nothing. */
export const tokenHashOf = (token: string): Buffer => createHash('sha256').update(token).digest();
