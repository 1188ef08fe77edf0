// What holds for somebody, out of the real database, against the plain way: all that is attached to them and to their groups.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { aContext, anAction, aPolicy, aResource, decidePlainly, policy } from '../../test/policies.ts';
import { startTestPlatform } from '../../test/platform.ts';
import { SYSTEM } from '../platform/caller.ts';
import { authorityOf } from './domain/authority.ts';
import { insertGroup, insertMember } from './store/groups.ts';
import { policiesHeldBy } from './store/policies-held.ts';
import { insertPolicy, insertVersion, setDefaultVersion } from './store/policies.ts';
import { insertAttachment, type Principal } from './store/policy-attachments.ts';
import { insertRole } from './store/roles.ts';
import { insertInvitedUser } from './store/user-accounts.ts';
import { insertOrganization } from './store/users.ts';

const some = fc.array(fc.nat({ max: 3 }), { maxLength: 3 });
/** Four policies in a version that was and one that holds; two users, two groups, a role; who is in what, and what is attached. */
const anOrganization = fc.record({
  policies: fc.array(fc.tuple(aPolicy, aPolicy), { minLength: 4, maxLength: 4 }),
  members: fc.array(fc.record({ user: fc.nat({ max: 1 }), group: fc.nat({ max: 1 }) }), { maxLength: 4 }),
  attached: fc.record({ user0: some, user1: some, group0: some, group1: some, role0: some }),
});

test('RAM-1 what is attached to users, their groups and roles decides as the plain way does', async () => {
  await using platform = await startTestPlatform();
  const { deps } = platform;
  const effects = { allow: 0, deny: 0 };
  const asks = fc.array(fc.tuple(anAction, aResource, aContext), { minLength: 40, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(anOrganization, asks, async ({ policies, members, attached }, asked) => {
      const at = deps.clock.now();
      const organizationId = deps.newId('organization');
      const named = policies.map(([, now], index) => policy(`p${index}`, ...now));
      const ids: Record<string, string> = {};
      const idOf = (name: string) => ids[name] ?? '';
      await deps.transaction(SYSTEM, async (tx) => {
        await insertOrganization(tx, { id: organizationId, name: 'o', alias: organizationId, isProvider: false, at });
        for (const [index, [before]] of policies.entries()) {
          const which = { id: deps.newId('policy'), organizationId };
          ids[`p${index}`] = which.id;
          const one = { madeBy: undefined, createdAt: at };
          const { document } = policy('', ...before);
          await insertPolicy(tx, { ...which, name: `p${index}`, description: '', document, ...one });
          await insertVersion(tx, which, { number: 2, document: named[index]?.document ?? document, ...one });
          await setDefaultVersion(tx, which, 2);
        }
        for (const name of ['user0', 'user1']) {
          ids[name] = deps.newId('user');
          const user = { displayName: '', email: undefined, language: undefined, isOwner: false };
          await insertInvitedUser(tx, { id: ids[name], organizationId, name, createdAt: at, ...user });
        }
        for (const name of ['group0', 'group1']) {
          ids[name] = deps.newId('group');
          await insertGroup(tx, { id: ids[name], organizationId, name, description: '', createdAt: at });
        }
        ids['role0'] = deps.newId('role');
        const role = { description: '', trusted: [], maxSessionSeconds: 900, createdAt: at };
        await insertRole(tx, { id: ids['role0'], organizationId, name: 'role0', ...role });
        for (const { user, group } of members)
          await insertMember(tx, { organizationId, groupId: idOf(`group${group}`), userId: idOf(`user${user}`), at });
        for (const [name, which] of Object.entries(attached))
          for (const index of which) {
            const principal = { organizationId, kind: name.slice(0, -1) as Principal['kind'], id: idOf(name) }; // as named above
            await insertAttachment(tx, principal, { policyId: idOf(`p${index}`), at });
          }
      });
      const plainly = {
        user0: [attached.user0, ...groupsOf(0)].flat(),
        user1: [attached.user1, ...groupsOf(1)].flat(),
        role0: attached.role0,
      };
      function groupsOf(user: number) {
        return members
          .filter((each) => each.user === user)
          .map(({ group }) => [attached.group0, attached.group1][group] ?? []);
      }
      for (const [name, which] of Object.entries(plainly)) {
        const who = name === 'role0' ? { roleId: idOf(name) } : { userId: idOf(name) };
        const held = await policiesHeldBy(deps.pool, { organizationId, ...who });
        const { decide } = authorityOf({ held, standing: [] }, {});
        const holding = [...new Set(which)].flatMap((index) => named[index] ?? []);
        for (const [action, resource, context] of asked) {
          const { effect } = decide({ action, resource, context });
          effects[effect] += 1;
          expect(effect).toBe(decidePlainly(holding, { action, resource, context }));
        }
      }
    }),
    { numRuns: 25 },
  );
  expect(Math.min(effects.allow, effects.deny)).toBeGreaterThan(100); // both were really tried
});
