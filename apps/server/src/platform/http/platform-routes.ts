// Binds the platform's own operations: what runs here, and the feed of facts.
import type * as z from 'zod';
import {
  eventFollow,
  eventList,
  type EventView,
  searchFind,
  serverGet,
  type serverView,
} from '@argosy/contract/platform/operations';
import { readPermissionOf } from '@argosy/contract/things';
import { pause } from '@argosy/kernel/time';
import type { PlatformDeps } from '../deps.ts';
import { endOfFeed, listEvents, listNewestEvents } from '../events.ts';
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
  /** What is about a thing is heard by who may read it; of a node, its cluster. */
  const maySee = (caller: Caller, { subject, facts }: EventView): boolean => {
    const about = [subject, facts['clusterId']].filter((each) => typeof each === 'string');
    return about.every((id) => {
      const needed = readPermissionOf(id);
      return !needed || permit(caller, needed, { id }, deps.clock.now()).decision.effect === 'allow';
    });
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
      const items = await deps.read(caller, (tx) => list(tx, { organizationId, ...query, limit: query.limit + 1 }));
      const page = items.slice(0, query.limit);
      const last = items.length > query.limit ? page.at(-1) : undefined;
      return { items: page.filter((each) => maySee(caller, each)), ...(last && { cursor: last.id }) };
    }),
    bind(eventFollow, async ({ caller, query, raw, reply, signal }) => {
      const { organizationId } = caller;
      const seen = raw.headers['last-event-id'];
      // Looked up before the stream begins: if the database is away, the answer is still a problem and not a broken stream.
      let after = (typeof seen === 'string' ? seen : query.after) ?? (await deps.read(SYSTEM, endOfFeed));
      const read = () =>
        deps.read({ organizationId }, (tx) =>
          listEvents(tx, { organizationId, subject: query.subject, after, limit: pageSize }),
        );
      const stream = openEventStream(reply, signal);
      try {
        while (!signal.aborted) {
          using published = nextFact(signals, query.subject, signal); // listen first, then look
          const events = await read();
          const seenOnes = events.filter((each) => maySee(raw.caller ?? caller, each)); // what they may by now
          await stream.send(seenOnes.map((each) => ({ id: each.id, event: each.type, data: each })));
          after = events.at(-1)?.id ?? after;
          if (events.length === 0) await published.heard;
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

const pageSize = 100;

/** A fact becomes readable only when every older transaction has ended, of which no signal tells: look again this often. */
const lookAgainMs = 1_000;

/** Waits for a fact about `subject` (any, when undefined), for `signal`, or for the time to look again. */
function nextFact(
  signals: Pick<Signals, 'on'>,
  subject: string | undefined,
  signal: AbortSignal,
): Disposable & { readonly heard: Promise<void> } {
  const done = new AbortController();
  const stopHearing = signals.on('platform_event', (about) => {
    if (subject === undefined || about === undefined || about === subject) done.abort();
  });
  return {
    heard: pause(lookAgainMs, AbortSignal.any([signal, done.signal])),
    [Symbol.dispose]() {
      stopHearing();
      done.abort();
    },
  };
}
