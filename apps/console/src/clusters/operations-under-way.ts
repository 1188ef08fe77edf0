// Clusters that are being made or released, as long operations.
import { useQuery } from '@tanstack/react-query';
import type { ClusterView } from '@argosy/contract/clusters/operations';
import { movingClusterStates } from '@argosy/contract/clusters/vocabulary';
import type { LongOperation } from '../app/long-operation.ts';
import { type Say, useText } from '../app/text.ts';
import { movingClustersQuery } from './queries.ts';
import { clustersTold, stepTexts } from './told-texts.ts';

export function useClusterOperations(): readonly LongOperation[] {
  const t = useText(clustersTold);
  const { data } = useQuery(movingClustersQuery);
  return (data?.items ?? []).map((cluster) => ({
    id: cluster.id,
    title: t(cluster.state === 'TERMINATING' ? 'isReleased' : 'isMade', { name: cluster.name }),
    href: `/clusters/${cluster.id}`,
    since: cluster.createdAt,
    steps: cluster.state === 'TERMINATING' ? [{ name: t('stepRelease'), state: 'running' }] : stepsOf(cluster, t),
  }));
}

export const isMoving = ({ state }: ClusterView): boolean => movingClusterStates.some((each) => each === state);

/** The steps of its start, named in the reader's language. */
export function stepsOf({ progress }: ClusterView, t: Say<typeof clustersTold.table>): LongOperation['steps'] {
  return progress.map((step) => {
    const word = stepTexts[step.name];
    return { ...step, name: word === undefined ? step.name : t(word) };
  });
}
