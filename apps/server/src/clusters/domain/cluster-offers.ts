// What the nodes of a cluster will offer to whoever runs something on it, known before it is made: a plan with a job that they
// can never hold is not begun. Pure.
import type { ClusterSpec } from '@argosy/contract/clusters/operations';
import type { NodeRole } from '@argosy/contract/clusters/vocabulary';
import { componentsNamed } from '../components/index.ts';
import { hasCore } from './cluster.ts';
import { findMachineType, machineTypes } from './machine-types.ts';
import { dutiesOf, memoryOf } from './node-duties.ts';

type Offers = readonly { readonly role: NodeRole; readonly offeredMb: number }[];

interface ClusterOffers {
  readonly asked: Offers;
  /** The same groups on other machines, the smallest first. */
  readonly others: readonly { readonly machineType: string; readonly offers: Offers }[];
}

/** `undefined` of a cluster whose machines are unknown or too small: that is said when it is asked for. */
export function clusterOffers(spec: Pick<ClusterSpec, 'components' | 'nodeGroups'>): ClusterOffers | undefined {
  const asked = offersOf(spec, undefined);
  const others = machineTypes.flatMap(({ name }) => {
    const offers = offersOf(spec, name);
    return offers ? [{ machineType: name, offers }] : [];
  });
  return asked && { asked, others };
}

const mostAtOnce = 2; // containers that a job needs at the same time: more nodes of a group make no difference

function offersOf(
  { components, nodeGroups }: Pick<ClusterSpec, 'components' | 'nodeGroups'>,
  machineType: string | undefined,
): Offers | undefined {
  const chosen = componentsNamed(components);
  const groups = nodeGroups.map((group) => {
    const machine = findMachineType(machineType ?? group.machineType);
    const memory = machine && memoryOf(chosen, dutiesOf(group.role, { hasCore: hasCore(nodeGroups) }), machine);
    if (!memory || memory.neededMb > machine.memoryMb) return undefined;
    const offer = { role: group.role, offeredMb: memory.leftMb };
    return Array.from({ length: Math.min(group.count, mostAtOnce) }, () => offer);
  });
  return groups.every((each) => each !== undefined) ? groups.flat() : undefined;
}
