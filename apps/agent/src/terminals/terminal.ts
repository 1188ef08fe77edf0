// One terminal from its opening to its end: bytes both ways, no faster than the other side takes them.
import { chownSync } from 'node:fs';
import type { ReadStream } from 'node:tty';
import { spawn, type IPty } from '@lydell/node-pty';
import { WebSocket } from 'ws';
import {
  type AgentSettings,
  type TerminalOrder,
  terminalPath,
  type TerminalReport,
  terminalSecretHeader,
} from '@argosy/contract/agent/protocol';
import { identify } from '@argosy/host/processes';
import { sweep } from '@argosy/host/sweep';
import { invariant, messageOf } from '@argosy/kernel/errors';
import { pause } from '@argosy/kernel/time';
import { complain } from '../complain.ts';
import { readServerUrl } from '../connection.ts';
import { baseEnvironment, expand } from '../settings.ts';
import type { TerminalBegin, TerminalBegun } from './messages.ts';
import { shellOf } from './shell.ts';

const HANDSHAKE_TIMEOUT_MS = 5000;
/** The server pings each 2 s. */
const SILENCE_MS = 10_000;
const LARGEST_FRAME_BYTES = 2 * 1024 * 1024;
/** Output beyond this waits in the program that writes it, input in the server; both go on below the lesser one. */
const MOST_WAITING_BYTES = 256 * 1024;
const FEW_WAITING_BYTES = 64 * 1024;
/** A shell that is hung up writes its history and hangs up its own children; then comes SIGKILL. */
const HANG_UP_MS = 300;

/** What node-pty keeps to itself: the stream of the terminal, which alone tells that input was taken, and its name. */
interface PtyInside {
  readonly _socket: ReadStream;
  readonly ptsName: string;
}

export async function runTerminal({ settings, spec, profile }: TerminalBegin): Promise<void> {
  const ended = new AbortController();
  const end = () => ended.abort();
  process.once('disconnect', end); // the agent died
  const socket = dial(settings, spec);
  socket.on('error', (error) => complain(`terminal ${spec.id}`, error)); // `close` follows
  socket.once('close', end);
  socket.once('open', () => {
    try {
      hold(socket, openPty({ settings, spec, profile }));
    } catch (error) {
      tell(socket, { type: 'error', problem: messageOf(error) });
      socket.close();
    }
  });
  let pty: IPty | undefined;
  let leader: ReturnType<typeof identify>;
  const hold = (near: WebSocket, opened: IPty) => {
    pty = opened;
    leader = identify(opened.pid);
    if (leader) process.send?.({ shell: leader } satisfies TerminalBegun);
    tell(near, { type: 'opened' });
    join(near, opened);
  };
  await new Promise((resolve) => ended.signal.addEventListener('abort', resolve, { once: true }));
  socket.terminate();
  if (pty) insideOf(pty)._socket.destroy(); // the kernel hangs up on all that have it as their terminal
  await pause(HANG_UP_MS);
  await sweep({ marker: `ARGOSY_TERMINAL=${spec.id}`, session: leader, except: [] }, 5000).catch(
    (error: unknown) => complain(`terminal ${spec.id}`, error), // the agent tries once more
  );
  process.exit(0);
}

function dial(settings: AgentSettings, { id, secret }: TerminalBegin['spec']): WebSocket {
  const url = readServerUrl(settings.serverFile);
  invariant(url, 'the server that asked for a terminal says where it is');
  return new WebSocket(new URL(`${terminalPath}${id}`, url.replace(/^http/, 'ws')), {
    headers: { authorization: `Bearer ${settings.token}`, [terminalSecretHeader]: secret },
    perMessageDeflate: false,
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    maxPayload: LARGEST_FRAME_BYTES,
  });
}

function openPty({ settings, spec, profile }: TerminalBegin): IPty {
  const { file, words } = shellOf(profile);
  const { user, directory } = settings;
  const asUser = user && process.getuid?.() === 0 ? { uid: user.uid, gid: user.gid } : {};
  const pty = spawn(file, words, {
    name: 'xterm-256color',
    cols: spec.cols,
    rows: spec.rows,
    cwd: directory,
    env: environmentOf({ settings, spec, profile }, file),
    encoding: null, // bytes as they are: a character may come in two pieces
    ...asUser,
  });
  // The device was made by root; programs that open their terminal by its name may do so as its user only.
  if (user && process.getuid?.() === 0) chownSync(insideOf(pty).ptsName, user.uid, user.gid);
  return pty;
}

function environmentOf({ settings, spec, profile }: TerminalBegin, shell: string) {
  const given = Object.entries(spec.environment).map(([name, value]) => [name, expand(settings, value)] as const);
  const environment = { ...baseEnvironment(settings), ...Object.fromEntries(given) };
  return {
    ...environment,
    SHELL: shell,
    ENV: profile,
    ARGOSY_TERMINAL: spec.id,
    ARGOSY_TERMINALS: settings.nodeId,
    ARGOSY_TITLE: spec.title,
    ARGOSY_PATH: environment['PATH'], // for the profile: the machine's own sets another one before it
  };
}

/** Joins both until either ends; the shell's end is told before the WebSocket is closed. */
function join(socket: WebSocket, pty: IPty): void {
  const inside = insideOf(pty)._socket;
  const taken = () => socket.bufferedAmount < FEW_WAITING_BYTES && pty.resume();
  // With `encoding: null` node-pty hands out octets, whatever its types say.
  pty.onData((octets: string | Buffer) => {
    socket.send(octets, { binary: true }, taken);
    if (socket.bufferedAmount > MOST_WAITING_BYTES) pty.pause();
  });
  inside.on('error', () => {}); // input for a shell that has just ended; node-pty tells of the end itself
  inside.on('drain', () => socket.resume());
  pty.onExit(({ exitCode, signal }) => {
    tell(socket, { type: 'exit', exitCode: signal ? 128 + signal : exitCode });
    socket.close(1000);
  });

  // While input waits nothing is read, pings neither.
  const silence = setTimeout(() => (socket.isPaused ? silence.refresh() : socket.terminate()), SILENCE_MS);
  socket.once('close', () => clearTimeout(silence));
  socket.on('ping', () => silence.refresh());
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    silence.refresh();
    if (!isBinary) return follow(pty, JSON.parse(data.toString('utf8')) as TerminalOrder); // from our own server
    inside.write(data);
    if (inside.writableLength > MOST_WAITING_BYTES) socket.pause();
  });
}

function follow(pty: IPty, { cols, rows }: TerminalOrder): void {
  try {
    pty.resize(cols, rows);
  } catch (error) {
    complain('a terminal could not be resized', error); // its shell has just ended
  }
}

function tell(socket: WebSocket, report: TerminalReport): void {
  socket.send(JSON.stringify(report));
}

function insideOf(pty: IPty): PtyInside {
  return pty as unknown as PtyInside; // of the pinned version; agent/terminals.test.ts fails when it is no more so
}
