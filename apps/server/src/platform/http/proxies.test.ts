// Behind a proxy that has the certificate: what it says of a request counts, and nobody else's word does.
import { request } from 'node:http';
import { expect, test } from 'vitest';
import { freshDatabase } from '../../../test/database.ts';
import { startTestHttpServer, temporaryHome } from '../../../test/http.ts';

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

test.each([
  {
    proxies: ['127.0.0.0/8'],
    address: '203.0.113.9',
    cookie: /^200 __Host-argosy_[0-9a-f]{8}=.*; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+; Secure$/,
  },
  {
    proxies: ['198.51.100.1'],
    address: '127.0.0.1',
    cookie: /^200 argosy_[0-9a-f]{8}=[^;]*; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+$/,
  },
])('with the proxies $proxies a request comes from $address', async ({ proxies, address, cookie }) => {
  await using database = await freshDatabase();
  await using home = await temporaryHome();
  const hosts = ['argosy.example.com'];
  await using server = await startTestHttpServer({ connection: database.connection, home, proxies, hosts });
  const { userId } = (await server.ask('/v1/caller')).body;
  const link = await server.ask(`/v1/users/${userId}/link`, { method: 'POST', body: {} });
  const token = new URL(link.body.url).hash.slice(1);
  expect(await ask(server.url, '/v1/link/use', forwarded, { token, password: 'correct horse battery' })).toMatch(
    cookie,
  );
  const { rows } = await database.pool.query('select address from identity.session');
  expect(rows).toEqual([{ address }]);
});
