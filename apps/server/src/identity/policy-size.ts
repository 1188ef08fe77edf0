import type { PolicyDocument } from '@argosy/contract/identity/policy-document';
import { refusal } from '@argosy/kernel/errors';

/** As RAM has it. With the limits of attachments and groups it bounds what has to be put together for one request. */
const charactersAtMost = 6144;

/** Refuses: policy_too_large. */
export function requireShortEnough(document: PolicyDocument): void {
  if (JSON.stringify(document).length > charactersAtMost)
    throw refusal('policy_too_large', { limit: charactersAtMost });
}
