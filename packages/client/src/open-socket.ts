// Opens a WebSocket. Of an upgrade that is refused the WebSocket API tells nothing but that it failed: so the same is asked once
// more as a plain request, which the server answers with what speaks against it.
import { ApiError, ServerUnreachable } from './api-error.ts';
import { asItComes, type Connection, send } from './send.ts';

const openWithinMs = 30_000;

export async function openSocket(
  connection: Connection,
  {
    target,
    onMessage,
    signal,
  }: {
    readonly target: string;
    readonly onMessage: (data: string | ArrayBuffer) => void;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<WebSocket> {
  const { url, credentials, language } = connection;
  // Node's own WebSocket takes headers, which that of browsers does not: there a cookie signs in.
  const socket = new WebSocket(new URL(target, url.replace(/^http/, 'ws')), {
    headers: { ...credentials('GET'), 'accept-language': language },
  });
  socket.binaryType = 'arraybuffer';
  // From the beginning: the first words may come together with the answer that it is open.
  socket.addEventListener('message', ({ data }: MessageEvent) => onMessage(data as string | ArrayBuffer)); // by `binaryType`
  const opened = await new Promise<boolean>((resolve) => {
    const limit = AbortSignal.any([AbortSignal.timeout(openWithinMs), ...(signal ? [signal] : [])]);
    limit.addEventListener('abort', () => resolve(false), { once: true });
    socket.addEventListener('open', () => resolve(true), { once: true });
    socket.addEventListener('error', () => resolve(false), { once: true });
  });
  if (opened) return socket;
  socket.close();
  signal?.throwIfAborted();
  throw await whatSpeaksAgainst(connection, target);
}

async function whatSpeaksAgainst(connection: Connection, target: string): Promise<Error> {
  try {
    await send({ ...connection, patienceMs: 0 }, { method: 'GET', target }, asItComes);
  } catch (error) {
    const nothing = error instanceof ApiError && error.code === 'upgrade_required'; // it passed, or a proxy lets no WebSocket through
    if (!nothing && error instanceof Error) return error;
  }
  return new ServerUnreachable(connection.url, { cause: new Error('the WebSocket could not be opened') });
}
