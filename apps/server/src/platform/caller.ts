// Who asks. Made by authentication for a request, passed to every use case, written into the audit trail.
import type { Asked, Authority, Decision } from '@argosy/contract/identity/decision';
import { type Instant, secondsBetween } from '@argosy/kernel/time';

export interface Caller {
  readonly organizationId: string;
  readonly userId?: string;
  readonly userName?: string;
  readonly accessKeyId?: string;
  readonly sessionId?: string;
  /** The role in which they act, if they have assumed one. */
  readonly roleId?: string;
  /** Of a session: when its person last showed who they are. */
  readonly confirmedAt?: Instant;
  readonly hasSecondFactor: boolean;
  readonly authority: Authority;
  /** What the access key was limited to when it was made; everything, for a person. */
  readonly keyPermissions: readonly string[];
  /** The statement that let this request in. */
  readonly decidedBy?: Decision['by'];
  readonly requestId: string;
  /** Id of the contract's operation; `system` for reconcilers. */
  readonly operation: string;
  readonly address: string;
  readonly isSecure?: boolean;
  /** The host that was asked, and the method and path: what a log of accesses holds (RSP-2). */
  readonly domain?: string;
  readonly content?: string;
  /** Which part of the thing it is about, in the words of the request: `Operation.detail`. */
  readonly detail?: string;
  readonly language: 'en' | 'zh';
  /** The request's Idempotency-Key and a hash of what was asked with it. */
  readonly idempotency?: { readonly key: string; readonly requestHash: string };
}

/** Argosy itself: reconcilers and consumers. What they do is recorded as facts, not in the audit trail of people. */
export const SYSTEM: Caller = {
  organizationId: '',
  hasSecondFactor: false,
  authority: { decide: () => ({ effect: 'deny', by: undefined }), isAboutResources: () => false, layers: [[]] }, // it asks nobody
  keyPermissions: [],
  requestId: 'system',
  operation: 'system',
  address: '',
  language: 'en',
};

/** Who asks, as far as it decides. */
export type Asking = Pick<
  Caller,
  'organizationId' | 'userId' | 'userName' | 'confirmedAt' | 'hasSecondFactor' | 'authority' | 'address' | 'isSecure'
>;

/** What a request tells policies of itself. */
export function contextOf(
  { address, userId, userName, confirmedAt, hasSecondFactor, isSecure }: Asking,
  now: Instant,
): Asked['context'] {
  return {
    'acs:CurrentTime': now.toString(),
    'acs:SourceIp': address,
    'acs:SecureTransport': String(isSecure ?? false),
    'acs:MFAPresent': String(hasSecondFactor),
    ...(userId !== undefined && { 'acs:PrincipalId': userId }),
    ...(userName !== undefined && { 'acs:PrincipalName': userName }),
    ...(confirmedAt && {
      'acs:ConfirmationAgeSeconds': String(Math.max(0, Math.floor(secondsBetween(confirmedAt, now)))),
    }),
  };
}
