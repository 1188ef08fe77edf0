// Every page of the console, on one page. A route says its address, what of the address it reads, what it loads before it is
// shown (values of the module's queries.ts), and which file has the page; that file is fetched when somebody goes there.
import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router';
import { ApiError } from '@argosy/client/browser';
import { type ClusterState, clusterStates } from '@argosy/contract/clusters/vocabulary';
import { jobKinds, planRunStates, type PlanRunState, runStates } from '@argosy/contract/workloads/vocabulary';
import { userStates } from '@argosy/contract/identity/vocabulary';
import {
  clusterEventsQuery,
  type ClusterFilter,
  clusterListQuery,
  clusterQuery,
  machineTypesQuery,
  nodesQuery,
} from '../clusters/queries.ts';
import {
  accessKeysQuery,
  type AuditFilter,
  auditQuery,
  contactsQuery,
  groupListQuery,
  groupMembersQuery,
  groupQuery,
  type OrganizationFilter,
  organizationListQuery,
  organizationQuery,
  passkeysQuery,
  policyAttachmentsQuery,
  type PolicyFilter,
  policyListQuery,
  policyQuery,
  policyVersionsQuery,
  roleListQuery,
  roleQuery,
  sessionsQuery,
  signInQuery,
  signInSourceQuery,
  signInSourcesQuery,
  userChoicesQuery,
  type UserFilter,
  userListQuery,
  userQuery,
} from '../identity/queries.ts';
import { regionsQuery } from './region.ts';
import { releaseQuery, releasesQuery } from '../releases/queries.ts';
import {
  jobListQuery,
  jobQuery,
  jobVersionsQuery,
  failedPlanRunsQuery,
  openPlanRunsQuery,
  planListQuery,
  planQuery,
  planRunListQuery,
  planRunQuery,
  planRunsQuery,
  type RunFilter,
  runListQuery,
  runLogsQuery,
  runQuery,
} from '../workloads/queries.ts';
import { callerQuery } from './caller.ts';
import { Frame } from './frame.tsx';
import { newestEventsQuery, notificationsQuery } from './notifications.ts';
import { paths } from './paths.ts';

const root = createRootRouteWithContext<{ readonly queryClient: QueryClient }>()({ component: Outlet });

const signIn = createRoute({
  getParentRoute: () => root,
  path: paths.signIn,
  validateSearch: only<{ to?: string; problem?: string; organization?: string; account?: string; source?: string }>(
    (search) => texts(search, 'to', 'problem', 'organization', 'account', 'source'),
  ),
  component: lazyRouteComponent(() => import('../identity/sign-in-page.tsx'), 'SignInPage'),
});

const link = createRoute({
  getParentRoute: () => root,
  path: paths.link,
  component: lazyRouteComponent(() => import('../identity/link-page.tsx'), 'LinkPage'),
});

/** Around all pages for which one has to be signed in. */
const frame = createRoute({
  getParentRoute: () => root,
  id: 'frame',
  component: Frame,
  beforeLoad: async ({ context, location }) => {
    try {
      // Facts are known up to a place before anything else is asked: what happens after it is heard (live.ts).
      await Promise.all([
        context.queryClient.ensureQueryData(callerQuery),
        context.queryClient.ensureQueryData(newestEventsQuery).catch(unlessSignedOut),
        context.queryClient.ensureQueryData(notificationsQuery).catch(unlessSignedOut),
      ]);
    } catch (error) {
      if (error instanceof ApiError && error.status === 401)
        throw redirect({ to: paths.signIn, search: location.href === paths.home ? {} : { to: location.href } });
      throw error;
    }
  },
});

/** Of all that a page is not about, but has beside it: a part of it says itself that it was refused (`Part` in page.tsx), a field
 *  has nothing to choose from (`useOptionalPages`), and the rest is there. Who may not read facts sees pages all the same; they do
 *  not change by themselves. */
function unlessSignedOut(error: unknown): void {
  if (error instanceof ApiError && error.status === 401) throw error;
}

/** Of a cluster, job or plan whose name stands in the address: facts speak of ids, so the page becomes that of its id. */
function byId({ pathname, search }: { readonly pathname: string; readonly search: object }, id: string): void {
  const [root, kind, given, ...rest] = pathname.split('/');
  if (given !== id) throw redirect({ to: [root, kind, id, ...rest].join('/'), search, replace: true });
}

const home = createRoute({
  getParentRoute: () => frame,
  path: paths.home,
  loader: ({ context: { queryClient } }) =>
    Promise.all([
      queryClient.ensureInfiniteQueryData(clusterListQuery({})).catch(unlessSignedOut),
      queryClient.ensureQueryData(newestEventsQuery).catch(unlessSignedOut),
      queryClient.ensureQueryData(openPlanRunsQuery).catch(unlessSignedOut),
      queryClient.ensureQueryData(failedPlanRunsQuery()).catch(unlessSignedOut),
    ]),
  component: lazyRouteComponent(() => import('../home/home-page.tsx'), 'HomePage'),
});

// --- clusters -----------------------------------------------------------------------------------------------------

const clusterList = createRoute({
  getParentRoute: () => frame,
  path: paths.clusters,
  validateSearch: only<ClusterFilter>((search) => ({
    ...(isClusterState(search['state']) && { state: search['state'] }),
    ...(search['all'] === true && { all: true }),
  })),
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => context.queryClient.ensureInfiniteQueryData(clusterListQuery(deps)),
  component: lazyRouteComponent(() => import('../clusters/cluster-list-page.tsx'), 'ClusterListPage'),
});

const clusterCreate = createRoute({
  getParentRoute: () => frame,
  path: paths.clusterCreate,
  loader: ({ context: { queryClient } }) =>
    Promise.all([
      queryClient.ensureQueryData(releasesQuery).catch(unlessSignedOut),
      queryClient.ensureQueryData(regionsQuery).catch(unlessSignedOut),
      queryClient.ensureQueryData(machineTypesQuery).catch(unlessSignedOut),
      queryClient.ensureInfiniteQueryData(clusterListQuery({})).catch(unlessSignedOut),
    ]),
  component: lazyRouteComponent(() => import('../clusters/cluster-create-page.tsx'), 'ClusterCreatePage'),
});

const cluster = createRoute({
  getParentRoute: () => frame,
  path: paths.cluster,
  loader: async ({ context: { queryClient }, location, params }) => {
    const [found] = await Promise.all([
      queryClient.ensureQueryData(clusterQuery(params.clusterId)),
      queryClient.ensureQueryData(nodesQuery(params.clusterId)).catch(unlessSignedOut),
    ]);
    byId(location, found.id);
  },
  component: lazyRouteComponent(() => import('../clusters/cluster-page.tsx'), 'ClusterPage'),
});

const clusterOverview = createRoute({
  getParentRoute: () => cluster,
  path: '/',
  component: lazyRouteComponent(() => import('../clusters/cluster-overview-page.tsx'), 'ClusterOverviewPage'),
});

const clusterNodes = createRoute({
  getParentRoute: () => cluster,
  path: 'nodes',
  component: lazyRouteComponent(() => import('../clusters/cluster-nodes-page.tsx'), 'ClusterNodesPage'),
});

const clusterEvents = createRoute({
  getParentRoute: () => cluster,
  path: 'events',
  loader: ({ context, params }) => context.queryClient.ensureInfiniteQueryData(clusterEventsQuery(params.clusterId)),
  component: lazyRouteComponent(() => import('../clusters/cluster-events-page.tsx'), 'ClusterEventsPage'),
});

const clusterLogs = createRoute({
  getParentRoute: () => cluster,
  path: 'logs',
  validateSearch: only<{ node?: string; log?: string }>((search) => texts(search, 'node', 'log')),
  component: lazyRouteComponent(() => import('../clusters/cluster-logs-page.tsx'), 'ClusterLogsPage'),
});

const clusterConfiguration = createRoute({
  getParentRoute: () => cluster,
  path: 'configuration',
  validateSearch: only<{ node?: string }>((search) => texts(search, 'node')),
  component: lazyRouteComponent(() => import('../clusters/cluster-configuration-page.tsx'), 'ClusterConfigurationPage'),
});

const clusterAccess = createRoute({
  getParentRoute: () => cluster,
  path: 'access',
  component: lazyRouteComponent(() => import('../clusters/cluster-access-page.tsx'), 'ClusterAccessPage'),
});

const clusterFiles = createRoute({
  getParentRoute: () => cluster,
  path: 'files',
  validateSearch: only<{ path?: string; preview?: string }>((search) => texts(search, 'path', 'preview')),
  component: lazyRouteComponent(() => import('../clusters/cluster-files-page.tsx'), 'ClusterFilesPage'),
});

/** Not within the cluster's own page: it takes all the room there is. */
const nodeTerminal = createRoute({
  getParentRoute: () => frame,
  path: paths.nodeTerminal,
  loader: async ({ context, location, params }) =>
    byId(location, (await context.queryClient.ensureQueryData(clusterQuery(params.clusterId))).id),
  component: lazyRouteComponent(() => import('../clusters/node-terminal-page.tsx'), 'NodeTerminalPage'),
});

// --- workloads ----------------------------------------------------------------------------------------------------

const jobListRoute = createRoute({
  getParentRoute: () => frame,
  path: paths.jobs,
  loader: ({ context }) => context.queryClient.ensureInfiniteQueryData(jobListQuery),
  component: lazyRouteComponent(() => import('../workloads/job-list-page.tsx'), 'JobListPage'),
});

const jobCreate = createRoute({
  getParentRoute: () => frame,
  path: paths.jobCreate,
  loader: ({ context: { queryClient } }) =>
    Promise.all([
      queryClient.ensureInfiniteQueryData(jobListQuery).catch(unlessSignedOut),
      queryClient.ensureInfiniteQueryData(clusterListQuery({})).catch(unlessSignedOut),
    ]),
  component: lazyRouteComponent(() => import('../workloads/job-write-page.tsx'), 'JobCreatePage'),
});

const job = createRoute({
  getParentRoute: () => frame,
  path: paths.job,
  loader: async ({ context: { queryClient }, location, params }) => {
    const { id } = await queryClient.ensureQueryData(jobQuery(params.jobId));
    byId(location, id);
    await Promise.all([
      queryClient.ensureInfiniteQueryData(runListQuery({ jobId: id })).catch(unlessSignedOut),
      queryClient.ensureInfiniteQueryData(jobVersionsQuery(id)).catch(unlessSignedOut),
    ]);
  },
  component: lazyRouteComponent(() => import('../workloads/job-page.tsx'), 'JobPage'),
});

const jobChange = createRoute({
  getParentRoute: () => frame,
  path: paths.jobChange,
  loader: async ({ context, location, params }) =>
    byId(location, (await context.queryClient.fetchQuery({ ...jobQuery(params.jobId), staleTime: 0 })).id),
  component: lazyRouteComponent(() => import('../workloads/job-write-page.tsx'), 'JobChangePage'),
});

const runListRoute = createRoute({
  getParentRoute: () => frame,
  path: paths.runs,
  validateSearch: only<RunFilter>((search) => {
    const state = runStates.find((each) => each === search['state']);
    const kind = jobKinds.find((each) => each === search['kind']);
    return {
      ...(state && { state }),
      ...(kind && { kind }),
      ...texts(search, 'clusterId', 'jobId', 'planRunId', 'text'),
      ...instants(search, 'from', 'to'),
    };
  }),
  loaderDeps: ({ search }) => search,
  loader: ({ context: { queryClient }, deps }) =>
    Promise.all([
      queryClient.ensureInfiniteQueryData(runListQuery(deps)),
      queryClient.ensureInfiniteQueryData(jobListQuery).catch(unlessSignedOut),
    ]),
  component: lazyRouteComponent(() => import('../workloads/run-list-page.tsx'), 'RunListPage'),
});

const run = createRoute({
  getParentRoute: () => frame,
  path: paths.run,
  loader: ({ context, params }) => context.queryClient.ensureQueryData(runQuery(params.runId)),
  component: lazyRouteComponent(() => import('../workloads/run-page.tsx'), 'RunPage'),
});

const runOverview = createRoute({
  getParentRoute: () => run,
  path: '/',
  component: lazyRouteComponent(() => import('../workloads/run-overview-page.tsx'), 'RunOverviewPage'),
});

const runLogs = createRoute({
  getParentRoute: () => run,
  path: 'logs',
  validateSearch: only<{ path?: string }>((search) => texts(search, 'path')),
  loader: ({ context, params }) => context.queryClient.ensureQueryData(runLogsQuery(params.runId)),
  component: lazyRouteComponent(() => import('../workloads/run-logs-page.tsx'), 'RunLogsPage'),
});

const runSpec = createRoute({
  getParentRoute: () => run,
  path: 'specification',
  component: lazyRouteComponent(() => import('../workloads/run-spec-page.tsx'), 'RunSpecPage'),
});

const planListRoute = createRoute({
  getParentRoute: () => frame,
  path: paths.plans,
  loader: ({ context }) => context.queryClient.ensureInfiniteQueryData(planListQuery),
  component: lazyRouteComponent(() => import('../workloads/plan-list-page.tsx'), 'PlanListPage'),
});

/** What the form of a plan shows of clusters. */
const forPlanForm = (queryClient: QueryClient) =>
  Promise.all([
    queryClient.ensureQueryData(machineTypesQuery).catch(unlessSignedOut),
    queryClient.ensureInfiniteQueryData(clusterListQuery({})).catch(unlessSignedOut),
    queryClient.ensureInfiniteQueryData(planListQuery).catch(unlessSignedOut),
  ]);

const planCreate = createRoute({
  getParentRoute: () => frame,
  path: paths.planCreate,
  loader: ({ context }) => forPlanForm(context.queryClient),
  component: lazyRouteComponent(() => import('../workloads/plan-write-page.tsx'), 'PlanCreatePage'),
});

const plan = createRoute({
  getParentRoute: () => frame,
  path: paths.plan,
  loader: async ({ context: { queryClient }, location, params }) => {
    const { id } = await queryClient.ensureQueryData(planQuery(params.planId));
    byId(location, id);
    await queryClient.ensureInfiniteQueryData(planRunsQuery(id)).catch(unlessSignedOut);
  },
  component: lazyRouteComponent(() => import('../workloads/plan-page.tsx'), 'PlanPage'),
});

const planChange = createRoute({
  getParentRoute: () => frame,
  path: paths.planChange,
  loader: async ({ context: { queryClient }, location, params }) => {
    const [found] = await Promise.all([
      queryClient.fetchQuery({ ...planQuery(params.planId), staleTime: 0 }),
      forPlanForm(queryClient),
    ]);
    byId(location, found.id);
  },
  component: lazyRouteComponent(() => import('../workloads/plan-write-page.tsx'), 'PlanChangePage'),
});

const planRunListRoute = createRoute({
  getParentRoute: () => frame,
  path: paths.planRuns,
  validateSearch: only<{ state?: PlanRunState }>((search) => {
    const state = planRunStates.find((each) => each === search['state']);
    return state ? { state } : {};
  }),
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => context.queryClient.ensureInfiniteQueryData(planRunListQuery(deps)),
  component: lazyRouteComponent(() => import('../workloads/plan-run-list-page.tsx'), 'PlanRunListPage'),
});

const planRun = createRoute({
  getParentRoute: () => frame,
  path: paths.planRun,
  validateSearch: only<{ output?: string }>((search) => texts(search, 'output')),
  loader: ({ context, params }) => context.queryClient.ensureQueryData(planRunQuery(params.planRunId)),
  component: lazyRouteComponent(() => import('../workloads/plan-run-page.tsx'), 'PlanRunPage'),
});

const regionList = createRoute({
  getParentRoute: () => frame,
  path: paths.regions,
  loader: ({ context }) => context.queryClient.ensureQueryData(regionsQuery),
  component: lazyRouteComponent(() => import('../clusters/region-list-page.tsx'), 'RegionListPage'),
});

// --- releases -----------------------------------------------------------------------------------------------------

const allReleases = ({ context }: { readonly context: { readonly queryClient: QueryClient } }) =>
  context.queryClient.ensureQueryData(releasesQuery);

const releaseList = createRoute({
  getParentRoute: () => frame,
  path: paths.releases,
  validateSearch: only<{ runnable?: boolean }>((search) => (search['runnable'] === true ? { runnable: true } : {})),
  loader: allReleases,
  component: lazyRouteComponent(() => import('../releases/release-list-page.tsx'), 'ReleaseListPage'),
});

const releaseMatrix = createRoute({
  getParentRoute: () => frame,
  path: paths.releaseMatrix,
  validateSearch: only<{ major?: string | undefined; component?: string[] | undefined }>((search) => ({
    ...texts(search, 'major'),
    ...(Array.isArray(search['component']) && { component: search['component'].map(String) }),
  })),
  loader: allReleases,
  component: lazyRouteComponent(() => import('../releases/release-matrix-page.tsx'), 'ReleaseMatrixPage'),
});

const releaseCompare = createRoute({
  getParentRoute: () => frame,
  path: paths.releaseCompare,
  validateSearch: only<{ from?: string; to?: string }>((search) => texts(search, 'from', 'to')),
  loader: allReleases,
  component: lazyRouteComponent(() => import('../releases/release-compare-page.tsx'), 'ReleaseComparePage'),
});

const release = createRoute({
  getParentRoute: () => frame,
  path: paths.release,
  loader: ({ context, params }) => context.queryClient.ensureQueryData(releaseQuery(params.version)),
  component: lazyRouteComponent(() => import('../releases/release-page.tsx'), 'ReleasePage'),
});

// --- people and permissions ---------------------------------------------------------------------------------------

const account = createRoute({
  getParentRoute: () => frame,
  path: paths.account,
  loader: ({ context: { queryClient } }) =>
    Promise.all([
      queryClient.ensureQueryData(signInQuery()).catch(unlessSignedOut),
      queryClient.ensureQueryData(sessionsQuery()).catch(unlessSignedOut),
      queryClient.ensureQueryData(accessKeysQuery()).catch(unlessSignedOut),
      queryClient.ensureQueryData(passkeysQuery).catch(unlessSignedOut),
    ]),
  component: lazyRouteComponent(() => import('../identity/account-page.tsx'), 'AccountPage'),
});

const userList = createRoute({
  getParentRoute: () => frame,
  path: paths.users,
  validateSearch: only<UserFilter>((search) => {
    const state = userStates.find((each) => each === search['state']);
    return { ...texts(search, 'text'), ...(state && { state }) };
  }),
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => context.queryClient.ensureInfiniteQueryData(userListQuery(deps)),
  component: lazyRouteComponent(() => import('../identity/user-list-page.tsx'), 'UserListPage'),
});

const user = createRoute({
  getParentRoute: () => frame,
  path: paths.user,
  loader: async ({ context: { queryClient }, params: { userId } }) => {
    const { id } = await queryClient.ensureQueryData(userQuery(userId)); // by name they may be asked for too
    await Promise.all([
      queryClient.ensureQueryData(sessionsQuery(id)).catch(unlessSignedOut),
      queryClient.ensureQueryData(accessKeysQuery(id)).catch(unlessSignedOut),
    ]);
  },
  component: lazyRouteComponent(() => import('../identity/user-page.tsx'), 'UserPage'),
});

const groupList = createRoute({
  getParentRoute: () => frame,
  path: paths.groups,
  loader: ({ context }) => context.queryClient.ensureInfiniteQueryData(groupListQuery),
  component: lazyRouteComponent(() => import('../identity/group-list-page.tsx'), 'GroupListPage'),
});

const group = createRoute({
  getParentRoute: () => frame,
  path: paths.group,
  loader: ({ context: { queryClient }, params: { groupId } }) =>
    Promise.all([
      queryClient.ensureQueryData(groupQuery(groupId)),
      queryClient.ensureInfiniteQueryData(groupMembersQuery(groupId)).catch(unlessSignedOut),
    ]),
  component: lazyRouteComponent(() => import('../identity/group-page.tsx'), 'GroupPage'),
});

const roleList = createRoute({
  getParentRoute: () => frame,
  path: paths.roles,
  loader: ({ context }) => context.queryClient.ensureInfiniteQueryData(roleListQuery),
  component: lazyRouteComponent(() => import('../identity/role-list-page.tsx'), 'RoleListPage'),
});

const role = createRoute({
  getParentRoute: () => frame,
  path: paths.role,
  loader: ({ context, params: { roleId } }) => context.queryClient.ensureQueryData(roleQuery(roleId)),
  component: lazyRouteComponent(() => import('../identity/role-page.tsx'), 'RolePage'),
});

const policyList = createRoute({
  getParentRoute: () => frame,
  path: paths.policies,
  validateSearch: only<PolicyFilter>((search) => {
    const kind = (['system', 'own'] as const).find((each) => each === search['kind']);
    return kind ? { kind } : {};
  }),
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => context.queryClient.ensureInfiniteQueryData(policyListQuery(deps)),
  component: lazyRouteComponent(() => import('../identity/policy-list-page.tsx'), 'PolicyListPage'),
});

const policyCreate = createRoute({
  getParentRoute: () => frame,
  path: paths.policyCreate,
  component: lazyRouteComponent(() => import('../identity/policy-create-page.tsx'), 'PolicyCreatePage'),
});

const policySimulate = createRoute({
  getParentRoute: () => frame,
  path: paths.policySimulate,
  validateSearch: only<{ userId?: string; roleId?: string; action?: string; resource?: string }>((search) =>
    texts(search, 'userId', 'roleId', 'action', 'resource'),
  ),
  component: lazyRouteComponent(() => import('../identity/policy-simulate-page.tsx'), 'PolicySimulatePage'),
});

const policy = createRoute({
  getParentRoute: () => frame,
  path: paths.policy,
  loader: ({ context: { queryClient }, params: { policyId } }) =>
    Promise.all([
      queryClient.ensureQueryData(policyQuery(policyId)),
      queryClient.ensureQueryData(policyVersionsQuery(policyId)).catch(unlessSignedOut),
      queryClient.ensureInfiniteQueryData(policyAttachmentsQuery(policyId)).catch(unlessSignedOut),
    ]),
  component: lazyRouteComponent(() => import('../identity/policy-page.tsx'), 'PolicyPage'),
});

const audit = createRoute({
  getParentRoute: () => frame,
  path: paths.audit,
  validateSearch: only<AuditFilter>((search) => {
    const outcome = (['allowed', 'denied', 'refused'] as const).find((each) => each === search['outcome']);
    return {
      ...texts(search, 'text', 'operation', 'userId', 'subject', 'requestId'),
      ...instants(search, 'from', 'to'),
      ...(outcome && { outcome }),
      ...(search['changes'] === true && { changes: true }),
    };
  }),
  loaderDeps: ({ search }) => search,
  // Names with the rows, not after them, when columns would move; who may not know them sees ids.
  loader: ({ context: { queryClient }, deps }) =>
    Promise.all([
      queryClient.ensureInfiniteQueryData(auditQuery(deps)),
      queryClient.ensureQueryData(userChoicesQuery).catch(unlessSignedOut),
    ]),
  component: lazyRouteComponent(() => import('../identity/audit-page.tsx'), 'AuditPage'),
});

const organization = createRoute({
  getParentRoute: () => frame,
  path: paths.organization,
  validateSearch: only<{ asOf?: string }>((search) => instants(search, 'asOf')),
  loaderDeps: ({ search }) => search,
  loader: ({ context: { queryClient }, deps: { asOf } }) =>
    Promise.all([
      queryClient.ensureQueryData(organizationQuery),
      queryClient.ensureQueryData(contactsQuery(asOf)).catch(unlessSignedOut),
    ]),
  component: lazyRouteComponent(() => import('../identity/organization-page.tsx'), 'OrganizationPage'),
});

const signInSourceList = createRoute({
  getParentRoute: () => frame,
  path: paths.signInSources,
  loader: ({ context }) => context.queryClient.ensureQueryData(signInSourcesQuery),
  component: lazyRouteComponent(() => import('../identity/sign-in-source-list-page.tsx'), 'SignInSourceListPage'),
});

const signInSourceCreate = createRoute({
  getParentRoute: () => frame,
  path: paths.signInSourceCreate,
  component: lazyRouteComponent(() => import('../identity/sign-in-source-create-page.tsx'), 'SignInSourceCreatePage'),
});

const signInSource = createRoute({
  getParentRoute: () => frame,
  path: paths.signInSource,
  loader: ({ context, params: { sourceId } }) => context.queryClient.ensureQueryData(signInSourceQuery(sourceId)),
  component: lazyRouteComponent(() => import('../identity/sign-in-source-page.tsx'), 'SignInSourcePage'),
});

const organizationList = createRoute({
  getParentRoute: () => frame,
  path: paths.organizations,
  validateSearch: only<OrganizationFilter & { open?: string }>((search) => texts(search, 'text', 'open')),
  loaderDeps: ({ search: { text } }) => (text === undefined ? {} : { text }),
  loader: ({ context, deps }) => context.queryClient.ensureInfiniteQueryData(organizationListQuery(deps)),
  component: lazyRouteComponent(() => import('../identity/organization-list-page.tsx'), 'OrganizationListPage'),
});

const helpDocument = createRoute({
  getParentRoute: () => frame,
  path: paths.help,
  loader: async ({ params: { document } }) => {
    const { documentNamed, readDocument } = await import('../help/documents.ts');
    const name = documentNamed(document);
    return name === undefined ? undefined : readDocument(name);
  },
  component: lazyRouteComponent(() => import('../help/document-page.tsx'), 'DocumentPage'),
});

/** What else an address says is not for its page: the router would hand it on as it stands, and the server refuse it. */
function only<Search extends object>(read: (search: Record<string, unknown>) => Search) {
  return (search: Record<string, unknown>): Search => ({
    ...Object.fromEntries(Object.keys(search).map((name) => [name, undefined])),
    ...read(search),
  });
}

/** Those of the named fields of an address that are texts. The router reads `6` as a number: what looks like one is text here. */
function texts<Name extends string>(
  search: Record<string, unknown>,
  ...names: readonly Name[]
): { [K in Name]?: string } {
  const given = names.filter((name) => ['string', 'number'].includes(typeof search[name]));
  return Object.fromEntries(given.map((name) => [name, String(search[name])])) as { [K in Name]?: string };
}

/** Those that are times; what else an address may say is left out. */
function instants<Name extends string>(
  search: Record<string, unknown>,
  ...names: readonly Name[]
): { [K in Name]?: string } {
  const given = names.filter((name) => typeof search[name] === 'string' && !Number.isNaN(Date.parse(search[name])));
  const at = (name: Name) => new Date(String(search[name])).toISOString();
  return Object.fromEntries(given.map((name) => [name, at(name)])) as { [K in Name]?: string };
}

const isClusterState = (value: unknown): value is ClusterState => clusterStates.some((each) => each === value);

export const routeTree = root.addChildren([
  signIn,
  link,
  frame.addChildren([
    home,
    clusterList,
    clusterCreate,
    cluster.addChildren([
      clusterOverview,
      clusterNodes,
      clusterEvents,
      clusterLogs,
      clusterConfiguration,
      clusterAccess,
      clusterFiles,
    ]),
    nodeTerminal,
    jobListRoute,
    jobCreate,
    job,
    jobChange,
    runListRoute,
    run.addChildren([runOverview, runLogs, runSpec]),
    planListRoute,
    planCreate,
    plan,
    planChange,
    planRunListRoute,
    planRun,
    regionList,
    releaseList,
    releaseMatrix,
    releaseCompare,
    release,
    account,
    userList,
    user,
    groupList,
    group,
    roleList,
    role,
    policyList,
    policyCreate,
    policySimulate,
    policy,
    audit,
    organization,
    signInSourceList,
    signInSourceCreate,
    signInSource,
    organizationList,
    helpDocument,
  ]),
]);
