// The server's end of all agents' connections. It authenticates, keeps the newest connection of each node, carries messages
// both ways and tells at once when a node comes or goes. It decides nothing and keeps nothing: what a node should be stands in
// the database, and its agent tells all it knows after each connect.
//
// Frames of an authenticated agent are ours and are not checked again: hundreds of agents report each five seconds.
import { STATUS_CODES, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { WebSocket, WebSocketServer } from 'ws';
import {
  agentProtocol,
  type ActionReport,
  type ActionSpec,
  type AgentMessage,
  type Answer,
  type NodeReport,
  type NodeSpec,
  type Request,
  type ServerMessage,
  type TerminalSpec,
} from '@argosy/contract/agent/protocol';
import { messageOf, refusal, unreachable } from '@argosy/kernel/errors';

export interface AgentHubOptions {
  readonly log: Logger;
  /** The node that a token belongs to; `undefined` when none does any more. */
  readonly authenticate: (token: string) => Promise<string | undefined>;
}

export interface AgentHub {
  /** Takes the upgrades to `/v1/agent`; others are left to others. */
  readonly attach: (server: Server) => void;
  readonly isConnected: (nodeId: string) => boolean;
  /** These five say whether the message was sent; a lost one is said again after the next connect, by whoever wants it. */
  readonly sendSpec: (nodeId: string, spec: NodeSpec) => Sent;
  readonly act: (nodeId: string, action: ActionSpec) => Sent;
  readonly kill: (nodeId: string, actionId: string, graceMs: number) => Sent;
  readonly forget: (nodeId: string, actionIds: readonly string[]) => Sent;
  /** Asks for a terminal, which comes as a connection of its own (terminals.ts). */
  readonly askForTerminal: (nodeId: string, terminal: TerminalSpec) => Sent;
  /** Throws refusal('node_not_connected') also when the connection is lost before the answer, and when `signal` aborts or the
   *  answer takes longer than a minute, or than an hour of what is carried. A `problem` from the agent comes as the answer. */
  readonly request: (nodeId: string, request: Request, signal?: AbortSignal) => Promise<Answer>;
  /** The newest report of a connected node. */
  readonly latestReport: (nodeId: string) => NodeReport | undefined;
  readonly listen: (listener: AgentListener) => void;
  readonly close: () => Promise<void>;
}

export type Sent = 'sent' | 'not_connected';

/** Called in the order in which messages arrive; must not throw. */
export interface AgentListener {
  readonly onConnection?: (nodeId: string, isConnected: boolean) => void;
  readonly onReport?: (nodeId: string, report: NodeReport) => void;
  readonly onAction?: (nodeId: string, action: ActionReport) => void;
}

interface Connected {
  readonly nodeId: string;
  readonly socket: WebSocket;
  readonly waiting: Map<number, (answer: Answer | 'lost') => void>;
  report: NodeReport | undefined;
  /** Ticks of the ping timer since anything was heard. */
  silentTicks: number;
}

// A connection that was not heard of for two ticks is given up at the third: within 6 s of the last sign.
const PING_EACH_MS = 2000;
const MOST_SILENT_TICKS = 2;
const LARGEST_FRAME_BYTES = 64 * 1024 * 1024;
const LONGEST_ANSWER_MS = 60_000;
const LONGEST_CARRY_MS = 3_660_000; // answered when a body has gone: an hour, as for every request that the server takes

export function createAgentHub({ log, authenticate }: AgentHubOptions): AgentHub {
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: LARGEST_FRAME_BYTES });
  const nodes = new Map<string, Connected>();
  const listeners: AgentListener[] = [];
  let lastRequestId = 0;
  let isClosed = false;

  const beat = setInterval(() => {
    for (const node of nodes.values()) {
      if (node.silentTicks >= MOST_SILENT_TICKS) node.socket.terminate(); // `close` follows
      else if ((node.silentTicks += 1) > 0) node.socket.ping();
    }
  }, PING_EACH_MS);
  beat.unref();

  const send = (nodeId: string, message: ServerMessage): Sent => {
    const socket = nodes.get(nodeId)?.socket;
    if (socket?.readyState !== WebSocket.OPEN) return 'not_connected';
    socket.send(JSON.stringify(message));
    return 'sent';
  };

  const welcome = (nodeId: string, socket: WebSocket): void => {
    const node: Connected = { nodeId, socket, waiting: new Map(), report: undefined, silentTicks: 0 };
    // One agent per node: an older connection is the same agent's that it lost, or of one that was replaced.
    const older = nodes.get(nodeId);
    nodes.set(nodeId, node);
    if (older) leave(older);
    older?.socket.terminate();
    socket.on('pong', () => (node.silentTicks = 0));
    socket.on('message', (data: Buffer) => {
      node.silentTicks = 0;
      if (nodes.get(nodeId) === node) hear(node, JSON.parse(data.toString('utf8')) as AgentMessage);
    });
    socket.on('error', (error) => log.warn({ nodeId, problem: messageOf(error) }, 'agent connection failed'));
    socket.on('close', () => {
      if (nodes.get(nodeId) !== node) return; // replaced by a newer one: the node never went
      nodes.delete(nodeId);
      leave(node);
      for (const listener of listeners) listener.onConnection?.(nodeId, false);
    });
  };

  const leave = (node: Connected): void => {
    for (const settle of node.waiting.values()) settle('lost');
    node.waiting.clear();
  };

  const hear = (node: Connected, message: AgentMessage): void => {
    switch (message.type) {
      case 'hello':
        if (message.protocol !== agentProtocol) {
          log.warn({ nodeId: node.nodeId, protocol: message.protocol }, 'agent speaks another protocol');
          return node.socket.close();
        }
        for (const listener of listeners) listener.onConnection?.(node.nodeId, true);
        return;
      case 'report':
        node.report = message.report;
        for (const listener of listeners) listener.onReport?.(node.nodeId, message.report);
        return;
      case 'action':
        for (const listener of listeners) listener.onAction?.(node.nodeId, message.action);
        return;
      case 'answer':
        return node.waiting.get(message.requestId)?.(message.answer);
      default:
        return unreachable(message);
    }
  };

  const request = async (nodeId: string, wanted: Request, signal?: AbortSignal): Promise<Answer> => {
    const node = nodes.get(nodeId);
    const requestId = (lastRequestId += 1);
    if (!node || signal?.aborted || send(nodeId, { type: 'request', requestId, request: wanted }) !== 'sent') {
      throw refusal('node_not_connected', { nodeId });
    }
    const longestMs = wanted.kind === 'carry' ? LONGEST_CARRY_MS : LONGEST_ANSWER_MS;
    const limit = AbortSignal.any([AbortSignal.timeout(longestMs), ...(signal ? [signal] : [])]);
    const answer = await new Promise<Answer | 'lost'>((resolve) => {
      node.waiting.set(requestId, resolve);
      limit.addEventListener('abort', () => resolve('lost'), { once: true });
    });
    node.waiting.delete(requestId);
    if (answer === 'lost') throw refusal('node_not_connected', { nodeId });
    return answer;
  };

  return {
    attach: (server) => {
      server.on('upgrade', (asked: IncomingMessage, stream: Duplex, head: Buffer) => {
        if (asked.url !== '/v1/agent') {
          if (server.listenerCount('upgrade') === 1) refuse(stream, 404); // nobody else will answer it
          return;
        }
        stream.on('error', () => stream.destroy()); // an agent that goes while it is being authenticated
        const [scheme, token = ''] = (asked.headers.authorization ?? '').split(' ');
        authenticate(scheme === 'Bearer' ? token : '').then(
          (nodeId) => {
            if (isClosed) return refuse(stream, 503); // it dials the next server
            if (nodeId === undefined) return refuse(stream, 401);
            return sockets.handleUpgrade(asked, stream, head, (socket) => welcome(nodeId, socket));
          },
          (error: unknown) => {
            log.warn({ problem: messageOf(error) }, 'agent could not be authenticated');
            refuse(stream, 503); // it tries again
          },
        );
      });
    },
    isConnected: (nodeId) => nodes.get(nodeId)?.socket.readyState === WebSocket.OPEN,
    sendSpec: (nodeId, spec) => send(nodeId, { type: 'spec', spec }),
    act: (nodeId, action) => send(nodeId, { type: 'act', action }),
    kill: (nodeId, actionId, graceMs) => send(nodeId, { type: 'kill', actionId, graceMs }),
    forget: (nodeId, actionIds) => send(nodeId, { type: 'forget', actionIds }),
    askForTerminal: (nodeId, terminal) => send(nodeId, { type: 'terminal', terminal }),
    request,
    latestReport: (nodeId) => nodes.get(nodeId)?.report,
    listen: (listener) => void listeners.push(listener),
    close: async () => {
      isClosed = true;
      clearInterval(beat);
      const gone = [...nodes.values()].map(({ socket }) => new Promise((resolve) => socket.once('close', resolve)));
      for (const { socket } of nodes.values()) socket.terminate();
      await Promise.all(gone);
    },
  };
}

function refuse(stream: Duplex, status: 401 | 404 | 503): void {
  stream.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
