// What nodes and daemons look like on the wire; the contract names only their schemas.
import type { nodeList } from '@argosy/contract/clusters/operations';
import type { ResultOf } from '@argosy/contract/operation';
import type { NodeState } from '@argosy/contract/clusters/vocabulary';
import { unreachable } from '@argosy/kernel/errors';
import type { Tone } from '../app/state-mark.tsx';

export type NodeView = ResultOf<typeof nodeList>['items'][number];
export type DaemonView = NodeView['daemons'][number];

export const nodeTones = {
  PENDING: 'quiet',
  STARTING: 'busy',
  RUNNING: 'good',
  LOST: 'bad',
  STOPPING: 'busy',
  TERMINATED: 'quiet',
} as const satisfies Record<NodeState, Tone>;

/** Started is not ready: it serves only then. */
export function daemonTone({ state, ready }: DaemonView): Tone {
  switch (state) {
    case 'STARTED':
      return ready ? 'good' : 'busy';
    case 'WAITING':
    case 'STARTING':
    case 'STOPPING':
      return 'busy';
    case 'START_FAILED':
      return 'bad';
    case 'STOPPED':
      return 'quiet';
    default:
      return unreachable(state);
  }
}
