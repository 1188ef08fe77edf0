// The queries of the pages of releases.
import { releaseCompare, releaseGet, releaseList } from '@argosy/contract/clusters/operations';
import { queryOf } from '../app/queries.ts';

/** All of them: there are some twenty. */
export const releasesQuery = queryOf(releaseList, { query: { limit: 500 } });

export const releaseQuery = (version: string) => queryOf(releaseGet, { params: { version } });

export const comparisonQuery = (version: string, other: string) =>
  queryOf(releaseCompare, { params: { version, other } });
