// Operations of the server itself: what runs here, and the feed of facts.
import * as z from 'zod';
import { clusterStates } from '../clusters/vocabulary.ts';
import { instant, operation, pageOf, pageQuery } from '../operation.ts';

export const serverView = z.object({
  version: z.string(),
  nodeVersion: z.string(),
  startedAt: instant,
  pid: z.number(),
  url: z.string(),
  home: z.string(),
  database: z.object({ kind: z.enum(['embedded', 'external']), version: z.string() }),
  capacity: z
    .object({ memoryMb: z.number(), memoryFreeMb: z.number(), vcpus: z.number() })
    .describe('of the machine on which local clusters run'),
});

/** A fact, as published: `clusters.cluster_running`, past tense, never an order. */
export const eventView = z.object({
  id: z.string().describe('place in the feed; `after` asks for what follows it'),
  occurredAt: instant,
  type: z.string(),
  subject: z.string().describe('id of the thing it happened to'),
  facts: z.record(z.string(), z.unknown()),
});
export type EventView = z.infer<typeof eventView>;

/** For a person who looks at what has happened: the newest first, and `after` goes on to older ones. */
export const newestFirst = {
  newestFirst: z
    .stringbool()
    .default(false)
    .describe('the newest first, without figures for metering; `after` then asks for older ones'),
};

export const serverGet = operation({
  id: 'server_get',
  summary: 'Shows what runs here: version, addresses, database, capacity',
  permission: 'platform:GetServer',
  resource: 'server/*',
  method: 'GET',
  path: '/v1/server',
  result: serverView,
});

/** A cluster as who runs the server sees it: that it is there, whosever it is; what it is called is its organization's own. */
export const serverClusterView = z.object({
  id: z.string(),
  organizationId: z.string(),
  name: z.string().optional().describe('of your own organization'),
  state: z.enum(clusterStates),
  nodes: z.int(),
  deletionProtection: z.boolean(),
});
export type ServerClusterView = z.infer<typeof serverClusterView>;

export const serverClusterList = operation({
  id: 'server_cluster_list',
  summary: 'Lists the clusters of all organizations that are not gone, newest first; for the provider',
  permission: 'platform:ListServerClusters',
  resource: 'server/*',
  method: 'GET',
  path: '/v1/server/clusters',
  query: z.object({
    ...pageQuery,
    id: z.string().max(60).optional().describe('only this one, also when it is gone'),
  }),
  result: pageOf(serverClusterView),
});

export const serverDrain = operation({
  id: 'server_drain',
  summary: 'Releases all clusters of all organizations, to stop the machine; for the provider',
  permission: 'platform:DrainServer',
  resource: 'server/*',
  method: 'POST',
  path: '/v1/server/drain',
  isSensitive: true,
  result: z.object({
    id: z.literal('server').describe('what the audit trail calls it'),
    items: z.array(serverClusterView).describe('those that are not gone yet; all of them leave'),
  }),
  errors: ['clusters_protected'],
});

const after = z.string().max(60).optional().describe('id of the last event already seen');
const subject = z.string().max(60).optional().describe('id of the thing it happened to');

export const eventList = operation({
  id: 'event_list',
  summary: 'Lists what happened, oldest first or newest first',
  permission: 'platform:ListEvents',
  resource: 'event/*',
  method: 'GET',
  path: '/v1/events',
  query: z.object({
    limit: pageQuery.limit,
    after,
    subject,
    modules: z
      .string()
      .regex(/^[a-z]+(,[a-z]+)*$/)
      .max(60)
      .optional()
      .describe('only what is of these, as "clusters,workloads"'),
    needsSomebody: z.stringbool().default(false).describe('only what somebody should look at: what failed or was lost'),
    ...newestFirst,
  }),
  result: pageOf(eventView).extend({
    place: z.string().describe('where the feed ended; what is followed after it is newer than this answer'),
  }),
});

export const eventFollow = operation({
  id: 'event_follow',
  summary: 'Follows what happens, as server-sent events; resumes after Last-Event-ID',
  permission: 'platform:ListEvents',
  resource: 'event/*',
  method: 'GET',
  path: '/v1/events/stream',
  query: z.object({ after, subject }),
  answers: 'events',
  result: eventView,
});

/** What can be found; in the order in which hits that are equally good are shown. */
export const searchKinds = [
  'cluster',
  'plan',
  'job',
  'plan_run',
  'run',
  'release',
  'file',
  'user',
  'group',
  'role',
  'policy',
] as const;
export type SearchKind = (typeof searchKinds)[number];

export const searchHit = z.object({
  kind: z.enum(searchKinds),
  id: z.string(),
  name: z.string(),
  state: z.string().optional(),
  at: instant.optional().describe('when it was made or asked for'),
});
export type SearchHit = z.infer<typeof searchHit>;

export const searchFind = operation({
  id: 'search_find',
  summary: 'Finds whatever one may see by a part of its name or the beginning of its id; the best hits first',
  permission: 'platform:Search',
  resource: 'search/*',
  method: 'GET',
  path: '/v1/search',
  query: z.object({
    text: z.string().trim().min(1).max(100).describe('a part of a name, or the beginning of an id'),
    limit: z.coerce.number().int().min(1).max(100).default(20).describe('how many at most'),
  }),
  result: z.object({ items: z.array(searchHit) }),
});

export const platformOperations = [
  serverGet,
  serverClusterList,
  serverDrain,
  searchFind,
  eventList,
  eventFollow,
] as const;
