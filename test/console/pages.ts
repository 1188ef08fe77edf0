// Every page of the console that is looked at in both languages and both themes: its address, and what shows that it is there.
// A page that is added gets its line here.

/** `cluster` is the id of one that runs. */
export const pages: readonly {
  readonly name: string;
  readonly path: (is: { readonly cluster: string }) => string;
  readonly shows: string;
  readonly isForAll?: true;
  /** It shows what was refused, as no daemon runs here; the browser complains of that. */
  readonly isRefused?: true;
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
  { name: 'releases', path: () => '/releases', shows: '.ant-table-row' },
  { name: 'release', path: () => '/releases/6.0.0', shows: '.ant-table-row' },
  { name: 'release-matrix', path: () => '/releases/matrix', shows: '.matrix td' },
  { name: 'release-compare', path: () => '/releases/compare?from=2.5.1&to=3.2.0', shows: '.ant-table-row' },
  { name: 'nothing', path: () => '/nothing/here', shows: '.page h1' },
];
