// Joins who sits at a terminal (near) with the shell on the node (far) until either ends. Nothing is gathered: whoever sends
// faster than the other takes is not read from, so that `yes` in a terminal waits on its node.
import { WebSocket } from 'ws';
import { terminalResize } from '@argosy/contract/clusters/operations';
import type { TerminalOrder, TerminalReport } from '@argosy/contract/agent/protocol';
import { messageOf, type Refusal, refusal } from '@argosy/kernel/errors';
import { secondsBetween } from '@argosy/kernel/time';
import { type Caller, SYSTEM } from '../platform/caller.ts';
import { publish } from '../platform/events.ts';
import { problemOf } from '../platform/http/problem.ts';
import type { AgentTerminal } from './agents/terminals.ts';
import type { ClustersDeps } from './clusters-deps.ts';
import type { TerminalPlace } from './open-terminal.ts';

/** Half a screenful of megabytes: enough that neither side waits for the other's next packet. */
const mostWaitingBytes = 512 * 1024;
const fewWaitingBytes = 128 * 1024;
const idleMs = 30 * 60_000;
const lookEveryMs = 15_000;
/** A program that reads nothing for so long, while more was sent than may wait, will not read it. */
const stuckMs = 60_000;
const pingEveryMs = 2000;
const mostSilentPings = 4;

export interface JoinedTerminal extends TerminalPlace {
  readonly caller: Caller;
  readonly near: WebSocket;
  readonly far: AgentTerminal;
  /** Aborts when the caller hangs up, their credentials end, or the server stops. */
  readonly signal: AbortSignal;
}

/** Resolves when both have ended and the fact of it is published. */
export async function joinTerminal(deps: ClustersDeps, joined: JoinedTerminal): Promise<void> {
  const { near, caller, signal } = joined;
  const far = joined.far.socket;
  const openedAt = deps.clock.now();
  const bytes = { in: 0, out: 0 };
  let exitCode: number | undefined;
  let lastUse = performance.now();

  const fail = (reason: Refusal): void => {
    tell(near, { ...problemOf(reason, caller.language, caller.requestId), type: 'error' });
    near.close(1011);
    far.terminate();
  };
  const stuck = setTimeout(() => {
    if (near.isPaused) fail(refusal('terminal_stuck', { seconds: stuckMs / 1000 }));
  }, stuckMs);
  const passOn = (from: WebSocket, to: WebSocket, octets: Buffer): void => {
    lastUse = performance.now();
    to.send(octets, { binary: true }, () => {
      if (from.isPaused && to.bufferedAmount < fewWaitingBytes) from.resume();
    });
    if (to.bufferedAmount <= mostWaitingBytes || from.isPaused) return;
    from.pause();
    if (from === near) stuck.refresh();
  };

  near.on('message', (data: Buffer, isBinary: boolean) => {
    if (signal.aborted) return;
    if (isBinary) {
      bytes.in += data.length;
      return passOn(near, far, data);
    }
    const order = parseOrder(data);
    if (order) return tell(far, order);
    return fail(refusal('request_invalid', { problems: 'a text frame is {"type":"resize","cols":…,"rows":…}' }));
  });
  joined.far.hear((data, isBinary) => {
    if (signal.aborted) return;
    if (isBinary) {
      bytes.out += data.length;
      return passOn(far, near, data);
    }
    const report = JSON.parse(data.toString('utf8')) as TerminalReport; // from our own agent
    if (report.type !== 'exit') return;
    ({ exitCode } = report);
    tell(near, { type: 'exit', exitCode });
    near.close(1000);
  });

  let silentPings = 0;
  far.on('pong', () => (silentPings = 0));
  const ping = setInterval(() => {
    if (far.isPaused) return far.ping(); // the agent is to hear from us; what it answers is not read just now
    if (silentPings >= mostSilentPings) return far.terminate();
    silentPings += 1;
    return far.ping();
  }, pingEveryMs);
  const look = setInterval(() => {
    if (performance.now() - lastUse > idleMs) fail(refusal('terminal_idle', { minutes: idleMs / 60_000 }));
  }, lookEveryMs);
  const end = () => far.terminate();
  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) end();

  await Promise.race([closed(near), closed(far)]);
  if (near.readyState === WebSocket.OPEN) fail(refusal('node_not_connected', { nodeId: joined.node.name }));
  far.terminate();
  for (const timer of [ping, look]) clearInterval(timer);
  clearTimeout(stuck);
  signal.removeEventListener('abort', end);
  await tellClosed(deps, joined, {
    seconds: Math.round(secondsBetween(openedAt, deps.clock.now())),
    bytesIn: bytes.in,
    bytesOut: bytes.out,
    ...(exitCode !== undefined && { exitCode }),
  });
}

interface TerminalUse {
  readonly seconds: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly exitCode?: number;
}

/** If the server dies before this, the terminal ended with it: the audit trail has when it was opened, and no fact says more. */
async function tellClosed(
  deps: ClustersDeps,
  { caller, cluster, node }: JoinedTerminal,
  use: TerminalUse,
): Promise<void> {
  const { userId, accessKeyId, requestId } = caller;
  const facts = { nodeId: node.id, node: node.name, userId, accessKeyId, requestId, ...use };
  const fact = { type: 'clusters.terminal_closed', organizationId: cluster.organizationId, subject: cluster.id, facts };
  try {
    await deps.transaction(SYSTEM, (tx) => publish(tx, deps.clock, fact));
  } catch (error) {
    deps.log.warn(
      { problem: messageOf(error), ...fact },
      'the end of a terminal could not be published; it stands here',
    );
  }
}

function closed(socket: WebSocket): Promise<void> {
  if (socket.readyState === WebSocket.CLOSED) return Promise.resolve();
  return new Promise((resolve) => socket.once('close', () => resolve()));
}

function parseOrder(data: Buffer): TerminalOrder | undefined {
  try {
    return terminalResize.safeParse(JSON.parse(data.toString('utf8'))).data;
  } catch {
    return undefined; // not even JSON
  }
}

function tell(socket: WebSocket, message: object): void {
  if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
}
