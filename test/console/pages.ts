// Every page of the console that is looked at in both languages and both themes: its address, and what shows that it is there.
// A page that is added gets its line here.

import type { SomeWork } from './some-work.ts';

/** Ids of what is there; the cluster runs, user, group, role and directory were just made. */
export interface Things extends SomeWork {
  readonly cluster: string;
  readonly user: string;
  readonly group: string;
  readonly role: string;
  readonly directory: string;
}

export const pages: readonly {
  readonly name: string;
  readonly path: (is: Things) => string;
  readonly shows: string;
  readonly isForAll?: true;
  /** Something it asks for is refused: no daemon runs here, nobody is signed in. The browser complains of that. */
  readonly isRefused?: true;
}[] = [
  { name: 'sign-in', path: () => '/sign-in', shows: 'input[autocomplete="current-password"]', isForAll: true },
  { name: 'home', path: () => '/', shows: '.figure-value' },
  { name: 'clusters', path: () => '/clusters', shows: '.table-row' },
  { name: 'clusters-of-a-state', path: () => '/clusters?state=START_FAILED', shows: '.empty-state' },
  { name: 'cluster-create', path: () => '/clusters/create', shows: '.cm-content' },
  { name: 'cluster', path: ({ cluster }) => `/clusters/${cluster}`, shows: '.node-card' },
  { name: 'cluster-nodes', path: ({ cluster }) => `/clusters/${cluster}/nodes`, shows: '.table-row' },
  { name: 'cluster-events', path: ({ cluster }) => `/clusters/${cluster}/events`, shows: '.event-line' },
  { name: 'cluster-configuration', path: ({ cluster }) => `/clusters/${cluster}/configuration`, shows: 'table' },
  { name: 'cluster-access', path: ({ cluster }) => `/clusters/${cluster}/access`, shows: '.addresses' },
  {
    name: 'cluster-files',
    path: ({ cluster }) => `/clusters/${cluster}/files?path=/user`,
    shows: '.files-problem',
    isRefused: true,
  },
  {
    name: 'node-terminal',
    path: ({ cluster }) => `/clusters/${cluster}/nodes/master-1/terminal`,
    shows: '.terminal-end',
    isRefused: true,
  },
  { name: 'jobs', path: () => '/jobs', shows: '.table-row' },
  { name: 'job-create', path: () => '/jobs/create', shows: '.cm-content' },
  { name: 'job', path: ({ job }) => `/jobs/${job}`, shows: '.cm-content' },
  { name: 'job-change', path: ({ job }) => `/jobs/${job}/change`, shows: '.cm-content' },
  { name: 'runs', path: () => '/runs', shows: '.table-row' },
  { name: 'runs-filtered', path: () => '/runs?state=KILLED&kind=shell', shows: '.empty-state' },
  { name: 'run', path: ({ failedRun }) => `/runs/${failedRun}`, shows: '.moments li' },
  { name: 'run-logs', path: ({ run }) => `/runs/${run}/logs`, shows: '.empty-state' },
  { name: 'run-specification', path: ({ run }) => `/runs/${run}/specification`, shows: '.cm-content' },
  { name: 'plans', path: () => '/plans', shows: '.table-row' },
  { name: 'plan-create', path: () => '/plans/create', shows: '.cm-content' },
  { name: 'plan', path: ({ plan }) => `/plans/${plan}`, shows: '.dag-job' },
  { name: 'plan-change', path: ({ plan }) => `/plans/${plan}/change`, shows: '.next-times li' },
  { name: 'plan-runs', path: () => '/plan-runs', shows: '.table-row' },
  { name: 'plan-run', path: ({ planRun }) => `/plan-runs/${planRun}`, shows: '.dag-job[data-state=FAILED]' },
  {
    name: 'plan-run-output',
    path: ({ planRun }) => `/plan-runs/${planRun}?output=answers/sales.csv`,
    shows: '.output-preview .table-row',
  },
  { name: 'regions', path: () => '/regions', shows: '.zones li' },
  { name: 'releases', path: () => '/releases', shows: '.table-row' },
  { name: 'release', path: () => '/releases/6.0.0', shows: '.table-row' },
  { name: 'release-matrix', path: () => '/releases/matrix', shows: '.matrix td' },
  { name: 'release-compare', path: () => '/releases/compare?from=2.5.1&to=3.2.0', shows: '.table-row' },
  { name: 'account', path: () => '/account', shows: '.account-columns' },
  { name: 'users', path: () => '/users', shows: '.table-row' },
  { name: 'user', path: ({ user }) => `/users/${user}`, shows: '.facts' },
  { name: 'groups', path: () => '/groups', shows: '.table-row' },
  { name: 'group', path: ({ group }) => `/groups/${group}`, shows: '.held li' },
  { name: 'roles', path: () => '/roles', shows: '.table-row' },
  { name: 'policies', path: () => '/policies', shows: '.table-row' },
  { name: 'policy', path: () => '/policies/ArgosyReadOnlyAccess', shows: '.statement' },
  { name: 'policy-create', path: () => '/policies/create', shows: '.cm-content' },
  { name: 'policy-simulate', path: () => '/policies/simulate', shows: '.form-rows' },
  { name: 'audit', path: () => '/audit?operation=user_create', shows: '.table-row' },
  {
    name: 'sign-in-directory',
    path: ({ directory }) => `/sign-in?source=${directory}`,
    shows: '.ant-btn-link',
    isForAll: true,
  },
  {
    name: 'sign-in-sent-back',
    path: () => '/sign-in?problem=oidc_stale',
    shows: '.doorway-problem',
    isForAll: true,
    isRefused: true,
  },
  { name: 'role', path: ({ role }) => `/roles/${role}`, shows: '.held-add' },
  { name: 'sign-in-sources', path: () => '/sign-in-sources', shows: '.table-row' },
  { name: 'sign-in-source-create', path: () => '/sign-in-sources/create', shows: '.source-form' },
  { name: 'sign-in-source', path: ({ directory }) => `/sign-in-sources/${directory}`, shows: '.source-form' },
  { name: 'organizations', path: () => '/organizations', shows: '.table-row' },
  { name: 'organizations-open', path: () => '/organizations?open=harbour', shows: '.ant-drawer .facts' },
  { name: 'organization', path: () => '/organization', shows: '.form-rows' },
  { name: 'nothing', path: () => '/nothing/here', shows: '.page h1' },
];
