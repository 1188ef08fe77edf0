// Behind a proxy that has the certificate: what it says of a request counts, and nobody else's word does.
import { type IncomingMessage, request } from 'node:http';
import { expect, test } from 'vitest';
import { freshDatabase } from '../../../test/database.ts';
import { startTestHttpServer, temporaryHome } from '../../../test/http.ts';
import { originOf } from './proxies.ts';

const forwarded = { host: 'argosy.example.com', 'x-forwarded-for': '203.0.113.9', 'x-forwarded-proto': 'https' };

/** Node's own fetch does not let a Host be set. */
async function ask(url: string, path: string, headers: Record<string, string>, body: object): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request(
      new URL(path, url),
      { method: 'POST', headers: { 'content-type': 'application/json', ...headers } },
      (answer) => {
        const [cookie = ''] = answer.headers['set-cookie'] ?? [];
        answer.resume().on('end', () => resolve(`${answer.statusCode} ${cookie}`));
      },
    );
    asked.on('error', reject).end(JSON.stringify(body));
  });
}

const secret = 'a secret of sixteen or more';

test.each([
  {
    proxies: { networks: ['127.0.0.0/8'], secret },
    shows: secret,
    address: '203.0.113.9',
    cookie: /^200 __Host-argosy_[0-9a-f]{8}=.*; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+; Secure$/,
  },
  {
    proxies: { networks: ['198.51.100.1'], secret },
    shows: secret,
    address: '127.0.0.1',
    cookie: /^200 argosy_[0-9a-f]{8}=[^;]*; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+$/,
  },
  // Every program of the machine connects from there, jobs and terminals of customers too.
  ...[{ networks: ['127.0.0.0/8'], secret }, { networks: ['127.0.0.0/8'] }, { networks: ['0.0.0.0/0'] }].map(
    (proxies) => ({
      proxies,
      shows: 'another secret, made up',
      address: '127.0.0.1',
      cookie: /^200 argosy_[0-9a-f]{8}=[^;]*; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+$/,
    }),
  ),
])('from the proxies $proxies, shown $shows, a request comes from $address', async ({ proxies, shows, ...is }) => {
  await using database = await freshDatabase();
  await using home = await temporaryHome();
  const hosts = ['argosy.example.com'];
  await using server = await startTestHttpServer({ connection: database.connection, home, proxies, hosts });
  const { userId } = (await server.ask('/v1/caller')).body;
  const link = await server.ask(`/v1/users/${userId}/link`, { method: 'POST', body: {} });
  const token = new URL(link.body.url).hash.slice(1);
  const headers = { ...forwarded, 'x-argosy-proxy': shows };
  expect(await ask(server.url, '/v1/link/use', headers, { token, password: 'correct horse battery' })).toMatch(
    is.cookie,
  );
  const { rows } = await database.pool.query('select address from identity.session');
  expect(rows).toEqual([{ address: is.address }]);
});

test.each([
  ['203.0.113.9, 10.0.0.7', '203.0.113.9'],
  ['203.0.113.9, 198.51.100.4, 10.0.0.7', '198.51.100.4'], // what stands before it anybody can write
  ['10.0.0.7', '10.0.0.7'],
  ['', '127.0.0.1'],
])('of the chain %j native pages take the first that is no proxy: %s', (chain, address) => {
  const headers = { 'x-forwarded-for': chain, 'x-forwarded-proto': 'https' };
  const request = { headers, socket: { remoteAddress: '127.0.0.1' } } as unknown as IncomingMessage;
  expect(originOf(request, { networks: ['127.0.0.1', '10.0.0.0/8'], secret })).toEqual({ address, isSecure: true });
});
