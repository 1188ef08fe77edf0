// Where what the search finds is shown; by the kind of the thing, which is the noun of its operations. A module adds its own: a kind
// without an address does not compile. An uploaded file has no page of its own: it is chosen where a job is made.
import type { SearchKind } from '@argosy/contract/platform/operations';

const hrefs: Readonly<Record<SearchKind, (id: string) => string>> = {
  cluster: (id) => `/clusters/${id}`,
  job: (id) => `/jobs/${id}`,
  plan: (id) => `/plans/${id}`,
  plan_run: (id) => `/plan-runs/${id}`,
  run: (id) => `/runs/${id}`,
  release: (id) => `/releases/${id}`,
  file: () => '/jobs/create',
  user: (id) => `/users/${id}`,
  group: (id) => `/groups/${id}`,
  role: (id) => `/roles/${id}`,
  policy: (id) => `/policies/${id}`,
};

export const searchHref = (kind: SearchKind, id: string): string => hrefs[kind](encodeURIComponent(id));

/** What a hit is, in a word: a job and its plan may be called the same. */
export const kindWords = {
  cluster: 'kindCluster',
  plan: 'kindPlan',
  job: 'kindJob',
  plan_run: 'kindPlanRun',
  run: 'kindRun',
  release: 'kindRelease',
  file: 'kindFile',
  user: 'kindUser',
  group: 'kindGroup',
  role: 'kindRole',
  policy: 'kindPolicy',
} as const satisfies Record<SearchKind, string>;
