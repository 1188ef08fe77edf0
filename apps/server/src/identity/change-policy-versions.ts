// The versions of an organization's own policy. While a policy is attached, making another version hold is giving what that one
// says to all it is attached to, and taking away what it denied.
import type { PolicyDocument } from '@argosy/contract/identity/policy-document';
import { refusal } from '@argosy/kernel/errors';
import type { Caller } from '../platform/caller.ts';
import type { Tx } from '../platform/database.ts';
import { changing } from './changing.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { requireMayGive, requireMayTakeAway } from './may-give.ts';
import { requireMeaning } from './policy-meaning.ts';
import { requireShortEnough } from './policy-size.ts';
import { type Policy, readPolicy, requireOwnPolicy } from './read-policies.ts';
import {
  deleteVersion,
  insertVersion,
  listVersions,
  lockPolicy,
  type OwnPolicy,
  type PolicyVersion,
  setDefaultVersion,
} from './store/policies.ts';
import { noteChanges } from '../platform/transaction.ts';
import { toldPolicy } from './told-changes.ts';

const versionsAtMost = 5; // as RAM has it: enough to go back, few enough to look through

/** Gives a policy a further version. Refuses: policy_not_found, policy_is_system, policy_versions_limit_reached, policy_too_large,
 *  action_unknown, thing_not_by_id, and where it holds at once, gives_more_than_held, denial_protected. */
export async function createPolicyVersion(
  deps: IdentityDeps,
  caller: Caller,
  input: { readonly policyId: string; readonly document: PolicyDocument; readonly isDefault: boolean },
): Promise<Policy> {
  requireShortEnough(input.document);
  requireMeaning(input.document);
  return changing(deps, caller, {
    fact: 'identity.policy_version_created',
    async body(tx) {
      const { policy, versions } = await lockedPolicy(tx, caller, input.policyId);
      if (versions.length >= versionsAtMost)
        throw refusal('policy_versions_limit_reached', { policy: policy.name, limit: versionsAtMost });
      const number = Math.max(...versions.map((each) => each.number)) + 1;
      const version = {
        number,
        document: input.document,
        madeBy: caller.userId,
        createdAt: deps.clock.now(),
      };
      await insertVersion(tx, policy, version);
      if (input.isDefault) await makeDefault(tx, caller, { policy, version });
      const updated = await readPolicy(tx, caller, policy.id);
      const added = { version: number, ...(!input.isDefault && { documentOfVersion: input.document }) };
      noteChanges(tx, { before: toldPolicy(policy), after: { ...toldPolicy(updated), ...added } });
      return updated;
    },
  });
}

/** Makes a version the one that holds. Refuses: policy_not_found, policy_is_system, policy_version_not_found,
 *  gives_more_than_held, denial_protected. */
export async function usePolicyVersion(
  deps: IdentityDeps,
  caller: Caller,
  input: { readonly policyId: string; readonly version: number },
): Promise<Policy> {
  return changing(deps, caller, {
    fact: 'identity.policy_version_used',
    async body(tx) {
      const { policy, versions } = await lockedPolicy(tx, caller, input.policyId);
      await makeDefault(tx, caller, { policy, version: requireVersion(policy, versions, input.version) });
      const updated = await readPolicy(tx, caller, policy.id);
      noteChanges(tx, { before: toldPolicy(policy), after: toldPolicy(updated) });
      return updated;
    },
  });
}

/** Deletes a version that does not hold. Refuses: policy_not_found, policy_is_system, policy_version_not_found,
 *  policy_version_in_use. */
export async function deletePolicyVersion(
  deps: IdentityDeps,
  caller: Caller,
  input: { readonly policyId: string; readonly version: number },
): Promise<Policy> {
  return changing(deps, caller, {
    fact: 'identity.policy_version_deleted',
    async body(tx) {
      const { policy, versions } = await lockedPolicy(tx, caller, input.policyId);
      const { number, isDefault, document } = requireVersion(policy, versions, input.version);
      if (isDefault) throw refusal('policy_version_in_use', { policy: policy.name, version: number });
      await deleteVersion(tx, policy, number);
      noteChanges(tx, { before: { version: number, documentOfVersion: document } });
      return readPolicy(tx, caller, policy.id);
    },
  });
}

async function lockedPolicy(
  tx: Tx,
  { organizationId }: Caller,
  policyId: string,
): Promise<{ readonly policy: OwnPolicy; readonly versions: readonly PolicyVersion[] }> {
  const { id } = await requireOwnPolicy(tx, organizationId, policyId);
  await lockPolicy(tx, { id, organizationId });
  const policy = await requireOwnPolicy(tx, organizationId, id); // as it is now that nobody else changes or attaches it
  return { policy, versions: await listVersions(tx, policy) };
}

function requireVersion(policy: OwnPolicy, versions: readonly PolicyVersion[], version: number): PolicyVersion {
  const found = versions.find(({ number }) => number === version);
  if (!found) throw refusal('policy_version_not_found', { policy: policy.name, version });
  return found;
}

async function makeDefault(
  tx: Tx,
  caller: Caller,
  { policy, version }: { readonly policy: OwnPolicy; readonly version: Pick<PolicyVersion, 'number' | 'document'> },
): Promise<void> {
  if (policy.attachmentCount > 0) {
    const next = { name: policy.name, document: version.document };
    requireMayGive(caller, [next]);
    requireMayTakeAway(caller, [policy], [next]);
  }
  await setDefaultVersion(tx, policy, version.number);
}
