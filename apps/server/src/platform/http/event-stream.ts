// Server-sent events: one answer that goes on. A reader that is slower than what happens is waited for, so that no more than
// one page is ever held for it; one that takes nothing for a long time is cut off, and resumes where it stopped.
import { once } from 'node:events';
import type { OutgoingHttpHeaders } from 'node:http';
import type { FastifyReply } from 'fastify';

export interface StreamEvent {
  /** What the reader sends back as Last-Event-ID. */
  readonly id: string;
  readonly event: string;
  readonly data: unknown;
}

export interface EventStream {
  /** `place`: up to where these are all that this reader hears, and where it goes on when it comes back. Resolves when the reader
   *  has taken enough that more may be sent. */
  send(events: readonly StreamEvent[], place: string): Promise<void>;
  end(): void;
}

const heartbeatEveryMs = 15_000; // proxies cut off what is silent for a minute
const takeWithinMs = 30_000;

/** Begins the stream at `after`. `signal` aborts when the reader has gone or the server stops. */
export function openEventStream(
  reply: FastifyReply,
  { after, signal }: { readonly after: string; readonly signal: AbortSignal },
): EventStream {
  reply.hijack(); // from here on the answer is ours, not fastify's
  const { raw } = reply;
  raw.writeHead(200, {
    ...(reply.getHeaders() as OutgoingHttpHeaders),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no', // nginx would otherwise gather events
  });
  let current = after;
  // An id without data is no event. Whoever hears none of what happens does not begin so far back again.
  const tellPlace = () => raw.write(`id: ${current}\n\n`);
  tellPlace(); // the reader knows at once that it is heard
  // None while earlier octets still wait to be taken: they would only pile up.
  const heartbeat = setInterval(() => !raw.writableNeedDrain && tellPlace(), heartbeatEveryMs);
  raw.once('close', () => clearInterval(heartbeat));

  return {
    async send(events, place) {
      current = place;
      const text = events.map(toText).join('');
      if (signal.aborted || text === '' || raw.write(text)) return;
      const tooLong = AbortSignal.timeout(takeWithinMs);
      try {
        await once(raw, 'drain', { signal: AbortSignal.any([signal, tooLong]) });
      } catch (error) {
        if (tooLong.aborted) raw.destroy();
        else if (!signal.aborted) throw error;
      }
    },
    end() {
      clearInterval(heartbeat);
      raw.end();
    },
  };
}

/** JSON has no line breaks of its own, so each event's data is one line. */
function toText({ id, event, data }: StreamEvent): string {
  return `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
