// People over HTTP: users, groups, roles, keys, contacts, organizations, and what each of them comes to be allowed (RAM-1, RSP-1).
import { expect, test } from 'vitest';
import { openBrowser } from '../../test/browser.ts';
import { allow, deny, idOf, startPeople, type TestPerson } from '../../test/people.ts';

const denied = (permission: string) => ({ status: 403, body: { code: 'permission_denied', facts: { permission } } });
const refused = (status: number, code: string) => ({ status, body: { code } });
const statusOf = async (person: TestPerson) => (await person.ask('/v1/caller')).status;
const remove = (path: string) => [path, { method: 'DELETE' }] as const;

test('RAM-1 a user is made with groups and policies, suspended, brought back and deleted', async () => {
  await using people = await startPeople();
  const { owner } = people;
  await owner.post('/v1/groups', { name: '运维' });
  await owner.post('/v1/policies/ArgosyReadOnlyAccess/attach', { groupId: '运维' });
  const made = await owner.post('/v1/users', {
    name: 'li',
    displayName: '李',
    email: 'li@example.com',
    language: 'zh',
    groups: ['运维'],
    policies: ['ArgosySupportAccess'],
  });
  expect(made.body).toMatchObject({
    state: 'invited',
    isOwner: false,
    hasSecondFactor: false,
    groups: [{ name: '运维' }],
    policies: [{ id: 'ArgosySupportAccess', kind: 'system' }],
  });
  expect(await owner.post('/v1/users', { name: 'li' })).toMatchObject(refused(409, 'user_name_taken'));
  expect((await owner.ask('/v1/users?text=EXAMPLE.com')).body.items).toMatchObject([{ name: 'li' }]);
  expect((await owner.ask('/v1/users?state=active')).body.items).toMatchObject([{ name: 'owner' }]);

  // Their key works only once they have signed in, and not while they are suspended.
  const { secret: key } = (await owner.post('/v1/access-keys', { userId: 'li' })).body;
  const status = async () => (await people.server.ask('/v1/users', { key })).status;
  expect(await status()).toBe(401);
  expect(await owner.post('/v1/users/li/update', { state: 'active' })).toMatchObject(
    refused(409, 'user_not_suspended'),
  );
  await people.activate(made.body.id);
  await expect.poll(status).toBe(200);
  expect((await owner.post('/v1/users/li/update', { state: 'suspended', email: '' })).body).toMatchObject({
    state: 'suspended',
    displayName: '李',
  });
  expect(await status()).toBe(401);
  // Without ever having signed in they wait for their link again.
  expect((await owner.post('/v1/users/li/update', { state: 'active' })).body).toMatchObject({ state: 'invited' });
  await people.activate(made.body.id);
  const shown = (await owner.ask('/v1/users/li')).body;
  expect(shown.lastSeenAt).toBeTypeOf('string');
  expect('email' in shown).toBe(false);

  expect((await owner.ask(...remove('/v1/users/li'))).body).toMatchObject({ state: 'deleted' });
  expect(await status()).toBe(401);
  expect(await owner.ask('/v1/users/li')).toMatchObject(refused(404, 'user_not_found'));
  expect((await owner.ask('/v1/groups/运维')).body.memberCount).toBe(0);
  expect((await owner.ask('/v1/policies/ArgosySupportAccess/attachments')).body.items).toEqual([]);
  expect((await owner.ask('/v1/users?state=deleted')).body.items).toMatchObject([{ id: made.body.id, name: 'li' }]);
  expect(idOf(await owner.post('/v1/users', { name: 'li' }))).not.toBe(made.body.id);
});

test('RAM-1 the owner stays, and nobody suspends or deletes themselves', async () => {
  await using people = await startPeople();
  const admin = await people.person('admin', allow('*'));
  for (const who of [people.owner, admin]) {
    expect(await who.post('/v1/users/owner/update', { state: 'suspended' })).toMatchObject(
      refused(409, 'owner_protected'),
    );
    expect(await who.ask(...remove('/v1/users/owner'))).toMatchObject(refused(409, 'owner_protected'));
  }
  expect(await admin.ask(...remove('/v1/users/admin'))).toMatchObject(refused(409, 'own_user_protected'));
  expect((await admin.post('/v1/users/owner/update', { displayName: 'The owner' })).status).toBe(200);
});

test('RAM-1 without any policy one has one’s own account, of which a denial takes away', async () => {
  await using people = await startPeople();
  const li = await people.person('li');
  const wang = await people.person('wang');
  expect((await li.post('/v1/profile/update', { displayName: '李', language: 'zh' })).body).toMatchObject({
    name: 'li',
  });
  expect((await li.ask('/v1/caller')).body).toMatchObject({ displayName: '李', language: 'zh' });
  const key = await li.post('/v1/access-keys');
  expect((await li.ask('/v1/access-keys')).body.items).toHaveLength(2);
  expect((await li.ask(...remove(`/v1/access-keys/${key.body.id}`))).status).toBe(200);

  for (const path of ['/v1/users', '/v1/policies', '/v1/organization', '/v1/users/li'])
    expect((await li.ask(path)).body.code).toBe('permission_denied');
  expect(await li.post('/v1/access-keys', { userId: 'wang' })).toMatchObject({
    status: 403,
    body: { facts: { permission: 'identity:CreateAccessKey', resource: `user/${wang.id}` } },
  });
  expect(await li.ask('/v1/access-keys?userId=wang')).toMatchObject(denied('identity:ListAccessKeys'));
  for (const ofWang of [`/v1/access-keys/${wang.accessKeyId}?userId=wang`, `/v1/access-keys/${wang.accessKeyId}`])
    expect([403, 404]).toContain((await li.ask(...remove(ofWang))).status);
  expect(await statusOf(wang)).toBe(200);

  await people.policy('no-keys', deny('identity:CreateAccessKey'));
  await people.owner.post('/v1/policies/no-keys/attach', { userId: 'li' });
  expect(await li.post('/v1/access-keys')).toMatchObject({
    status: 403,
    body: { code: 'policy_denies', facts: { policy: 'no-keys', statement: 0 } },
  });
});

test('RAM-1 what is attached to a group holds for its members, at once and as long as they are', async () => {
  await using people = await startPeople();
  const { owner } = people;
  const li = await people.person('li');
  await owner.post('/v1/groups', { name: 'readers', description: 'who look' });
  const users = async () => (await li.ask('/v1/users')).status;
  await owner.post('/v1/groups/readers/members/li');
  expect(await users()).toBe(403);
  await owner.post('/v1/policies/ArgosyReadOnlyAccess/attach', { groupId: 'readers' });
  expect(await users()).toBe(200);
  expect((await owner.ask('/v1/groups/readers/members')).body.items).toMatchObject([{ name: 'li', state: 'active' }]);
  expect((await owner.post('/v1/groups/readers/members/li')).body.memberCount).toBe(1); // twice is once
  expect((await owner.ask(...remove('/v1/groups/readers/members/li'))).body.memberCount).toBe(0);
  expect(await users()).toBe(403);
  expect(await owner.ask(...remove('/v1/groups/readers/members/li'))).toMatchObject(
    refused(404, 'group_member_not_found'),
  );
  await owner.post('/v1/groups/readers/members/li');
  expect((await owner.post('/v1/groups/readers/update', { name: 'lookers' })).body).toMatchObject({
    name: 'lookers',
    description: 'who look',
  });
  expect((await owner.ask(...remove('/v1/groups/lookers'))).status).toBe(204);
  expect(await users()).toBe(403);
  for (let index = 0; index < 11; index += 1) await owner.post('/v1/groups', { name: `g${index}` });
  for (let index = 0; index < 10; index += 1) await owner.post(`/v1/groups/g${index}/members/li`);
  expect(await owner.post('/v1/groups/g10/members/li')).toMatchObject(refused(409, 'groups_limit_reached'));
});

test('RAM-1 what happens to people is heard by who may look at them, and by nobody else', async () => {
  await using people = await startPeople();
  const li = await people.person('li', allow('platform:ListEvents'));
  const wang = await people.person('wang', allow(['platform:ListEvents', 'identity:GetGroup']));
  await people.owner.post('/v1/groups', { name: 'ops' });
  const heard = async (who: TestPerson) =>
    (await who.ask('/v1/events')).body.items.map(({ type }: { type: string }) => type);
  const ofThemself = ['identity.user_created', 'identity.access_key_created'];
  await expect.poll(() => heard(wang)).toEqual([...ofThemself, 'identity.group_created']); // once nothing older can still commit
  expect(await heard(li)).toEqual(ofThemself);
});

test('RAM-1 a policy forbids a thing by whatever a request calls it, also in a list of them', async () => {
  await using people = await startPeople();
  const { owner } = people;
  const admins = idOf(await owner.post('/v1/groups', { name: 'admins' }));
  await owner.post('/v1/groups', { name: 'others' });
  const li = await people.person('li', allow('identity:*'), deny('identity:*', `acs:identity:*:*:group/${admins}`));
  for (const group of ['admins', admins]) {
    expect((await li.ask(`/v1/groups/${group}`)).body.code).toBe('policy_denies');
    expect((await li.post(`/v1/groups/${group}/members/li`)).body.code).toBe('policy_denies');
    expect((await li.post('/v1/users', { name: 'other', groups: ['others', group] })).body.code).toBe('policy_denies');
  }
  expect((await li.ask('/v1/groups')).body.items).toMatchObject([{ name: 'others' }]);
  expect((await li.post('/v1/users', { name: 'other', groups: ['others'] })).status).toBe(200);
});

test('RAM-1 a user has two keys: the second takes the place of the first, which tells whether it is still used', async () => {
  await using people = await startPeople();
  const li = await people.person('li');
  await li.ask('/v1/caller');
  const rotated = await li.post(`/v1/access-keys/${li.accessKeyId}/rotate`);
  expect(rotated.body).toMatchObject({
    permissions: ['*'],
    replaces: { id: li.accessKeyId, lastUsedFrom: '127.0.0.1', state: 'active' },
  });
  expect(rotated.body.replaces.lastUsedAt).toBeTypeOf('string');
  expect(rotated.body.replaces.secret).toBe(undefined);
  expect(await li.post(`/v1/access-keys/${li.accessKeyId}/rotate`)).toMatchObject(
    refused(409, 'access_key_limit_reached'),
  );
  const second = { key: rotated.body.secret as string };
  const turn = (id: string, state: string, key = second.key) =>
    people.server.ask(`/v1/access-keys/${id}/update`, { method: 'POST', key, body: { state } });
  expect(await turn(rotated.body.id, 'disabled')).toMatchObject(refused(409, 'access_key_in_use'));
  expect((await turn(li.accessKeyId, 'disabled')).body.state).toBe('disabled');
  expect(await statusOf(li)).toBe(401);
  expect((await turn(li.accessKeyId, 'active')).body.state).toBe('active');
  expect(await statusOf(li)).toBe(200);
  expect((await li.ask('/v1/access-keys')).body.items).toMatchObject([
    { id: rotated.body.id, lastUsedFrom: '127.0.0.1' },
    { id: li.accessKeyId, lastUsedFrom: '127.0.0.1' },
  ]);
});

test('RAM-1 a key that was limited does not rotate one that may more', async () => {
  await using people = await startPeople();
  const li = await people.person('li');
  const narrow = await li.post('/v1/access-keys', {
    permissions: ['identity:RotateAccessKey', 'identity:UpdateAccessKey'],
  });
  const rotate = (id: string) =>
    people.server.ask(`/v1/access-keys/${id}/rotate`, { method: 'POST', key: narrow.body.secret, body: {} });
  expect(await rotate(li.accessKeyId)).toMatchObject(denied('*'));
});

test('RAM-1 keys of others are made and ended by who may so on that user, and on no other', async () => {
  await using people = await startPeople();
  const li = await people.person('li');
  const wang = await people.person('wang');
  const helper = await people.person('helper', allow('identity:*AccessKey*', `acs:identity:*:*:user/${li.id}`));
  expect((await helper.ask('/v1/access-keys?userId=li')).body.items).toMatchObject([{ id: li.accessKeyId }]);
  const made = await helper.post('/v1/access-keys', { userId: 'li' });
  expect((await people.server.ask('/v1/caller', { key: made.body.secret })).body.userName).toBe('li');
  expect((await helper.ask(...remove(`/v1/access-keys/${li.accessKeyId}?userId=li`))).status).toBe(200);
  expect(await statusOf(li)).toBe(401);
  expect(await helper.post('/v1/access-keys', { userId: wang.id })).toMatchObject(denied('identity:CreateAccessKey'));
  // Named as one's own, another's is not there.
  expect(await helper.ask(...remove(`/v1/access-keys/${wang.accessKeyId}`))).toMatchObject(
    refused(404, 'access_key_not_found'),
  );
});

// --- policies ------------------------------------------------------------------------------------------------------

test('RAM-1 a policy has five versions, of which one holds for all it is attached to', async () => {
  await using people = await startPeople();
  const { owner } = people;
  const li = await people.person('li');
  const document = (...Statement: object[]) => ({ document: { Version: '1', Statement } });
  await people.policy('looks', allow('identity:ListUsers'));
  await owner.post('/v1/policies/looks/attach', { userId: 'li' });
  const may = async () => [(await li.ask('/v1/users')).status, (await li.ask('/v1/groups')).status];
  expect(await may()).toEqual([200, 403]);
  const second = await owner.post('/v1/policies/looks/versions', document(allow('identity:ListGroups')));
  expect(second.body).toMatchObject({
    defaultVersion: 2,
    document: { Statement: [{ Action: ['identity:ListGroups'] }] },
  });
  expect(await may()).toEqual([403, 200]);
  const kept = { ...document(allow('identity:List*')), isDefault: false };
  for (const _ of [3, 4, 5])
    expect((await owner.post('/v1/policies/looks/versions', kept)).body).toMatchObject({ defaultVersion: 2 });
  expect(await owner.post('/v1/policies/looks/versions', kept)).toMatchObject(
    refused(409, 'policy_versions_limit_reached'),
  );
  expect(await may()).toEqual([403, 200]);
  await owner.post('/v1/policies/looks/versions/3/use');
  expect(await may()).toEqual([200, 200]);
  expect(await owner.ask(...remove('/v1/policies/looks/versions/3'))).toMatchObject(
    refused(409, 'policy_version_in_use'),
  );
  expect((await owner.ask(...remove('/v1/policies/looks/versions/2'))).status).toBe(200);
  expect(await owner.post('/v1/policies/looks/versions/2/use')).toMatchObject(refused(404, 'policy_version_not_found'));
  const { items } = (await owner.ask('/v1/policies/looks/versions')).body;
  expect(items.map(({ number, isDefault }: { number: number; isDefault: boolean }) => [number, isDefault])).toEqual([
    [5, false],
    [4, false],
    [3, true],
    [1, false],
  ]);
  expect(await owner.ask(...remove('/v1/policies/looks'))).toMatchObject(refused(409, 'policy_attached'));
  expect((await owner.ask('/v1/policies/looks/attachments')).body.items).toMatchObject([{ kind: 'user', name: 'li' }]);
  await owner.post('/v1/policies/looks/detach', { userId: 'li' });
  expect(await may()).toEqual([403, 403]);
  expect(await owner.post('/v1/policies/looks/detach', { userId: 'li' })).toMatchObject(
    refused(404, 'policy_not_attached'),
  );
  expect((await owner.ask(...remove('/v1/policies/looks'))).status).toBe(204);
  expect(await owner.ask('/v1/policies/looks')).toMatchObject(refused(404, 'policy_not_found'));
});

test('RAM-1 the policies of the system are there for everybody, and stay as they are', async () => {
  await using people = await startPeople();
  const { owner } = people;
  for (const name of ['a', 'b', 'c']) await people.policy(name, allow('*'));
  const seen: string[] = [];
  let cursor = '';
  do {
    const { body } = await owner.ask(`/v1/policies?limit=2${cursor && `&cursor=${cursor}`}`);
    seen.push(...body.items.map(({ name }: { name: string }) => name));
    cursor = body.cursor ?? '';
  } while (cursor !== '');
  expect(seen).toEqual([
    'ArgosyFullAccess',
    'ArgosyReadOnlyAccess',
    'ArgosyDevelopAccess',
    'ArgosyFinanceAccess',
    'ArgosySupportAccess',
    'c',
    'b',
    'a',
  ]);
  const chinese = { headers: { 'accept-language': 'zh' } };
  expect((await owner.ask('/v1/policies/ArgosyReadOnlyAccess', chinese)).body.description).toMatch('可查看全部');
  expect((await owner.ask('/v1/policies?kind=own&text=B')).body.items).toMatchObject([{ name: 'b' }]);
  expect(await owner.ask(...remove('/v1/policies/ArgosyFullAccess'))).toMatchObject(refused(409, 'policy_is_system'));
  const document = { Version: '1', Statement: [allow('*')] };
  expect(await owner.post('/v1/policies', { name: 'argosyMine', document })).toMatchObject(
    refused(422, 'request_invalid'),
  );
  const long = {
    Version: '1',
    Statement: [allow(Array.from({ length: 190 }, (_, at) => `clusters:${'A'.repeat(40)}${at}`))],
  };
  expect(await owner.post('/v1/policies', { name: 'long', document: long })).toMatchObject(
    refused(422, 'policy_too_large'),
  );
  expect(await owner.post('/v1/policies/a/attach', {})).toMatchObject(refused(422, 'request_invalid'));
  expect(await owner.post('/v1/policies/a/attach', { userId: 'owner', groupId: 'x' })).toMatchObject(
    refused(422, 'request_invalid'),
  );
});

// --- nobody gives more than they have --------------------------------------------------------------------------------

test('RAM-1 who administers people gives neither themselves nor others more than they have', async () => {
  await using people = await startPeople();
  const { owner } = people;
  const helper = await people.person('helper', allow('identity:*'));
  const li = await people.person('li');
  const admin = await people.person('admin', allow('*'));
  const beyond = { status: 403, body: { code: 'gives_more_than_held' } };

  for (const userId of ['helper', 'li'])
    for (const policy of ['ArgosyFullAccess', 'ArgosyDevelopAccess', 'ArgosyReadOnlyAccess'])
      expect(await helper.post(`/v1/policies/${policy}/attach`, { userId })).toMatchObject(beyond);
  expect(await helper.post('/v1/users', { name: 'mighty', policies: ['ArgosyFullAccess'] })).toMatchObject(beyond);
  expect(await owner.ask('/v1/users/mighty')).toMatchObject(refused(404, 'user_not_found')); // nothing of it was done

  // By a version of what is attached already, made at once or used later.
  const statements = (...Statement: object[]) => ({ document: { Version: '1', Statement } });
  await helper.post('/v1/policies', { name: 'mine', ...statements(allow('identity:List*')) });
  expect((await helper.post('/v1/policies/mine/attach', { userId: 'li' })).status).toBe(200);
  expect(await helper.post('/v1/policies/mine/versions', statements(allow('*')))).toMatchObject(beyond);
  const later = { ...statements(allow('*')), isDefault: false };
  expect((await helper.post('/v1/policies/mine/versions', later)).body.defaultVersion).toBe(1);
  expect(await helper.post('/v1/policies/mine/versions/2/use')).toMatchObject(beyond);

  // By a group, by a role, and by a group that a role trusts.
  await owner.post('/v1/groups', { name: 'mighty' });
  await owner.post('/v1/policies/ArgosyFullAccess/attach', { groupId: 'mighty' });
  expect(await helper.post('/v1/groups/mighty/members/helper')).toMatchObject(beyond);
  expect(await helper.post('/v1/users', { name: 'mighty', groups: ['mighty'] })).toMatchObject(beyond);
  await owner.post('/v1/groups', { name: 'trusted' });
  await owner.post('/v1/roles', { name: 'mighty', trustedGroups: ['trusted'] });
  await owner.post('/v1/policies/ArgosyFullAccess/attach', { roleId: 'mighty' });
  expect(await helper.post('/v1/roles/mighty/update', { trustedUsers: ['helper'] })).toMatchObject(beyond);
  expect(await helper.post('/v1/groups/trusted/members/helper')).toMatchObject(beyond);
  expect((await helper.post('/v1/roles/mighty/update', { trustedGroups: [] })).status).toBe(200); // takes away

  // By acting as somebody who has more.
  for (const userId of ['admin', 'owner']) {
    expect(await helper.post('/v1/access-keys', { userId })).toMatchObject(beyond);
    const { body } = await helper.ask(`/v1/access-keys?userId=${userId}`);
    const rotate = `/v1/access-keys/${body.items[0].id}/rotate`;
    expect(await helper.post(rotate, { userId })).toMatchObject(beyond);
  }
  expect(await helper.post('/v1/users/admin/link')).toMatchObject(beyond);
  const ofAdmin = { userId: 'admin', state: 'active' };
  await owner.post(`/v1/access-keys/${admin.accessKeyId}/update`, { ...ofAdmin, state: 'disabled' });
  expect(await helper.post(`/v1/access-keys/${admin.accessKeyId}/update`, ofAdmin)).toMatchObject(beyond);
  await owner.post(`/v1/access-keys/${admin.accessKeyId}/update`, ofAdmin);
  expect((await helper.post('/v1/users/admin/update', { state: 'suspended' })).status).toBe(200); // takes away
  expect(await helper.post('/v1/users/admin/update', { state: 'active' })).toMatchObject(beyond);
  expect((await owner.post('/v1/users/admin/update', { state: 'active' })).status).toBe(200);
  await people.activate(admin.id); // they never came in by a link
  expect((await helper.post('/v1/users/li/link')).body.url).toMatch('/link#');
  expect(await admin.post('/v1/access-keys', { userId: 'owner' })).toMatchObject(beyond);
  expect((await helper.post('/v1/access-keys', { userId: 'li' })).status).toBe(200);

  // What one has one gives, and who has everything gives everything.
  await people.policy('people', allow('identity:*'));
  expect((await helper.post('/v1/policies/people/attach', { userId: 'li' })).status).toBe(200);
  expect((await admin.post('/v1/policies/ArgosyFullAccess/attach', { userId: 'li' })).status).toBe(200);
  expect(await statusOf(li)).toBe(200);
});

test('RAM-1 who says who people are may everything: a sign-in source could else sign its maker in as anybody', async () => {
  await using people = await startPeople();
  const { owner } = people;
  const helper = await people.person('helper', allow('identity:*'));
  const admin = await people.person('admin', allow('*'));
  const careful = await people.person('careful', allow('*'), deny('clusters:*'));
  const oidc = { issuer: 'https://sign-in.example', clientId: 'argosy' };
  const beyond = { status: 403, body: { code: 'gives_more_than_held', facts: { policy: 'ArgosyFullAccess' } } };
  for (const who of [helper, careful])
    expect(await who.post('/v1/sign-in-sources', { name: 'mine', oidc })).toMatchObject(beyond);
  const id = idOf(await admin.post('/v1/sign-in-sources', { name: 'ours', oidc }));
  const put = (by: typeof owner) =>
    by.ask(`/v1/sign-in-sources/${id}`, {
      method: 'PUT',
      body: { name: 'ours', oidc: { ...oidc, issuer: 'https://helper.example' } },
    });
  for (const who of [helper, careful]) expect(await put(who)).toMatchObject(beyond);
  expect((await helper.ask(`/v1/sign-in-sources/${id}`)).body.oidc.issuer).toBe(oidc.issuer);
  expect((await put(owner)).status).toBe(200);
  expect((await helper.ask(...remove(`/v1/sign-in-sources/${id}`))).status).toBe(200); // takes away
});

test('RAM-1 a denial is taken away only by who may everything', async () => {
  await using people = await startPeople();
  const { owner } = people;
  const helper = await people.person('helper', allow('*'));
  await people.policy('not-production', deny('clusters:*', 'acs:clusters:*:*:cluster/c-1'));
  await owner.post('/v1/groups', { name: 'careful' });
  await owner.post('/v1/policies/not-production/attach', { groupId: 'careful' });
  await owner.post('/v1/policies/not-production/attach', { userId: 'helper' });
  await owner.post('/v1/groups/careful/members/helper');
  const kept = { status: 403, body: { code: 'denial_protected', facts: { policy: 'not-production' } } };
  const less = { document: { Version: '1', Statement: [deny('clusters:ReleaseCluster')] } };
  expect(await helper.post('/v1/policies/not-production/detach', { userId: 'helper' })).toMatchObject(kept);
  expect(await helper.post('/v1/policies/not-production/versions', less)).toMatchObject(kept);
  expect(await helper.ask(...remove('/v1/groups/careful/members/helper'))).toMatchObject(kept);
  expect(await helper.ask(...remove('/v1/groups/careful'))).toMatchObject(kept);
  expect(await helper.post('/v1/policies/ArgosyFullAccess/attach', { userId: 'owner' })).toMatchObject(
    refused(403, 'gives_more_than_held'),
  );
  // More of it may be denied.
  const more = [deny('clusters:*', 'acs:clusters:*:*:cluster/c-1'), deny('workloads:*')];
  const document = { Version: '1', Statement: more };
  expect((await helper.post('/v1/policies/not-production/versions', { document })).body.defaultVersion).toBe(2);
  expect((await owner.post('/v1/policies/not-production/detach', { userId: 'helper' })).status).toBe(200);
  expect((await owner.ask(...remove('/v1/groups/careful/members/helper'))).status).toBe(200);
});

// --- roles -----------------------------------------------------------------------------------------------------------

test('RAM-1 a role is assumed by whom it trusts, for a while, and leaves nothing with them', async () => {
  await using people = await startPeople();
  const { owner, server } = people;
  const li = await people.person('li', allow('identity:AssumeRole'));
  const wang = await people.person('wang', allow('identity:AssumeRole'));
  const zhao = await people.person('zhao');
  await owner.post('/v1/groups', { name: 'on-call' });
  await owner.post('/v1/groups/on-call/members/wang');
  const role = await owner.post('/v1/roles', {
    name: 'mender',
    trustedUsers: ['li', 'zhao'],
    trustedGroups: ['on-call'],
    maxSessionSeconds: 1800,
  });
  expect(role.body.trusted).toMatchObject([
    { kind: 'user', name: 'li' },
    { kind: 'user', name: 'zhao' },
    { kind: 'group', name: 'on-call' },
  ]);
  await owner.post('/v1/policies/ArgosyFullAccess/attach', { roleId: 'mender' });
  const assume = (who: { readonly post: TestPerson['post'] }, body: object = { seconds: 900 }) =>
    who.post('/v1/roles/mender/assume', body);
  expect(await assume(li, { seconds: 3600 })).toMatchObject(refused(422, 'role_session_too_long'));
  expect(await assume(zhao)).toMatchObject(denied('identity:AssumeRole'));
  expect(await assume(owner)).toMatchObject(refused(403, 'role_not_trusting'));
  expect((await assume(wang)).status).toBe(200);
  const { secret: key, id } = (await assume(li)).body;
  const inRole = (path: string, request: object = {}) => server.ask(path, { ...request, key });
  const post = (path: string, body: object = {}) => inRole(path, { method: 'POST', body });

  expect((await inRole('/v1/caller')).body).toMatchObject({ userName: 'li', roleId: role.body.id });
  expect((await inRole('/v1/users')).status).toBe(200); // li alone may not
  expect((await li.post('/v1/access-keys')).status).toBe(200); // it is none of their two
  for (const answer of [
    await post('/v1/access-keys'),
    await post('/v1/access-keys', { userId: 'li' }),
    await post('/v1/profile/update', { displayName: 'x' }),
    await post('/v1/users/li/update', { displayName: 'x' }),
    await post('/v1/policies/ArgosyFullAccess/attach', { userId: 'li' }),
    await post('/v1/groups/on-call/members/li'),
    await assume({ post }),
  ])
    expect(answer).toMatchObject({
      status: 403,
      body: { code: 'policy_denies', facts: { policy: 'ArgosyRoleSession' } },
    });
  expect((await post('/v1/users/zhao/update', { displayName: 'Zhao' })).status).toBe(200);
  expect((await inRole('/v1/users/li')).status).toBe(200);

  await server.deps.pool.query('update identity.access_key set expires_at = now() where id = $1', [id]);
  await expect.poll(async () => (await inRole('/v1/caller')).status, { timeout: 5_000 }).toBe(401);
  const again = { key: (await assume(li)).body.secret as string };
  expect((await server.ask('/v1/users', again)).status).toBe(200);
  expect((await owner.ask(...remove('/v1/roles/mender'))).status).toBe(204);
  expect((await server.ask('/v1/users', again)).status).toBe(401);
});

test('RAM-1 a key of a role is listed while it works, and ended by itself', async () => {
  await using people = await startPeople();
  const { owner, server } = people;
  const li = await people.person('li', allow('identity:AssumeRole'));
  const zhao = await people.person('zhao', allow('identity:*', 'acs:identity:*:*:access-key/*'));
  const role = await owner.post('/v1/roles', { name: 'reader', trustedUsers: ['li'] });
  await owner.post('/v1/policies/ArgosyReadOnlyAccess/attach', { roleId: 'reader' });
  const [leaked, other, over] = await Promise.all(
    [1, 2, 3].map(async () => (await li.post('/v1/roles/reader/assume', {})).body),
  );
  await server.deps.pool.query('update identity.access_key set expires_at = created_at where id = $1', [over.id]);
  const listed = (await owner.ask('/v1/access-keys?userId=li')).body.items;
  expect(listed).toHaveLength(3);
  expect(listed).toContainEqual(
    expect.objectContaining({
      id: leaked.id,
      description: 'reader',
      roleId: role.body.id,
      expiresAt: leaked.expiresAt,
    }),
  );
  // It is none of the two: it is neither turned off nor replaced, only ended, by its user or by who may so on them.
  for (const change of ['update', 'rotate'])
    expect(await li.post(`/v1/access-keys/${leaked.id}/${change}`, {})).toMatchObject({ status: 404 });
  expect(await zhao.ask(...remove(`/v1/access-keys/${leaked.id}?userId=li`))).toMatchObject({ status: 403 });
  expect(await zhao.ask(...remove(`/v1/access-keys/${leaked.id}`))).toMatchObject({ status: 404 });
  const works = async (key: string) => (await server.ask('/v1/users', { key })).status;
  expect(await works(leaked.secret)).toBe(200);
  expect((await owner.ask(...remove(`/v1/access-keys/${leaked.id}?userId=li`))).status).toBe(200);
  expect([await works(leaked.secret), await works(other.secret)]).toEqual([401, 200]);
  expect((await li.ask(...remove(`/v1/access-keys/${other.id}`))).status).toBe(200);
  expect(await works(other.secret)).toBe(401);
  expect((await li.ask('/v1/access-keys')).body.items).toHaveLength(1);
});

test('RAM-1 a session policy and the limits of the key that asked narrow what a role may', async () => {
  await using people = await startPeople();
  const { owner, server } = people;
  const li = await people.person('li', allow('identity:AssumeRole'));
  await owner.post('/v1/roles', { name: 'reader', trustedUsers: ['li'] });
  await owner.post('/v1/policies/ArgosyReadOnlyAccess/attach', { roleId: 'reader' });
  const statuses = async (key: string) =>
    Promise.all(['/v1/users', '/v1/groups'].map(async (path) => (await server.ask(path, { key })).status));
  const sessionPolicy = { Version: '1', Statement: [allow(['identity:ListUsers', 'clusters:*'])] };
  const narrowed = await li.post('/v1/roles/reader/assume', { sessionPolicy });
  expect(await statuses(narrowed.body.secret)).toEqual([200, 403]);
  const limited = await li.post('/v1/access-keys', { permissions: ['identity:AssumeRole', 'identity:ListGroups'] });
  const byLimited = await server.ask('/v1/roles/reader/assume', { method: 'POST', key: limited.body.secret, body: {} });
  expect(await statuses(byLimited.body.secret)).toEqual([403, 200]);
});

test('RAM-1 a policy asks that a person showed who they are in the last ten minutes; a program is another matter', async () => {
  await using people = await startPeople();
  const { owner, server } = people;
  const age = (operator: string) => ({ Condition: { [operator]: { 'acs:ConfirmationAgeSeconds': '600' } } });
  const li = await people.person(
    'li',
    { ...allow('identity:ListUsers'), ...age('NumericLessThanEquals') },
    allow('identity:ListGroups'),
    { ...deny('identity:ListGroups'), ...age('NumericGreaterThan') },
  );
  const browser = openBrowser(server.url);
  const link = await owner.post('/v1/users/li/link');
  const password = 'correct horse battery';
  await browser.post('/v1/link/use', { token: new URL(link.body.url).hash.slice(1), password });
  const statuses = async (ask: (path: string) => Promise<{ status: number }>) =>
    Promise.all(['/v1/users', '/v1/groups'].map(async (path) => (await ask(path)).status));
  expect(await statuses(browser.ask)).toEqual([200, 200]);
  await server.deps.pool.query(`update identity.session set confirmed_at = confirmed_at - interval '11 minutes'`);
  await expect.poll(() => statuses(browser.ask)).toEqual([403, 403]);
  for (const [path, permission] of [
    ['/v1/users', 'identity:ListUsers'],
    ['/v1/groups', 'identity:ListGroups'],
  ] as const)
    expect(await browser.ask(path)).toMatchObject({ body: { code: 'confirmation_too_old', facts: { permission } } });
  expect((await browser.ask('/v1/roles')).body.code).toBe('permission_denied'); // confirming would not help
  const asked = ['identity:ListUsers', 'identity:ListRoles'].map((action) => ({ action, resource: '*' }));
  const check = async () => (await browser.post('/v1/permissions/check', { asked })).body.answers;
  expect(await check()).toMatchObject([{ allowed: false, afterConfirming: true }, { allowed: false }]);
  expect((await check())[1]).not.toHaveProperty('afterConfirming');
  expect((await browser.post('/v1/session/confirm', { password })).status).toBe(200);
  expect((await check())[0]).toMatchObject({ allowed: true });
  expect(await statuses(browser.ask)).toEqual([200, 200]);
  expect(await statuses(li.ask)).toEqual([403, 200]);
});

// --- what they decide ------------------------------------------------------------------------------------------------

test('RAM-1 a simulation says which policy decides for a user, and by which way it came to hold', async () => {
  await using people = await startPeople();
  const { owner } = people;
  const li = await people.person('li', allow('identity:ListUsers'));
  const careful = await people.policy('careful', deny('clusters:ReleaseCluster'));
  const group = idOf(await owner.post('/v1/groups', { name: 'ops' }));
  await owner.post('/v1/groups/ops/members/li');
  for (const policy of ['careful', 'ArgosyDevelopAccess'])
    await owner.post(`/v1/policies/${policy}/attach`, { groupId: 'ops' });
  const simulate = async (body: object) => (await owner.post('/v1/policies/simulate', body)).body;
  const through = [{ kind: 'group', id: group, name: 'ops' }];
  expect(await simulate({ userId: 'li', action: 'clusters:GetCluster', resource: 'cluster/c-1' })).toEqual({
    effect: 'allow',
    by: { policy: 'ArgosyDevelopAccess', policyId: 'ArgosyDevelopAccess', statement: 0, through },
  });
  expect(await simulate({ userId: li.id, action: 'clusters:ReleaseCluster' })).toEqual({
    effect: 'deny',
    by: { policy: 'careful', policyId: careful, statement: 0, through },
  });
  expect(await simulate({ userId: 'li', action: 'identity:ListUsers' })).toMatchObject({
    by: { policy: 'of-li', through: [{ kind: 'user', id: li.id }] },
  });
  expect(await simulate({ userId: 'li', action: 'identity:UpdateOwnProfile' })).toMatchObject({
    effect: 'allow',
    by: { policy: 'ArgosyOwnAccount', through: [{ kind: 'standing' }] },
  });
  expect(await simulate({ userId: 'li', action: 'identity:ListGroups' })).toEqual({ effect: 'deny' });
  expect(await simulate({ userId: 'owner', action: 'identity:ListGroups' })).toMatchObject({
    effect: 'allow',
    by: { policy: 'ArgosyFullAccess', through: [{ kind: 'owner' }] },
  });
  await owner.post('/v1/roles', { name: 'reader' });
  await owner.post('/v1/policies/ArgosyReadOnlyAccess/attach', { roleId: 'reader' });
  expect(await simulate({ roleId: 'reader', action: 'clusters:GetCluster' })).toMatchObject({
    by: { policy: 'ArgosyReadOnlyAccess', through: [{ kind: 'role', name: 'reader' }] },
  });
  expect(await simulate({ userId: 'li', roleId: 'reader', action: 'identity:GetUser' })).toMatchObject({
    code: 'request_invalid',
  });
  expect(await simulate({ action: 'identity:GetUser' })).toMatchObject({ code: 'request_invalid' });
});

test('RAM-1 what is called by name is simulated and checked by its id, as a request for it is decided', async () => {
  await using people = await startPeople();
  const { owner } = people;
  const id = idOf(await owner.post('/v1/groups', { name: 'admins' }));
  const resource = `acs:identity:*:*:group/${id}`;
  const li = await people.person('li', allow('identity:*'), deny('identity:GetGroup', resource));
  expect(await li.ask('/v1/groups/admins')).toMatchObject(refused(403, 'policy_denies'));
  const { organizationId } = (await li.ask('/v1/caller')).body;
  const action = 'identity:GetGroup';
  const calls = ['group/admins', `group/${id}`, 'acs:identity:local:*:group/admins'];
  for (const resource of [...calls, `acs:identity:local:${organizationId}:group/admins`]) {
    const simulated = await owner.post('/v1/policies/simulate', { userId: 'li', action, resource });
    expect({ resource, ...simulated.body }).toMatchObject({ resource, effect: 'deny', by: { policy: 'of-li' } });
    const checked = await li.post('/v1/permissions/check', { asked: [{ action, resource }] });
    expect({ resource, ...checked.body.answers[0] }).toMatchObject({ resource, allowed: false });
  }
  for (const resource of ['group/others', 'group/*', 'acs:identity:local:org-other:group/admins'])
    expect((await owner.post('/v1/policies/simulate', { userId: 'li', action, resource })).body.effect).toBe('allow');
});

test('RAM-1 a policy that names a thing by what cannot be its id is refused, wherever it is written', async () => {
  await using people = await startPeople();
  const { owner } = people;
  const document = (Resource: string) => ({
    document: { Version: '1', Statement: [deny('clusters:GetCluster', ['acs:clusters:*:*:cluster/c-1', Resource])] },
  });
  const byName = 'acs:clusters:*:*:cluster/data-1';
  const notById = refused(422, 'thing_not_by_id');
  await people.policy('mine', allow('*'));
  const made = await owner.post('/v1/policies', { name: 'by-name', ...document(byName) });
  expect(made).toMatchObject({ ...notById, body: { facts: { resource: byName, kind: 'cluster', begins: 'c-' } } });
  expect(made.body.detail).toContain('Policies name things by id');
  expect(await owner.post('/v1/policies/mine/versions', document(byName))).toMatchObject(notById);
  await owner.post('/v1/roles', { name: 'mender', trustedUsers: ['owner'] });
  const { document: sessionPolicy } = document(byName);
  expect(await owner.post('/v1/roles/mender/assume', { sessionPolicy })).toMatchObject(notById);
  const policies = [{ name: 'draft', document: sessionPolicy }];
  expect(await owner.post('/v1/policies/simulate', { policies, action: 'clusters:GetCluster' })).toMatchObject(notById);
  expect((await owner.post('/v1/policies/mine/versions', document('acs:clusters:*:*:cluster/c*'))).status).toBe(200);
});

test('RAM-1 a policy kept from before names were refused says what in it can never hold, until a version without it holds', async () => {
  await using people = await startPeople();
  const { owner, server } = people;
  await people.policy('old', deny('clusters:ReleaseCluster', ['acs:clusters:*:*:cluster/c-1']));
  const problem = async () => (await owner.ask('/v1/policies/old')).body.problem;
  expect(await problem()).toBeUndefined();
  await server.deps.pool.query(
    `update identity.policy_version set document = replace(document::text, 'cluster/c-1', 'cluster/data-1')::jsonb`,
  );
  expect(await problem()).toContain('acs:clusters:*:*:cluster/data-1 would never hold');
  const document = { Version: '1', Statement: [deny('clusters:ReleaseCluster')] };
  const mended = await owner.post('/v1/policies/old/versions', { document });
  expect(mended.body).not.toHaveProperty('problem');
  expect(await problem()).toBeUndefined();
});

test('RAM-1 an action that no operation has is refused in policies and simulations, with the nearest', async () => {
  await using people = await startPeople();
  const { owner } = people;
  const named = (...Statement: object[]) => ({ name: 'p', document: { Version: '1', Statement } });
  const unknown = (action: string, ...nearest: string[]) => ({
    ...refused(422, 'action_unknown'),
    body: { facts: { action, nearest: expect.arrayContaining(nearest) } },
  });
  const slip = 'clusters:ReleaseClustr';
  const create = (...actions: string[]) => owner.post('/v1/policies', named(allow('*'), deny(actions)));
  const refusedOne = await create('clusters:GetCluster', slip);
  expect(refusedOne).toMatchObject(unknown(slip, 'clusters:ReleaseCluster'));
  expect(refusedOne.body.detail).toContain('clusters:ReleaseCluster');
  expect(await create('cluster:*')).toMatchObject(refused(422, 'action_unknown'));
  const not = named({ Effect: 'Allow', NotAction: slip, Resource: '*' });
  expect(await owner.post('/v1/policies', not)).toMatchObject(unknown(slip));
  const simulate = (action: string) => owner.post('/v1/policies/simulate', { userId: 'owner', action });
  expect(await simulate(slip)).toMatchObject(unknown(slip, 'clusters:ReleaseCluster'));
  expect((await simulate('commerce:PayBill')).body).toMatchObject({ effect: 'allow' });
  expect((await create('clusters:releasecluster', '*:Get*', 'commerce:PayBill', 'desk:*')).status).toBe(200);
});

test('RAM-1 everybody may ask what they may, and is told which statement says so', async () => {
  await using people = await startPeople();
  const li = await people.person('li', allow('clusters:*'), deny('clusters:*', 'acs:clusters:*:*:cluster/c-1'));
  const asked = [
    { action: 'clusters:ReleaseCluster', resource: 'cluster/c-1' },
    { action: 'clusters:ReleaseCluster', resource: 'cluster/c-2' },
    { action: 'identity:CreateUser' },
    { action: 'identity:CreateOrganization' },
    { action: 'identity:UpdateOwnProfile' },
  ];
  expect((await li.post('/v1/permissions/check', { asked })).body.answers).toEqual([
    { allowed: false, by: { policy: 'of-li', statement: 1 } },
    { allowed: true, by: { policy: 'of-li', statement: 0 } },
    { allowed: false },
    { allowed: false },
    { allowed: true, by: { policy: 'ArgosyOwnAccount', statement: 0 } },
  ]);
  expect(await li.post('/v1/permissions/check', { asked: Array.from({ length: 101 }, () => asked[0]) })).toMatchObject(
    refused(422, 'request_invalid'),
  );
});

// --- organizations -----------------------------------------------------------------------------------------------------

test('RAM-2 only the provider knows of other organizations, and none sees into another', async () => {
  await using people = await startPeople();
  const { owner, server } = people;
  const made = await owner.post('/v1/organizations', { name: '客户甲', alias: 'jia', ownerName: 'zhang' });
  expect(made.body).toMatchObject({
    alias: 'jia',
    isProvider: false,
    mayBeReference: false,
    timeZone: 'Asia/Shanghai',
    owner: { name: 'zhang', state: 'invited' },
  });
  expect(await owner.post('/v1/organizations', { name: 'x', alias: 'jia' })).toMatchObject(
    refused(409, 'organization_alias_taken'),
  );
  // Their owner comes in by a link, and from then on nobody else makes one.
  const ownerLink = () => owner.post('/v1/organizations/jia/owner-link');
  const token = ((await ownerLink()).body.url as string).replace(/.*#/, '');
  const used = await server.ask('/v1/link/use', {
    method: 'POST',
    key: '',
    body: { token, password: 'correct horse battery' },
  });
  expect(used).toMatchObject({ status: 200, body: { userName: 'zhang', organizationAlias: 'jia', isOwner: true } });
  expect(await ownerLink()).toMatchObject(refused(403, 'owner_only'));
  expect((await owner.ask('/v1/organizations')).body.items.map(({ alias }: { alias: string }) => alias)).toEqual([
    'jia',
    'default',
  ]);
  const key = await people.firstKey(made.body.owner.id, made.body.id);
  const theirs = (path: string, request: object = {}) => server.ask(path, { ...request, key });
  const post = (path: string, body: object) => theirs(path, { method: 'POST', body });
  for (const answer of [await theirs('/v1/organizations'), await post('/v1/organizations', { name: 'x', alias: 'xx' })])
    expect(answer).toMatchObject({
      status: 403,
      body: { code: 'policy_denies', facts: { policy: 'ArgosyProviderOnly' } },
    });

  // Whoever has everything in one organization finds nothing of another's, by id or by name.
  const li = await people.person('li', allow('identity:GetCaller'));
  const group = idOf(await owner.post('/v1/groups', { name: 'ops' }));
  const role = idOf(await owner.post('/v1/roles', { name: 'mender' }));
  const contact = idOf(await owner.post('/v1/contacts', { kind: 'network', name: 'NOC' }));
  const policy = (await owner.ask('/v1/policies/of-li')).body.id as string;
  for (const path of [
    `/v1/users/${li.id}`,
    '/v1/users/li',
    `/v1/groups/${group}`,
    `/v1/groups/${group}/members`,
    `/v1/roles/${role}`,
    `/v1/policies/${policy}`,
    `/v1/policies/${policy}/versions`,
    `/v1/policies/${policy}/attachments`,
    `/v1/contacts/${contact}`,
    `/v1/contacts/${contact}/history`,
    `/v1/access-keys?userId=${li.id}`,
  ])
    expect((await theirs(path)).status).toBe(404);
  await post('/v1/groups', { name: 'ours' });
  await post('/v1/policies', { name: 'ours', document: { Version: '1', Statement: [allow('*')] } });
  for (const [path, body] of [
    [`/v1/groups/ours/members/${li.id}`, {}],
    [`/v1/groups/${group}/members/zhang`, {}],
    ['/v1/policies/ours/attach', { userId: li.id }],
    ['/v1/policies/ours/attach', { groupId: group }],
    ['/v1/policies/ours/attach', { roleId: role }],
    [`/v1/policies/${policy}/attach`, { userId: 'zhang' }],
    ['/v1/roles', { name: 'ours', trustedUsers: [li.id] }],
    ['/v1/roles', { name: 'ours', trustedGroups: [group] }],
    ['/v1/users', { name: 'new', groups: [group] }],
    ['/v1/users', { name: 'new', policies: [policy] }],
    ['/v1/access-keys', { userId: li.id }],
    [`/v1/access-keys/${li.accessKeyId}/rotate`, {}],
    [`/v1/roles/${role}/assume`, {}],
    ['/v1/organization/transfer-ownership', { userId: li.id }],
    ['/v1/policies/simulate', { userId: li.id, action: 'identity:GetUser' }],
    [`/v1/contacts/${contact}/update`, { name: 'x' }],
  ] as const)
    expect({ path, status: (await post(path, body)).status }).toEqual({ path, status: 404 });
  for (const list of ['/v1/groups', '/v1/roles', '/v1/policies?kind=own', '/v1/contacts', '/v1/users'])
    for (const item of (await theirs(list)).body.items) expect(['ours', 'zhang']).toContain(item.name);
});

test('PRO-6 an organization is named as a reference only when it said so itself', async () => {
  await using people = await startPeople();
  const { owner } = people;
  expect((await owner.ask('/v1/organization')).body).toMatchObject({ mayBeReference: false, isProvider: true });
  const changed = await owner.post('/v1/organization/update', { mayBeReference: true, timeZone: 'Europe/Berlin' });
  expect(changed.body).toMatchObject({ name: 'default', mayBeReference: true, timeZone: 'Europe/Berlin' });
  expect(await owner.post('/v1/organization/update', { timeZone: 'Mars/Base' })).toMatchObject(
    refused(422, 'request_invalid'),
  );
});

test('RAM-1 only the owner hands the organization over, and goes on with what they had', async () => {
  await using people = await startPeople();
  const { owner } = people;
  const li = await people.person('li', allow('*'));
  const invited = idOf(await owner.post('/v1/users', { name: 'invited' }));
  const transfer = (who: { readonly post: TestPerson['post'] }, userId: string) =>
    who.post('/v1/organization/transfer-ownership', { userId });
  expect(await transfer(li, 'li')).toMatchObject({ status: 403, body: { facts: { policy: 'ArgosyOwnerOnly' } } });
  expect(await transfer(owner, invited)).toMatchObject(refused(409, 'user_not_active'));
  expect((await transfer(owner, 'li')).body).toMatchObject({ owner: { id: li.id } });
  expect((await owner.ask('/v1/caller')).body).toMatchObject({ isOwner: false });
  expect((await owner.ask('/v1/users')).status).toBe(200);
  expect((await transfer(owner, 'owner')).status).toBe(403);
  expect(await owner.ask(...remove('/v1/users/li'))).toMatchObject(refused(409, 'owner_protected'));
  expect((await li.ask(...remove('/v1/users/owner'))).body).toMatchObject({ state: 'deleted' });
  const { rows } = await people.server.deps.pool.query(`select name from identity.app_user where is_owner`);
  expect(rows).toEqual([{ name: 'li' }]);
});

// --- contacts ----------------------------------------------------------------------------------------------------------

test('RSP-1 every change of a contact is dated, and what it was when stays known', async () => {
  await using people = await startPeople();
  const { owner } = people;
  const li = await people.person('li', allow(['identity:*Contact*']));
  const made = await owner.post('/v1/contacts', { kind: 'network', name: 'NOC', phone: '010-1', note: '24 h' });
  const between = people.server.deps.clock.now().toString();
  const changed = await li.post(`/v1/contacts/${made.body.id}/update`, { phone: '010-2' });
  expect(changed.body).toMatchObject({ name: 'NOC', phone: '010-2', note: '24 h', changedBy: li.id });
  await owner.post('/v1/contacts', { kind: 'finance', name: 'Billing', email: 'money@example.com' });
  const phones = async (query: string) =>
    (await li.ask(`/v1/contacts${query}`)).body.items.map(({ phone }: { phone: string }) => phone);
  expect(await phones('?kind=network')).toEqual(['010-2']);
  expect(await phones(`?asOf=${between}`)).toEqual(['010-1']);
  expect(await phones('?asOf=2020-01-01T00:00:00Z')).toEqual([]);
  const ended = await li.ask(...remove(`/v1/contacts/${made.body.id}`));
  expect(ended.body.validUntil).toBeTypeOf('string');
  expect(await phones('?kind=network')).toEqual([]);
  expect(await phones(`?kind=network&asOf=${between}`)).toEqual(['010-1']);
  expect(await li.post(`/v1/contacts/${made.body.id}/update`, {})).toMatchObject(refused(404, 'contact_not_found'));
  const { items, cursor } = (await li.ask(`/v1/contacts/${made.body.id}/history?limit=1`)).body;
  expect(items).toMatchObject([{ phone: '010-2', validUntil: ended.body.validUntil }]);
  const rest = (await li.ask(`/v1/contacts/${made.body.id}/history?cursor=${cursor}`)).body;
  expect(rest.items).toMatchObject([{ phone: '010-1', validUntil: items[0].validFrom }]);
});
