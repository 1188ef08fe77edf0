// Follows an event stream over broken connections: each new connection resumes at the last place that was told, by an event or by
// itself (Last-Event-ID), so that no event is lost or given twice. A connection that breaks before any place was told begins anew:
// `onOpen` tells whoever must not miss anything to look for themselves.
import { createParser } from 'eventsource-parser';
import { messageOf } from '@argosy/kernel/errors';
import { pause } from '@argosy/kernel/pause';
import { ApiError, ServerUnreachable } from './api-error.ts';
import { asItComes, send, type Connection } from './send.ts';

export interface FollowOptions {
  readonly target: string;
  readonly signal?: AbortSignal | undefined;
  /** Called at each connection: what changed before it may have sent no event here, so look once. */
  readonly onOpen?: (() => void) | undefined;
  /** Called with a place beyond the last event: what came before it is not for this reader. */
  readonly onPlace?: ((id: string) => void) | undefined;
  /** A connection on which nothing came for so long is taken for dead; the server tells its place much more often. */
  readonly silenceMs: number;
}

/** The events as parsed JSON, until the signal aborts (then it ends without an error). A refusal that will not pass by
 *  itself is thrown; a server that is away is waited for. */
export async function* followEvents(connection: Connection, options: FollowOptions): AsyncGenerator<unknown, void> {
  const resume: { lastId?: string; retryMs: number } = { retryMs: 500 };
  while (!options.signal?.aborted) {
    try {
      yield* oneConnection(connection, options, resume);
    } catch (error) {
      if (options.signal?.aborted) return;
      if (error instanceof ApiError && !error.retryable) throw error;
    }
    await pause(resume.retryMs * (0.5 + Math.random() / 2), options.signal);
  }
}

async function* oneConnection(
  connection: Connection,
  { target, signal, onOpen, onPlace, silenceMs }: FollowOptions,
  resume: { lastId?: string; retryMs: number },
): AsyncGenerator<unknown, void> {
  const silence = new AbortController();
  const watch = () => setTimeout(() => silence.abort(new Error('silent')), silenceMs);
  let watchdog = watch();
  const either = signal ? AbortSignal.any([signal, silence.signal]) : silence.signal;
  try {
    const headers = {
      accept: 'text/event-stream',
      ...(resume.lastId === undefined ? {} : { 'last-event-id': resume.lastId }),
    };
    const answer = await send(connection, { method: 'GET', target, headers, signal: either }, asItComes);
    onOpen?.();
    const arrived: { readonly id: string | undefined; readonly data: string }[] = [];
    let place = resume.lastId;
    const parser = createParser({
      onId: (id) => (place = id),
      onEvent: ({ id, data }) => arrived.push({ id, data }),
      onRetry: (ms) => (resume.retryMs = ms),
    });
    const decoder = new TextDecoder();
    for await (const chunk of answer.body ?? []) {
      clearTimeout(watchdog); // browsers cannot refresh one
      watchdog = watch();
      parser.feed(decoder.decode(chunk, { stream: true }));
      for (let event = arrived.shift(); event; event = arrived.shift()) {
        // Before it is handed out: whoever takes it and stops reading has had it.
        if (event.id !== undefined) resume.lastId = event.id;
        yield parsed(event.data, connection.url);
      }
      if (place === undefined || place === resume.lastId) continue;
      resume.lastId = place;
      onPlace?.(place);
    }
  } finally {
    clearTimeout(watchdog);
    silence.abort(); // ends the request of a caller that stops reading
  }
}

function parsed(data: string, url: string): unknown {
  try {
    return JSON.parse(data);
  } catch (error) {
    throw new ServerUnreachable(url, { cause: new Error(`an event is not JSON: ${messageOf(error)}`) });
  }
}
