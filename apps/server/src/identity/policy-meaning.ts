import type { PolicyDocument } from '@argosy/contract/identity/policy-document';
import { refusal } from '@argosy/kernel/errors';
import { isKnownAction, nearestActions, thingNotById, unknownAction } from './domain/policy-meaning.ts';

/** What would be kept and never hold is not kept. Refuses: action_unknown, thing_not_by_id. */
export function requireMeaning(document: PolicyDocument): void {
  const action = unknownAction(document);
  if (action !== undefined) throw actionUnknown(action);
  const named = thingNotById(document);
  if (named) throw refusal('thing_not_by_id', { ...named });
}

/** Refuses: action_unknown. */
export function requireKnownAction(action: string): void {
  if (!isKnownAction(action)) throw actionUnknown(action);
}

const actionUnknown = (action: string) => refusal('action_unknown', { action, nearest: [...nearestActions(action)] });
