// Binds the platform's own operations: what runs here, and the feed of facts.
import type * as z from 'zod';
import type { FieldPermission } from '@argosy/contract/operation';
import {
  eventFollow,
  eventList,
  type EventView,
  searchFind,
  serverGet,
  type serverView,
} from '@argosy/contract/platform/operations';
import { readPermissionOf, readSelf } from '@argosy/contract/things';
import type { PlatformDeps } from '../deps.ts';
import { endOfFeed, listEvents, listNewestEvents } from '../events.ts';
import { openFeed } from '../feed.ts';
import { findEverywhere, type SearchSource } from '../search.ts';
import type { Signals } from '../signals.ts';
import { bind, type Binding } from './bind.ts';
import { openEventStream } from './event-stream.ts';
import { permit } from './permit.ts';
import { type Caller, SYSTEM } from '../caller.ts';

type ServerView = z.infer<typeof serverView>;

/** What only main.ts knows about the process and the machine. */
export interface ServerFacts extends Pick<ServerView, 'version' | 'startedAt' | 'database'> {
  /** Where it listens; asked for with each request, as the port is known only then. */
  readonly url: () => string;
  readonly capacity: () => ServerView['capacity'] | Promise<ServerView['capacity']>;
}

export function platformRoutes(
  deps: Pick<PlatformDeps, 'clock' | 'home' | 'log' | 'read'>,
  signals: Pick<Signals, 'on'>,
  server: ServerFacts,
  searches: readonly SearchSource[],
): readonly Binding[] {
  const feed = openFeed(deps, signals);
  /** What is about a thing is heard by who may read it, and what is about a user by themself too; of what has no permission of its
   *  own, as a node, by who may read its cluster. */
  const maySee = (caller: Caller, { subject, facts }: EventView): boolean => {
    const may = (needed: FieldPermission, id: string) =>
      permit(caller, needed, { id }, deps.clock.now()).decision.effect === 'allow';
    if (subject === caller.userId && may(readSelf, subject)) return true;
    const id = readPermissionOf(subject) ? subject : facts['clusterId'];
    const needed = typeof id === 'string' ? readPermissionOf(id) : undefined;
    return !needed || may(needed, String(id));
  };
  return [
    bind(serverGet, async () => ({
      version: server.version,
      nodeVersion: process.versions.node,
      startedAt: server.startedAt,
      pid: process.pid,
      url: server.url(),
      home: deps.home.path,
      database: server.database,
      capacity: await server.capacity(),
    })),
    bind(searchFind, async ({ caller, query }) => ({
      items: [...(await findEverywhere(deps, searches, caller, query))],
    })),
    bind(eventList, async ({ caller, query: { newestFirst, ...query } }) => {
      const { organizationId } = caller;
      const list = newestFirst ? listNewestEvents : listEvents;
      const place = await deps.read(SYSTEM, endOfFeed); // first: what comes meanwhile is then in both rather than in none
      const items = await deps.read(caller, (tx) => list(tx, { organizationId, ...query, limit: query.limit + 1 }));
      const page = items.slice(0, query.limit);
      const last = items.length > query.limit ? page.at(-1) : undefined;
      return { items: page.filter((each) => maySee(caller, each)), ...(last && { cursor: last.id }), place };
    }),
    bind(eventFollow, async ({ caller, query, raw, reply, signal }) => {
      const { organizationId } = caller;
      const seen = raw.headers['last-event-id'];
      // Looked up before the stream begins: if the database is away, the answer is still a problem and not a broken stream.
      const after = (typeof seen === 'string' ? seen : query.after) ?? (await deps.read(SYSTEM, endOfFeed));
      const stream = openEventStream(reply, { after, signal });
      try {
        for await (const { events, place } of feed.follow({ organizationId, subject: query.subject, after, signal })) {
          const seenOnes = events.filter((each) => maySee(raw.caller ?? caller, each)); // what they may by now
          const told = seenOnes.map((each) => ({ id: each.id, event: each.type, data: each }));
          await stream.send(told, place);
        }
      } catch (error) {
        // The reader comes back with Last-Event-ID, by then perhaps to a database that is there.
        deps.log.warn({ err: error, requestId: raw.id }, 'a stream of events ended early');
      } finally {
        stream.end();
      }
      return undefined as unknown as EventView; // the stream was the answer; the result is one event's schema
    }),
  ];
}
