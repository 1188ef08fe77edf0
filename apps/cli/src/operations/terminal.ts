// A terminal on a node in the person's own: every key goes there, everything it shows comes here, and the own terminal is as it
// was afterwards, however it ends.
import type { Client } from '@argosy/client';
import { nodeTerminal, type TerminalMessage } from '@argosy/contract/clusters/operations';
import { pause } from '@argosy/kernel/time';
import { Failure } from '../exit-codes.ts';
import type { Context } from '../profile.ts';

/** Resolves with the shell's exit code. Without a terminal of its own (`echo ls | argosy node terminal …`) it sends what it reads
 *  and then the end of input. Throws Failure when the connection ends before the shell. */
export async function runTerminal(
  client: Client,
  { params, query, say }: Pick<Context, 'say'> & { readonly params: TerminalParams; readonly query: object },
): Promise<number> {
  const { stdin, stdout } = process;
  const size = () => ({ cols: stdout.columns || 80, rows: stdout.rows || 24 }); // a terminal without a size says 0
  const ended = Promise.withResolvers<TerminalMessage | undefined>();
  const socket = await client.open(nodeTerminal, {
    params,
    query: { ...(stdout.isTTY && size()), ...query },
    onMessage: (data) => {
      if (typeof data === 'string') ended.resolve(JSON.parse(data) as TerminalMessage); // the contract's promise
      else stdout.write(new Uint8Array(data));
    },
  });
  socket.addEventListener('close', () => ended.resolve(undefined));
  socket.addEventListener('error', () => ended.resolve(undefined));

  const resized = () => socket.send(JSON.stringify({ type: 'resize', ...size() }));
  const typed = (octets: Buffer) => {
    socket.send(octets);
    if (socket.bufferedAmount > mostWaitingBytes) void waitForRoom(socket, stdin);
  };
  const noMore = () => socket.send(endOfInput);
  const isRaw = stdin.isTTY && stdout.isTTY;
  if (isRaw) stdin.setRawMode(true);
  process.on('SIGWINCH', resized);
  stdin.on('data', typed).on('end', noMore);
  try {
    const last = await ended.promise;
    if (last?.type === 'exit') return last.exitCode;
    throw new Failure(last?.detail ?? say('terminal.lost'));
  } finally {
    process.off('SIGWINCH', resized);
    stdin.off('data', typed).off('end', noMore).pause();
    if (isRaw) stdin.setRawMode(false);
    socket.close();
  }
}

interface TerminalParams {
  readonly clusterId: string;
  readonly nodeId: string;
}

const endOfInput = Uint8Array.of(4); // what Ctrl-D sends
const mostWaitingBytes = 1024 * 1024;

/** The WebSocket of Node does not tell when it has sent something; it is looked at until it has. */
async function waitForRoom(socket: WebSocket, stdin: NodeJS.ReadStream): Promise<void> {
  stdin.pause();
  while (socket.readyState === WebSocket.OPEN && socket.bufferedAmount > 0) await pause(20);
  stdin.resume();
}
