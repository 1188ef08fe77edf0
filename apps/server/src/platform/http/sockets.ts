// WebSockets of the public API. An upgrade goes the road of every other request (host, who asks, whether they may, what they
// sent, the audit trail), and what is refused is answered as problem+json before anything is upgraded. A handler that found
// nothing against it calls `acceptSocket`.
//
// Cookies go along with a WebSocket that any page of the world opens, and no browser asks first (there is no CORS for them): so
// only pages of this very server may, and programs, which send no Origin.
import { type IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type WebSocket, WebSocketServer } from 'ws';
import { refusal } from '@argosy/kernel/errors';

/** What is typed or pasted at once; a text frame is far smaller. */
const largestMessageBytes = 1024 * 1024;
const pingEveryMs = 10_000;
const sayGoodbyeWithinMs = 500;

/** Where agents dial in: theirs is another way of signing in, and another listener takes them. */
const ofAgents = /^\/v1\/agent(\/|$|\?)/;

interface Waiting {
  readonly stream: Duplex;
  readonly head: Buffer;
}

/** Requests that came as an upgrade, until they are answered. */
const waiting = new WeakMap<IncomingMessage, Waiting>();
const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: largestMessageBytes });

/** Lets upgrades through to the routes of `app`. */
export function routeUpgrades(app: FastifyInstance): void {
  app.server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    if (ofAgents.test(request.url ?? '')) return;
    stream.on('error', () => stream.destroy()); // somebody who hung up meanwhile
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    response.assignSocket(stream as Parameters<ServerResponse['assignSocket']>[0]); // of a server that is not TLS: a socket
    response.once('finish', () => stream.end());
    waiting.set(request, { stream, head });
    app.routing(request, response);
  });
}

/** Refuses (origin_not_allowed) what a page of another origin asks: another host or another port. */
export function requireOwnOrigin({ headers }: Pick<FastifyRequest, 'headers'>): void {
  const { origin, host } = headers;
  if (origin === undefined) return;
  const own = URL.canParse(origin) ? new URL(origin) : undefined;
  // Written out, the port of http is none: a proxy in front may have the usual one.
  if (own && /^https?:$/.test(own.protocol) && own.host === host?.toLowerCase()) return;
  throw refusal('origin_not_allowed', { origin: origin.slice(0, 200) });
}

/** Refuses (upgrade_required) a plain request: a browser asks so for what it is not told of an upgrade that failed. */
export function requireUpgrade({ raw }: Pick<FastifyRequest, 'raw'>): void {
  const { upgrade } = raw.headers;
  if (!waiting.has(raw) || upgrade?.toLowerCase() !== 'websocket') throw refusal('upgrade_required');
}

/** The WebSocket that was asked for; from here on the answer is the handler's. It is ended when `signal` aborts and when the
 *  other side is silent for two pings. */
export function acceptSocket(request: FastifyRequest, reply: FastifyReply, signal: AbortSignal): Promise<WebSocket> {
  requireUpgrade(request);
  const { stream, head } = waiting.get(request.raw) as Waiting; // as just required
  waiting.delete(request.raw);
  reply.hijack();
  return new Promise((resolve, reject) => {
    const hungUp = () => reject(new Error('who asked for the socket hung up'));
    if (stream.destroyed) return hungUp(); // its `close` was before
    stream.once('close', hungUp);
    sockets.handleUpgrade(request.raw, stream, head, (socket) => {
      keepWatch(socket, signal);
      resolve(socket);
    });
  });
}

function keepWatch(socket: WebSocket, signal: AbortSignal): void {
  let silentPings = 0;
  const watch = setInterval(() => {
    if (socket.isPaused) return; // its pongs are not read; whoever paused it has a bound of their own
    if (silentPings >= 2) return socket.terminate();
    silentPings += 1;
    return socket.ping();
  }, pingEveryMs);
  const heard = () => (silentPings = 0);
  const end = () => {
    socket.close(1001);
    setTimeout(() => socket.terminate(), sayGoodbyeWithinMs);
  };
  socket.on('pong', heard);
  socket.on('message', heard);
  socket.on('error', () => {}); // `close` follows
  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) end();
  socket.once('close', () => {
    clearInterval(watch);
    signal.removeEventListener('abort', end);
  });
}

/** Whether an upgrade is one to a WebSocket: others (HTTP/2 in clear text, which some clients offer) are answered as if they had
 *  not asked for it, as the protocol has it. */
export const isToWebSocket = ({ headers }: IncomingMessage): boolean => headers.upgrade?.toLowerCase() === 'websocket';
