// Whether a cluster can be made as asked, before anything is (CLU-1, REL-2, REL-5). Pure. Each refusal names what is wrong and
// what would do; the order is that in which a person would mend them: region, release, components, groups, machines, configuration,
// and last the memory of this machine.
import type { ClusterSpec } from '@argosy/contract/clusters/operations';
import { refusal } from '@argosy/kernel/errors';
import type { Component } from '../components/component.ts';
import { components as allComponents, componentsNamed } from '../components/index.ts';
import { checkReleaseForNewCluster, newestRunnable, runnableVersions } from '../releases/catalogue.ts';
import type { RunnableRelease } from '../releases/release.ts';
import { hasCore, type NodeGroup } from './cluster.ts';
import { findMachineType, type MachineType, machineTypes } from './machine-types.ts';
import { dutiesOf, memoryOf } from './node-duties.ts';
import { regionsForClusters } from './regions.ts';

/** A request as it was understood: nothing left out, nothing left to default. */
export interface ValidCluster {
  readonly release: RunnableRelease;
  readonly components: readonly Component[];
  readonly nodeGroups: readonly NodeGroup[];
  readonly neededMb: number;
}

/** `freeMb` is what the provider has less what clusters have taken; `mostNodes` how many addresses a cluster has. Refuses with
 *  the codes of `creationRefusals`. */
export function validateCluster(
  spec: ClusterSpec,
  { freeMb, mostNodes }: { freeMb: number; mostNodes: number },
): ValidCluster {
  const available = regionsForClusters();
  if (!available.includes(spec.region)) throw refusal('region_unknown', { region: spec.region, available });
  const release = validRelease(spec.release);
  const components = validComponents(release, spec.components);
  const nodeGroups = validGroups(spec, mostNodes);
  for (const group of nodeGroups) requireLargeEnough(group, components, nodeGroups);
  requireSettable(spec, components);
  const neededMb = memoryNeeded(nodeGroups);
  if (neededMb > freeMb)
    throw refusal('memory_not_enough', { neededMb, freeMb, fits: whatFits(components, nodeGroups, freeMb) });
  return { release, components, nodeGroups, neededMb };
}

function validRelease(asked: string | undefined): RunnableRelease {
  return asked === undefined ? newestRunnable() : requireRunnable(asked);
}

/** The release, if clusters can be made of it. Refuses: release_unknown, release_withdrawn, release_not_runnable. */
export function requireRunnable(version: string): RunnableRelease {
  const checked = checkReleaseForNewCluster(version);
  if (!('refused' in checked)) return checked;
  const code = checked.refused === 'release_not_found' ? 'release_unknown' : checked.refused;
  throw refusal(code, { release: version, use: checked.use, runnable: runnableVersions() });
}

function validComponents(release: RunnableRelease, names: readonly string[]): readonly Component[] {
  const offered = allComponents.filter(({ partOf }) => release.components.some((each) => each.name === partOf));
  const available = offered.map((each) => each.name);
  for (const name of names)
    if (!available.includes(name))
      throw refusal('component_unknown', { release: release.version, component: name, available });
  const chosen = componentsNamed(names);
  for (const { name, needs } of chosen)
    for (const needed of needs)
      if (!names.includes(needed)) throw refusal('component_missing', { component: name, needs: needed });
  return chosen;
}

function validGroups(spec: ClusterSpec, mostNodes: number): readonly NodeGroup[] {
  const groups = spec.nodeGroups.map(({ name, role, machineType, count }) => ({
    name: name ?? role,
    role,
    machineType,
    count,
  }));
  const problem = groupsProblem(groups, mostNodes);
  if (problem !== undefined) throw refusal('node_groups_invalid', { problem });
  return groups;
}

function groupsProblem(groups: readonly NodeGroup[], mostNodes: number): string | undefined {
  const masters = groups.filter((each) => each.role === 'master');
  if (masters.length !== 1) return `there must be exactly one group of role master, and there are ${masters.length}`;
  if (masters[0]?.count !== 1) return `the group of role master must have one node, not ${masters[0]?.count}`;
  const names = groups.map((each) => each.name);
  const twice = names.find((each, index) => names.indexOf(each) !== index);
  if (twice !== undefined) return `two groups are named "${twice}"`;
  const count = groups.reduce((sum, each) => sum + each.count, 0);
  if (count > mostNodes) return `${count} nodes are more than the ${mostNodes} that a cluster can have`;
  return undefined;
}

function requireLargeEnough(group: NodeGroup, components: readonly Component[], groups: readonly NodeGroup[]): void {
  const machine = requireMachineType(group.machineType);
  const { neededMb } = memoryOf(components, dutiesOf(group.role, { hasCore: hasCore(groups) }), machine);
  if (neededMb > machine.memoryMb)
    throw refusal('machine_type_too_small', {
      machineType: machine.name,
      memoryMb: machine.memoryMb,
      group: group.name,
      neededMb,
    });
}

function requireMachineType(name: string): MachineType {
  const machine = findMachineType(name);
  if (machine === undefined)
    throw refusal('machine_type_unknown', { machineType: name, available: machineTypes.map((each) => each.name) });
  return machine;
}

/** Keys are the customer's business (a wrong one is the daemon's to refuse, and its words are shown); files are ours. */
function requireSettable({ configuration }: ClusterSpec, chosen: readonly Component[]): void {
  for (const { component: name, file, key, value } of configuration) {
    const refuse = (problem: string) => refusal('configuration_invalid', { component: name, file, problem });
    const component = chosen.find((each) => each.name === name);
    if (component === undefined) throw refuse(`component "${name}" is not in this cluster`);
    const files = component.files.map((each) => each.name);
    if (!files.includes(file)) throw refuse(`it has no such file, only ${files.join(', ')}`);
    if (/\p{Cc}/u.test(key + value.replaceAll(/[\t\n\r]/g, ''))) throw refuse(`"${key}" holds a control character`);
    if (/[\s=:]/.test(key)) throw refuse(`"${key}" is no name of a property`);
  }
}

export function memoryNeeded(groups: readonly NodeGroup[]): number {
  return groups.reduce((sum, each) => sum + each.count * requireMachineType(each.machineType).memoryMb, 0);
}

/** The same groups with fewer nodes or smaller machines, as near to what was asked as there is memory for. */
function whatFits(components: readonly Component[], groups: readonly NodeGroup[], freeMb: number): string {
  const smallest = groups.map((group) => ({ ...group, machineType: smallestFor(group, components, groups) }));
  const candidates = [groups, smallest].flatMap((each) => [each, ...withFewerNodes(each)]);
  const fitting = candidates.filter((each) => memoryNeeded(each) <= freeMb);
  const [best] = fitting.toSorted(
    (one, other) => nodeCount(other) - nodeCount(one) || memoryNeeded(other) - memoryNeeded(one),
  );
  if (best === undefined) return 'nothing until other clusters are released';
  return best
    .filter((each) => each.count > 0)
    .map((each) => `${each.name} ${each.count} x ${each.machineType}`)
    .join(', ');
}

function smallestFor(group: NodeGroup, components: readonly Component[], groups: readonly NodeGroup[]): string {
  const duties = dutiesOf(group.role, { hasCore: hasCore(groups) });
  const fitting = machineTypes.filter((each) => memoryOf(components, duties, each).neededMb <= each.memoryMb);
  return fitting.toSorted((one, other) => one.memoryMb - other.memoryMb)[0]?.name ?? group.machineType;
}

/** One worker fewer at a time, the largest group first, down to one each. */
function withFewerNodes(groups: readonly NodeGroup[]): readonly (readonly NodeGroup[])[] {
  const largest = groups
    .filter((each) => each.role !== 'master' && each.count > 1)
    .toSorted((one, other) => other.count - one.count)[0];
  if (largest === undefined) return [];
  const fewer = groups.map((each) => (each === largest ? { ...each, count: each.count - 1 } : each));
  return [fewer, ...withFewerNodes(fewer)];
}

const nodeCount = (groups: readonly NodeGroup[]): number => groups.reduce((sum, each) => sum + each.count, 0);
