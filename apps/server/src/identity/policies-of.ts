// What holds for somebody, for authentication and for simulations alike.
import { invariant } from '@argosy/kernel/errors';
import type { Tx } from '../platform/database.ts';
import { ownerPolicy, systemPolicy } from './domain/system-policies.ts';
import { policiesHeldByEach } from './store/policies-held.ts';
import type { HeldPolicy } from './store/policy-attachments.ts';

export type Whose = { readonly organizationId: string } & (
  | { readonly userId: string; readonly isOwner: boolean }
  | { readonly roleId: string }
);

/** The owner may everything in their organization, whatever is attached to them: somebody has to be able to mend it. */
export async function policiesOf(tx: Tx, whose: Whose): Promise<readonly HeldPolicy[]> {
  return (await policiesOfEach(tx, [whose]))[0] ?? [];
}

/** The same of each. */
export async function policiesOfEach(tx: Tx, asked: readonly Whose[]): Promise<readonly (readonly HeldPolicy[])[]> {
  const others = asked.filter((whose) => !isOwner(whose));
  const held = others.length === 0 ? [] : await policiesHeldByEach(tx, others);
  const byWhose = new Map(others.map((whose, index) => [whose, held[index] ?? []]));
  return asked.map((whose) => byWhose.get(whose) ?? [everything()]);
}

const isOwner = (whose: Whose): boolean => 'userId' in whose && whose.isOwner;

function everything(): HeldPolicy {
  const policy = systemPolicy(ownerPolicy);
  invariant(policy, `there is a policy ${ownerPolicy}`);
  return { id: policy.name, kind: 'system', name: policy.name, document: policy.document, through: [] };
}
