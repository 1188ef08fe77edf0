// One request over HTTP, tried again where trying again is safe and may help: every mutating request carries an
// Idempotency-Key, the same at each try, so a lost answer never doubles an effect.
import { pause } from '@argosy/kernel/pause';
import { ApiError, errorOf, ServerUnreachable } from './api-error.ts';

export interface Connection {
  /** Where the server listens, such as `http://127.0.0.1:7070`. */
  readonly url: string;
  /** Headers by which the server knows who asks; asked for at each try. A browser has its cookie. */
  readonly credentials: (method: string) => Readonly<Record<string, string>>;
  /** In which language refusals speak. */
  readonly language: 'en' | 'zh';
  /** How long a call that finds no server, or a busy one, goes on trying. */
  readonly patienceMs: number;
  readonly fetch: typeof fetch;
  /** Told when no server answers and the call begins to wait for one. */
  readonly onAbsent: () => void;
}

export interface Request {
  readonly method: string;
  readonly target: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Asked for at each try: a stream can be read only once. */
  readonly body?: () => Promise<string | Blob>;
  readonly signal?: AbortSignal | undefined;
}

/** A server that is started again is back within this time: nobody has to hear of it. */
const backWithinMs = 3000;

/** Sends until there is a good answer that `read` could read: a server that dies in the middle of one has answered nothing.
 *  Throws ApiError, ServerUnreachable, or the signal's reason. */
export async function send<T>(
  connection: Connection,
  request: Request,
  read: (answer: Response) => Promise<T>,
): Promise<T> {
  const deadline = performance.now() + connection.patienceMs;
  const tellAt = performance.now() + backWithinMs;
  let isTold = false;
  for (let backoffMs = 50; ; backoffMs = Math.min(backoffMs * 2, 1000)) {
    const answer = await trySend(connection, request, read);
    if ('read' in answer) return answer.read;
    // Jitter: many clients do not come back at once. But never sooner than the server asked for.
    const waitMs = Math.max(backoffMs * (0.5 + Math.random() / 2), retryAfterMsOf(answer.failed));
    if (!isWorthAnotherTry(answer.failed) || performance.now() + waitMs > deadline) throw answer.failed;
    if (!isTold && answer.failed instanceof ServerUnreachable && performance.now() > tellAt) {
      isTold = true;
      connection.onAbsent();
    }
    await pause(waitMs, request.signal);
    request.signal?.throwIfAborted();
  }
}

/** For streams: whoever reads on deals with their end. */
export const asItComes = async (answer: Response): Promise<Response> => answer;

async function trySend<T>(
  connection: Connection,
  request: Request,
  read: (answer: Response) => Promise<T>,
): Promise<{ readonly read: T } | { readonly failed: ApiError | ServerUnreachable }> {
  const { url, language } = connection;
  const headers = { ...connection.credentials(request.method), 'accept-language': language, ...request.headers };
  const body = await request.body?.();
  try {
    const answer = await connection.fetch(new URL(request.target, url), {
      method: request.method,
      headers,
      ...(body === undefined ? {} : { body }),
      ...(request.signal ? { signal: request.signal } : {}),
    });
    return answer.ok ? { read: await read(answer) } : { failed: await errorOf(answer, url) };
  } catch (error) {
    request.signal?.throwIfAborted();
    return { failed: new ServerUnreachable(url, { cause: error }) };
  }
}

/** Only what passes by itself within seconds; of a proxy's own answers, those that say that nobody is behind it just now. A 409
 *  may be `retryable` too, but what it waits for (memory, a cluster) takes longer than a caller should hang without a word. And
 *  a 429 says that there were too many tries: one more would be one of them, and whoever signs in wants to know for how long. */
function isWorthAnotherTry(error: ApiError | ServerUnreachable): boolean {
  if (error instanceof ServerUnreachable) return error.status === undefined || [502, 503, 504].includes(error.status);
  return error.retryable && error.status === 503;
}

const retryAfterMsOf = (error: ApiError | ServerUnreachable): number =>
  error instanceof ApiError ? error.retryAfterMs : 0;
