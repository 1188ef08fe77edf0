// Native pages over real HTTP: the whole server, and in the place of a ResourceManager a small server of our own on its address.
import { createServer, type IncomingMessage, request as httpRequest, type RequestListener } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type ClusterWithAgents, startClusterWithAgents } from '../../../test/cluster-with-agents.ts';
import { changeIn, parseWebPath, targetNamed } from '../domain/web-pages.ts';

const proxySecret = 'a secret of sixteen or more';
let at: ClusterWithAgents;
let web: string;
let authority: string;
/** What the daemon answers, and what it was asked. */
let serve: RequestListener;
let asked: IncomingMessage[] = [];
const stack = new AsyncDisposableStack();

beforeAll(async () => {
  at = stack.use(await startClusterWithAgents({ proxies: { networks: ['127.0.0.1'], secret: proxySecret } }));
  await at.server.web.listen({ host: '127.0.0.1', port: 0 });
  web = at.server.web.urlFor('127.0.0.1');
  await at.database.pool.query(`update clusters.cluster set state = 'RUNNING'`);
  authority = `${at.node.address}:8088`;
  const daemon = createServer((request, response) => {
    asked.push(request);
    serve(request, response);
  });
  await new Promise<void>((resolve) => daemon.listen(8088, at.node.address, resolve));
  stack.defer(() => {
    daemon.close();
    daemon.closeAllConnections();
  });
});
afterAll(() => stack.disposeAsync());
beforeEach(() => {
  asked = [];
  serve = (_, response) => response.setHeader('content-type', 'text/html').end('<a href="/cluster/apps">apps</a>');
});

async function open(body: object = { page: 'resourcemanager-web' }, key = at.key, clusterId = at.clusterId) {
  return at.ask(`/v1/clusters/${clusterId}/web/open`, { method: 'POST', key, body });
}

/** The cookie that a visit gives, and where it leads. */
async function visit(key = at.key) {
  const { body } = await open(undefined, key);
  const answer = await fetch(body.url, { redirect: 'manual' });
  expect(answer.status).toBe(303);
  const [cookie = ''] = (answer.headers.get('set-cookie') ?? '').split(';');
  return {
    cookie,
    location: answer.headers.get('location') ?? '',
    setCookie: answer.headers.get('set-cookie') ?? '',
    url: String(body.url),
  };
}

const page = (path: string, cookie: string, init: RequestInit = {}) =>
  fetch(`${web}${path}`, {
    redirect: 'manual',
    ...init,
    headers: { cookie, accept: 'text/html', ...(init.headers as object) },
  });

/** `fetch` tidies a path up before it is sent; an attacker does not. */
function raw(
  path: string,
  cookie: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; text: string }> {
  const { hostname, port } = new URL(web);
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ hostname, port, path, headers: { cookie, ...headers } }, (answer) => {
      let text = '';
      answer.on('data', (piece: Buffer) => (text += piece.toString()));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
    });
    sent.on('error', reject);
    sent.end();
  });
}

test('CLU-7 a page opened with a ticket is shown, its links rewritten, under headers of ours', async () => {
  const { body } = await open({ page: 'resourcemanager-web', path: '/cluster/nodes?a=b' });
  expect(body.url).toMatch(new RegExp(`^${web}/web/${at.clusterId}/open\\?ticket=`));
  const visited = await fetch(body.url, { redirect: 'manual' });
  const base = `/web/${at.clusterId}/${authority}`;
  expect(visited.headers.get('location')).toBe(`${base}/cluster/nodes?a=b`);
  expect(visited.headers.get('set-cookie')).toMatch(
    new RegExp(`^argosy_web=[\\w-]+; Path=/web/${at.clusterId}/; HttpOnly; SameSite=Lax$`),
  );
  const [cookie = ''] = (visited.headers.get('set-cookie') ?? '').split(';');
  serve = (_, response) =>
    response
      .writeHead(200, {
        'content-type': 'text/html;charset=utf-8',
        'set-cookie': 'hadoop.auth=x',
        'access-control-allow-origin': '*',
        'service-worker-allowed': '/',
        'x-powered-by': 'y',
      })
      .end('<a href="/cluster/apps">中文</a>');
  const shown = await page(`${base}/cluster/nodes?a=b`, cookie, {
    headers: { cookie: `${cookie}; argosy_session=secret` },
  });
  expect(await shown.text()).toBe(`<a href="${base}/cluster/apps">中文</a>`);
  expect(Object.fromEntries(shown.headers)).toMatchObject({
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
  });
  for (const name of ['set-cookie', 'access-control-allow-origin', 'service-worker-allowed', 'x-powered-by'])
    expect(shown.headers.get(name), name).toBeNull();
  const [sent] = asked;
  expect(sent?.url).toBe('/cluster/nodes?a=b');
  expect(sent?.headers).toMatchObject({ host: authority, 'x-forwarded-context': base });
  expect(sent?.headers.cookie).toBeUndefined();
});

test('CLU-7 native pages have another host name than the console that was asked, where loopback has two', () => {
  const { urlFor } = at.server.web;
  const { port } = new URL(web);
  expect(['127.0.0.1:8440', 'localhost:8440', '[::1]:8440', '127.0.0.2', 'argosy.example'].map(urlFor)).toEqual(
    ['localhost', '127.0.0.1', 'localhost', '127.0.0.2', 'argosy.example'].map((name) => `http://${name}:${port}`),
  );
});

test('CLU-7 a ticket is good once, for a minute, for its own cluster', async () => {
  const { url, cookie, location } = await visit();
  const again = await fetch(url, { redirect: 'manual', headers: { 'accept-language': 'zh-CN', accept: 'text/html' } });
  expect(again.status).toBe(403);
  expect(await again.text()).toContain('请从控制台重新打开该页面');
  expect((await page(location, cookie)).status).toBe(200);
  const { body } = await open();
  const elsewhere = String(body.url).replace(at.clusterId, 'c-00000000000000000009');
  expect((await fetch(elsewhere, { redirect: 'manual' })).status).toBe(403);
  expect((await fetch(`${web}/web/${at.clusterId}/open?ticket=AAAA`, { redirect: 'manual' })).status).toBe(403);
  expect((await fetch(body.url, { redirect: 'manual', method: 'HEAD' })).status).toBe(404); // a look ahead uses nothing up
  expect((await fetch(body.url, { redirect: 'manual' })).status).toBe(303);
});

test('CLU-7 pages are shown as long as the key that opened them holds', async () => {
  const { id, secret } = await at.keyFor('clusters:OpenWebPage');
  const { cookie, location } = await visit(secret);
  expect((await page(location, cookie)).status).toBe(200);
  await at.ask(`/v1/access-keys/${id}`, { method: 'DELETE' });
  await expect.poll(async () => (await page(location, cookie)).status, { timeout: 5_000 }).toBe(403);
  const { secret: other } = await at.keyFor('clusters:GetCluster');
  expect((await open(undefined, other)).status).toBe(403);
});

test('CLU-7 RAM-1 behind a proxy pages are shown to whom policies let from there, by TLS', async () => {
  const Condition = { IpAddress: { 'acs:SourceIp': ['203.0.113.0/24'] }, Bool: { 'acs:SecureTransport': ['true'] } };
  const Statement = [{ Effect: 'Allow', Action: ['clusters:OpenWebPage'], Resource: ['*'], Condition }];
  const post = async (path: string, body: object) => (await at.ask(path, { method: 'POST', body })).body;
  const policy = await post('/v1/policies', { name: 'office', document: { Version: '1', Statement } });
  const user = await post('/v1/users', { name: 'li', policies: [policy.id] });
  await at.database.pool.query(`update identity.app_user set state = 'active' where id = $1`, [user.id]);
  const { secret: key } = await post('/v1/access-keys', { userId: user.id });
  const by = (address: string, shown = proxySecret) => ({
    'x-forwarded-for': address,
    'x-forwarded-proto': 'https',
    'x-argosy-proxy': shown,
  });
  const opened = await at.ask(`/v1/clusters/${at.clusterId}/web/open`, {
    method: 'POST',
    key,
    headers: by('203.0.113.9'),
    body: { page: 'resourcemanager-web' },
  });
  expect(opened.status).toBe(200);
  const visited = await fetch(opened.body.url, { redirect: 'manual', headers: by('203.0.113.9') });
  expect(visited.status).toBe(303);
  const [cookie = ''] = (visited.headers.get('set-cookie') ?? '').split(';');
  const statusBy = async (headers: Record<string, string>) =>
    (await page(visited.headers.get('location') ?? '', cookie, { headers })).status;
  expect(await statusBy(by('203.0.113.9'))).toBe(200);
  expect(await statusBy(by('198.51.100.1'))).toBe(403);
  expect(await statusBy(by('203.0.113.9', 'made up'))).toBe(403);
  expect(await statusBy({})).toBe(403);
});

test('CLU-7 nobody sees pages without a cookie of this cluster', async () => {
  const { cookie, location } = await visit();
  for (const wrong of ['', 'argosy_web=x', `${cookie}xxxx`, cookie.replace('argosy_web=', 'argosy_web=A')]) {
    const answer = await page(location, wrong);
    expect([answer.status, await answer.text()], wrong).toEqual([
      403,
      expect.stringContaining('Open the page from the console again'),
    ]);
  }
  const other = location.replace(at.clusterId, 'c-00000000000000000009');
  expect((await page(other, cookie)).status).toBe(403);
  expect(asked).toEqual([]);
});

test('CLU-7 RAM-2 a cluster of another organization is not found, nor its pages once it is theirs', async () => {
  const { cookie, location } = await visit();
  await at.database.pool.query(`update clusters.cluster set organization_id = 'org-of-others'`);
  try {
    expect((await open()).status).toBe(404);
    await expect.poll(async () => (await page(location, cookie)).status, { timeout: 5_000 }).toBe(404);
  } finally {
    await at.database.pool.query(
      `update clusters.cluster set organization_id = (select id from identity.organization limit 1)`,
    );
  }
  await expect.poll(async () => (await page(location, cookie)).status, { timeout: 5_000 }).toBe(200);
});

test('CLU-7 only the daemons of the cluster are dialled', async () => {
  const { cookie } = await visit();
  const { port } = new URL(at.url);
  const base = `/web/${at.clusterId}`;
  for (const other of [
    `127.0.0.1:${port}`,
    `${at.node.address}:8020`,
    `${at.node.address}:22`,
    '127.0.0.1:8088',
    '169.254.169.254:80',
  ])
    expect((await page(`${base}/${other}/`, cookie)).status, other).toBe(404);
  for (const path of [
    `${base}/${authority}@127.0.0.1:${port}/`,
    `${base}/${authority}/../../${at.clusterId}/127.0.0.1:${port}/`,
    `${base}/${authority}/%2e%2e/x`,
    `${base}/${authority}/a/%252e%252e/x`,
    `${base}/${authority}/..;/x`,
    `${base}/localhost:${port}/`,
    `${base}//${authority}/`,
    `http://127.0.0.1:${port}/healthz`,
    '//127.0.0.1/',
  ])
    expect((await raw(path, cookie)).status, path).toBe(404);
  expect((await raw(`${base}/${authority}/`, cookie, { host: 'evil.example' })).status).toBe(421);
  expect(asked).toEqual([]);
});

test('CLU-7 pages are looked at, not used to change something', async () => {
  const { cookie, location } = await visit();
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])
    expect((await page(location, cookie, { method })).status, method).toBe(405);
  const refused = await page(`${location}proxy/application_1/jobs/job/kill/?id=1`, cookie, {
    headers: { accept: '*/*' },
  });
  expect([refused.status, await refused.json()]).toMatchObject([405, { code: 'web_change_refused' }]);
  expect(asked).toEqual([]);
  for (const change of [
    '/logLevel?log=a&level=DEBUG',
    '/logLevel?log=a&%6ceve%6c=DEBUG&x=%zz',
    '/LOGLEVEL?level=a',
    '//fsck?path=/',
    '/fsck;a=b?x',
    '/%66sck',
    '/proxy/a/stages/stage//kill/?id=1',
    '/webhdfs/v1/?OP=GetDelegationToken',
    '/imagetransfer?x',
  ])
    expect(changeIn('GET', change), change).toBeDefined();
  for (const look of [
    '/',
    '/logLevel',
    '/logLevel?log=a',
    '/webhdfs/v1/a?op=OPEN',
    '/cluster/app/x',
    '/jobs/job/?id=1',
    '/fsckers',
  ])
    expect(changeIn('GET', look), look).toBeUndefined();
});

test('CLU-7 redirects lead through the listener, and nowhere else', async () => {
  const { cookie, location } = await visit();
  const to = (there: string) => (serve = (_, response) => response.writeHead(302, { location: there }).end());
  to(`http://${authority}/cluster`);
  expect((await page(location, cookie)).headers.get('location')).toBe(`${location}cluster`);
  to('http://evil.example/');
  const refused = await page(location, cookie);
  expect([refused.status, refused.headers.get('location')]).toEqual([502, null]);
  expect(await refused.text()).toContain('evil.example');
});

test('CLU-7 a link that a script made finds its page by the one that has it', async () => {
  const { cookie, location } = await visit();
  const found = await page('/jmx?qry=a', '', { headers: { referer: `${web}${location}cluster` } });
  expect([found.status, found.headers.get('location')]).toEqual([307, `${location}jmx?qry=a`]);
  expect((await page(`${location}jmx?qry=a`, cookie)).status).toBe(200);
  expect((await page('/jmx', '')).status).toBe(404);
  expect((await page('/jmx', '', { headers: { referer: `http://evil.example${location}` } })).status).toBe(404);
  expect((await page('//evil.example', '', { headers: { referer: `${web}${location}` } })).status).toBe(404);
});

test('CLU-7 compressed pages are rewritten; large ones go through in pieces; files of users are saved, not shown', async () => {
  const { cookie, location } = await visit();
  serve = (_, response) =>
    response.writeHead(200, { 'content-type': 'text/html', 'content-encoding': 'gzip' }).end(gzipSync('<a href="/a">'));
  const zipped = await page(location, cookie);
  expect([zipped.headers.get('content-encoding'), await zipped.text()]).toEqual([null, `<a href="${location}a">`]);
  const line = `${'x'.repeat(1000)}<a href="/b">\n`;
  serve = (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(line.repeat(30_000));
  const before = process.memoryUsage().rss;
  const large = await (await page(location, cookie)).text();
  expect(large.split(`href="${location}b"`)).toHaveLength(30_001);
  expect(process.memoryUsage().rss - before).toBeLessThan(500e6);
  serve = (_, response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end('<script>alert(1)</script><a href="/b">');
  const file = await page(`${location}webhdfs/v1/evil.html?op=OPEN`, cookie);
  expect(file.headers.get('content-type')).toBe('application/octet-stream');
  expect(file.headers.get('content-disposition')).toBe('attachment');
  expect(await file.text()).toBe('<script>alert(1)</script><a href="/b">');
});

test('CLU-7 a daemon that is down, or goes in the middle, is told as such', async () => {
  const { cookie, location } = await visit();
  const down = await page(location.replace(':8088', ':19888'), cookie);
  expect([down.status, await down.text()]).toEqual([
    502,
    expect.stringContaining('jobhistoryserver on master-1 does not answer'),
  ]);
  serve = (_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.write('x'.repeat(10_000));
    setTimeout(() => response.destroy(), 50);
  };
  await expect(page(location, cookie).then((answer) => answer.text())).rejects.toThrow('terminated');
  serve = (_, response) => response.setHeader('content-type', 'text/html').end('there');
  expect(await (await page(location, cookie)).text()).toBe('there');
});

test('CLU-7 what is no page of a cluster that is there is refused with what there is', async () => {
  expect(await open({ page: 'hdfs' })).toMatchObject({
    status: 422,
    body: {
      code: 'web_page_unknown',
      facts: { available: expect.arrayContaining(['namenode-web', 'spark-history-web']) },
    },
  });
  for (const path of ['//evil.example', 'x', '/a b', '/\n'])
    expect((await open({ page: 'namenode-web', path })).status).toBe(422);
  await at.database.pool.query(`update clusters.cluster set state = 'STARTING'`);
  expect(await open()).toMatchObject({ status: 409, body: { code: 'cluster_not_running' } });
  await at.database.pool.query(`update clusters.cluster set state = 'RUNNING'`);
});

test('a path of the listener names a cluster and an address, or nothing', () => {
  expect(parseWebPath('/web/c-1/127.0.0.1:80')).toMatchObject({ kind: 'page', rest: '' });
  expect(parseWebPath('/web/c-1/127.0.0.1:80/a?b=../c')).toMatchObject({ kind: 'page', rest: '/a?b=../c' });
  for (const none of [
    '/',
    '/web',
    '/web/c-1',
    '/web/c-1/',
    '/web/C/127.0.0.1:80/',
    '/web/c-1/127.0.0.1/',
    '/web/c-1/open?ticket=',
    '/web/../web/c-1/127.0.0.1:80/',
  ])
    expect(parseWebPath(none), none).toBeUndefined();
});

test('a daemon is known by the name of its machine, as far as the port tells which', () => {
  const target = (address: string, port: number) => {
    return { authority: `${address}:${port}`, address, port, daemon: 'any', node: 'any' };
  };
  const own = target('127.70.1.11', 8042);
  const all = [
    target('127.70.1.10', 8088),
    target('127.70.1.10', 9864),
    own,
    target('127.70.1.12', 8042),
    target('127.70.1.12', 9864),
  ];
  const named = targetNamed(new Map(all.map((each) => [each.authority, each])), { own, hostNames: ['localhost'] });
  expect(
    ['127.70.1.12:8042', 'LocalHost:8088', 'localhost:8042', 'localhost:9864', 'localhost:22', 'other:8088'].map(named),
  ).toEqual(['127.70.1.12:8042', '127.70.1.10:8088', '127.70.1.11:8042', undefined, undefined, undefined]);
});
