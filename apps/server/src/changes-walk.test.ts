// Walks the contract as people who carry out everything that changes something (RAM-1): the entry of each in the trail says what
// the thing was and became, and what is of identity leaves a fact, or the operation stands below with the reason why not. No secret is
// in any of them.
import { createHash } from 'node:crypto';
import { generateSync } from 'otplib';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { allOperations } from '@argosy/contract';
import { isMutating } from '@argosy/contract/operation';
import { invariant } from '@argosy/kernel/errors';
import { openBrowser, type TestBrowser } from '../test/browser.ts';
import { askAt, type TestRequest } from '../test/http.ts';
import { startTestServer, type TestServer } from '../test/server.ts';

interface Changes {
  readonly before?: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
}

/** What somebody would learn nothing from, and why. */
const untold: Readonly<Record<string, string>> = {
  session_confirm: 'shows anew who somebody is, and changes nothing of them',
  totp_begin: 'nothing is on until it is confirmed',
  oidc_begin: 'sends a browser on its way; who comes back is told',
  passkey_begin: 'asks a device; what it answers is told',
  passkey_offer: 'asks a device; who signs in is told',
  release_install: 'asks for work, of which its facts tell',
  job_run: 'starts a run, which is kept with all it was started with',
  run_rerun: 'starts a run',
  plan_run: 'starts a plan run, which is kept with all it was started with',
  plan_run_rerun: 'starts a plan run',
  job_kill: 'ends a run, which tells so itself',
  plan_run_kill: 'ends a plan run, which tells so itself',
};

/** What needs more than a server, and the tests that have it and look. */
const elsewhere: Readonly<Record<string, string>> = {
  passkey_create: 'identity/passkeys.test.ts',
  passkey_delete: 'identity/passkeys.test.ts',
  passkey_use: 'identity/passkeys.test.ts',
  sign_in_source_link: 'identity/sign-in-sources.test.ts',
  sign_in_source_unlink: 'identity/sign-in-sources.test.ts',
  hdfs_file_put: 'test/e2e/one-node/keeps-files.ts',
  hdfs_folder_make: 'test/e2e/one-node/keeps-files.ts',
  hdfs_file_move: 'test/e2e/one-node/keeps-files.ts',
  hdfs_file_delete: 'test/e2e/one-node/keeps-files.ts',
};

/** What was done, and what has to be found of it. */
const told: Readonly<Record<string, Changes>> = {
  user_create: { after: { name: 'li', state: 'invited', groups: ['ops'], policies: ['ArgosyReadOnlyAccess'] } },
  user_update: { before: { displayName: 'Li' }, after: { displayName: 'Li Wei' } },
  user_delete: { before: { name: 'zhao', state: 'invited' }, after: {} },
  profile_update: { before: {}, after: { language: 'zh' } },
  group_create: { after: { name: 'ops' } },
  group_update: { before: { name: 'ops' }, after: { name: 'operators' } },
  group_delete: { before: { name: 'operators' }, after: {} },
  group_member_add: { before: {}, after: { member: { name: 'wang' } } },
  group_member_remove: { before: { member: { name: 'wang' } }, after: {} },
  role_create: { after: { name: 'mender', trusted: [{ kind: 'user', name: 'owner' }] } },
  role_update: { before: { maxSessionSeconds: 3600 }, after: { maxSessionSeconds: 7200 } },
  role_assume: { after: { roleId: expect.any(String), expiresAt: expect.any(String) } },
  role_delete: { before: { name: 'mender' }, after: {} },
  contact_create: { after: { name: 'NOC', phone: '1' } },
  contact_update: { before: { phone: '1' }, after: { phone: '2' } },
  contact_delete: { before: { phone: '2' }, after: {} },
  policy_create: { after: { name: 'mine', document: { Version: '1' } } },
  policy_version_create: { before: { defaultVersion: 1 }, after: { defaultVersion: 2, version: 2 } },
  policy_version_use: { before: { defaultVersion: 2 }, after: { defaultVersion: 1 } },
  policy_version_delete: { before: { version: 2 }, after: {} },
  policy_attach: { before: { policies: [] }, after: { of: { kind: 'user', name: 'wang' }, policies: ['mine'] } },
  policy_detach: { before: { policies: ['mine'] }, after: { policies: [] } },
  policy_delete: { before: { name: 'mine' }, after: {} },
  organization_update: { before: { name: 'default' }, after: { name: 'Argosy' } },
  organization_create: { after: { alias: 'customer', owner: { name: 'first' } } },
  ownership_transfer: { before: { owner: { name: 'owner' } }, after: { owner: { name: 'wang' } } },
  access_key_create: { after: { permissions: ['identity:Get*'], state: 'active' } },
  access_key_update: { before: { state: 'active' }, after: { state: 'disabled' } },
  access_key_rotate: { after: { permissions: ['identity:Get*'], replaces: expect.any(String) } },
  access_key_delete: { before: { permissions: ['identity:Get*'], state: 'disabled' }, after: {} },
  user_link_create: { after: { user: 'wang', purpose: 'invitation' } },
  owner_link_create: { after: { user: 'first', purpose: 'invitation' } },
  link_use: { after: { password: 'set', method: 'link', state: 'open' } },
  session_create: { after: { method: 'password', state: 'open' } },
  session_revoke: { before: { state: 'open' }, after: { state: 'ended' } },
  session_end: { before: { state: 'open' }, after: { state: 'ended' } },
  password_set: { before: { password: 'set' }, after: { password: 'set anew' } },
  totp_confirm: { before: { secondFactor: 'off' }, after: { secondFactor: 'on' } },
  recovery_code_renew: { after: { recoveryCodes: 'made anew' } },
  totp_remove: { before: { secondFactor: 'on' }, after: { secondFactor: 'off' } },
  sign_in_source_create: { after: { name: 'ours', secret: 'kept' } },
  sign_in_source_update: { before: { name: 'ours' }, after: { name: 'theirs', secret: 'given anew' } },
  sign_in_source_delete: { before: { name: 'theirs' }, after: {} },
  cluster_create: { after: { name: 'nightly', configuration: ['hdfs core-site.xml fs.s3a.secret.key'] } },
  cluster_update: { before: { deletionProtection: false }, after: { deletionProtection: true } },
  cluster_release: { before: { state: 'STARTING' }, after: { state: 'TERMINATING' } },
  server_drain: {
    before: { clusters: [{ state: 'TERMINATING' }, { state: 'STARTING' }] },
    after: { clusters: [{ state: 'TERMINATING' }, { state: 'TERMINATING' }] },
  },
  file_put: { after: { sizeBytes: 6 } },
  file_delete: { before: { sizeBytes: 6 }, after: {} },
  job_create: { after: { name: 'job', version: 1, kind: 'shell', environment: ['TOKEN'] } },
  job_update: { before: { version: 1 }, after: { version: 2, rewritten: ['command', 'environment'] } },
  job_delete: { before: { name: 'job', version: 2 }, after: {} },
  plan_create: { after: { name: 'plan', parameters: ['token'], scheduleState: 'active' } },
  plan_update: { before: { version: 1 }, after: { version: 2, rewritten: ['parameters'] } },
  plan_pause: { before: { scheduleState: 'active' }, after: { scheduleState: 'paused' } },
  plan_resume: { before: { scheduleState: 'paused' }, after: { scheduleState: 'active' } },
  plan_delete: { before: { name: 'plan' }, after: {} },
};

const stack = new AsyncDisposableStack();
let server: TestServer;
const entries = new Map<string, Changes | null>();
/** The facts that each left, of identity alone: what else happens meanwhile is not its doing. */
const facts = new Map<string, readonly string[]>();
/** What must be found nowhere in the trail. */
const secrets: string[] = [
  'correct horse battery',
  'staple under the moon',
  'hidden-in-a-job',
  'hidden-in-a-plan',
  'hidden-in-a-client',
  'hidden-in-a-cluster',
];
const requestId = (operation: string) => `changes-${operation}`;

beforeAll(async () => {
  server = stack.use(await startTestServer());
  await people();
  await things();
  const { rows } = await vi.waitFor(async () => {
    const found = await server.database.pool.query<{ operation: string; changes: Changes | null }>(
      `select operation, changes from identity.audit_entry where starts_with(request_id, 'changes-')`,
    );
    invariant(found.rows.length === Object.keys(told).length, 'each has its entry');
    return found;
  }, 10_000);
  for (const { operation, changes } of rows) entries.set(operation, changes);
});
afterAll(() => stack.disposeAsync());

/** Carries `operation` out at `path`, as the owner or as a browser does, and answers with what came back. */
async function carryOut(
  operation: string,
  path: string,
  body?: unknown,
  { by, ...request }: TestRequest & { readonly by?: TestBrowser } = {},
) {
  const declared = allOperations.find(({ id }) => id === operation);
  const headers = { 'x-request-id': requestId(operation) };
  const asked = { method: declared?.method ?? '', headers, ...(body !== undefined && { body }), ...request };
  const before = await factsOfIdentity();
  const answer = await (by ? by.ask(path, asked) : askAt(server.url, path, { key: server.key, ...asked }));
  expect([200, 204], `${operation}: ${JSON.stringify(answer.body)}`).toContain(answer.status);
  facts.set(operation, (await factsOfIdentity()).slice(before.length));
  return answer.body;
}

async function factsOfIdentity(): Promise<readonly string[]> {
  const { rows } = await server.database.pool.query<{ type: string }>(
    `select type from platform.event where starts_with(type, 'identity.') order by id`,
  );
  return rows.map(({ type }) => type);
}

async function people(): Promise<void> {
  const document = { Version: '1', Statement: [{ Effect: 'Allow', Action: 'identity:Get*', Resource: '*' }] };
  await carryOut('organization_update', '/v1/organization/update', { name: 'Argosy' });
  const customer = await carryOut('organization_create', '/v1/organizations', {
    name: 'A customer',
    alias: 'customer',
    ownerName: 'first',
  });
  const ofOwner = await carryOut('owner_link_create', `/v1/organizations/${customer.id}/owner-link`, {});
  secrets.push(ofOwner.url.split('#')[1]);

  await carryOut('group_create', '/v1/groups', { name: 'ops' });
  const policies = ['ArgosyReadOnlyAccess'];
  await carryOut('user_create', '/v1/users', { name: 'li', displayName: 'Li', groups: ['ops'], policies });
  await carryOut('user_update', '/v1/users/li/update', { displayName: 'Li Wei' });
  for (const name of ['wang', 'zhao']) await server.ask('/v1/users', { method: 'POST', body: { name } });
  await carryOut('user_delete', '/v1/users/zhao');
  await carryOut('group_member_add', '/v1/groups/ops/members/wang');
  await carryOut('group_member_remove', '/v1/groups/ops/members/wang');
  await carryOut('group_update', '/v1/groups/ops/update', { name: 'operators' });
  await carryOut('group_delete', '/v1/groups/operators');

  await carryOut('role_create', '/v1/roles', { name: 'mender', trustedUsers: ['owner'] });
  await carryOut('role_update', '/v1/roles/mender/update', { maxSessionSeconds: 7200 });
  secrets.push((await carryOut('role_assume', '/v1/roles/mender/assume', {})).secret);
  await carryOut('role_delete', '/v1/roles/mender');

  const contact = { kind: 'network', name: 'NOC', phone: '1', email: 'noc@example.com' };
  const { id: contactId } = await carryOut('contact_create', '/v1/contacts', contact);
  await carryOut('contact_update', `/v1/contacts/${contactId}/update`, { phone: '2' });
  await carryOut('contact_delete', `/v1/contacts/${contactId}`);

  await carryOut('policy_create', '/v1/policies', { name: 'mine', document });
  await carryOut('policy_version_create', '/v1/policies/mine/versions', { document });
  await carryOut('policy_version_use', '/v1/policies/mine/versions/1/use');
  await carryOut('policy_version_delete', '/v1/policies/mine/versions/2');
  await carryOut('policy_attach', '/v1/policies/mine/attach', { userId: 'wang' });
  await carryOut('policy_detach', '/v1/policies/mine/detach', { userId: 'wang' });
  await carryOut('policy_delete', '/v1/policies/mine');

  const key = await carryOut('access_key_create', '/v1/access-keys', {
    permissions: ['identity:Get*'],
    userId: 'wang',
  });
  const ofWang = { userId: 'wang' };
  const rotated = await carryOut('access_key_rotate', `/v1/access-keys/${key.id}/rotate`, ofWang);
  await carryOut('access_key_update', `/v1/access-keys/${key.id}/update`, { ...ofWang, state: 'disabled' });
  await carryOut('access_key_delete', `/v1/access-keys/${key.id}?userId=wang`);
  secrets.push(key.secret, rotated.secret);

  const oidc = { issuer: 'https://sign-in.example', clientId: 'argosy' };
  const source = { name: 'ours', oidc, secret: 'hidden-in-a-client' };
  const { id: sourceId } = await carryOut('sign_in_source_create', '/v1/sign-in-sources', source);
  await carryOut('sign_in_source_update', `/v1/sign-in-sources/${sourceId}`, { ...source, name: 'theirs' });
  await carryOut('sign_in_source_delete', `/v1/sign-in-sources/${sourceId}`);
  await inABrowser();
}

async function inABrowser(): Promise<void> {
  const made = await carryOut('user_link_create', '/v1/users/wang/link', {});
  const token = made.url.split('#')[1];
  const by = openBrowser(server.url);
  await carryOut('link_use', '/v1/link/use', { token, password: 'correct horse battery' }, { by });
  await carryOut('profile_update', '/v1/profile/update', { language: 'zh' }, { by });
  await carryOut('password_set', '/v1/password', { password: 'staple under the moon' }, { by });
  const other = openBrowser(server.url);
  const account = { account: 'wang@default', password: 'staple under the moon' };
  const session = await carryOut('session_create', '/v1/session', account, { by: other });
  await carryOut('session_revoke', `/v1/sessions/${session.sessionId}/revoke`, {}, { by });
  const { body: totp } = await by.post('/v1/totp');
  const confirmed = await carryOut('totp_confirm', '/v1/totp/confirm', { code: generateSync(totp) }, { by });
  const { recoveryCodes } = await carryOut('recovery_code_renew', '/v1/recovery-codes', undefined, { by });
  await carryOut('totp_remove', '/v1/totp/remove', { code: recoveryCodes[0] }, { by });
  secrets.push(token, totp.secret, ...confirmed.recoveryCodes, ...recoveryCodes);
  secrets.push(...[by, other].map((each) => each.cookie().split('=')[1] ?? ''));
  await carryOut('session_end', '/v1/session', undefined, { by });
}

async function things(): Promise<void> {
  const nodeGroups = [{ role: 'master', machineType: 'local.medium' }];
  const key = { component: 'hdfs', file: 'core-site.xml', key: 'fs.s3a.secret.key', value: 'hidden-in-a-cluster' };
  await carryOut('cluster_create', '/v1/clusters', { name: 'nightly', nodeGroups, configuration: [key] });
  await carryOut('cluster_update', '/v1/clusters/nightly/update', { deletionProtection: true });
  const body = { deletionProtection: false };
  await server.ask('/v1/clusters/nightly/update', { method: 'POST', body });
  await carryOut('cluster_release', '/v1/clusters/nightly/release');
  const further = await server.ask('/v1/clusters', { method: 'POST', body: { name: 'further', nodeGroups } });
  invariant(further.status === 200, JSON.stringify(further.body));
  await carryOut('server_drain', '/v1/server/drain');

  const content = 'select';
  const sha256 = createHash('sha256').update(content).digest('hex');
  await carryOut('file_put', `/v1/files/${sha256}`, content);
  await carryOut('file_delete', `/v1/files/${sha256}`);

  const job = { name: 'job', kind: 'shell', command: 'true', environment: { TOKEN: 'hidden' } };
  await carryOut('job_create', '/v1/jobs', job);
  const changed = { ...job, command: 'curl -u me:hidden-in-a-job', environment: { TOKEN: 'hidden-in-a-job' } };
  await carryOut('job_update', '/v1/jobs/job/update', { spec: changed });
  await carryOut('job_delete', '/v1/jobs/job');

  const spec = {
    name: 'plan',
    parameters: { token: 'hidden' },
    cluster: { nodeGroups },
    jobs: [{ name: 'a', kind: 'shell', command: 'true' }],
    schedule: { cron: '0 3 * * *' },
  };
  await carryOut('plan_create', '/v1/plans', { spec });
  await carryOut('plan_update', '/v1/plans/plan/update', {
    spec: { ...spec, parameters: { token: 'hidden-in-a-plan' } },
  });
  await carryOut('plan_pause', '/v1/plans/plan/pause');
  await carryOut('plan_resume', '/v1/plans/plan/resume');
  await carryOut('plan_delete', '/v1/plans/plan');
  await carryOut('ownership_transfer', '/v1/organization/transfer-ownership', { userId: 'wang' });
}

test.each(allOperations.filter(isMutating).map(({ id }) => id))(
  'RAM-1 %s is told in the trail with what changed, or there is a reason why not',
  (id) => {
    expect([id in told, id in untold, id in elsewhere].filter(Boolean), 'in one of the three lists').toHaveLength(1);
    expect(entries.has(id)).toBe(id in told);
    expect(entries.get(id) ?? {}).toMatchObject(told[id] ?? {});
  },
);

const ofIdentity = allOperations.filter((each) => isMutating(each) && each.permission.startsWith('identity:'));
test.each(ofIdentity.map(({ id }) => id).filter((id) => id in told))(
  '%s leaves a fact, so that pages about it change by themselves',
  (id) => expect(facts.get(id)).toHaveLength(1),
);

test('no secret is told in the trail or in a fact', async () => {
  const { rows } = await server.database.pool.query<{ told: string }>(
    `select coalesce(string_agg(audit_entry::text, ' '), '') ||
       (select string_agg(event::text, ' ') from platform.event) as told from identity.audit_entry`,
  );
  expect(secrets.every((secret) => secret.length >= 10)).toBe(true);
  expect(secrets.filter((secret) => rows[0]?.told.includes(secret))).toEqual([]);
});
