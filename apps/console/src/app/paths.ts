// The site map: every address of the console, in one place. Pages link by these names, so that an address changes here alone.
export const paths = {
  home: '/',
  signIn: '/sign-in',
  link: '/link',
  help: '/help/$document',
  account: '/account',
  users: '/users',
  user: '/users/$userId',
  groups: '/groups',
  group: '/groups/$groupId',
  roles: '/roles',
  role: '/roles/$roleId',
  policies: '/policies',
  policyCreate: '/policies/create',
  policySimulate: '/policies/simulate',
  policy: '/policies/$policyId',
  audit: '/audit',
  organization: '/organization',
  signInSources: '/sign-in-sources',
  signInSourceCreate: '/sign-in-sources/create',
  signInSource: '/sign-in-sources/$sourceId',
  organizations: '/organizations',
  clusters: '/clusters',
  clusterCreate: '/clusters/create',
  cluster: '/clusters/$clusterId',
  clusterNodes: '/clusters/$clusterId/nodes',
  clusterEvents: '/clusters/$clusterId/events',
  clusterLogs: '/clusters/$clusterId/logs',
  clusterConfiguration: '/clusters/$clusterId/configuration',
  clusterAccess: '/clusters/$clusterId/access',
  clusterFiles: '/clusters/$clusterId/files',
  nodeTerminal: '/clusters/$clusterId/nodes/$nodeId/terminal',
  jobs: '/jobs',
  jobCreate: '/jobs/create',
  job: '/jobs/$jobId',
  jobChange: '/jobs/$jobId/change',
  runs: '/runs',
  run: '/runs/$runId',
  runLogs: '/runs/$runId/logs',
  runSpec: '/runs/$runId/specification',
  plans: '/plans',
  planCreate: '/plans/create',
  plan: '/plans/$planId',
  planChange: '/plans/$planId/change',
  planRuns: '/plan-runs',
  planRun: '/plan-runs/$planRunId',
  regions: '/regions',
  releases: '/releases',
  releaseMatrix: '/releases/matrix',
  releaseCompare: '/releases/compare',
  release: '/releases/$version',
} as const;

/** Where to go after signing in: an address of this console and of no other place. */
export function ownAddress(to: string | undefined): string {
  if (to === undefined || !to.startsWith('/')) return paths.home;
  const url = new URL(to, location.origin);
  // A path of two slashes would be read as the name of another place.
  const isOwn =
    url.origin === location.origin &&
    !url.pathname.startsWith('//') &&
    url.pathname.replace(/\/$/, '') !== paths.signIn;
  return isOwn ? `${url.pathname}${url.search}${url.hash}` : paths.home;
}
