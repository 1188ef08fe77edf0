import { invariant } from '@argosy/kernel/errors';
import type { Caller } from '../platform/caller.ts';
import { changing } from './changing.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { findOrganization, type Organization, updateOrganization as updateRow } from './store/organizations.ts';
import { noteChanges } from '../platform/transaction.ts';
import { toldOrganization } from './told-changes.ts';

/** Changes the caller's organization; whether it may be named as a reference is its own to say (PRO-6). */
export async function updateOrganization(
  deps: IdentityDeps,
  caller: Caller,
  changes: {
    readonly name?: string | undefined;
    readonly timeZone?: string | undefined;
    readonly mayBeReference?: boolean | undefined;
  },
): Promise<Organization> {
  return changing(deps, caller, {
    fact: 'identity.organization_updated',
    async body(tx) {
      const before = await findOrganization(tx, caller.organizationId);
      await updateRow(tx, caller.organizationId, changes);
      const organization = await findOrganization(tx, caller.organizationId);
      invariant(before && organization, 'who asks has an organization');
      noteChanges(tx, { before: toldOrganization(before), after: toldOrganization(organization) });
      return organization;
    },
  });
}
