// What of clusters is found by a search: they themselves, also those that are gone, and the releases of the catalogue.
import type { SearchSource } from '../platform/search.ts';
import { listReleases } from './releases/catalogue.ts';
import { searchClusters } from './store/clusters.ts';

export const clusterSearches: readonly SearchSource[] = [
  { kind: 'cluster', permission: 'clusters:GetCluster', find: searchClusters },
  {
    kind: 'release',
    permission: 'clusters:GetRelease',
    find: async (_, { text, limit }) =>
      listReleases()
        .filter(({ version }) => version.startsWith(text))
        .slice(0, limit)
        .map(({ version, state }) => ({ id: version, name: version, state: state.kind })),
  },
];
