// Policies of both kinds in one form: the system's, which are in the code, and an organization's own.
import { refusal } from '@argosy/kernel/errors';
import type { Caller } from '../platform/caller.ts';
import type { Tx } from '../platform/database.ts';
import { type SystemPolicy, systemPolicies, systemPolicy } from './domain/system-policies.ts';
import { findPolicy, listPolicies, type OwnPolicy } from './store/policies.ts';
import { countSystemAttachments } from './store/policy-attachments.ts';

export interface Policy extends Omit<OwnPolicy, 'createdAt' | 'organizationId'> {
  readonly kind: 'system' | 'own';
  readonly createdAt: OwnPolicy['createdAt'] | undefined;
}

type Asker = Pick<Caller, 'organizationId' | 'language'>;

/** By id or name; a policy of the system has its name for an id. Refuses: policy_not_found. */
export async function readPolicy(tx: Tx, asker: Asker, policyId: string): Promise<Policy> {
  const system = systemPolicy(policyId);
  if (system) return ofSystem(system, asker, await countSystemAttachments(tx, asker.organizationId));
  return ofOwn(await requireOwnPolicy(tx, asker.organizationId, policyId));
}

/** One that can be changed. Refuses: policy_is_system, policy_not_found. */
export async function requireOwnPolicy(tx: Tx, organizationId: string, policyId: string): Promise<OwnPolicy> {
  if (systemPolicy(policyId)) throw refusal('policy_is_system', { policy: policyId });
  const policy = await findPolicy(tx, organizationId, policyId);
  if (!policy) throw refusal('policy_not_found', { policyId });
  return policy;
}

/** The system's first, then one's own, newest first; those behind `cursor`, the id of one of either kind. */
export async function readPolicies(
  tx: Tx,
  asker: Asker,
  asked: {
    readonly kind?: Policy['kind'] | undefined;
    readonly text?: string | undefined;
    readonly cursor?: string | undefined;
    readonly limit: number;
  },
): Promise<readonly Policy[]> {
  const { organizationId } = asker;
  const { kind, text, cursor, limit } = asked;
  const counts = await countSystemAttachments(tx, organizationId);
  const all = kind === 'own' ? [] : systemPolicies.map((each) => ofSystem(each, asker, counts));
  const at = all.findIndex(({ id }) => id === cursor);
  const behind = cursor === undefined ? all : at < 0 ? [] : all.slice(at + 1);
  const system = behind.filter((each) => isMeant(each, text)).slice(0, limit);
  if (kind === 'system' || system.length >= limit) return system;
  const own = await listPolicies(tx, {
    organizationId,
    text,
    cursor: at < 0 ? cursor : undefined,
    limit: limit - system.length,
  });
  return [...system, ...own.map(ofOwn)];
}

const isMeant = ({ name, description }: Policy, text: string | undefined): boolean =>
  text === undefined || `${name} ${description}`.toLowerCase().includes(text.toLowerCase());

const ofOwn = (policy: OwnPolicy): Policy => ({ ...policy, kind: 'own' });

const ofSystem = (
  { name, description, document }: SystemPolicy,
  { language }: Asker,
  counts: ReadonlyMap<string, number>,
): Policy => ({
  id: name,
  name,
  kind: 'system',
  description: description[language],
  defaultVersion: 1,
  document,
  attachmentCount: counts.get(name) ?? 0,
  createdAt: undefined,
});
