// The feed for all who follow it at once: however many streams are open, each fact is read from the database once and handed
// on from here. What an organization's streams can reach is the organization's own room: no list holds another's facts, but
// what happens to the machine is put into each.
import type { EventView } from '@argosy/contract/platform/operations';
import { SYSTEM } from './caller.ts';
import type { PlatformDeps } from './deps.ts';
import { endOfFeed, isLaterInFeed, listEvents, listEventsOfAll } from './events.ts';
import { startLooking } from './looking.ts';
import type { Signals } from './signals.ts';

export interface Follow {
  readonly organizationId: string;
  /** Only what is about this thing. */
  readonly subject?: string | undefined;
  /** Id of the last event that was heard. */
  readonly after: string;
  readonly signal: AbortSignal;
}

export interface Feed {
  /** What happened after `after` and what happens, in order, a page at a time with the place up to which that is all, until
   *  `signal` aborts. Throws when the database could not be asked. */
  follow(asked: Follow): AsyncGenerator<{ readonly events: readonly EventView[]; readonly place: string }>;
}

const pageSize = 100;

/** For whoever is slow or comes back after a moment; who is further behind asks the database. */
const keptOfEach = 500;

/** A fact becomes readable only when every older transaction has ended, of which no signal tells: look again this often for a
 *  second after each signal, for most transactions are short, and then once a second. */
const lookSoonMs = 100;
const lookAgainMs = 1_000;

/** The newest facts of an organization of which somebody follows the feed. */
interface Room {
  readonly kept: EventView[];
  /** The place after which everything is kept; `undefined` until the reader knows where it begins. */
  begin: string | undefined;
  failure: Error | undefined;
  readonly wakes: Set<() => void>;
}

/** Reads while there are rooms, and puts into each what is its own. */
interface Reader {
  /** How far the rooms are complete. */
  end: string | undefined;
  readonly rooms: Map<string, Room>;
  readonly stop: () => void;
}

export function openFeed(deps: Pick<PlatformDeps, 'read'>, signals: Pick<Signals, 'on'>): Feed {
  let current: Reader | undefined;

  function startReader(): Reader {
    const reader: Reader = { end: undefined, rooms: new Map(), stop };
    let heardAtMs = -Infinity;
    const looking = startLooking(async () => {
      try {
        const has = await readOn(reader);
        if (has === 'more') return 0;
        return performance.now() - heardAtMs < lookAgainMs ? lookSoonMs : lookAgainMs;
      } catch (error) {
        stop();
        // Streams end and come back with the last id that they heard, by then perhaps to a database that is there.
        for (const room of reader.rooms.values()) {
          room.failure = new Error('the feed could not be read', { cause: error });
          for (const wake of room.wakes) wake();
        }
        return lookAgainMs;
      }
    });
    const stopHearing = signals.on('platform_event', () => {
      heardAtMs = performance.now();
      looking.within(0);
    });
    function stop() {
      if (current === reader) current = undefined;
      stopHearing();
      void looking.stop();
    }
    return reader;
  }

  async function readOn(reader: Reader): Promise<'more' | 'all'> {
    const { rooms } = reader;
    if (reader.end === undefined) {
      const end = (reader.end = await deps.read(SYSTEM, endOfFeed));
      for (const room of rooms.values()) {
        room.begin = end;
        for (const wake of room.wakes) wake();
      }
    }
    const { end } = reader;
    const events = await deps.read(SYSTEM, (tx) => listEventsOfAll(tx, { after: end, limit: pageSize }));
    const touched = new Set<Room>();
    for (const { organizationId, ...event } of events) {
      for (const [whose, room] of rooms) {
        if (organizationId !== '' && organizationId !== whose) continue; // '' is everybody's
        room.kept.push(event);
        touched.add(room);
      }
    }
    reader.end = events.at(-1)?.id ?? end;
    for (const room of touched) {
      const tooMany = room.kept.splice(0, Math.max(0, room.kept.length - keptOfEach));
      room.begin = tooMany.at(-1)?.id ?? room.begin;
      for (const wake of room.wakes) wake();
    }
    return events.length === pageSize ? 'more' : 'all';
  }

  return {
    async *follow({ organizationId, subject, after, signal }) {
      const reader = (current ??= startReader());
      const room = reader.rooms.get(organizationId) ?? {
        kept: [],
        begin: reader.end,
        failure: undefined,
        wakes: new Set(),
      };
      reader.rooms.set(organizationId, room);
      let wake = () => {};
      const tell = () => wake();
      room.wakes.add(tell);
      signal.addEventListener('abort', tell, { once: true });
      let place = after;
      try {
        while (!signal.aborted) {
          if (room.failure) throw room.failure;
          const isBehind = room.begin !== undefined && isLaterInFeed(room.begin, place);
          if (isBehind) {
            const { end = place } = reader; // looked at first: all up to there is in what is read next
            const asked = { organizationId, subject, after: place, limit: pageSize };
            const events = await deps.read({ organizationId }, (tx) => listEvents(tx, asked));
            const last = events.at(-1)?.id ?? place;
            place = events.length < pageSize && isLaterInFeed(end, last) ? end : last;
            yield { events, place };
            continue;
          }
          const from = room.kept.findLastIndex(({ id }) => !isLaterInFeed(id, place)) + 1;
          const events = room.kept.slice(from, from + pageSize);
          place = events.at(-1)?.id ?? place;
          if (events.length > 0)
            yield { events: events.filter((each) => subject === undefined || each.subject === subject), place };
          // Nothing was awaited since it was looked: what happens from here on wakes.
          else await new Promise<void>((resolve) => (wake = resolve));
        }
      } finally {
        signal.removeEventListener('abort', tell);
        room.wakes.delete(tell);
        if (room.wakes.size === 0) reader.rooms.delete(organizationId);
        if (reader.rooms.size === 0) reader.stop();
      }
    },
  };
}
