import type { PolicyDocument } from '@argosy/contract/identity/policy-document';
import { type Refusal, refusal } from '@argosy/kernel/errors';
import { isKnownAction, nearestActions, thingNotById, unknownAction } from './domain/policy-meaning.ts';

/** What would be kept and never hold is not kept. Refuses: action_unknown, thing_not_by_id. */
export function requireMeaning(document: PolicyDocument): void {
  const refused = neverHolding(document);
  if (refused) throw refused;
}

/** Why a part of a policy can never hold: of those kept from before that was refused, it is told to who looks at one. */
export function neverHolding(document: PolicyDocument): Refusal | undefined {
  const action = unknownAction(document);
  if (action !== undefined) return actionUnknown(action);
  const named = thingNotById(document);
  return named && refusal('thing_not_by_id', { ...named });
}

/** Refuses: action_unknown. */
export function requireKnownAction(action: string): void {
  if (!isKnownAction(action)) throw actionUnknown(action);
}

const actionUnknown = (action: string) => refusal('action_unknown', { action, nearest: [...nearestActions(action)] });
