// Signing in over HTTP, as browsers do it: passwords and locks, sessions and their cookies, one-time links, second factors. Real
// database, real argon2id, a clock that is moved.
import { hash } from '@node-rs/argon2';
import { generateSync } from 'otplib';
import { expect, test, vi } from 'vitest';
import { movableClock, type MovableClock } from '@argosy/testkit';
import { openBrowser, type TestBrowser } from '../../test/browser.ts';
import { freshDatabase, type TestDatabase } from '../../test/database.ts';
import { askAt, startTestHttpServer, temporaryHome, type TestAnswer, type TestHttpServer } from '../../test/http.ts';

const good = 'correct horse battery';
const better = 'staple under the moon';

interface Stage extends AsyncDisposable {
  readonly server: TestHttpServer;
  readonly database: TestDatabase;
  readonly clock: MovableClock;
  readonly browser: () => TestBrowser;
}

async function stage(): Promise<Stage> {
  const stack = new AsyncDisposableStack();
  const database = stack.use(await freshDatabase());
  const home = stack.use(await temporaryHome());
  const clock = movableClock();
  const server = stack.use(await startTestHttpServer({ connection: database.connection, home, clock }));
  const browser = () => openBrowser(server.url);
  return { server, database, clock, browser, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

/** An invited user of the owner's organization, or of a new one. */
async function invite({ server, database }: Stage, name: string, alias?: string): Promise<string> {
  const { deps } = server;
  const userId = deps.newId('user');
  const at = deps.clock.now().toString();
  const organizationId = alias === undefined ? await ownOrganization(server) : deps.newId('organization');
  if (alias !== undefined)
    await database.pool.query(
      'insert into identity.organization (id, name, alias, created_at) values ($1, $2, $2, $3)',
      [organizationId, alias, at],
    );
  await database.pool.query(
    `insert into identity.app_user (id, organization_id, name, is_owner, state, created_at)
     values ($1, $2, $3, false, 'invited', $4)`,
    [userId, organizationId, name, at],
  );
  return userId;
}

const ownOrganization = async (server: TestHttpServer): Promise<string> =>
  (await server.ask('/v1/caller')).body.organizationId;

/** A one-time link, made with the owner's key; its token. */
async function linkFor(server: TestHttpServer, userId: string): Promise<string> {
  const made = await server.ask(`/v1/users/${userId}/link`, { method: 'POST', body: {} });
  expect(made.status).toBe(200);
  return tokenIn(made);
}

const tokenIn = ({ body }: TestAnswer): string => new URL(body.url).hash.slice(1);

/** A user who has come in by their link and set a password; and the browser in which they are. */
async function member(at: Stage, name = 'li'): Promise<{ userId: string; browser: TestBrowser }> {
  const userId = await invite(at, name);
  const browser = at.browser();
  const used = await browser.post('/v1/link/use', { token: await linkFor(at.server, userId), password: good });
  expect(used.status).toBe(200);
  return { userId, browser };
}

const signIn = (browser: TestBrowser, account: string, password: string, code?: string): Promise<TestAnswer> =>
  browser.post('/v1/session', { account, password, ...(code !== undefined && { code }) });

const auditOf = async ({ server, database }: Stage, operation: string): Promise<readonly object[]> => {
  await server.identity.flushAudit();
  const { rows } = await database.pool.query<object>(
    `select organization_id, user_id, outcome, code, subject from identity.audit_entry where operation = $1 order by id`,
    [operation],
  );
  return rows;
};

test('RAM-1 the owner comes in by the link of the first start, sets a password, and then signs in with it', async () => {
  await using at = await stage();
  const owner = (await at.server.ask('/v1/caller')).body;
  expect(owner).toMatchObject({ hasPassword: false });
  const token = await linkFor(at.server, owner.userId);
  const browser = at.browser();
  expect((await browser.post('/v1/link/inspect', { token })).body).toMatchObject({
    purpose: 'first_sign_in',
    userName: 'owner',
    needsPassword: false,
    needsCode: false,
  });
  const used = await browser.post('/v1/link/use', { token, password: good });
  expect(used).toMatchObject({ status: 200, body: { userId: owner.userId, isOwner: true, hasPassword: true } });
  expect((await browser.ask('/v1/caller')).body).toEqual(used.body);
  const other = at.browser();
  const signedIn = await signIn(other, 'owner', good);
  expect(signedIn).toMatchObject({ status: 200, body: { userName: 'owner', permissions: ['*'] } });
  expect(signedIn.body.sessionId).not.toBe(used.body.sessionId);
  expect((await signIn(at.browser(), 'owner@default', good)).status).toBe(200);
});

test('a cookie is for this server alone, not for scripts, and not sent along by foreign pages that change something', async () => {
  await using at = await stage();
  const { browser } = await member(at);
  const answer = await signIn(browser, 'li', good);
  const [cookie = ''] = answer.headers.getSetCookie();
  expect(cookie).toMatch(/^argosy_[0-9a-f]{8}=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=2592000$/);
});

test('what changes something needs the token of the session: a foreign page has the cookie alone', async () => {
  await using at = await stage();
  const { browser } = await member(at);
  const withCookie = (headers: Record<string, string>) =>
    browser.ask('/v1/session', { method: 'DELETE', headers: { cookie: browser.cookie(), ...headers } });
  expect(await withCookie({ 'x-csrf-token': '' })).toMatchObject({ status: 403, body: { code: 'csrf_token_missing' } });
  expect(await withCookie({ 'x-csrf-token': 'guessed' })).toMatchObject({ status: 403 });
  // Nor can one sign somebody in: a form cannot send JSON.
  const form = await browser.ask('/v1/session', {
    method: 'POST',
    headers: { 'content-type': 'text/plain' },
    body: JSON.stringify({ account: 'li', password: good }),
  });
  expect(form.status).toBe(415);
  expect((await withCookie({})).status).toBe(200);
});

test('RAM-1 a page of another port cannot put a browser into another session: two cookies are nobody’s', async () => {
  await using at = await stage();
  const { browser } = await member(at, 'li');
  const other = (await member(at, 'developer')).browser;
  const both = `${other.cookie()}; ${browser.cookie()}`; // what a script sets for a longer path comes first
  const refused = await at.browser().ask('/v1/caller', { headers: { cookie: both } });
  expect(refused).toMatchObject({ status: 401, body: { code: 'session_ended' } });
  const [name = ''] = other.cookie().split('=');
  const taken = (path: string) => `${name}=; Path=${path}; HttpOnly; SameSite=Lax; Max-Age=0`;
  expect(refused.headers.getSetCookie()).toEqual(['/v1', '/v1/', '/v1/caller'].map(taken));
  // Signing in goes on, and with what is left the browser is who it was.
  expect((await signIn(at.browser(), 'developer', good)).status).toBe(200);
  expect((await browser.ask('/v1/caller')).body.userName).toBe('li');
});

test('each sign-in has a token of its own and ends the session that the browser had: none can be fixed before', async () => {
  await using at = await stage();
  const { browser } = await member(at);
  const planted = at.browser();
  const before = browser.cookie();
  await signIn(browser, 'li', good);
  expect(browser.cookie()).not.toBe(before);
  expect(await planted.ask('/v1/caller', { headers: { cookie: before } })).toMatchObject({
    status: 401,
    body: { code: 'session_ended' },
  });
  const name = before.split('=', 1)[0] ?? '';
  const answer = await planted.ask('/v1/session', {
    method: 'POST',
    body: { account: 'li', password: good },
    headers: { cookie: `${name}=${'a'.repeat(43)}` },
  });
  expect(answer.headers.getSetCookie()[0]).not.toContain('a'.repeat(43));
});

test('RAM-1 who guesses is told the same of a wrong name, a wrong password, and an account that may not come in', async () => {
  await using at = await stage();
  const { userId } = await member(at);
  await invite(at, 'invited');
  await member(at, 'wang');
  await at.database.pool.query(`update identity.app_user set state = 'suspended' where id = $1`, [userId]);
  const answers = [
    await signIn(at.browser(), 'nobody', good),
    await signIn(at.browser(), 'nobody@nowhere', good),
    await signIn(at.browser(), 'wang', better),
    await signIn(at.browser(), 'li', good),
    await signIn(at.browser(), 'invited', good),
    await signIn(at.browser(), '@', good),
  ];
  const told = answers.map(({ status, body }) => ({ status, body: { ...body, instance: '' } }));
  expect(told[0]).toMatchObject({ status: 401, body: { code: 'credentials_wrong', facts: {} } });
  for (const each of told) expect(each).toEqual(told[0]);
});

test('a name that nobody has costs as much work as a wrong password', async () => {
  await using at = await stage();
  await member(at);
  const work = async (account: string): Promise<number> => {
    const took: number[] = [];
    for (let count = 0; count < 4; count += 1) {
      const before = process.cpuUsage(); // not by the clock, which also tells what else the machine does
      await signIn(at.browser(), account, better);
      const { user, system } = process.cpuUsage(before);
      took.push(user + system);
    }
    return Math.min(...took);
  };
  await signIn(at.browser(), 'first', better); // computes what nobody's password is compared with
  const [known, unknown] = [await work('li'), await work('nobody')];
  expect(unknown).toBeGreaterThan(known / 2);
  expect(known).toBeGreaterThan(unknown / 2);
});

test('RAM-1 every sign-in is in the audit trail of its organization, also one that failed', async () => {
  await using at = await stage();
  const { userId } = await member(at);
  const organizationId = await ownOrganization(at.server);
  for (const [account, password] of [
    ['li', better],
    ['nobody', good],
    ['nobody@nowhere', good],
  ] as const) {
    await signIn(at.browser(), account, password);
    at.clock.advance({ seconds: 1 });
  }
  const { body } = await signIn(at.browser(), 'li', good);
  const failed = { user_id: null, outcome: 'denied', code: 'credentials_wrong' };
  expect(await auditOf(at, 'session_create')).toEqual([
    { ...failed, organization_id: organizationId, subject: userId },
    { ...failed, organization_id: organizationId, subject: null },
    { ...failed, organization_id: null, subject: null },
    { organization_id: organizationId, user_id: userId, outcome: 'allowed', code: null, subject: body.sessionId },
  ]);
});

test('after five failures an account waits, longer each time, also for the right password; success forgets them', async () => {
  await using at = await stage();
  const { userId } = await member(at);
  for (let count = 0; count < 5; count += 1) expect((await signIn(at.browser(), 'li', better)).status).toBe(401);
  const locked = await signIn(at.browser(), 'li', good);
  expect(locked).toMatchObject({ status: 429, body: { code: 'sign_in_locked', facts: { retryAfterSeconds: 1 } } });
  expect(locked.headers.get('retry-after')).toBe('1');
  at.clock.advance({ seconds: 1 });
  expect((await signIn(at.browser(), 'li', better)).status).toBe(401);
  expect((await signIn(at.browser(), 'li', good)).body.facts).toEqual({ retryAfterSeconds: 2 });
  at.clock.advance({ seconds: 2 });
  expect((await signIn(at.browser(), 'li', good)).status).toBe(200);
  const { rows } = await at.database.pool.query('select about, failures from identity.sign_in_failures');
  expect(rows).toEqual([{ about: 'address 127.0.0.1', failures: 6 }]);
  expect(rows).not.toContainEqual(expect.objectContaining({ about: `user ${userId}` }));
});

test('guesses that are sent at once count as many, and a locked account looks at no password', async () => {
  await using at = await stage();
  await member(at);
  const answers = await Promise.all(Array.from({ length: 12 }, () => signIn(at.browser(), 'li', better)));
  const statuses = answers.map(({ status }) => status).toSorted();
  expect(statuses).toEqual([...Array.from({ length: 5 }, () => 401), ...Array.from({ length: 7 }, () => 429)]);
});

test('an address that tries many names waits as well, and holds back nobody at another', async () => {
  await using at = await stage();
  await member(at);
  for (let count = 0; count < 20; count += 1) await signIn(at.browser(), `name-${count}`, better);
  expect((await signIn(at.browser(), 'li', good)).status).toBe(429);
  const { rows } = await at.database.pool.query(
    `select about from identity.sign_in_failures where failures >= 20 and about not like 'address %'`,
  );
  expect(rows).toEqual([]);
  // Once the wait is over, who knows their password makes nobody wait, however many come in after another.
  at.clock.advance({ seconds: 1 });
  for (let count = 0; count < 3; count += 1) expect((await signIn(at.browser(), 'li', good)).status).toBe(200);
});

test('who begins passkeys and other ways to sign in without end keeps nobody else from theirs', async () => {
  await using database = await freshDatabase();
  await using home = await temporaryHome();
  const clock = movableClock();
  const secret = 'a secret of sixteen or more';
  const proxies = { networks: ['127.0.0.1'], secret };
  await using server = await startTestHttpServer({ connection: database.connection, home, clock, proxies });
  const url = server.url.replace('127.0.0.1', 'localhost'); // passkeys are made for names
  const post = (path: string, body: object, address: string) =>
    askAt(url, path, { method: 'POST', body, headers: { 'x-forwarded-for': address, 'x-argosy-proxy': secret } });
  const offer = async (address: string) => (await post('/v1/sign-in/passkey/begin', {}, address)).status;
  for (let count = 0; count < 100; count += 1) expect(await offer('203.0.113.1')).toBe(200);
  expect(await offer('203.0.113.1')).toBe(503);
  expect(await offer('203.0.113.2')).toBe(200);
  const source = await server.ask('/v1/sign-in-sources', {
    method: 'POST',
    body: { name: 'away', oidc: { issuer: 'http://127.0.0.1:1', clientId: 'argosy' } },
  });
  const begin = async (address: string) =>
    (await post('/v1/sign-in/oidc', { sourceId: source.body.id, returnTo: '/' }, address)).body.code;
  expect(await begin('203.0.113.1')).toBe('sign_in_busy'); // nor is the provider asked
  expect(await begin('203.0.113.2')).toBe('sign_in_source_unreachable');
  clock.advance({ minutes: 6 });
  expect(await offer('203.0.113.1')).toBe(200);
});

test('a password is kept as argon2id, and computed anew when its cost is no longer today’s', async () => {
  await using at = await stage();
  const { userId } = await member(at);
  const kept = async () => {
    const { rows } = await at.database.pool.query('select password_hash from identity.app_user where id = $1', [
      userId,
    ]);
    return String(rows[0]?.password_hash);
  };
  expect(await kept()).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  await at.database.pool.query('update identity.app_user set password_hash = $2 where id = $1', [
    userId,
    await hash(good, { memoryCost: 8192, timeCost: 1 }),
  ]);
  expect((await signIn(at.browser(), 'li', good)).status).toBe(200);
  expect(await kept()).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect((await signIn(at.browser(), 'li', good)).status).toBe(200);
});

test('who signs out is out, and their browser forgets the cookie', async () => {
  await using at = await stage();
  const { browser } = await member(at);
  const cookie = browser.cookie();
  const ended = await browser.ask('/v1/session', { method: 'DELETE' });
  expect(ended).toMatchObject({ status: 200, body: { isCurrent: true } });
  expect(ended.headers.getSetCookie()[0]).toContain('Max-Age=0');
  expect((await at.browser().ask('/v1/caller', { headers: { cookie } })).body.code).toBe('session_ended');
});

test('a session ends after twelve hours without use, and after thirty days whatever is done with it', async () => {
  await using at = await stage();
  const { browser } = await member(at);
  const isIn = async () => {
    await new Promise((resolve) => setTimeout(resolve, 950)); // what is remembered for less than a second
    return (await browser.ask('/v1/caller')).status === 200;
  };
  at.clock.advance({ hours: 11, minutes: 59 });
  expect(await isIn()).toBe(true);
  at.clock.advance({ hours: 12 });
  expect(await isIn()).toBe(false);
  await signIn(browser, 'li', good);
  await at.database.pool.query(
    `update identity.session set created_at = created_at - interval '29 days 20 hours' where ended_at is null`,
  );
  at.clock.advance({ hours: 3 });
  expect(await isIn()).toBe(true);
  at.clock.advance({ hours: 2 });
  expect(await isIn()).toBe(false);
});

test('a page that is left open keeps nobody signed in: its stream ends with the session', async () => {
  await using at = await stage();
  const owner = (await at.server.ask('/v1/caller')).body;
  const browser = at.browser();
  await browser.post('/v1/link/use', { token: await linkFor(at.server, owner.userId), password: good });
  const stream = await fetch(`${at.server.url}/v1/events/stream`, {
    headers: { cookie: browser.cookie() },
    signal: AbortSignal.timeout(20_000),
  });
  expect(stream.status).toBe(200);
  const looked = () => new Promise((resolve) => setTimeout(resolve, 2_200)); // the server looks each second
  at.clock.advance({ hours: 11 });
  await looked();
  at.clock.advance({ hours: 2 });
  await stream.text(); // until the server ends it
  expect((await browser.ask('/v1/caller')).body.code).toBe('session_ended');
});

test('the key of a stream that goes on is noted as used when it is used, and not when the server looks at it', async () => {
  await using at = await stage();
  const { id, secret } = (await at.server.ask('/v1/access-keys', { method: 'POST', body: {} })).body;
  const usedAt = async () => {
    const { rows } = await at.database.pool.query('select last_used_at from identity.access_key where id = $1', [id]);
    return rows[0]?.last_used_at as string;
  };
  const stop = new AbortController();
  await fetch(`${at.server.url}/v1/events/stream`, {
    headers: { authorization: `Bearer ${secret}` },
    signal: stop.signal,
  });
  const began = await usedAt();
  at.clock.advance({ hours: 1 });
  await new Promise((resolve) => setTimeout(resolve, 2_200)); // the server looks each second
  expect(await usedAt()).toBe(began);
  expect((await at.server.ask('/v1/caller', { key: secret })).status).toBe(200);
  expect(await usedAt()).not.toBe(began);
  stop.abort();
});

test('who is suspended or deleted is out within a second', async () => {
  await using at = await stage();
  for (const state of ['suspended', 'deleted']) {
    const { userId, browser } = await member(at, `was-${state}`);
    expect((await browser.ask('/v1/caller')).status).toBe(200);
    await at.database.pool.query('update identity.app_user set state = $2 where id = $1', [userId, state]);
    await expect.poll(async () => (await browser.ask('/v1/caller')).status, { timeout: 5_000 }).toBe(401);
  }
});

test('RAM-1 one sees and ends one’s own sessions; those of a user whoever has the permission', async () => {
  await using at = await stage();
  const { userId, browser } = await member(at);
  const phone = at.browser();
  at.clock.advance({ seconds: 1 });
  await signIn(phone, 'li', good);
  const list = await browser.ask('/v1/sessions');
  expect(
    list.body.items.map(({ isCurrent, method }: { isCurrent: boolean; method: string }) => [method, isCurrent]),
  ).toEqual([
    ['password', false],
    ['link', true],
  ]);
  const [{ id }] = list.body.items;
  expect((await browser.post(`/v1/sessions/${id}/revoke`, {})).body).toMatchObject({ id, isCurrent: false });
  expect((await phone.ask('/v1/caller')).status).toBe(401);
  expect(await browser.post(`/v1/sessions/${id}/revoke`, {})).toMatchObject({ status: 404 });

  const other = await member(at, 'wang');
  expect(await other.browser.ask(`/v1/sessions?userId=${userId}`)).toMatchObject({
    status: 403,
    body: { facts: { permission: 'identity:ListSessions', resource: `user/${userId}` } },
  });
  const [{ id: own }] = (await browser.ask('/v1/sessions')).body.items;
  expect(await other.browser.post(`/v1/sessions/${own}/revoke`, {})).toMatchObject({ status: 404 });
  expect(await other.browser.post(`/v1/sessions/${own}/revoke`, { userId })).toMatchObject({ status: 403 });
  expect((await at.server.ask(`/v1/sessions?userId=${userId}`)).body.items).toHaveLength(1);
  await at.server.ask(`/v1/sessions/${own}/revoke`, { method: 'POST', body: { userId } });
  expect((await browser.ask('/v1/caller')).status).toBe(401);
});

test('what is sensitive needs that one has shown within ten minutes who one is; guessing there locks as well', async () => {
  await using at = await stage();
  const { browser } = await member(at);
  at.clock.advance({ minutes: 11 });
  const begin = () => browser.post('/v1/totp');
  expect(await begin()).toMatchObject({ status: 403, body: { code: 'confirmation_needed' } });
  expect(await browser.post('/v1/session/confirm', { password: better })).toMatchObject({
    status: 403,
    body: { code: 'password_wrong' },
  });
  expect((await browser.post('/v1/session/confirm', { password: good })).status).toBe(200);
  expect((await begin()).status).toBe(200);
  for (let count = 0; count < 5; count += 1) await browser.post('/v1/session/confirm', { password: better });
  expect((await browser.post('/v1/session/confirm', { password: good })).status).toBe(429);
});

test('a new password ends all other sessions, and open links', async () => {
  await using at = await stage();
  const { userId, browser } = await member(at);
  const phone = at.browser();
  await signIn(phone, 'li', good);
  const token = await linkFor(at.server, userId);
  for (const [password, code] of [
    ['short', 'password_too_short'],
    ['password123', 'password_too_common'],
    ['li-default-li-default', 'password_too_short'],
  ])
    expect(await browser.post('/v1/password', { password })).toMatchObject({ status: 422, body: { code } });
  expect((await browser.post('/v1/password', { password: better })).status).toBe(200);
  expect((await browser.ask('/v1/caller')).status).toBe(200);
  expect((await phone.ask('/v1/caller')).status).toBe(401);
  expect(await phone.post('/v1/link/inspect', { token })).toMatchObject({ body: { code: 'link_replaced' } });
  expect((await signIn(phone, 'li', good)).status).toBe(401);
  expect((await signIn(phone, 'li', better)).status).toBe(200);
});

test('a link opens once: of two at the same moment one wins', async () => {
  await using at = await stage();
  const token = await linkFor(at.server, await invite(at, 'li'));
  const use = () => at.browser().post('/v1/link/use', { token, password: good });
  const answers = await Promise.all([use(), use(), use()]);
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409]);
  expect(await use()).toMatchObject({ status: 409, body: { code: 'link_used' } });
  const { rows } = await at.database.pool.query('select count(*) as count from identity.session');
  expect(rows).toEqual([{ count: '1' }]);
});

test('a link opens within its time, not after a later one was made, and only with a password that will do', async () => {
  await using at = await stage();
  const userId = await invite(at, 'li');
  const browser = at.browser();
  const reasonOf = async (token: string) => (await browser.post('/v1/link/inspect', { token })).body.code;
  const first = await linkFor(at.server, userId);
  const second = await linkFor(at.server, userId);
  expect(await reasonOf(first)).toBe('link_replaced');
  expect(await reasonOf('unheard-of')).toBe('link_unknown');
  const use = (password?: string) => browser.post('/v1/link/use', { token: second, ...(password && { password }) });
  expect(await use()).toMatchObject({ status: 422, body: { code: 'password_missing' } });
  expect(await use('password123')).toMatchObject({ status: 422 });
  at.clock.advance({ hours: 7 * 24 - 1 });
  expect((await browser.post('/v1/link/inspect', { token: second })).body).toMatchObject({ purpose: 'invitation' });
  at.clock.advance({ hours: 1 });
  expect(await use(good)).toMatchObject({ status: 409, body: { code: 'link_expired' } });
  const third = await linkFor(at.server, userId);
  await at.database.pool.query(`update identity.app_user set state = 'suspended' where id = $1`, [userId]);
  expect(await reasonOf(third)).toBe('link_replaced');
});

test('RAM-1 links are for who needs them: nobody makes one for the owner, another organization’s user, or one suspended', async () => {
  await using at = await stage();
  const owner = (await at.server.ask('/v1/caller')).body.userId;
  const { userId, browser } = await member(at);
  const make = (user: string, body: object = {}) => at.server.ask(`/v1/users/${user}/link`, { method: 'POST', body });
  expect((await browser.post(`/v1/users/${owner}/link`, {})).body.code).toBe('permission_denied');
  await at.database.pool.query(
    `insert into identity.policy_attachment (organization_id, user_id, system_policy, attached_at)
     select organization_id, id, 'ArgosyFullAccess', created_at from identity.app_user where id = $1`,
    [userId],
  );
  await vi.waitFor(
    async () => expect((await browser.post(`/v1/users/${owner}/link`, {})).body.code).toBe('owner_only'),
    { timeout: 5000 }, // what the server remembers of somebody is younger than a second
  );
  expect((await make(await invite(at, 'zhao', 'another'))).body.code).toBe('user_not_found');
  expect((await make(userId, { purpose: 'invitation' })).body.code).toBe('link_purpose_unfit');
  expect((await make(userId)).body).toMatchObject({ purpose: 'password_reset' });
  await at.database.pool.query(`update identity.app_user set state = 'suspended' where id = $1`, [userId]);
  expect((await make(userId)).body.code).toBe('link_purpose_unfit');
});

test('a link is answered once and kept only as a hash; asked again under one key it comes without', async () => {
  await using at = await stage();
  const userId = await invite(at, 'li');
  const make = () =>
    at.server.ask(`/v1/users/${userId}/link`, { method: 'POST', body: {}, headers: { 'idempotency-key': 'k1' } });
  const [made, again] = [await make(), await make()];
  expect(made.body.url).toBe(`${at.server.url}/link#${tokenIn(made)}`);
  const { url: _, ...rest } = made.body;
  expect(again.body).toEqual(rest);
  const { rows } = await at.database.pool.query('select token_hash from identity.sign_in_link');
  expect(rows[0].token_hash.toString('base64url')).not.toContain(tokenIn(made));
  expect(at.server.log()).not.toContain(tokenIn(made));
});

/** Turns the second factor of the browser's user on: its secret and the recovery codes. */
async function withTotp(at: Stage, browser: TestBrowser): Promise<{ secret: string; recoveryCodes: string[] }> {
  const { secret } = (await browser.post('/v1/totp')).body;
  const confirmed = await browser.post('/v1/totp/confirm', { code: codeOf(secret, at) });
  expect(confirmed.status).toBe(200);
  return { secret, recoveryCodes: confirmed.body.recoveryCodes };
}

const codeOf = (secret: string, { clock }: Pick<Stage, 'clock'>, seconds = 0): string =>
  generateSync({ secret, epoch: Math.floor(clock.now().epochMilliseconds / 1000) + seconds });

test('RAM-1 with a second factor on, the password alone opens nothing, and a code opens once', async () => {
  await using at = await stage();
  const { browser } = await member(at);
  const begun = await browser.post('/v1/totp');
  expect(begun.body.uri).toMatch(/^otpauth:\/\/totp\/Argosy:li%40default\?secret=/);
  expect((await signIn(at.browser(), 'li', good)).status).toBe(200); // begun only
  const { secret } = begun.body;
  expect(await browser.post('/v1/totp/confirm', { code: '000000' })).toMatchObject({ status: 401 });
  expect((await browser.post('/v1/totp/confirm', { code: codeOf(secret, at) })).body.recoveryCodes).toHaveLength(10);
  expect(await browser.post('/v1/totp')).toMatchObject({ status: 409, body: { code: 'totp_on' } });
  const phone = at.browser();
  expect((await signIn(phone, 'li', good)).body.code).toBe('second_factor_needed');
  // the one that turned it on was used by that
  expect((await signIn(phone, 'li', good, codeOf(secret, at))).body.code).toBe('second_factor_wrong');
  at.clock.advance({ seconds: 30 });
  const code = codeOf(secret, at);
  expect((await signIn(phone, 'li', good, `${code.slice(0, 3)} ${code.slice(3)}`)).status).toBe(200);
  expect((await signIn(phone, 'li', good, code)).body.code).toBe('second_factor_wrong');
  at.clock.advance({ seconds: 30 });
  expect((await signIn(phone, 'li', better, codeOf(secret, at))).body.code).toBe('credentials_wrong');
  const [first, second] = await Promise.all([
    signIn(at.browser(), 'li', good, codeOf(secret, at)),
    signIn(at.browser(), 'li', good, codeOf(secret, at)),
  ]);
  expect([first.status, second.status].toSorted()).toEqual([200, 401]);
  const { rows } = await at.database.pool.query(
    'select sealed_totp from identity.app_user where sealed_totp is not null',
  );
  expect(rows[0].sealed_totp.toString('latin1')).not.toContain(secret);
});

test('codes are guessed under the same lock; asking without one counts as nothing and takes no wait back', async () => {
  await using at = await stage();
  const { browser } = await member(at);
  await withTotp(at, browser);
  for (let count = 0; count < 8; count += 1)
    expect((await signIn(at.browser(), 'li', good)).body.code).toBe('second_factor_needed');
  for (let count = 0; count < 5; count += 1)
    expect((await signIn(at.browser(), 'li', good, '000000')).body.code).toBe('second_factor_wrong');
  expect((await signIn(at.browser(), 'li', good, '000000')).status).toBe(429);
});

test('a recovery code opens once, in place of the app’s; new ones take the place of the old', async () => {
  await using at = await stage();
  const { browser } = await member(at);
  const { recoveryCodes } = await withTotp(at, browser);
  const [first = '', second = ''] = recoveryCodes;
  expect(first).toMatch(/^[a-z2-9]{4}(-[a-z2-9]{4}){3}$/);
  expect((await signIn(at.browser(), 'li', good, first.toUpperCase())).status).toBe(200);
  expect((await signIn(at.browser(), 'li', good, first)).body.code).toBe('second_factor_wrong');
  expect((await browser.ask('/v1/sign-in')).body).toMatchObject({ hasTotp: true, recoveryCodesLeft: 9 });
  const renewed = (await browser.post('/v1/recovery-codes')).body.recoveryCodes;
  expect((await signIn(at.browser(), 'li', good, second)).body.code).toBe('second_factor_wrong');
  expect((await signIn(at.browser(), 'li', good, renewed[0])).status).toBe(200);
});

test('a link does not go around the second factor', async () => {
  await using at = await stage();
  const { userId, browser } = await member(at);
  const { secret } = await withTotp(at, browser);
  const token = await linkFor(at.server, userId);
  at.clock.advance({ seconds: 30 });
  const use = (code?: string) =>
    at.browser().post('/v1/link/use', { token, password: better, ...(code !== undefined && { code }) });
  expect((await use()).body.code).toBe('second_factor_needed');
  expect((await use('000000')).body.code).toBe('second_factor_wrong');
  expect((await use(codeOf(secret, at))).status).toBe(200);
  expect((await browser.ask('/v1/caller')).status).toBe(401); // the password is another: all sessions before have ended
});

test('RAM-1 a second factor goes with a code of it, or for who lost it by whoever may; never the owner’s', async () => {
  await using at = await stage();
  const { userId, browser } = await member(at);
  const { recoveryCodes } = await withTotp(at, browser);
  const remove = (body: object, by = browser) => by.post('/v1/totp/remove', body);
  expect((await remove({})).body.code).toBe('second_factor_needed');
  expect((await remove({ userId, code: '000000' })).body.code).toBe('permission_denied');
  expect((await remove({ code: recoveryCodes[0] })).body).toMatchObject({ hasTotp: false, recoveryCodesLeft: 0 });
  expect((await signIn(at.browser(), 'li', good)).status).toBe(200);

  await withTotp(at, browser);
  const owner = at.browser();
  const ownerId = (await at.server.ask('/v1/caller')).body.userId;
  await owner.post('/v1/link/use', { token: await linkFor(at.server, ownerId), password: good });
  expect((await remove({ userId }, owner)).body).toMatchObject({ userId, hasTotp: false });
  expect((await remove({ userId: ownerId }, owner)).body.code).toBe('second_factor_needed');
});

test('RAM-1 nobody takes the second factor from who may more than they do', async () => {
  await using at = await stage();
  const { userId, browser } = await member(at);
  await withTotp(at, browser);
  const helper = await member(at, 'helper');
  const attach = (policy: string, to: string) =>
    at.server.ask(`/v1/policies/${policy}/attach`, { method: 'POST', body: { userId: to } });
  const Statement = [{ Effect: 'Allow', Action: 'identity:*', Resource: '*' }];
  await at.server.ask('/v1/policies', {
    method: 'POST',
    body: { name: 'people', document: { Version: '1', Statement } },
  });
  await attach('people', helper.userId);
  await attach('ArgosyDevelopAccess', userId);
  const remove = () => helper.browser.post('/v1/totp/remove', { userId });
  expect(await remove()).toMatchObject({ status: 403, body: { code: 'gives_more_than_held' } });
  expect((await browser.ask('/v1/sign-in')).body).toMatchObject({ hasTotp: true });
  const detach = { method: 'POST', body: { userId } };
  expect((await at.server.ask('/v1/policies/ArgosyDevelopAccess/detach', detach)).status).toBe(200);
  expect((await remove()).body).toMatchObject({ userId, hasTotp: false });
});

test('with a code shown the session has the second factor, from the moment it was', async () => {
  await using at = await stage();
  const { browser } = await member(at);
  const current = async () => (await browser.ask('/v1/sessions')).body.items[0];
  expect(await current()).toMatchObject({ hasSecondFactor: false });
  const { secret } = await withTotp(at, browser);
  expect(await current()).toMatchObject({ hasSecondFactor: true });
  at.clock.advance({ minutes: 11 });
  expect((await browser.post('/v1/session/confirm', { code: codeOf(secret, at) })).status).toBe(200);
  expect((await browser.post('/v1/recovery-codes')).status).toBe(200);
});

test('what is about a browser’s person cannot be done with an access key', async () => {
  await using at = await stage();
  expect(await at.server.ask('/v1/password', { method: 'POST', body: { password: better } })).toMatchObject({
    status: 403,
    body: { code: 'session_needed' },
  });
});

test('neither passwords nor codes nor tokens stand in the log', async () => {
  await using at = await stage();
  const { browser } = await member(at);
  const { secret, recoveryCodes } = await withTotp(at, browser);
  await signIn(at.browser(), 'li', better, recoveryCodes[0]);
  const log = at.server.log();
  for (const text of [good, better, secret, ...recoveryCodes, browser.cookie().split('=')[1]])
    expect(log).not.toContain(text);
});
