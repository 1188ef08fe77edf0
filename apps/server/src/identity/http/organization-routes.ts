// Binds the operations on organizations to their use cases.
import {
  organizationCreate,
  organizationGet,
  organizationList,
  organizationUpdate,
  type OrganizationView,
  ownershipTransfer,
} from '@argosy/contract/identity/organization';
import { invariant } from '@argosy/kernel/errors';
import { type Caller, SYSTEM } from '../../platform/caller.ts';
import { bind, type Binding } from '../../platform/http/bind.ts';
import { createOrganization } from '../create-organization.ts';
import type { IdentityDeps } from '../identity-deps.ts';
import { findOrganization, listOrganizations, type Organization } from '../store/organizations.ts';
import { transferOwnership } from '../transfer-ownership.ts';
import { updateOrganization } from '../update-organization.ts';
import { toPage } from './pages.ts';

export function organizationRoutes(deps: IdentityDeps): readonly Binding[] {
  const own = async (caller: Caller) => {
    const organization = await deps.read(caller, (tx) => findOrganization(tx, caller.organizationId));
    invariant(organization, 'who asks has an organization');
    return toOrganizationView(organization);
  };
  /** Of any: only for what the provider alone may ask. */
  const present = async (_: Caller, organizationId: string) => {
    const organization = await deps.read(SYSTEM, (tx) => findOrganization(tx, organizationId));
    invariant(organization, 'organizations stay');
    return toOrganizationView(organization);
  };
  return [
    bind(organizationGet, ({ caller }) => own(caller)),
    bind(
      organizationUpdate,
      async ({ caller, body }) => toOrganizationView(await updateOrganization(deps, caller, body)),
      { present: own },
    ),
    bind(
      ownershipTransfer,
      async ({ caller, body }) => toOrganizationView(await transferOwnership(deps, caller, body.userId)),
      { present: own },
    ),
    bind(
      organizationCreate,
      async ({ caller, body }) => toOrganizationView(await createOrganization(deps, caller, body)),
      { present },
    ),
    bind(organizationList, async ({ query }) => {
      const organizations = await deps.read(SYSTEM, (tx) =>
        listOrganizations(tx, { ...query, limit: query.limit + 1 }),
      );
      return toPage(organizations, query.limit, toOrganizationView);
    }),
  ];
}

const toOrganizationView = ({ createdAt, ...organization }: Organization): OrganizationView => ({
  ...organization,
  createdAt: createdAt.toString(),
});
