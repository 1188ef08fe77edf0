// Other servers that vouch for people, against real ones: OpenLDAP of Debian, an OpenID Connect provider of npm.
import { expect, test } from 'vitest';
import { openBrowser, type TestBrowser } from '../../test/browser.ts';
import { freshDatabase, type TestDatabase } from '../../test/database.ts';
import { startTestHttpServer, temporaryHome, type TestAnswer, type TestHttpServer } from '../../test/http.ts';
import { startProvider, type TestProvider } from '../../test/oidc.ts';
import { baseDn, readerDn, readerPassword, startDirectory, type TestDirectory } from '../../test/openldap.ts';

interface Stage extends AsyncDisposable {
  readonly server: TestHttpServer;
  readonly database: TestDatabase;
  readonly browser: () => TestBrowser;
  readonly make: (body: object) => Promise<TestAnswer>;
}

async function stage(): Promise<Stage> {
  const stack = new AsyncDisposableStack();
  const database = stack.use(await freshDatabase());
  const home = stack.use(await temporaryHome());
  const server = stack.use(await startTestHttpServer({ connection: database.connection, home }));
  return {
    server,
    database,
    browser: () => openBrowser(server.url),
    make: (body) => server.ask('/v1/sign-in-sources', { method: 'POST', body }),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

const ldapOf = (directory: TestDirectory, more: object = {}) => ({
  name: 'Company',
  ldap: {
    url: directory.tlsUrl,
    certificate: directory.certificate,
    bindDn: readerDn,
    baseDn: `ou=people,${baseDn}`,
    ...more,
  },
  secret: readerPassword,
  makesUsers: true,
});

const oidcOf = ({ issuer, clientId, secret }: TestProvider, more: object = {}) => ({
  name: 'Provider',
  oidc: { issuer, clientId, groupClaim: 'groups' },
  secret,
  makesUsers: true,
  ...more,
});

const callback = (server: TestHttpServer): string => `${server.url}/v1/sign-in/oidc/callback`;

/** Signs in by the provider's page, as `name`; answers what the callback answered. */
async function signInAt(
  { browser, provider, sourceId }: { browser: TestBrowser; provider: TestProvider; sourceId: string },
  name: string | undefined,
  returnTo = '/clusters',
): Promise<TestAnswer> {
  const begun = await browser.post('/v1/sign-in/oidc', { sourceId, returnTo });
  expect(begun.status).toBe(200);
  return browser.ask(await provider.walk(begun.body.url, name));
}

async function makeGroup({ server, database }: Stage, name: string): Promise<string> {
  const id = `grp-${name}`;
  await database.pool.query(
    `insert into identity.user_group (id, organization_id, name, description, created_at) values ($1, $2, $3, '', now())`,
    [id, (await server.ask('/v1/caller')).body.organizationId, name],
  );
  return id;
}

const groupsOf = async ({ database }: Stage, userId: string): Promise<readonly string[]> => {
  const { rows } = await database.pool.query<{ group_id: string }>(
    'select group_id from identity.group_member where user_id = $1 order by group_id',
    [userId],
  );
  return rows.map((row) => row.group_id);
};

/** The facts about somebody, oldest first. */
const factsAbout = async ({ database }: Stage, subject: string): Promise<readonly string[]> => {
  const { rows } = await database.pool.query<{ type: string }>(
    `select replace(type, 'identity.', '') as type from platform.event where subject = $1 order by id`,
    [subject],
  );
  return rows.map(({ type }) => type);
};

/** A user of the owner's organization who is signed in by password. */
async function member(
  { server, database, browser }: Stage,
  name: string,
): Promise<{ userId: string; browser: TestBrowser }> {
  const userId = server.deps.newId('user');
  await database.pool.query(
    `insert into identity.app_user (id, organization_id, name, is_owner, state, created_at) values ($1, $2, $3, false, 'invited', now())`,
    [userId, (await server.ask('/v1/caller')).body.organizationId, name],
  );
  const link = await server.ask(`/v1/users/${userId}/link`, { method: 'POST', body: {} });
  const theirs = browser();
  await theirs.post('/v1/link/use', { token: new URL(link.body.url).hash.slice(1), password: 'correct horse battery' });
  return { userId, browser: theirs };
}

test('RAM-1 whom a directory knows signs in over ldaps and becomes a user once; a wrong password is refused', async () => {
  await using at = await stage();
  await using directory = await startDirectory();
  await directory.add('li.wei', 'in the directory', { displayName: 'Li Wei', mail: 'li.wei@example.com' });
  const { id: sourceId } = (await at.make(ldapOf(directory, { displayNameAttribute: 'displayName' }))).body;
  const offer = await at.browser().post('/v1/sign-in/offer', { account: 'li.wei' });
  expect(offer.body.items).toEqual([{ id: sourceId, kind: 'ldap', name: 'Company' }]);
  const signIn = (account: string, password: string) =>
    at.browser().post('/v1/session', { sourceId, account, password });
  expect(await signIn('li.wei', 'another')).toMatchObject({ status: 401, body: { code: 'credentials_wrong' } });
  expect(await signIn('nobody', 'in the directory')).toMatchObject({ status: 401 });
  const first = await signIn('li.wei', 'in the directory');
  expect(first).toMatchObject({ status: 200, body: { userName: 'li.wei', displayName: 'Li Wei', hasPassword: false } });
  const again = await signIn('li.wei', 'in the directory');
  expect(again.body.userId).toBe(first.body.userId);
  expect(await factsAbout(at, again.body.userId)).toEqual(['user_created', 'session_created', 'session_created']);
  // the password is the directory's alone
  expect((await at.browser().post('/v1/session', { account: 'li.wei', password: 'in the directory' })).status).toBe(
    401,
  );
});

test('a name that would change the search is nothing but a name, and an empty password opens nothing', async () => {
  await using at = await stage();
  await using directory = await startDirectory();
  await directory.add('li', 'in the directory');
  await directory.add('wang', 'another one');
  const { id: sourceId } = (await at.make(ldapOf(directory))).body;
  for (const account of ['*', 'l*', 'li)(uid=*', 'nobody)(|(uid=li', '\\6ci'])
    expect(await at.browser().post('/v1/session', { sourceId, account, password: 'in the directory' })).toMatchObject({
      status: 401,
      body: { code: 'credentials_wrong' },
    });
  expect(await at.browser().post('/v1/session', { sourceId, account: 'li', password: '' })).toMatchObject({
    status: 422,
  });
});

test('StartTLS encrypts before anything is said; a certificate that nobody vouches for is refused', async () => {
  await using at = await stage();
  await using directory = await startDirectory();
  await directory.add('li', 'in the directory');
  const starts = { url: directory.url, startTls: true };
  const { id: sourceId } = (await at.make(ldapOf(directory, starts))).body;
  const test = async (id: string) => (await at.server.ask(`/v1/sign-in-sources/${id}/test`, { method: 'POST' })).body;
  expect(await test(sourceId)).toEqual({ answers: true });
  const signIn = (id: string) =>
    at.browser().post('/v1/session', { sourceId: id, account: 'li', password: 'in the directory' });
  expect((await signIn(sourceId)).status).toBe(200);
  const unknown = await at.make({ ...ldapOf(directory, { ...starts, certificate: undefined }), name: 'Unknown' });
  expect(await test(unknown.body.id)).toMatchObject({ answers: false });
  expect(await signIn(unknown.body.id)).toMatchObject({ status: 503, body: { code: 'sign_in_source_unreachable' } });
  const wrong = await at.make({ ...ldapOf(directory), name: 'Wrong', secret: 'not the password' });
  expect(await test(wrong.body.id)).toEqual({ answers: false, problem: `${readerDn} or its password is wrong` });
});

test('a test of a directory finds what would keep people from signing in, and says it in the language of who asks', async () => {
  await using at = await stage();
  await using directory = await startDirectory();
  const refused = await at.make(ldapOf(directory, { filter: '(uid={name}' }));
  expect(refused).toMatchObject({ status: 422, body: { code: 'sign_in_source_filter_unreadable' } });
  const tested = async (name: string, more: object, headers: Record<string, string> = {}) => {
    const { id } = (await at.make({ ...ldapOf(directory, more), name })).body;
    return (await at.server.ask(`/v1/sign-in-sources/${id}/test`, { method: 'POST', headers })).body;
  };
  const nobody = `nobody below ou=people,${baseDn} fits the filter`;
  expect(await tested('Empty', {})).toEqual({ answers: false, problem: nobody });
  await directory.add('li', 'in the directory');
  await directory.add('wang', 'in the directory');
  expect(await tested('Two', {})).toEqual({ answers: true });
  expect(await tested('Other people', { filter: '(&(uid={name})(title=manager))' })).toMatchObject({ problem: nobody });
  const unknown = await tested('Unknown', { subjectAttribute: 'objectGUID' });
  expect(unknown.problem).toBe('nobody who fits the filter has objectGUID, or its account may not read it');
  expect(await tested('By its DN', { subjectAttribute: 'dn', filter: 'uid={name}' })).toEqual({ answers: true });
  expect((await tested('Nobody', { bindDn: 'reader' })).problem).toBe('reader is no distinguished name');
  const elsewhere = await tested('Elsewhere', { baseDn: `ou=none,${baseDn}` }, { 'accept-language': 'zh' });
  expect(elsewhere.problem).toBe(`ou=none,${baseDn} 不存在，或其账号无权查看`);
});

test('while a directory is away nobody is locked out: not one person, and not all of an address', async () => {
  await using at = await stage();
  await using directory = await startDirectory();
  await directory.add('li', 'in the directory');
  const { id: sourceId } = (await at.make(ldapOf(directory))).body;
  const away = await at.make({ ...ldapOf(directory, { url: 'ldap://127.0.0.1:9', startTls: true }), name: 'Away' });
  const signIn = (id: string, account = 'li') =>
    at.browser().post('/v1/session', { sourceId: id, account, password: 'in the directory' });
  const answers = [];
  for (let count = 0; count < 6; count += 1) answers.push((await signIn(away.body.id)).body.code);
  for (let count = 0; count < 20; count += 1) answers.push((await signIn(away.body.id, `person-${count}`)).body.code);
  expect(new Set(answers)).toEqual(new Set(['sign_in_source_unreachable']));
  expect((await signIn(sourceId)).status).toBe(200);
});

test('groups of the directory become groups here, and are kept in step at each sign-in', async () => {
  await using at = await stage();
  await using directory = await startDirectory();
  const dn = await directory.add('li', 'in the directory');
  const operators = `cn=operators,${baseDn}`;
  await directory.asAdmin((client) =>
    client.add(operators, { objectClass: 'groupOfNames', cn: 'operators', member: dn }),
  );
  const [everybody, ours] = [await makeGroup(at, 'everybody'), await makeGroup(at, 'ours')];
  const made = await at.make({
    ...ldapOf(directory, { groupAttribute: 'memberOf' }),
    defaultGroups: [everybody],
    groupMap: { [operators]: ours },
  });
  const signIn = () =>
    at.browser().post('/v1/session', { sourceId: made.body.id, account: 'li', password: 'in the directory' });
  const { userId } = (await signIn()).body;
  expect(await groupsOf(at, userId)).toEqual([everybody, ours]);
  await directory.asAdmin((client) => client.del(operators));
  await signIn();
  expect(await groupsOf(at, userId)).toEqual([everybody]);
  expect(await factsAbout(at, everybody)).toEqual(['group_member_added']);
  expect(await factsAbout(at, ours)).toEqual(['group_member_added', 'group_member_removed']);
  expect((await at.make({ ...ldapOf(directory), name: 'x', defaultGroups: ['grp-none'] })).body).toMatchObject({
    code: 'sign_in_source_group_unknown',
    facts: { groupId: 'grp-none' },
  });
});

test('a directory knows a password alone: a second factor that is on is asked for, and guesses are locked', async () => {
  await using at = await stage();
  await using directory = await startDirectory();
  await directory.add('li', 'in the directory');
  const { id: sourceId } = (await at.make(ldapOf(directory))).body;
  const signIn = (password: string) => at.browser().post('/v1/session', { sourceId, account: 'li', password });
  const { userId } = (await signIn('in the directory')).body;
  await at.database.pool.query(
    `update identity.app_user set sealed_totp = '\\x00', totp_confirmed_at = now() where id = $1`,
    [userId],
  );
  expect((await signIn('in the directory')).body.code).toBe('second_factor_needed');
  for (let count = 0; count < 5; count += 1) expect((await signIn('guess')).status).toBe(401);
  expect((await signIn('in the directory')).status).toBe(429);
});

test('RAM-1 a person of a directory has one lock, however their name is written; one whom it does not know too', async () => {
  await using at = await stage();
  await using directory = await startDirectory();
  await directory.add('li wei', 'in the directory', { mail: 'li@example.com' });
  await directory.add('wang', 'another one', { mail: 'wang@example.com' });
  const filter = '(|(uid={name})(mail={name}))';
  const { id: sourceId } = (await at.make(ldapOf(directory, { filter, nameAttribute: 'mail' }))).body;
  const signIn = (account: string, password: string) =>
    at.browser().post('/v1/session', { sourceId, account, password });
  // All of these are the same person to OpenLDAP.
  const spellings = ['li wei', 'LI  WEI', 'ｌｉ wei', 'li@example.com', 'LI@EXAMPLE.COM'];
  for (const each of spellings) expect((await signIn(each, 'in the directory')).status).toBe(200);
  const guesses = [];
  for (const each of spellings) guesses.push((await signIn(each, 'a guess')).status);
  for (const each of [...spellings, 'Li@Example.com']) guesses.push((await signIn(each, 'in the directory')).status);
  expect(guesses).toEqual([...Array(5).fill(401), ...Array(6).fill(429)]);
  const unknown = [];
  for (const each of ['zhao', 'ZHAO', 'ｚｈａｏ', 'zhao ', 'zháo', ' zhao'])
    unknown.push((await signIn(each, 'x')).status);
  expect(unknown).toEqual([...Array(5).fill(401), 429]);
  expect((await signIn('wang', 'another one')).status).toBe(200);
  // Whose lock has gone and who then comes in begins anew under each of their names.
  await at.database.pool.query('delete from identity.sign_in_failures');
  for (let count = 0; count < 4; count += 1) await signIn('li wei', 'a guess');
  expect((await signIn('li@example.com', 'in the directory')).status).toBe(200);
  for (let count = 0; count < 4; count += 1) expect((await signIn('li@example.com', 'a guess')).status).toBe(401);
  expect((await signIn('li@example.com', 'in the directory')).status).toBe(200);
});

test('RAM-1 whom a provider knows signs in by its page and comes back to the page they wanted', async () => {
  await using at = await stage();
  await using provider = await startProvider(callback(at.server), () => ({
    groups: ['staff'],
    email: 'x@example.com',
  }));
  const staff = await makeGroup(at, 'staff');
  const { id: sourceId } = (await at.make(oidcOf(provider, { groupMap: { staff } }))).body;
  expect((await at.server.ask(`/v1/sign-in-sources/${sourceId}/test`, { method: 'POST' })).body).toEqual({
    answers: true,
  });
  const browser = at.browser();
  const back = await signInAt({ browser, provider, sourceId }, 'li.wei@example.com');
  expect(back.status).toBe(303);
  expect(back.headers.get('location')).toBe('/clusters');
  const caller = (await browser.ask('/v1/caller')).body;
  expect(caller).toMatchObject({ userName: 'li.wei', displayName: 'li.wei@example.com' });
  expect(await groupsOf(at, caller.userId)).toEqual([staff]);
  const other = at.browser();
  await signInAt({ browser: other, provider, sourceId }, 'li.wei@example.com');
  expect((await other.ask('/v1/caller')).body.userId).toBe(caller.userId);
  expect((await other.ask('/v1/sessions')).body.items.map(({ method }: { method: string }) => method)).toEqual([
    'oidc',
    'oidc',
  ]);
  expect((await other.ask('/v1/sign-in')).body.sources).toMatchObject([{ sourceId, name: 'Provider' }]);
  await at.server.identity.flushAudit();
  const { rows } = await at.database.pool.query(
    `select user_id, outcome from identity.audit_entry where operation = 'oidc_finish' order by id`,
  );
  expect(rows).toEqual(Array.from({ length: 2 }, () => ({ user_id: caller.userId, outcome: 'allowed' })));
});

test('nobody is sent to another server, wherever they wanted to come back to', async () => {
  await using at = await stage();
  await using provider = await startProvider(callback(at.server));
  const { id: sourceId } = (await at.make(oidcOf(provider))).body;
  for (const returnTo of [
    '//evil.example',
    '/\\evil.example',
    'https://evil.example/',
    '/\t/evil.example',
    'javascript:alert(1)',
  ]) {
    const back = await signInAt({ browser: at.browser(), provider, sourceId }, 'li', returnTo);
    expect(back.headers.get('location')).toBe('/');
  }
});

test('what was begun is finished once, in the browser in which it was begun', async () => {
  await using at = await stage();
  await using provider = await startProvider(callback(at.server));
  const { id: sourceId } = (await at.make(oidcOf(provider))).body;
  const stale = '/sign-in?problem=oidc_stale';
  const begin = async (browser: TestBrowser) =>
    provider.walk((await browser.post('/v1/sign-in/oidc', { sourceId })).body.url, 'li');
  const [attacker, victim] = [at.browser(), at.browser()];
  const theirs = await begin(attacker);
  const fixed = await victim.ask(theirs); // a link that would sign the victim in as the attacker
  expect(fixed.headers.get('location')).toBe(stale);
  expect((await victim.ask('/v1/caller')).status).toBe(401);
  const own = await begin(victim);
  expect((await victim.ask(own)).headers.get('location')).toBe('/');
  expect((await victim.ask(own)).headers.get('location')).toBe(stale);
  const again = await begin(victim);
  const forged = new URL(again);
  forged.searchParams.set('code', 'made-up');
  expect((await victim.ask(forged.href)).headers.get('location')).toBe('/sign-in?problem=oidc_refused');
  const declined = await signInAt({ browser: at.browser(), provider, sourceId }, undefined);
  expect(declined.headers.get('location')).toBe('/sign-in?problem=oidc_refused');
});

test('nobody becomes somebody else by a name or an address that they chose at the source', async () => {
  await using at = await stage();
  await using provider = await startProvider(callback(at.server), () => ({ email: 'owner@example.com' }));
  const { id: sourceId } = (await at.make(oidcOf(provider))).body;
  await at.database.pool.query(`update identity.app_user set email = 'owner@example.com'`);
  const browser = at.browser();
  const back = await signInAt({ browser, provider, sourceId }, 'owner');
  expect(back.headers.get('location')).toBe('/sign-in?problem=external_name_unfit');
  expect((await browser.ask('/v1/caller')).status).toBe(401);
});

test('where a source makes no users, one signs in once it is linked; the owner is vouched for by nobody', async () => {
  await using at = await stage();
  await using provider = await startProvider(callback(at.server));
  await using directory = await startDirectory();
  await directory.add('li', 'in the directory');
  const oidc = (await at.make(oidcOf(provider, { makesUsers: false }))).body.id;
  const ldap = (await at.make({ ...ldapOf(directory), makesUsers: false })).body.id;
  const { userId, browser } = await member(at, 'li');
  const before = await signInAt({ browser: at.browser(), provider, sourceId: oidc }, 'li');
  expect(before.headers.get('location')).toBe('/sign-in?problem=external_identity_unknown');
  const begun = await browser.post(`/v1/sign-in-sources/${oidc}/link`, {});
  expect((await browser.ask(await provider.walk(begun.body.url, 'li'))).headers.get('location')).toBe('/account');
  const link = (name: string, password: string) => browser.post(`/v1/sign-in-sources/${ldap}/link`, { name, password });
  expect((await link('li', 'wrong')).body.code).toBe('password_wrong');
  expect((await link('li', 'in the directory')).status).toBe(200);
  const phone = at.browser();
  await signInAt({ browser: phone, provider, sourceId: oidc }, 'li');
  expect((await phone.ask('/v1/caller')).body.userId).toBe(userId);
  const desk = at.browser();
  await desk.post('/v1/session', { sourceId: ldap, account: 'li', password: 'in the directory' });
  expect((await desk.ask('/v1/caller')).body.userId).toBe(userId);

  const other = await member(at, 'wang');
  const taken = await other.browser.post(`/v1/sign-in-sources/${ldap}/link`, {
    name: 'li',
    password: 'in the directory',
  });
  expect(taken).toMatchObject({ status: 409, body: { code: 'external_identity_taken' } });
  await at.database.pool.query('update identity.app_user set is_owner = true where id = $1', [other.userId]);
  await directory.add('wang', 'in the directory');
  expect(
    await other.browser.post(`/v1/sign-in-sources/${ldap}/link`, { name: 'wang', password: 'in the directory' }),
  ).toMatchObject({ status: 403, body: { code: 'owner_not_vouched' } });
  expect((await browser.post(`/v1/sign-in-sources/${oidc}/unlink`)).status).toBe(204);
  const after = await signInAt({ browser: at.browser(), provider, sourceId: oidc }, 'li');
  expect(after.headers.get('location')).toBe('/sign-in?problem=external_identity_unknown');
  const told = async (operation: string) =>
    (await at.server.ask(`/v1/audit-entries?outcome=allowed&operation=${operation}`)).body.items[0].changes;
  await at.server.identity.flushAudit();
  expect(await told('sign_in_source_link')).toMatchObject({ after: { subject: expect.any(String) } });
  expect(await told('sign_in_source_unlink')).toEqual({ before: { sourceId: oidc }, after: {} });
  expect((await factsAbout(at, userId)).filter((type) => type.startsWith('sign_in_source_'))).toEqual([
    'sign_in_source_linked',
    'sign_in_source_linked',
    'sign_in_source_unlinked',
  ]);
});

test('a secret goes in and never comes out; a source is changed, turned off and deleted', async () => {
  await using at = await stage();
  const ldap = { url: 'ldaps://directory.example', baseDn };
  const body = { name: 'Company', ldap, secret: 'very secret' };
  const made = await at.make(body);
  expect(made.body).toMatchObject({ kind: 'ldap', hasSecret: true, isEnabled: true, ldap: { filter: '(uid={name})' } });
  expect((await at.make(body)).body.code).toBe('sign_in_source_name_taken');
  const path = `/v1/sign-in-sources/${made.body.id}`;
  const put = (changed: object) => at.server.ask(path, { method: 'PUT', body: { name: 'Company', ...changed } });
  expect((await put({ ldap, isEnabled: false })).body).toMatchObject({ hasSecret: true, isEnabled: false });
  const moved = { ldap: { ...ldap, url: 'ldaps://evil.example' } };
  expect((await put(moved)).body.code).toBe('sign_in_source_secret_needed');
  expect((await put({ ...moved, secret: 'another' })).status).toBe(200);
  await put({ ldap, secret: 'very secret', isEnabled: false });
  expect((await put({ oidc: { issuer: 'https://provider.example', clientId: 'x' } })).body.code).toBe(
    'sign_in_source_kind_fixed',
  );
  expect((await at.browser().post('/v1/sign-in/offer', {})).body.items).toEqual([]);
  const { rows } = await at.database.pool.query('select sealed_secret from identity.sign_in_source');
  expect(rows[0].sealed_secret.toString('latin1')).not.toContain('very secret');
  const answers = [await at.server.ask(path), await at.server.ask('/v1/sign-in-sources')].map((each) =>
    JSON.stringify(each.body),
  );
  expect([...answers, at.server.log()].join()).not.toContain('very secret');
  expect((await at.server.ask(path, { method: 'DELETE' })).status).toBe(200);
  expect((await at.server.ask(path)).status).toBe(404);
});

test('RAM-2 what another organization names is reached in the public internet only, and encrypted', async () => {
  await using at = await stage();
  await using directory = await startDirectory();
  const clear = { url: 'ldap://directory.example', baseDn };
  expect((await at.make({ name: 'a', ldap: clear })).body.code).toBe('sign_in_source_insecure');
  expect((await at.make({ name: 'b', oidc: { issuer: 'http://provider.example', clientId: 'x' } })).body.code).toBe(
    'sign_in_source_insecure',
  );
  expect((await at.make({ name: 'c', ldap: { url: directory.url, baseDn } })).status).toBe(200);
  await at.database.pool.query('update identity.organization set is_provider = false');
  expect((await at.make({ name: 'd', ldap: { url: directory.url, baseDn } })).body.code).toBe(
    'sign_in_source_insecure',
  );
  for (const source of [
    { name: 'e', ldap: ldapOf(directory).ldap },
    { name: 'f', oidc: { issuer: 'https://127.0.0.1:1', clientId: 'x' } },
  ]) {
    const { id } = (await at.make(source)).body;
    const { body } = await at.server.ask(`/v1/sign-in-sources/${id}/test`, { method: 'POST' });
    expect(body).toEqual({ answers: false, problem: '127.0.0.1 is not in the public internet' });
  }
});
