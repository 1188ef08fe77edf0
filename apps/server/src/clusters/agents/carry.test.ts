// Bodies between a service of the cluster and the server, through a real agent; the service is a web server of this test, where it
// has to misbehave as no NameNode does when it is asked to.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough, type Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { type NodeKit, startNodeKit } from '../../../test/node-kit.ts';

async function startService(answer: (request: IncomingMessage, reply: ServerResponse) => void) {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const carry = (node: NodeKit, direction: 'in' | 'out', url: string, stream: string) =>
  node.hub.request(node.wish.nodeId, { kind: 'carry', direction, url, stream, hosts: ['127.0.0.1'] });

test('CLU-7 what leads out of the cluster is not followed, in either direction', async () => {
  await using node = await startNodeKit();
  await node.connect();
  let reached = 0;
  await using other = await startService((_, reply) => void reply.end(String((reached += 1))));
  const port = new URL(other.url).port;
  await using service = await startService((_, reply) => {
    reply.writeHead(307, { location: `http://127.0.0.2:${port}/` }).end();
  });
  const problem = { kind: 'problem', problem: { code: 'request_invalid' } };
  using expected = node.streams.expect(node.wish.nodeId);
  expect(await carry(node, 'out', service.url, expected.stream)).toMatchObject(problem);
  using offered = node.streams.offer(node.wish.nodeId, new PassThrough().end('mine'));
  expect(await carry(node, 'in', service.url, offered.stream)).toMatchObject(problem);
  expect(await carry(node, 'in', 'http://192.0.2.1/', offered.stream)).toMatchObject(problem);
  expect(reached).toBe(0);
});

test('a body passes as fast as it is taken, and no faster', async () => {
  await using node = await startNodeKit();
  await node.connect();
  let sentBytes = 0;
  await using service = await startService((_, reply) => {
    const piece = Buffer.alloc(1_000_000, 'x');
    const more = (): void => {
      while (sentBytes < 200_000_000) {
        sentBytes += piece.length;
        if (!reply.write(piece)) return void reply.once('drain', more);
      }
      reply.end();
    };
    more();
  });
  using expected = node.streams.expect(node.wish.nodeId);
  expect(await carry(node, 'out', service.url, expected.stream)).toMatchObject({ kind: 'http', status: 200 });
  const body = await expected.arrived;
  await once(body, 'readable'); // something has come; nobody takes it
  let before = -1;
  await node.until('nothing comes any more', () => {
    const isStill = before === sentBytes;
    before = sentBytes;
    return isStill ? true : undefined;
  });
  expect(sentBytes).toBeLessThan(50_000_000); // what the buffers of four connections take
  let takenBytes = 0;
  for await (const chunk of body) takenBytes += (chunk as Buffer).length;
  expect(takenBytes).toBe(200_000_000);
});

test('CLU-7 whichever end breaks off, the other hears of it', async () => {
  await using node = await startNodeKit();
  await node.connect();
  const { nodeId } = node.wish;
  const closed: string[] = [];
  const taken: Readable[] = [];
  await using service = await startService((request, reply) => {
    request.once('close', () => void closed.push(request.url ?? ''));
    reply.once('close', () => void closed.push(`reply of ${request.url}`));
    if (request.url === '/in') reply.writeHead(307, { location: '/place' }).end();
    else if (request.url === '/place') taken.push(request.resume());
    else reply.write('some'); // and no more
    if (request.url === '/broken') setImmediate(() => reply.destroy());
  });
  using gone = node.streams.expect(nodeId);
  await carry(node, 'out', `${service.url}/endless`, gone.stream);
  (await gone.arrived).destroy(); // the caller hangs up
  await node.until('the service hears it', () => closed.find((each) => each === 'reply of /endless'));

  using broken = node.streams.expect(nodeId);
  await carry(node, 'out', `${service.url}/broken`, broken.stream);
  await expect(buffer(await broken.arrived)).rejects.toThrow('aborted');

  const body = new PassThrough();
  body.on('error', () => {});
  body.write('a part');
  using offered = node.streams.offer(nodeId, body);
  const ending = carry(node, 'in', `${service.url}/in`, offered.stream);
  await node.until('the part has come', () => taken[0]);
  body.destroy(new Error('the caller has gone'));
  expect(await ending).toMatchObject({ kind: 'problem' });
  await node.until('the service hears that too', () => closed.find((each) => each === '/place'));
});

test('RAM-2 a stream is for the node it was named for, and for one use', async () => {
  await using node = await startNodeKit();
  const headers = { authorization: `Bearer ${node.wish.token}` };
  const get = (stream: string, given: Record<string, string> = headers) =>
    fetch(`${node.url}/v1/agent/streams/${stream}`, { headers: given });
  using theirs = node.streams.offer('n-another', new PassThrough().end('theirs'));
  expect((await get(theirs.stream)).status).toBe(422);
  using mine = node.streams.offer(node.wish.nodeId, new PassThrough().end('mine'));
  expect((await get(mine.stream, { authorization: 'Bearer x' })).status).toBe(401);
  expect(await (await get(mine.stream)).text()).toBe('mine');
  expect((await get(mine.stream)).status).toBe(422);
});
