// The server's end of terminals' connections, with an agent that is as quick as an agent can be.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { terminalPath, terminalSecretHeader, type TerminalSpec } from '@argosy/contract/agent/protocol';
import { createAgentTerminals } from './terminals.ts';

const wish = { environment: {}, title: 'nightly/master-1', cols: 80, rows: 24 };

async function startEnd() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on a port
  let asked: (spec: TerminalSpec) => void = () => {};
  const terminals = createAgentTerminals({
    log: pino({ level: 'silent' }),
    hub: {
      askForTerminal: (_, spec) => {
        asked(spec);
        return 'sent';
      },
    },
    authenticate: async (token) => (token === 'a-token' ? 'n-1' : undefined),
  });
  terminals.attach(server);
  return {
    terminals,
    onAsked: (listener: typeof asked) => (asked = listener),
    dial: ({ id, secret }: Pick<TerminalSpec, 'id' | 'secret'>, token = 'a-token') =>
      new WebSocket(`ws://127.0.0.1:${port}${terminalPath}${id}`, {
        headers: { authorization: `Bearer ${token}`, [terminalSecretHeader]: secret },
      }),
    [Symbol.dispose]: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

test('CLU-7 what a shell says together with its opening is heard, and how it ended', async () => {
  using end = await startEnd();
  end.onAsked((spec) => {
    const agent = end.dial(spec);
    agent.on('open', () => {
      const { _socket: stream } = agent as unknown as { readonly _socket: Socket }; // to send all in one packet
      stream.cork();
      agent.send('{"type":"opened"}');
      agent.send(Buffer.from('$ '));
      agent.send('{"type":"exit","exitCode":3}');
      agent.close();
      stream.uncork();
    });
  });
  const terminal = await end.terminals.open('n-1', wish, new AbortController().signal);
  const heard: string[] = [];
  await new Promise((resolve) => setImmediate(resolve));
  const closed = once(terminal.socket, 'close');
  terminal.hear((data) => heard.push(data.toString()));
  await closed;
  expect(heard).toEqual(['$ ', '{"type":"exit","exitCode":3}']);
});

test('CLU-7 a terminal is taken once, from the node that was asked, with the secret that it was told', async () => {
  using end = await startEnd();
  const specs: TerminalSpec[] = [];
  end.onAsked((spec) => specs.push(spec));
  const abort = new AbortController();
  const opening = end.terminals.open('n-1', wish, abort.signal);
  const [spec] = specs;
  const status = async (socket: WebSocket) => {
    socket.on('error', () => {});
    const [, answer] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }];
    return answer.statusCode;
  };
  const { id, secret } = spec as TerminalSpec; // it was asked for
  expect(await status(end.dial({ id, secret: '00'.repeat(32) }))).toBe(401);
  expect(await status(end.dial({ id, secret }, 'another-token'))).toBe(401);
  expect(await status(end.dial({ id: 'another', secret }))).toBe(401);
  const agent = end.dial({ id, secret });
  await once(agent, 'open');
  expect(await status(end.dial({ id, secret }))).toBe(401);
  agent.send('{"type":"error","problem":"no shell here"}');
  await expect(opening).rejects.toMatchObject({ code: 'terminal_failed', facts: { problem: 'no shell here' } });

  const given = end.terminals.open('n-1', wish, abort.signal);
  abort.abort();
  await expect(given).rejects.toMatchObject({ code: 'terminal_failed' });
});
