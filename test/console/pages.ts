// Every page of the console, and what opens over pages, as it is looked at in both languages and both themes: its address, and what
// shows that it is there. A page that is added gets its line here (pictures.test.ts asks for it), and so does a dialog.

import type { SomeWork } from './some-work.ts';

/** Ids of what is there; the cluster runs, user, group, role and directory were just made. */
export interface Things extends SomeWork {
  readonly cluster: string;
  readonly user: string;
  readonly group: string;
  readonly role: string;
  readonly directory: string;
  /** Of an invitation; it opens once. */
  readonly token: string;
}

export interface SeenPage {
  readonly name: string;
  readonly path: (is: Things) => string;
  readonly shows: string;
  /** What is pressed there, by its name in both languages; then it shows. */
  readonly presses?: readonly (RegExp | { readonly key: string })[];
  readonly isForAll?: true;
  /** Loaded anew: no page that was seen before has a part in it. */
  readonly isAnew?: true;
  /** What matters of it may be below the window. */
  readonly isWhole?: true;
  /** Something it asks for is refused: no daemon runs here, nobody is signed in. The browser complains of that. */
  readonly isRefused?: true;
}

export const pages: readonly SeenPage[] = [
  { name: 'sign-in', path: () => '/sign-in', shows: 'input[autocomplete="current-password"]', isForAll: true },
  {
    name: 'link',
    path: ({ token }) => `/link#${token}`,
    shows: 'input[autocomplete="new-password"]',
    isForAll: true,
  },
  { name: 'home', path: () => '/', shows: '.figure-value' },
  { name: 'clusters', path: () => '/clusters', shows: '.table-row' },
  { name: 'clusters-of-a-state', path: () => '/clusters?state=START_FAILED', shows: '.empty-state' },
  { name: 'cluster-create', path: () => '/clusters/create', shows: '.cm-content' },
  { name: 'cluster', path: ({ cluster }) => `/clusters/${cluster}`, shows: '.node-card' },
  { name: 'cluster-nodes', path: ({ cluster }) => `/clusters/${cluster}/nodes`, shows: '.table-row' },
  { name: 'cluster-events', path: ({ cluster }) => `/clusters/${cluster}/events`, shows: '.event-line' },
  { name: 'cluster-configuration', path: ({ cluster }) => `/clusters/${cluster}/configuration`, shows: 'table' },
  { name: 'cluster-access', path: ({ cluster }) => `/clusters/${cluster}/access`, shows: '.addresses' },
  { name: 'cluster-logs', path: ({ cluster }) => `/clusters/${cluster}/logs`, shows: '.log', isRefused: true },
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
    isWhole: true,
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
  { name: 'help-work', path: () => '/help/work', shows: '.help-document h2' },
  { name: 'nothing', path: () => '/nothing/here', shows: '.page h1' },

  // What opens over a page.
  { name: 'palette', path: () => '/', presses: [{ key: 'Control+k' }], shows: 'dialog.palette [role=option]' },
  { name: 'shortcuts', path: () => '/', presses: [{ key: '?' }], shows: '[role=dialog] kbd' },
  // Who has seen the releases knows of an install that was asked for, and that nobody does here.
  { name: 'operations', path: () => '/', isAnew: true, presses: [{ key: 'o' }], shows: '.ant-drawer .empty-state' },
  {
    name: 'notifications',
    path: () => '/',
    presses: [/(^| )([Nn]otifications?|.*通知)$/],
    shows: '.ant-drawer .event-line',
  },
  { name: 'help', path: () => '/clusters', presses: [/(^| )(Help|帮助)$/], shows: '.ant-drawer .help-text' },
  { name: 'account-menu', path: () => '/releases', presses: [/(^| )(Account|账户)/], shows: '.menu-list' },
  {
    name: 'organization-menu',
    path: () => '/regions',
    presses: [/^(Organization|组织)[:：] /],
    shows: '.header-organization .menu-list',
  },
  { name: 'invite', path: () => '/users', presses: [/(^| )(Invite somebody|邀请用户)$/], shows: '.ant-modal input' },
  // A role is made in the same dialog, under another title.
  {
    name: 'group-create',
    path: () => '/groups',
    presses: [/(^| )(Make a group|创建用户组)$/],
    shows: '.ant-modal input',
  },
  {
    name: 'access-key-create',
    path: () => '/account',
    presses: [/(^| )(Make an access key|创建访问密钥)$/],
    shows: '.ant-modal input',
  },
  {
    name: 'organization-create',
    path: () => '/organizations',
    presses: [/(^| )(Make an organization|创建组织)$/],
    shows: '.ant-modal input',
  },
  {
    name: 'contact-create',
    path: () => '/organization',
    presses: [/(^| )(Add a contact|添加联系人)$/],
    shows: '.ant-modal input',
  },
  {
    name: 'hand-over',
    path: () => '/organization',
    presses: [/(^| )(Hand over|移交所有权)$/],
    shows: '.ant-modal input',
  },
  {
    name: 'user-change',
    path: ({ user }) => `/users/${user}`,
    presses: [/(^| )(Edit|编辑)$/],
    shows: '.ant-modal input',
  },
  {
    name: 'cluster-release',
    path: ({ cluster }) => `/clusters/${cluster}`,
    presses: [/(^| )(Release|释放)/],
    shows: '.ant-modal input',
  },
  {
    name: 'job-run',
    path: ({ job }) => `/jobs/${job}`,
    presses: [/(^| )(Run|运行)$/],
    shows: '.ant-modal .ant-select',
  },
  { name: 'plan-run-create', path: ({ plan }) => `/plans/${plan}`, presses: [/(^| )(Run|运行)$/], shows: '.ant-modal' },
  {
    name: 'plan-run-rerun',
    path: ({ planRun }) => `/plan-runs/${planRun}`,
    presses: [/(^| )(Run again|重新运行)/],
    shows: '.ant-modal',
  },
];
