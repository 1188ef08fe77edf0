// One HTTP exchange whose bodies are streams, in either direction; and what to do when nobody is there to have it with.
import { request, type IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { pause } from '@argosy/kernel/time';

export interface Exchange {
  readonly method: 'GET' | 'PUT';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Readable;
  /** A redirection is the answer asked for. */
  readonly mayRedirect?: boolean;
  readonly signal: AbortSignal;
}

/** The other side is not there just now, or says that it cannot just now. */
export class AwayError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'AwayError';
  }
}

const BROKEN = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ERR_STREAM_PREMATURE_CLOSE',
]);
const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 5000;

/** Does `attempt` from its beginning, again and again while the other side is away: a server that is started anew is there in a
 *  moment, and so is a daemon. Throws what `attempt` throws otherwise, and what it threw last when `signal` ends the waiting. */
export async function whileAway<T>(attempt: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(LONGEST_WAIT_MS, waitMs * 2)) {
    try {
      return await attempt();
    } catch (error) {
      const isAway = error instanceof AwayError || BROKEN.has((error as NodeJS.ErrnoException).code ?? '');
      if (isAway) await pause(waitMs * (0.5 + Math.random() / 2), signal);
      if (!isAway || signal.aborted) throw error;
    }
  }
}

/** The answer, its body not yet read. Throws for a status outside 2xx, with the first words of the answer. */
export async function send(url: URL, asked: Exchange): Promise<IncomingMessage> {
  const answer = await exchange(url, asked);
  const status = answer.statusCode ?? 0;
  if ((status >= 200 && status < 300) || (asked.mayRedirect === true && status >= 300 && status < 400)) return answer;
  const words = await firstWords(answer);
  const problem = `${asked.method} ${url.origin}${url.pathname} answered ${status}: ${words}`;
  throw status === 503 ? new AwayError(problem) : new Error(problem);
}

/** The answer, whatever its status; its body is not yet read. One outside 2xx ends the body that was being sent. */
export async function exchange(url: URL, { method, headers, body, signal }: Exchange): Promise<IncomingMessage> {
  const asked = request(url, {
    method,
    headers: { ...headers, ...(method === 'PUT' && !body && { 'content-length': '0' }) },
    agent: false,
    signal,
  });
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    asked.once('response', resolve);
    asked.once('error', reject);
  });
  answered.catch(() => {}); // heard below; a body that breaks off first would otherwise leave it unheard
  if (body) {
    // A server that refuses answers before the body has gone; its answer says more than the broken pipe.
    await Promise.race([pipeline(body, asked), answered]);
  } else {
    asked.end();
  }
  const answer = await answered;
  if ((answer.statusCode ?? 0) >= 300) body?.destroy();
  return answer;
}

/** Reads an answer to its end: at most `limit` characters are kept. */
export async function firstWords(answer: IncomingMessage, limit = 2000): Promise<string> {
  let text = '';
  for await (const chunk of answer.setEncoding('utf8') as AsyncIterable<string>) {
    if (text.length < limit) text += chunk;
  }
  return text.slice(0, limit);
}
