// The server's end of terminals' connections: asks a node's agent for one, waits until it dials in, and hands it out. An agent
// proves itself by its node's token and by a secret that it was told for this one terminal; each is taken once.
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { STATUS_CODES, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { type WebSocket, WebSocketServer } from 'ws';
import {
  terminalPath,
  type TerminalReport,
  terminalSecretHeader,
  type TerminalSpec,
} from '@argosy/contract/agent/protocol';
import { messageOf, refusal } from '@argosy/kernel/errors';
import type { AgentHub } from './hub.ts';

export interface AgentTerminals {
  /** Takes the upgrades to `/v1/agent/terminals/…`. */
  readonly attach: (server: Server) => void;
  /** A terminal whose shell runs. Refuses: node_not_connected, terminal_failed. */
  readonly open: (nodeId: string, wish: TerminalWish, signal: AbortSignal) => Promise<AgentTerminal>;
}

export interface AgentTerminal {
  readonly socket: WebSocket;
  /** Hears all that comes after `opened`, from now on; until then nothing is read, and what came with it is kept. */
  readonly hear: (listener: Listener) => void;
}

type Listener = (data: Buffer, isBinary: boolean) => void;

export type TerminalWish = Omit<TerminalSpec, 'id' | 'secret'>;

interface Expected {
  readonly nodeId: string;
  readonly secret: Buffer;
  readonly arrived: (socket: WebSocket) => void;
}

/** A process is started for it, which on a busy machine takes a second or two. */
const OPEN_WITHIN_MS = 15_000;
const LARGEST_FRAME_BYTES = 2 * 1024 * 1024;

export function createAgentTerminals({
  log,
  hub,
  authenticate,
}: {
  readonly log: Logger;
  readonly hub: Pick<AgentHub, 'askForTerminal'>;
  readonly authenticate: (token: string) => Promise<string | undefined>;
}): AgentTerminals {
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: LARGEST_FRAME_BYTES });
  const awaited = new Map<string, Expected>();

  const take = async (asked: IncomingMessage): Promise<Expected | undefined> => {
    const id = (asked.url ?? '').slice(terminalPath.length);
    const [scheme, token = ''] = (asked.headers.authorization ?? '').split(' ');
    const nodeId = await authenticate(scheme === 'Bearer' ? token : '');
    const found = awaited.get(id);
    const secret = Buffer.from(String(asked.headers[terminalSecretHeader] ?? ''), 'hex');
    if (!found || found.nodeId !== nodeId) return undefined;
    if (secret.length !== found.secret.length || !timingSafeEqual(secret, found.secret)) return undefined;
    awaited.delete(id);
    return found;
  };

  return {
    attach: (server) => {
      server.on('upgrade', (asked: IncomingMessage, stream: Duplex, head: Buffer) => {
        if (!asked.url?.startsWith(terminalPath)) return;
        stream.on('error', () => stream.destroy());
        take(asked).then(
          (found) => {
            if (!found) return refuse(stream, 401);
            return sockets.handleUpgrade(asked, stream, head, (socket) => found.arrived(socket));
          },
          (error: unknown) => {
            log.warn({ problem: messageOf(error) }, 'a terminal could not be authenticated');
            refuse(stream, 503);
          },
        );
      });
    },
    async open(nodeId, wish, signal) {
      const id = randomBytes(12).toString('hex');
      const secret = randomBytes(32);
      const inTime = AbortSignal.any([signal, AbortSignal.timeout(OPEN_WITHIN_MS)]);
      const arriving = Promise.withResolvers<WebSocket>();
      awaited.set(id, { nodeId, secret, arrived: arriving.resolve });
      const failed = (problem: string) => refusal('terminal_failed', { node: wish.title, problem });
      const tooLate = () => arriving.reject(failed('its agent did not open it in time'));
      inTime.addEventListener('abort', tooLate, { once: true });
      try {
        if (hub.askForTerminal(nodeId, { id, secret: secret.toString('hex'), ...wish }) !== 'sent')
          throw refusal('node_not_connected', { nodeId });
        const socket = await arriving.promise;
        const { first, hear } = await firstReport(socket, inTime);
        if (first.type === 'opened') return { socket, hear };
        socket.terminate();
        throw failed(first.type === 'error' ? first.problem : 'its shell ended at once');
      } finally {
        awaited.delete(id);
        inTime.removeEventListener('abort', tooLate);
      }
    },
  };
}

/** What the terminal tells first. More may come in the same packet, and a socket that is paused tells it all the same. */
function firstReport(
  socket: WebSocket,
  signal: AbortSignal,
): Promise<{ readonly first: TerminalReport; readonly hear: AgentTerminal['hear'] }> {
  const early: Parameters<Listener>[] = [];
  const keep: Listener = (...message) => void early.push(message);
  const hear = (listener: Listener) => {
    socket.off('message', keep);
    for (const message of early) listener(...message);
    socket.on('message', listener);
    socket.resume();
  };
  const told = Promise.withResolvers<Awaited<ReturnType<typeof firstReport>>>();
  const lost = () => told.resolve({ first: { type: 'error', problem: 'its connection was lost' }, hear });
  const abort = () => socket.terminate(); // `close` follows
  socket.on('error', () => {});
  socket.once('close', lost);
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  socket.once('message', (data: Buffer) => {
    socket.on('message', keep);
    socket.pause();
    socket.off('close', lost);
    signal.removeEventListener('abort', abort);
    told.resolve({ first: JSON.parse(data.toString('utf8')) as TerminalReport, hear }); // from our own agent
  });
  return told.promise;
}

function refuse(stream: Duplex, status: 401 | 503): void {
  stream.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
