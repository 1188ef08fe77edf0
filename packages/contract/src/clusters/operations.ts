// Operations of clusters: the release catalogue, clusters, their nodes and logs.
import * as z from 'zod';
import { checkView, draft } from '../check.ts';
import { instant, operation, pageOf, pageQuery, waitQuery } from '../operation.ts';
import { hdfsOperations } from './hdfs-operations.ts';
import {
  clusterStates,
  daemonStates,
  nodeRoles,
  nodeStates,
  regionOffers,
  regionStates,
  stateReasonCodes,
} from './vocabulary.ts';
import { newestFirst } from '../platform/operations.ts';

// --- the wish -----------------------------------------------------------------------------------------------------

const name = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'lower-case letters, digits and hyphens, a letter first, 40 at most');

export const nodeGroupSpec = z.strictObject({
  name: name.optional().describe('the role, if left out'),
  role: z.enum(nodeRoles),
  machineType: z.string().default('local.medium').describe('see `argosy machine-type list`'),
  count: z.int().min(0).max(1000).default(1),
});

/** One of the customer's scripts, run on chosen nodes. A script reads as text, so that a reviewer of the file sees what runs. */
export const bootstrapScript = z.strictObject({
  name,
  script: z.string().min(1).max(200_000).describe('text of a shell script'),
  arguments: z.array(z.string()).max(50).default([]),
  moment: z.enum(['BEFORE_INSTALL', 'AFTER_STARTED']).default('BEFORE_INSTALL'),
  onFailure: z.enum(['FAILED_BLOCK', 'FAILED_CONTINUE']).default('FAILED_BLOCK'),
  roles: z.array(z.enum(nodeRoles)).min(1).optional().describe('all nodes, if left out'),
  timeoutSeconds: z.int().min(1).max(3600).default(600),
});

export const configurationItem = z.strictObject({
  component: z.string(),
  file: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,60}$/, 'a file name such as hdfs-site.xml'),
  key: z.string().min(1).max(200),
  value: z.string().max(20_000),
});

/** What a cluster should be; the body of `cluster_create` and the `cluster:` part of a plan. */
export const clusterSpec = z.strictObject({
  release: z.string().optional().describe('the newest runnable one, if left out'),
  region: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,39}$/, 'lower-case letters, digits and hyphens, a letter first, 40 at most')
    .default('local')
    .describe('where its machines are; see `argosy region list`'),
  components: z
    .array(z.string())
    .min(1)
    .max(50)
    .default(['hdfs', 'yarn', 'mapreduce', 'spark'])
    .describe('hdfs, yarn, mapreduce and spark, if left out'),
  nodeGroups: z
    .array(nodeGroupSpec)
    .min(1)
    .max(100)
    .describe('exactly one group of role master with one node; a cluster of that one node alone is allowed'),
  bootstrapScripts: z
    .array(bootstrapScript)
    .max(10)
    .refine(
      (scripts) => new Set(scripts.map((each) => each.name)).size === scripts.length,
      'no two scripts of one name',
    )
    .default([])
    .describe('your own scripts, run on the nodes before the install or after the start'),
  configuration: z.array(configurationItem).max(1000).default([]).describe('over the defaults'),
  maximumAgeSeconds: z
    .int()
    .min(60)
    .max(30 * 86_400)
    .optional()
    .describe('released when this old, whatever it does'),
  keepFailed: z.boolean().default(false).describe('leave a cluster that failed to start as it is, for a look'),
});
export type ClusterSpec = z.infer<typeof clusterSpec>;

export const clusterCreateBody = clusterSpec.extend({
  name: name.describe('unique among the clusters that are not gone'),
  deletionProtection: z.boolean().default(false).describe('releasing it is refused while this is on'),
});

// --- what is seen -------------------------------------------------------------------------------------------------

/** Why something failed, in one object: what, where, which command, and the last lines of its log. */
export const stateReason = z.object({
  code: z.enum(stateReasonCodes),
  problem: z.string().optional().describe('code of the refusal behind it, from the table of errors'),
  message: z.string(),
  node: z.string().optional(),
  daemon: z.string().optional(),
  command: z.string().optional(),
  lastLines: z.array(z.string()).optional(),
});
export type StateReason = z.infer<typeof stateReason>;

/** One step of a long operation, as it happens. */
export const progressStep = z.object({
  name: z.string(),
  state: z.enum(['waiting', 'running', 'done', 'failed']),
  startedAt: instant.optional(),
  endedAt: instant.optional(),
  detail: z.string().optional(),
  bytesDone: z.number().optional(),
  bytesTotal: z.number().optional(),
});
export type ProgressStep = z.infer<typeof progressStep>;

export const clusterView = z.object({
  id: z.string(),
  name: z.string(),
  state: z.enum(clusterStates),
  stateReason: stateReason.optional(),
  release: z.string(),
  region: z.string(),
  components: z.array(z.object({ name: z.string(), version: z.string() })),
  nodeGroups: z.array(
    z.object({
      name: z.string(),
      role: z.enum(nodeRoles),
      machineType: z.string(),
      count: z.int(),
      runningCount: z.int(),
    }),
  ),
  addresses: z.record(z.string(), z.string()).describe('native web pages and services by name, such as namenode-web'),
  progress: z.array(progressStep),
  generation: z.int(),
  deletionProtection: z.boolean(),
  keepFailed: z.boolean(),
  createdAt: instant,
  readyAt: instant.optional().describe('when it first was RUNNING'),
  endedAt: instant.optional(),
  releaseAt: instant.optional().describe('when its maximum age ends'),
});
export type ClusterView = z.infer<typeof clusterView>;

export const daemonView = z.object({
  name: z.string(),
  component: z.string(),
  state: z.enum(daemonStates),
  ready: z.boolean(),
  pid: z.int().optional(),
  startedAt: instant.optional(),
  restarts: z.int().describe('times it was started again after dying'),
  lastExit: z.object({ code: z.int().nullable(), signal: z.string().nullable(), at: instant }).optional(),
  cpuSeconds: z.number().optional(),
  rssBytes: z.number().optional(),
});

export const nodeView = z.object({
  id: z.string(),
  clusterId: z.string(),
  name: z.string().describe('such as core-1'),
  group: z.string(),
  role: z.enum(nodeRoles),
  machineType: z.string(),
  address: z.string().optional(),
  state: z.enum(nodeStates),
  daemons: z.array(daemonView),
  diskBytes: z.number().optional(),
  seenAt: instant.optional().describe('when its agent last reported'),
  createdAt: instant,
  readyAt: instant.optional(),
  endedAt: instant.optional(),
});

export const releaseView = z.object({
  version: z.string(),
  state: z.enum(['current', 'superseded', 'maintenance', 'withdrawn']),
  use: z.string().optional().describe('the release to use instead'),
  releasedOn: z.string().describe('year and month, 2016-04'),
  runnable: z.boolean(),
  components: z.array(z.object({ name: z.string(), version: z.string() })),
  operatingSystem: z.string().optional(),
  notes: z.array(z.object({ zh: z.string(), en: z.string() })),
  installation: z.object({
    state: z.enum(['absent', 'installing', 'installed', 'failed']),
    progress: z.array(progressStep),
    reason: stateReason.optional(),
    installedAt: instant.optional(),
  }),
});

export const regionView = z.object({
  name: z.string(),
  title: z.object({ zh: z.string(), en: z.string() }),
  state: z.enum(regionStates),
  zones: z.array(
    z.object({ name: z.string(), title: z.object({ zh: z.string(), en: z.string() }), state: z.enum(regionStates) }),
  ),
  offers: z.array(z.enum(regionOffers)).describe('what can be had in it'),
});

export const machineTypeView = z.object({
  name: z.string(),
  family: z.string(),
  vcpus: z.int(),
  memoryMb: z.int(),
  description: z.object({ zh: z.string(), en: z.string() }),
});

// --- operations ---------------------------------------------------------------------------------------------------

const version = z.string().describe('such as 6.0.0');
const clusterParams = z.object({ clusterId: z.string().describe('id or name') });
const creationRefusals = [
  'machine_of_another_organization',
  'region_unknown',
  'release_unknown',
  'release_withdrawn',
  'release_not_runnable',
  'component_unknown',
  'component_missing',
  'machine_type_unknown',
  'machine_type_too_small',
  'node_groups_invalid',
  'memory_not_enough',
  'configuration_invalid',
] as const;

export const releaseList = operation({
  id: 'release_list',
  summary: 'Lists the releases: what each is made of, and whether it can be used',
  permission: 'clusters:ListReleases',
  resource: 'release/*',
  method: 'GET',
  path: '/v1/releases',
  query: z.object(pageQuery),
  result: pageOf(releaseView),
});

export const releaseGet = operation({
  id: 'release_get',
  summary: 'Shows a release and how far its installation is',
  permission: 'clusters:GetRelease',
  resource: 'release/{version}',
  method: 'GET',
  path: '/v1/releases/:version',
  params: z.object({ version }),
  query: z.object(waitQuery),
  result: releaseView,
  errors: ['release_unknown'],
});

export const releaseInstall = operation({
  id: 'release_install',
  summary: 'Fetches the packages of a release to this machine; asking again shows how far it is',
  permission: 'clusters:InstallRelease',
  resource: 'release/{version}',
  method: 'POST',
  path: '/v1/releases/:version/install',
  params: z.object({ version }),
  result: releaseView,
  errors: ['release_unknown', 'release_withdrawn', 'release_not_runnable'],
});

export const releaseCompare = operation({
  id: 'release_compare',
  summary: 'Says what an upgrade from one release to another is, and what to test',
  permission: 'clusters:GetRelease',
  resource: 'release/{version}',
  detail: ['other'],
  method: 'GET',
  path: '/v1/releases/:version/compare/:other',
  params: z.object({ version, other: z.string().describe('the version it would become') }),
  result: z.object({
    kind: z.enum(['major', 'minor', 'patch', 'same', 'downgrade']),
    test: z.object({ zh: z.string(), en: z.string() }),
    changes: z.array(z.object({ name: z.string(), from: z.string().optional(), to: z.string().optional() })),
  }),
  errors: ['release_unknown'],
});

export const machineTypeList = operation({
  id: 'machine_type_list',
  summary: 'Lists the machine types a node can have',
  permission: 'clusters:ListMachineTypes',
  resource: 'machine-type/*',
  method: 'GET',
  path: '/v1/machine-types',
  query: z.object(pageQuery),
  result: pageOf(machineTypeView),
});

export const regionList = operation({
  id: 'region_list',
  summary: 'Lists the regions, their zones, and what can be had in each',
  permission: 'clusters:ListRegions',
  resource: 'region/*',
  method: 'GET',
  path: '/v1/regions',
  query: z.object(pageQuery),
  result: pageOf(regionView),
});

export const clusterCreate = operation({
  id: 'cluster_create',
  summary: 'Makes a cluster: machines, release and components named, the rest is automatic',
  permission: 'clusters:CreateCluster',
  resource: 'cluster/*',
  method: 'POST',
  path: '/v1/clusters',
  body: clusterCreateBody,
  result: clusterView,
  errors: ['cluster_name_taken', ...creationRefusals],
});

export const clusterCheckView = checkView.extend({
  release: z.string().optional().describe('of which it would be made'),
  installed: z.boolean().describe('whether the release is here; otherwise it is fetched first'),
  neededMb: z.number().optional(),
  freeMb: z.number().describe('what clusters have left of the memory of this machine'),
  nodes: z.array(
    z.object({
      name: z.string(),
      group: z.string(),
      role: z.enum(nodeRoles),
      machineType: z.string(),
      vcpus: z.int(),
      memoryMb: z.int(),
      offeredMb: z.int().describe('to containers and tasks, after its daemons'),
      address: z.string().optional().describe('if it were made now'),
    }),
  ),
});

export type ClusterCheckView = z.infer<typeof clusterCheckView>;

export const clusterCheck = operation({
  id: 'cluster_check',
  summary: 'Says what would be made of a wish for a cluster, and everything that stands against it; makes nothing',
  permission: 'clusters:CheckCluster',
  resource: 'cluster/*',
  method: 'POST',
  path: '/v1/clusters/check',
  isQuestion: true,
  body: draft,
  result: clusterCheckView,
});

export const clusterList = operation({
  id: 'cluster_list',
  summary: 'Lists clusters, newest first',
  permission: 'clusters:ListClusters',
  resource: 'cluster/*',
  itemPermission: { permission: 'clusters:GetCluster', resource: 'cluster/{id}' },
  method: 'GET',
  path: '/v1/clusters',
  query: z.object({
    ...pageQuery,
    state: z.enum(clusterStates).optional().describe('only those in this state'),
    moving: z.stringbool().default(false).describe('only those that are being made or released'),
    all: z.stringbool().default(false).describe('also those that are gone'),
  }),
  result: pageOf(clusterView),
});

export const clusterGet = operation({
  id: 'cluster_get',
  summary: 'Shows a cluster; with `wait`, once it has come to rest',
  permission: 'clusters:GetCluster',
  resource: 'cluster/{clusterId}',
  method: 'GET',
  path: '/v1/clusters/:clusterId',
  params: clusterParams,
  query: z.object(waitQuery),
  result: clusterView,
  errors: ['cluster_not_found'],
});

export const clusterUpdate = operation({
  id: 'cluster_update',
  summary: 'Turns deletion protection on or off, or sets the age at which it is released',
  permission: 'clusters:UpdateCluster',
  resource: 'cluster/{clusterId}',
  method: 'POST',
  path: '/v1/clusters/:clusterId/update',
  params: clusterParams,
  body: z.strictObject({
    deletionProtection: z.boolean().optional().describe('releasing it is refused while this is on'),
    maximumAgeSeconds: z
      .int()
      .min(60)
      .max(30 * 86_400)
      .optional()
      .describe('released when this old, whatever it does'),
  }),
  result: clusterView,
  errors: ['cluster_not_found', 'cluster_already_leaving'],
});

export const clusterRelease = operation({
  id: 'cluster_release',
  summary: 'Releases a cluster: its jobs are killed, its files removed; logs and results of runs are kept',
  permission: 'clusters:ReleaseCluster',
  resource: 'cluster/{clusterId}',
  method: 'POST',
  path: '/v1/clusters/:clusterId/release',
  params: clusterParams,
  result: clusterView,
  errors: ['cluster_not_found', 'cluster_already_leaving', 'cluster_protected'],
});

export const clusterEvents = operation({
  id: 'cluster_events',
  summary: 'Lists what happened to a cluster, oldest first or newest first',
  permission: 'clusters:ListClusterEvents',
  resource: 'cluster/{clusterId}',
  method: 'GET',
  path: '/v1/clusters/:clusterId/events',
  params: clusterParams,
  query: z.object({
    limit: pageQuery.limit,
    after: z.string().optional().describe('id of the last event already seen'),
    ...newestFirst,
  }),
  result: pageOf(
    z.object({ id: z.string(), occurredAt: instant, type: z.string(), facts: z.record(z.string(), z.unknown()) }),
  ),
  errors: ['cluster_not_found'],
});

export const nodeList = operation({
  id: 'node_list',
  summary: 'Lists the nodes of a cluster and the daemons on them',
  permission: 'clusters:ListNodes',
  resource: 'cluster/{clusterId}',
  method: 'GET',
  path: '/v1/clusters/:clusterId/nodes',
  params: clusterParams,
  query: z.object({ ...pageQuery, all: z.stringbool().default(false).describe('also those that are gone') }),
  result: pageOf(nodeView),
  errors: ['cluster_not_found'],
});

const nodeParams = clusterParams.extend({ nodeId: z.string().describe('its id') });
const logName = z.string().describe("a daemon's name, such as namenode");

export const nodeLogs = operation({
  id: 'node_logs',
  summary: "Reads a daemon's log on a node",
  permission: 'clusters:ReadNodeLogs',
  resource: 'cluster/{clusterId}',
  detail: ['nodeId', 'log'],
  method: 'GET',
  path: '/v1/clusters/:clusterId/nodes/:nodeId/logs/:log',
  params: nodeParams.extend({ log: logName }),
  query: z.object({
    offset: z.coerce.number().int().min(0).optional().describe('byte to start at; the last 64 KiB, if left out'),
    limit: z.coerce.number().int().min(1).max(1_048_576).default(65_536).describe('bytes at most'),
  }),
  result: z.object({ text: z.string(), offset: z.number(), nextOffset: z.number(), sizeBytes: z.number() }),
  errors: ['cluster_not_found', 'node_not_found', 'node_not_connected', 'log_not_found'],
});

export const nodeLogList = operation({
  id: 'node_log_list',
  summary: 'Lists the logs a node has, with their sizes',
  permission: 'clusters:ListNodeLogs',
  resource: 'cluster/{clusterId}',
  detail: ['nodeId'],
  method: 'GET',
  path: '/v1/clusters/:clusterId/nodes/:nodeId/logs',
  params: nodeParams,
  query: z.object(pageQuery),
  result: pageOf(
    z.object({
      log: z.string().describe('as `node_logs` and `node_log_search` take it'),
      kind: z.enum(['daemon', 'agent']),
      sizeBytes: z.number(),
      modifiedAt: instant,
    }),
  ),
  errors: ['cluster_not_found', 'node_not_found', 'node_not_connected'],
});

export const nodeLogGet = operation({
  id: 'node_log_get',
  summary: 'Downloads a log of a node whole',
  permission: 'clusters:ReadNodeLogs',
  resource: 'cluster/{clusterId}',
  detail: ['nodeId', 'log'],
  method: 'GET',
  path: '/v1/clusters/:clusterId/nodes/:nodeId/logs/:log/file',
  params: nodeParams.extend({ log: logName }),
  answers: 'octets',
  errors: ['cluster_not_found', 'node_not_found', 'node_not_connected', 'log_not_found'],
});

export const nodeLogSearch = operation({
  id: 'node_log_search',
  summary: 'Searches a log on a node for a text, newest lines first unless said otherwise',
  permission: 'clusters:ReadNodeLogs',
  resource: 'cluster/{clusterId}',
  detail: ['nodeId', 'log'],
  method: 'GET',
  path: '/v1/clusters/:clusterId/nodes/:nodeId/logs/:log/search',
  params: nodeParams.extend({ log: logName }),
  query: z.object({
    text: z.string().min(1).max(200).describe('what to look for, as it stands in a line'),
    ignoreCase: z.stringbool().default(false).describe('upper and lower case are the same'),
    direction: z
      .enum(['backward', 'forward'])
      .default('backward')
      .describe('backward: from the end, or from `offset`, to the beginning'),
    offset: z.coerce.number().int().min(0).optional().describe('byte to start at: `nextOffset` of the answer before'),
    limit: z.coerce.number().int().min(1).max(500).default(100).describe('how many at most'),
  }),
  result: z.object({
    matches: z.array(
      z.object({
        offset: z.number().describe('of the first byte of the line'),
        line: z.string().describe('at most 2,000 characters of it, around the match'),
      }),
    ),
    nextOffset: z.number().optional().describe('where to go on; absent when all was searched'),
    searchedBytes: z.number(),
    sizeBytes: z.number(),
  }),
  errors: ['cluster_not_found', 'node_not_found', 'node_not_connected', 'log_not_found'],
});

/** What a terminal's text frames tell; its binary frames are the bytes of the terminal, both ways. */
export const terminalMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('exit'), exitCode: z.int().describe('as a shell tells it: 128 + n after signal n') }),
  z.object({
    type: z.literal('error'),
    code: z.string(),
    detail: z.string(),
    facts: z.record(z.string(), z.unknown()),
    status: z.int(),
    retryable: z.boolean(),
  }),
]);
export type TerminalMessage = z.infer<typeof terminalMessage>;

const columns = z.coerce.number().int().min(2).max(1000);
const rows = z.coerce.number().int().min(1).max(1000);

/** What a client's text frames say. */
export const terminalResize = z.strictObject({ type: z.literal('resize'), cols: columns, rows });

export const nodeTerminal = operation({
  id: 'node_terminal',
  summary: "Opens a terminal on a node, as the node's user, over a WebSocket",
  permission: 'clusters:OpenTerminal',
  resource: 'cluster/{clusterId}',
  detail: ['nodeId'],
  method: 'GET',
  path: '/v1/clusters/:clusterId/nodes/:nodeId/terminal',
  params: clusterParams.extend({ nodeId: z.string().describe('id or name') }),
  query: z.object({
    cols: columns.default(80).describe('width of the terminal in characters'),
    rows: rows.default(24).describe('height of the terminal in lines'),
  }),
  result: terminalMessage,
  answers: 'socket',
  errors: [
    'cluster_not_found',
    'node_not_found',
    'node_gone',
    'node_not_connected',
    'terminal_failed',
    'terminals_too_many',
    'origin_not_allowed',
    'upgrade_required',
  ],
});

export const clusterWebOpen = operation({
  id: 'cluster_web_open',
  summary: 'Opens a native web page of a cluster: answers an address that can be visited once, within a minute',
  permission: 'clusters:OpenWebPage',
  resource: 'cluster/{clusterId}',
  detail: ['page', 'path'],
  method: 'POST',
  path: '/v1/clusters/:clusterId/web/open',
  params: clusterParams,
  body: z.strictObject({
    page: z
      .string()
      .max(100)
      .describe("one of the cluster's `addresses` that is a web page, such as resourcemanager-web"),
    path: z
      .string()
      .max(2000)
      .regex(/^\/(?!\/)[\x21-\x7e]*$/, 'a path from the root of the page, in printable ASCII')
      .default('/')
      .describe('where on the page'),
  }),
  result: z.object({ url: z.string().describe('valid once, for a minute') }),
  isQuestion: true, // it makes a ticket, which is kept nowhere
  errors: ['cluster_not_found', 'cluster_not_running', 'web_page_unknown'],
});

export const nodeConfiguration = operation({
  id: 'node_configuration',
  summary: 'Shows the configuration of a node as its daemons read it, and what of it is your own',
  permission: 'clusters:ReadNodeConfiguration',
  resource: 'cluster/{clusterId}',
  detail: ['nodeId'],
  method: 'GET',
  path: '/v1/clusters/:clusterId/nodes/:nodeId/configuration',
  params: clusterParams.extend({ nodeId: z.string().describe('its id') }),
  result: z.object({
    items: z.array(
      configurationItem.extend({ isOwn: z.boolean().describe('set by you, over the default or beside it') }),
    ),
  }),
  errors: ['cluster_not_found', 'node_not_found'],
});

export const usageGet = operation({
  id: 'usage_get',
  summary: 'Sums up how long nodes ran in a period, and what runs now',
  permission: 'clusters:GetUsage',
  resource: 'usage/*',
  method: 'GET',
  path: '/v1/usage',
  query: z.object({
    from: instant.describe('begin of the period'),
    to: instant.optional().describe('its end; now, if left out'),
  }),
  result: z.object({
    nodeSeconds: z.number().describe('running time of nodes within the period'),
    vcpuSeconds: z.number(),
    memoryMbSeconds: z.number(),
    running: z
      .object({ clusters: z.int(), nodes: z.int(), vcpus: z.int(), memoryMb: z.int() })
      .describe('what runs now; nodes also of clusters that are being made or released'),
  }),
});

export const clustersOperations = [
  regionList,
  releaseList,
  releaseGet,
  releaseInstall,
  releaseCompare,
  machineTypeList,
  clusterCreate,
  clusterCheck,
  clusterList,
  clusterGet,
  clusterUpdate,
  clusterRelease,
  clusterEvents,
  nodeList,
  nodeLogs,
  nodeLogList,
  nodeLogGet,
  nodeLogSearch,
  ...hdfsOperations,
  nodeTerminal,
  clusterWebOpen,
  nodeConfiguration,
  usageGet,
] as const;

export { creationRefusals };
