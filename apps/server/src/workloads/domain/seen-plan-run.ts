// What a plan run's surroundings are to its planner: states of clusters and rows of transfers in the few words it decides by.
// Pure.
import type { ProgressStep } from '@argosy/contract/clusters/operations';
import type { ClusterState } from '@argosy/contract/clusters/vocabulary';
import { because } from '@argosy/kernel/errors';
import type { SeenCluster, SeenTransfer } from './next-plan-steps.ts';
import type { PlanReason } from './plan.ts';

interface ClusterFacts {
  readonly id: string;
  readonly state: ClusterState;
  readonly reason:
    | (Omit<PlanReason, 'problem' | 'facts'> & {
        readonly problem?: PlanReason['problem'] | undefined;
        readonly facts?: PlanReason['facts'] | undefined;
      })
    | undefined;
  readonly progress: readonly ProgressStep[];
}

const seenStates = {
  STARTING: 'starting',
  BOOTSTRAPPING: 'starting',
  RUNNING: 'serving',
  TERMINATING: 'leaving',
  TERMINATED: 'gone',
  TERMINATED_WITH_ERRORS: 'gone',
  START_FAILED: 'gone', // one that is kept for a look is kept: that was asked for
  TERMINATE_FAILED: 'stuck',
} as const satisfies Record<ClusterState, SeenCluster['state']>;

export function toSeenCluster({ id, state, reason, progress }: ClusterFacts): SeenCluster {
  const release = progress.find(({ name }) => name === 'release');
  const { problem, facts, ...where } = reason ?? {};
  return {
    state: seenStates[state],
    // A cluster whose start knows no such step uses a release that is there.
    installation: release ?? { state: 'done' },
    detail: progress.findLast((step) => step.state === 'running')?.name,
    reason: {
      ...where,
      ...(problem === undefined
        ? because('cluster_not_running', { clusterId: id, state })
        : { problem, facts: facts ?? {} }),
    },
  };
}

/** A transfer out of HDFS has succeeded once every file of it was found whole on the server. */
export function toSeenTransfer(
  { id, state, reason, againAt }: SeenTransfer,
  outputs: readonly { readonly transferId: string; readonly sha256: string | undefined }[],
): SeenTransfer {
  const isUnchecked =
    state === 'succeeded' && outputs.some(({ transferId, sha256 }) => transferId === id && sha256 === undefined);
  return { id, state: isUnchecked ? 'running' : state, reason, againAt };
}
