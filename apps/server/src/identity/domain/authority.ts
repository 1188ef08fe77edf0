// What somebody may, put together of the policies that hold for them and of what narrows it further. Pure.
import type { Authority, Decision } from '@argosy/contract/identity/decision';
import { type PolicyDocument, policyDocument } from '@argosy/contract/identity/policy-document';
import { aboutResources, compilePolicies, type NamedPolicy } from './decide.ts';

export interface Narrowing {
  /** What an access key was limited to, by its id. */
  readonly key?: { readonly id: string; readonly permissions: readonly string[] };
  /** Given along when a role was assumed. */
  readonly sessionPolicy?: PolicyDocument | undefined;
}

export interface Holding {
  /** What was given to them. */
  readonly held: readonly NamedPolicy[];
  /** What everybody in their place has anyway (`standing-policies.ts`). */
  readonly standing: readonly NamedPolicy[];
}

/** Policies decide, and each narrowing must allow it too: it takes away and never gives. */
export function authorityOf({ held, standing }: Holding, { key, sessionPolicy }: Narrowing): Authority {
  const narrowing: (readonly NamedPolicy[])[] = [];
  if (key && !key.permissions.includes('*')) narrowing.push([{ name: key.id, document: limitsOf(key.permissions) }]);
  if (sessionPolicy) narrowing.push([{ name: 'session policy', document: sessionPolicy }]);
  const layers = [[...held, ...standing], ...narrowing];
  const decides = layers.map(compilePolicies);
  const abouts = layers.map(aboutResources);
  return {
    isAboutResources: (action) => abouts.some((isAbout) => isAbout(action)),
    layers: [held, ...narrowing].map((layer) => layer.map(({ document }) => document)),
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
