// Who asks. Made by authentication for a request, passed to every use case, written into the audit trail.

export interface Caller {
  readonly organizationId: string;
  readonly userId?: string;
  readonly accessKeyId?: string;
  readonly permissions: readonly string[];
  readonly requestId: string;
  /** Id of the contract's operation; `system` for reconcilers. */
  readonly operation: string;
  readonly address: string;
  readonly language: 'en' | 'zh';
  /** The request's Idempotency-Key and a hash of what was asked with it. */
  readonly idempotency?: { readonly key: string; readonly requestHash: string };
}

/** Argosy itself: reconcilers and consumers. What they do is recorded as facts, not in the audit trail of people. */
export const SYSTEM: Caller = {
  organizationId: '',
  permissions: [],
  requestId: 'system',
  operation: 'system',
  address: '',
  language: 'en',
};
