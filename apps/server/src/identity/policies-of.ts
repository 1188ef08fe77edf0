// What holds for somebody, for authentication and for simulations alike.
import { invariant } from '@argosy/kernel/errors';
import type { Tx } from '../platform/database.ts';
import { ownerPolicy, systemPolicy } from './domain/system-policies.ts';
import { policiesHeldBy } from './store/policies-held.ts';
import type { HeldPolicy } from './store/policy-attachments.ts';

export type Whose = { readonly organizationId: string } & (
  | { readonly userId: string; readonly isOwner: boolean }
  | { readonly roleId: string }
);

/** The owner may everything in their organization, whatever is attached to them: somebody has to be able to mend it. */
export async function policiesOf(tx: Tx, whose: Whose): Promise<readonly HeldPolicy[]> {
  if ('roleId' in whose || !whose.isOwner) return policiesHeldBy(tx, whose);
  const everything = systemPolicy(ownerPolicy);
  invariant(everything, `there is a policy ${ownerPolicy}`);
  return [{ id: everything.name, kind: 'system', name: everything.name, document: everything.document, through: [] }];
}
