// What somebody may, put together of the policies that hold for them and of what narrows it further. Pure.
import type { Authority, Decision } from '@argosy/contract/identity/decision';
import { type PolicyDocument, policyDocument } from '@argosy/contract/identity/policy-document';
import { areAboutResources, compilePolicies, type NamedPolicy } from './decide.ts';

export interface Narrowing {
  /** What an access key was limited to, by its id. */
  readonly key?: { readonly id: string; readonly permissions: readonly string[] };
  /** Given along when a role was assumed. */
  readonly sessionPolicy?: PolicyDocument | undefined;
}

/** `policies` decide, and each narrowing must allow it too: it takes away and never gives. */
export function authorityOf(policies: readonly NamedPolicy[], { key, sessionPolicy }: Narrowing): Authority {
  const layers: (readonly NamedPolicy[])[] = [policies];
  if (key && !key.permissions.includes('*')) layers.push([{ name: key.id, document: limitsOf(key.permissions) }]);
  if (sessionPolicy) layers.push([{ name: 'session policy', document: sessionPolicy }]);
  const decides = layers.map(compilePolicies);
  return {
    isAboutResources: layers.some(areAboutResources),
    decide(asked) {
      let allowed: Decision = { effect: 'deny', by: undefined };
      for (const [index, decide] of decides.entries()) {
        const decision = decide(asked);
        if (decision.effect === 'deny') return decision;
        if (index === 0) allowed = decision; // the policy that gives is told, not what left it
      }
      return allowed;
    },
  };
}

const limitsOf = (permissions: readonly string[]): PolicyDocument =>
  policyDocument.parse({ Version: '1', Statement: [{ Effect: 'Allow', Action: [...permissions], Resource: ['*'] }] });
