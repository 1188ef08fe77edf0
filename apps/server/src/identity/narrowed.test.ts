// Nobody gets back what their credentials were narrowed from (RAM-1, docs/decisions/0075): by a key that was limited, or in a role
// with a session policy, whatever identity has to change is asked for. A walk over the contract, so that no operation is forgotten.
import { expect, test } from 'vitest';
import { allOperations } from '@argosy/contract';
import { isMutating } from '@argosy/contract/is-mutating';
import { allow, idOf, startPeople, type TestPeople } from '../../test/people.ts';

const changing = allOperations.filter(
  (each) => each.permission.startsWith('identity:') && isMutating(each) && !each.isOpen,
);

interface Road {
  readonly to: string;
  readonly method?: string;
  readonly body?: object;
}

/** By which somebody might get at more; each as that would be tried, after `set` has put there what it takes. */
const roads: Readonly<Record<string, readonly Road[]>> = {
  access_key_create: [
    { to: '/v1/access-keys', body: { permissions: ['*'] } },
    { to: '/v1/access-keys', body: { permissions: ['clusters:*'] } },
    { to: '/v1/access-keys', body: { userId: 'mighty', permissions: ['identity:*'] } },
  ],
  access_key_update: [
    { to: '/v1/access-keys/{offKey}/update', body: { state: 'active' } },
    { to: '/v1/access-keys/{mightyKey}/update', body: { state: 'active', userId: 'mighty' } },
  ],
  access_key_rotate: [
    { to: '/v1/access-keys/{offKey}/rotate' },
    { to: '/v1/access-keys/{mightyKey}/rotate', body: { userId: 'mighty' } },
  ],
  user_create: [
    { to: '/v1/users', body: { name: 'new', policies: ['ArgosyFullAccess'] } },
    { to: '/v1/users', body: { name: 'new', groups: ['mighty-ones'] } },
    { to: '/v1/users', body: { name: 'new', groups: ['trusted-ones'] } },
  ],
  user_update: [{ to: '/v1/users/gone/update', body: { state: 'active' } }],
  group_member_add: [
    { to: '/v1/groups/mighty-ones/members/mean' },
    { to: '/v1/groups/trusted-ones/members/mean' },
    { to: '/v1/groups/mighty-ones/members/{self}' },
  ],
  role_update: [
    { to: '/v1/roles/everything/update', body: { trustedUsers: ['mean'] } },
    { to: '/v1/roles/everything/update', body: { trustedGroups: ['mean-ones'] } },
  ],
  policy_version_create: [
    {
      to: '/v1/policies/little/versions',
      body: { document: { Version: '1', Statement: [allow('clusters:*')] }, isDefault: true },
    },
  ],
  policy_version_use: [{ to: '/v1/policies/little/versions/2/use' }],
  policy_attach: [
    { to: '/v1/policies/ArgosyFullAccess/attach', body: { userId: '{self}' } },
    { to: '/v1/policies/ArgosyDevelopAccess/attach', body: { groupId: 'mean-ones' } },
    { to: '/v1/policies/ArgosyFullAccess/attach', body: { roleId: 'everything' } },
  ],
  policy_detach: [{ to: '/v1/policies/forbids/detach', body: { userId: 'mean' } }],
  group_delete: [{ to: '/v1/groups/denied-ones', method: 'DELETE' }],
  group_member_remove: [{ to: '/v1/groups/denied-ones/members/mean', method: 'DELETE' }],
  user_link_create: [{ to: '/v1/users/{self}/link' }, { to: '/v1/users/mighty/link' }],
  ownership_transfer: [{ to: '/v1/organization/transfer-ownership', body: { userId: 'mean' } }],
  sign_in_source_create: [
    { to: '/v1/sign-in-sources', body: { name: 'mine', oidc: { issuer: 'https://id.example', clientId: 'a' } } },
  ],
  sign_in_source_update: [
    {
      to: '/v1/sign-in-sources/{source}',
      method: 'PUT',
      body: { name: 'mine', oidc: { issuer: 'https://id.example', clientId: 'b' } },
    },
  ],
};

/** By which nobody gets at anything that a policy says; assuming a role is shown below. */
const harmless = new Set([
  'access_key_delete',
  'user_delete',
  'profile_update',
  'group_create',
  'group_update',
  'role_create', // a new role has no policy yet
  'role_delete',
  'role_assume',
  'contact_create',
  'contact_update',
  'contact_delete',
  'policy_create', // attached to nobody
  'policy_delete', // likewise
  'policy_version_delete', // never the one that holds
  'organization_update',
  'organization_create', // another one's owner
  'owner_link_create', // the provider's own permission, to another organization, until its owner has come
  'session_revoke',
  'sign_in_source_delete',
]);

test('RAM-1 whatever is changed in identity is known as a road to more, as none, or as done in a browser alone', () => {
  const known = changing.filter(({ id, needsSession }) => needsSession || id in roads || harmless.has(id));
  expect(changing.filter((each) => !known.includes(each)).map(({ id }) => id)).toEqual([]);
  expect(Object.keys(roads).filter((id) => !changing.some((each) => each.id === id))).toEqual([]);
});

/** What each road needs to be there, made by who may everything. */
async function set({ owner, person, policy }: TestPeople) {
  await person('mean');
  const mighty = await person('mighty', allow('*'));
  const gone = await person('gone', allow('clusters:*'));
  await owner.post(`/v1/users/${gone.id}/update`, { state: 'suspended' });
  await owner.post(`/v1/access-keys/${mighty.accessKeyId}/update`, { userId: 'mighty', state: 'disabled' });
  const { body: self } = await owner.ask('/v1/caller');
  const off = await owner.post('/v1/access-keys', { permissions: ['*'] });
  await owner.post(`/v1/access-keys/${off.body.id}/update`, { state: 'disabled' });
  for (const name of ['mighty-ones', 'trusted-ones', 'mean-ones', 'denied-ones'])
    await owner.post('/v1/groups', { name });
  await owner.post('/v1/policies/ArgosyFullAccess/attach', { groupId: 'mighty-ones' });
  await owner.post('/v1/roles', {
    name: 'everything',
    trustedUsers: ['owner'],
    trustedGroups: ['trusted-ones'],
  });
  await owner.post('/v1/policies/ArgosyFullAccess/attach', { roleId: 'everything' });
  await policy('little', allow('identity:ListUsers'));
  await owner.post('/v1/policies/little/versions', {
    document: { Version: '1', Statement: [allow(['identity:ListUsers', 'clusters:*'])] },
    isDefault: false,
  });
  await owner.post('/v1/policies/little/attach', { userId: 'mean' });
  await policy('forbids', { Effect: 'Deny', Action: 'clusters:*', Resource: '*' });
  await owner.post('/v1/policies/forbids/attach', { userId: 'mean' });
  await owner.post('/v1/policies/forbids/attach', { groupId: 'denied-ones' });
  await owner.post('/v1/groups/denied-ones/members/mean');
  const source = await owner.post('/v1/sign-in-sources', {
    name: 'here',
    oidc: { issuer: 'https://id.example', clientId: 'a' },
  });
  return { self: self.userId as string, offKey: idOf(off), mightyKey: mighty.accessKeyId, source: idOf(source) };
}

const filled = (text: string, names: Readonly<Record<string, string>>): string =>
  text.replaceAll(/\{(\w+)\}/g, (_, name: string) => names[name] ?? name);

test('RAM-1 who was narrowed to identity gets at nothing else by it: neither the owner’s limited key nor their role', async () => {
  await using people = await startPeople();
  const { server, owner } = people;
  const names = await set(people);
  const assumed = await owner.post('/v1/roles/everything/assume', {
    sessionPolicy: { Version: '1', Statement: [allow('identity:*')] },
  });
  const { organizationId } = (await owner.ask('/v1/caller')).body;
  const limited = await people.firstKey(names.self, organizationId, ['identity:*']);
  const narrowed = { 'a limited key': limited, 'a role with a session policy': assumed.body.secret as string };
  const got: string[] = [];
  for (const [how, key] of Object.entries(narrowed)) {
    expect(await server.ask('/v1/users', { key })).toMatchObject({ status: 200 });
    const asked = [{ action: 'clusters:ListClusters', resource: '*' }];
    const check = await server.ask('/v1/permissions/check', { method: 'POST', key, body: { asked } });
    expect(check.body.answers).toMatchObject([{ allowed: false }]);
    for (const [id, tries] of Object.entries(roads))
      for (const { to, method = 'POST', body } of tries) {
        const sent = body && (JSON.parse(filled(JSON.stringify(body), names)) as object);
        const answer = await server.ask(filled(to, names), { method, key, body: sent ?? {} });
        const isRefused = [
          'permission_denied',
          'policy_denies',
          'gives_more_than_held',
          'denial_protected',
          'owner_only',
        ];
        if (!isRefused.includes(answer.body?.code))
          got.push(`${how}: ${id} ${to} ${answer.status} ${answer.body?.code}`);
      }
    for (const { method, path, id } of changing.filter(({ needsSession }) => needsSession)) {
      const answer = await server.ask(path.replaceAll(/:\w+/g, 'x'), { method, key, body: {} });
      if (!['session_needed', 'policy_denies'].includes(answer.body?.code))
        got.push(`${how}: ${id} ${answer.body?.code}`);
    }
  }
  expect(got).toEqual([]);
});
