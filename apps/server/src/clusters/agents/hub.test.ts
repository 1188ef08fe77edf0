import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pino from 'pino';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { agentProtocol } from '@argosy/contract/agent/protocol';
import { createAgentHub } from './hub.ts';

async function startHub() {
  const hub = createAgentHub({
    log: pino({ level: 'silent' }),
    authenticate: async (token) => (token.startsWith('token-of-') ? token.slice('token-of-'.length) : undefined),
  });
  const server = createServer().listen(0, '127.0.0.1');
  hub.attach(server);
  await once(server, 'listening');
  const heard: string[] = [];
  let wake = () => {};
  hub.listen({
    onConnection: (nodeId, isConnected) => {
      heard.push(`${nodeId} ${isConnected ? 'came' : 'went'}`);
      wake();
    },
  });
  const sockets: WebSocket[] = [];
  return {
    hub,
    heard,
    next: () => new Promise<void>((resolve) => (wake = resolve)),
    connect: (token: string, options = {}) => {
      const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/v1/agent`;
      const socket = new WebSocket(url, { headers: { authorization: `Bearer ${token}` }, ...options });
      sockets.push(socket);
      socket.on('error', () => {});
      socket.on('open', () =>
        socket.send(JSON.stringify({ type: 'hello', protocol: agentProtocol, agentPid: 1, generation: 0 })),
      );
      return socket;
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.terminate();
      await hub.close();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

test('a token that is nobody’s is refused', async () => {
  await using it = await startHub();
  const [, answer] = (await once(it.connect('stolen'), 'unexpected-response')) as [unknown, { statusCode: number }];
  expect(answer.statusCode).toBe(401);
});

test('a newer connection takes the node over, and the node never went', async () => {
  await using it = await startHub();
  const older = it.connect('token-of-n-1');
  await it.next();
  const newer = it.connect('token-of-n-1');
  await Promise.all([once(older, 'close'), it.next()]);
  expect(it.heard).toEqual(['n-1 came', 'n-1 came']);
  const said = once(newer, 'message');
  expect(it.hub.kill('n-1', 'act-1', 5)).toBe('sent');
  expect(JSON.parse(String((await said)[0]))).toEqual({ type: 'kill', actionId: 'act-1', graceMs: 5 });
});

test('a question is refused when the node is away, and when it goes before it answers', async () => {
  await using it = await startHub();
  const read = { kind: 'read', path: 'a', offset: 0, limit: 1 } as const;
  await expect(it.hub.request('n-1', read)).rejects.toMatchObject({
    code: 'node_not_connected',
    facts: { nodeId: 'n-1' },
  });
  const socket = it.connect('token-of-n-1');
  await it.next();
  const asked = it.hub.request('n-1', read);
  await once(socket, 'message');
  socket.terminate();
  await expect(asked).rejects.toMatchObject({ code: 'node_not_connected' });
  expect(
    it.hub.sendSpec('n-1', {
      generation: 1,
      nodeId: 'n-1',
      directories: [],
      files: [],
      daemons: [],
      probes: [],
    }),
  ).toBe('not_connected');
});

test('a connection that falls silent is seen to be dead within six seconds', async () => {
  await using it = await startHub();
  it.connect('token-of-n-1', { autoPong: false });
  await it.next();
  const started = performance.now();
  await it.next();
  expect(performance.now() - started).toBeLessThan(9000); // six seconds, and a machine that is busy
  expect(it.heard).toEqual(['n-1 came', 'n-1 went']);
});
