// Clusters that are being made or released, as long operations.
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ClusterView } from '@argosy/contract/clusters/operations';
import type { LongOperation } from '../app/long-operation.ts';
import { type Say, useText } from '../app/text.ts';
import { clusterListQuery } from './queries.ts';
import { clustersTold, stepTexts } from './told-texts.ts';

export function useClusterOperations(): readonly LongOperation[] {
  const t = useText(clustersTold);
  const { data } = useInfiniteQuery(clusterListQuery({}));
  const clusters = data?.pages.flatMap((page) => page.items) ?? [];
  return clusters.filter(isMoving).map((cluster) => ({
    id: cluster.id,
    title: t(cluster.state === 'TERMINATING' ? 'isReleased' : 'isMade', { name: cluster.name }),
    href: `/clusters/${cluster.id}`,
    since: cluster.createdAt,
    steps: cluster.state === 'TERMINATING' ? [{ name: t('stepRelease'), state: 'running' }] : stepsOf(cluster, t),
  }));
}

export const isMoving = ({ state }: ClusterView): boolean =>
  ['STARTING', 'BOOTSTRAPPING', 'TERMINATING'].includes(state);

/** The steps of its start, named in the reader's language. */
export function stepsOf({ progress }: ClusterView, t: Say<typeof clustersTold.table>): LongOperation['steps'] {
  return progress.map((step) => {
    const word = stepTexts[step.name];
    return { ...step, name: word === undefined ? step.name : t(word) };
  });
}
