// Operations of the server itself: what runs here, and the feed of facts.
import * as z from 'zod';
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
  method: 'GET',
  path: '/v1/server',
  result: serverView,
});

const after = z.string().max(60).optional().describe('id of the last event already seen');
const subject = z.string().max(60).optional().describe('id of the thing it happened to');

export const eventList = operation({
  id: 'event_list',
  summary: 'Lists what happened, oldest first or newest first',
  permission: 'platform:ListEvents',
  method: 'GET',
  path: '/v1/events',
  query: z.object({
    limit: pageQuery.limit,
    after,
    subject,
    ...newestFirst,
  }),
  result: pageOf(eventView),
});

export const eventFollow = operation({
  id: 'event_follow',
  summary: 'Follows what happens, as server-sent events; resumes after Last-Event-ID',
  permission: 'platform:ListEvents',
  method: 'GET',
  path: '/v1/events/stream',
  query: z.object({ after, subject }),
  answers: 'events',
  result: eventView,
});

export const platformOperations = [serverGet, eventList, eventFollow] as const;
