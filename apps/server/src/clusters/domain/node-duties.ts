// What the nodes of a role are there for (CLU-2), and how a node's memory is shared out: first the daemons of its duties, and
// all that is left is YARN's. Pure.
import type { NodeRole } from '@argosy/contract/clusters/vocabulary';
import { unreachable } from '@argosy/kernel/errors';
import type { Component, Daemon, Duty } from '../components/component.ts';
import { besideHeapMb } from '../components/jvm.ts';
import { containerStepMb } from '../components/yarn.ts';
import type { MachineType } from './machine-types.ts';

/** With no core node the master does their work too: the cluster of one node, and the one of a master and tasks. */
export function dutiesOf(role: NodeRole, { hasCore }: { hasCore: boolean }): readonly Duty[] {
  switch (role) {
    case 'master':
      return hasCore ? ['master'] : ['master', 'data', 'compute'];
    case 'core':
      return ['data', 'compute'];
    case 'task':
      return ['compute'];
    case 'gateway':
      return []; // programs and configuration only
    default:
      return unreachable(role);
  }
}

export function daemonsFor(components: readonly Component[], duties: readonly Duty[]): readonly Daemon[] {
  return components.flatMap(({ daemons }) => daemons.filter((each) => duties.includes(each.on)));
}

export interface NodeMemory {
  readonly daemonsMb: number;
  /** What the daemons leave. */
  readonly leftMb: number;
  /** For containers; 0 where no NodeManager is. */
  readonly yarnMb: number;
  /** The least a machine of these duties must have. */
  readonly neededMb: number;
}

/** A node that computes must have room for an application's master and one worker of it. */
const leastYarnMb = 1024;

export function memoryOf(components: readonly Component[], duties: readonly Duty[], machine: MachineType): NodeMemory {
  const daemons = daemonsFor(components, duties);
  const daemonsMb = daemons.reduce((sum, each) => sum + each.heap(machine).mostMb + besideHeapMb, 0);
  const computes = daemons.some((each) => each.name === 'nodemanager');
  const leftMb = Math.max(0, machine.memoryMb - daemonsMb);
  return {
    daemonsMb,
    leftMb,
    yarnMb: computes ? Math.floor(leftMb / containerStepMb) * containerStepMb : 0,
    neededMb: daemonsMb + (computes ? leastYarnMb : 0),
  };
}
