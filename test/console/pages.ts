// Every page of the console that is looked at in both languages and both themes: its address, and what shows that it is there.
// A page that is added gets its line here.

/** `cluster` is the id of one that runs, `user` and `group` of ones that were just made. */
export const pages: readonly {
  readonly name: string;
  readonly path: (is: { readonly cluster: string; readonly user: string; readonly group: string }) => string;
  readonly shows: string;
  readonly isForAll?: true;
}[] = [
  { name: 'sign-in', path: () => '/sign-in', shows: 'input[autocomplete="current-password"]', isForAll: true },
  { name: 'home', path: () => '/', shows: '.figure-value' },
  { name: 'clusters', path: () => '/clusters', shows: '.ant-table-row' },
  { name: 'clusters-of-a-state', path: () => '/clusters?state=START_FAILED', shows: '.empty-state' },
  { name: 'cluster-create', path: () => '/clusters/create', shows: '.cm-content' },
  { name: 'cluster', path: ({ cluster }) => `/clusters/${cluster}`, shows: '.node-card' },
  { name: 'cluster-nodes', path: ({ cluster }) => `/clusters/${cluster}/nodes`, shows: '.ant-table-row' },
  { name: 'cluster-events', path: ({ cluster }) => `/clusters/${cluster}/events`, shows: '.event-line' },
  { name: 'cluster-configuration', path: ({ cluster }) => `/clusters/${cluster}/configuration`, shows: 'table' },
  { name: 'cluster-access', path: ({ cluster }) => `/clusters/${cluster}/access`, shows: '.addresses' },
  { name: 'releases', path: () => '/releases', shows: '.ant-table-row' },
  { name: 'release', path: () => '/releases/6.0.0', shows: '.ant-table-row' },
  { name: 'release-matrix', path: () => '/releases/matrix', shows: '.matrix td' },
  { name: 'release-compare', path: () => '/releases/compare?from=2.5.1&to=3.2.0', shows: '.ant-table-row' },
  { name: 'account', path: () => '/account', shows: '.account-columns' },
  { name: 'users', path: () => '/users', shows: '.ant-table-row' },
  { name: 'user', path: ({ user }) => `/users/${user}`, shows: '.facts' },
  { name: 'groups', path: () => '/groups', shows: '.ant-table-row' },
  { name: 'group', path: ({ group }) => `/groups/${group}`, shows: '.held li' },
  { name: 'roles', path: () => '/roles', shows: '.ant-table-row' },
  { name: 'policies', path: () => '/policies', shows: '.ant-table-row' },
  { name: 'policy', path: () => '/policies/ArgosyReadOnlyAccess', shows: '.statement' },
  { name: 'policy-create', path: () => '/policies/create', shows: '.cm-content' },
  { name: 'policy-simulate', path: () => '/policies/simulate', shows: '.form-rows' },
  { name: 'audit', path: () => '/audit?operation=user_create', shows: '.ant-table-row' },
  { name: 'organization', path: () => '/organization', shows: '.form-rows' },
  { name: 'nothing', path: () => '/nothing/here', shows: '.page h1' },
];
