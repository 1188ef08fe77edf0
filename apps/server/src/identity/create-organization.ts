import { invariant, refusal } from '@argosy/kernel/errors';
import type { Caller } from '../platform/caller.ts';
import { acrossOrganizations } from '../platform/member-pool.ts';
import { changing } from './changing.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { findOrganization, insertCustomer, type Organization } from './store/organizations.ts';
import { insertInvitedUser } from './store/user-accounts.ts';
import { noteChanges } from '../platform/transaction.ts';
import { toldOrganization } from './told-changes.ts';

/** Makes an organization and its owner, who is invited. That only the provider may is a standing policy.
 *  Refuses: organizations_not_separated, organization_alias_taken. */
export async function createOrganization(
  deps: IdentityDeps,
  caller: Caller,
  input: {
    readonly name: string;
    readonly alias: string;
    readonly timeZone: string;
    readonly ownerName: string;
    readonly ownerDisplayName: string;
    readonly ownerEmail?: string | undefined;
    readonly ownerLanguage?: 'en' | 'zh' | undefined;
  },
): Promise<Organization> {
  if (!deps.mayHaveCustomers) throw refusal('organizations_not_separated');
  return changing(deps, caller, {
    fact: 'identity.organization_created', // in the provider's feed; the new organization begins with nothing
    body: (tx) =>
      acrossOrganizations(tx, async () => {
        const id = deps.newId('organization');
        const createdAt = deps.clock.now();
        const { name, alias, timeZone } = input;
        if ((await insertCustomer(tx, { id, name, alias, timeZone, createdAt })) === 'alias_taken')
          throw refusal('organization_alias_taken', { alias });
        await insertInvitedUser(tx, {
          id: deps.newId('user'),
          organizationId: id,
          name: input.ownerName,
          displayName: input.ownerDisplayName,
          email: input.ownerEmail,
          language: input.ownerLanguage,
          isOwner: true,
          createdAt,
        });
        const organization = await findOrganization(tx, id);
        invariant(organization, 'what was just made is there');
        noteChanges(tx, { after: toldOrganization(organization) });
        return organization;
      }),
  });
}
