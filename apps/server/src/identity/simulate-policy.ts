// What policies decide, without asking for it (RAM-1): those given as documents, or those that hold for a user or a role, with the
// way by which the one that decided comes to hold.
import { type Asked, resourceName } from '@argosy/contract/identity/decision';
import type { permissionCheck, SimulationView } from '@argosy/contract/identity/policies';
import type { ResultOf } from '@argosy/contract/operation';
import { type Caller, contextOf } from '../platform/caller.ts';
import type { Tx } from '../platform/database.ts';
import { compilePolicies, type NamedPolicy } from './domain/decide.ts';
import { standingPolicies } from './domain/standing-policies.ts';
import { ownerPolicy } from './domain/system-policies.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { policiesOf } from './policies-of.ts';
import { requireKnownAction, requireMeaning } from './policy-meaning.ts';
import { requireRole, requireUser } from './require-found.ts';
import { findOrganization } from './store/organizations.ts';
import type { HeldPolicy } from './store/policy-attachments.ts';
import { invariant } from '@argosy/kernel/errors';

interface Simulated {
  readonly policies?: readonly NamedPolicy[] | undefined;
  readonly userId?: string | undefined;
  readonly roleId?: string | undefined;
  readonly action: string;
  readonly resource: string;
  readonly context: Asked['context'];
}

/** Refuses: user_not_found, role_not_found, action_unknown, thing_not_by_id. */
export async function simulatePolicy(deps: IdentityDeps, caller: Caller, input: Simulated): Promise<SimulationView> {
  requireKnownAction(input.action);
  for (const { document } of input.policies ?? []) requireMeaning(document);
  const asked = { ...input, resource: await resourceById(deps, caller, input) };
  if (input.policies) {
    const { effect, by } = compilePolicies(input.policies)(asked);
    return { effect, ...(by && { by }) };
  }
  const { held, standing } = await deps.read(caller, (tx) => holdingOf(tx, caller, input));
  const { effect, by } = compilePolicies([...held, ...standing])(asked);
  if (!by) return { effect };
  const holding = held.find(({ name }) => name === by.policy);
  if (!holding) return { effect, by: { ...by, through: [{ kind: 'standing' }] } };
  return { effect, by: { ...by, policyId: holding.id, through: throughOf(holding) } };
}

const throughOf = ({ name, through }: HeldPolicy) =>
  name === ownerPolicy && through.length === 0 ? [{ kind: 'owner' as const }] : [...through];

async function holdingOf(tx: Tx, caller: Caller, { userId, roleId }: Simulated) {
  const { organizationId } = caller;
  const organization = await findOrganization(tx, organizationId);
  invariant(organization, 'who asks has an organization');
  const { isProvider } = organization;
  if (userId !== undefined) {
    const user = await requireUser(tx, organizationId, userId);
    const whose = { userId: user.id, isOwner: user.isOwner, isProvider };
    return {
      held: await policiesOf(tx, { ...whose, organizationId }),
      standing: standingPolicies({ ...whose, isInRole: false }),
    };
  }
  const role = await requireRole(tx, organizationId, roleId ?? '');
  return {
    held: await policiesOf(tx, { organizationId, roleId: role.id }),
    // as if the caller were in it
    standing: standingPolicies({ userId: caller.userId ?? '', isOwner: false, isProvider, isInRole: true }),
  };
}

/** What the caller may of several things, and what decided. */
export async function checkPermissions(
  deps: Pick<IdentityDeps, 'clock' | 'idOf'>,
  caller: Caller,
  asked: readonly { readonly action: string; readonly resource: string }[],
): Promise<ResultOf<typeof permissionCheck>['answers']> {
  const now = deps.clock.now();
  const context = contextOf(caller, now);
  const confirmed = caller.confirmedAt && contextOf({ ...caller, confirmedAt: now }, now);
  const { decide, isAboutResources } = caller.authority;
  return Promise.all(
    asked.map(async ({ action, resource: given }) => {
      const what = { action, resource: given };
      const resource = isAboutResources(action) ? await resourceById(deps, caller, what) : fullName(caller, what);
      const { effect, by } = decide({ action, resource, context });
      const isAllowed = effect === 'allow';
      const afterConfirming =
        !isAllowed && confirmed && decide({ action, resource, context: confirmed }).effect === 'allow';
      return { allowed: isAllowed, ...(afterConfirming && { afterConfirming }), ...(by && { by }) };
    }),
  );
}

/** With the id in the place of a name, as a request for the thing itself is decided. */
async function resourceById(
  { idOf }: Pick<IdentityDeps, 'idOf'>,
  caller: Caller,
  asked: { readonly action: string; readonly resource: string },
): Promise<string> {
  const resource = fullName(caller, asked);
  const { organizationId } = caller;
  const [, before, owner = '', kind = '', called = ''] =
    /^(acs:[^:]*:[^:]*:([^:]*):)([a-z-]+)\/([^*?]+)$/s.exec(resource) ?? [];
  if (before === undefined || !['*', organizationId].includes(owner)) return resource;
  const id = await idOf(kind, organizationId, called);
  return id === undefined ? resource : `${before}${kind}/${id}`;
}

/** `cluster/c-1` is one of the caller's organization. */
function fullName(
  { organizationId }: Caller,
  { action, resource }: { readonly action: string; readonly resource: string },
): string {
  if (resource === '*' || resource.startsWith('acs:')) return resource;
  return resourceName(action, { organizationId, relative: resource });
}
