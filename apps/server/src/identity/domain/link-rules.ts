// One-time links: for whom which, for how long, and why one does not open. Pure.
import type { LinkPurpose } from '@argosy/contract/identity/sign-in';
import { type Instant, isBefore } from '@argosy/kernel/time';

/** A link that lies in a mailbox is opened within the week; one that somebody waits for, at once. */
export const linkHours = { first_sign_in: 24, password_reset: 24, invitation: 7 * 24 } as const satisfies Record<
  LinkPurpose,
  number
>;

/** The purpose that fits a user; `undefined` for one who may not come in. */
export function purposeFor(user: {
  readonly state: 'invited' | 'active' | 'suspended' | 'deleted';
  readonly hasPassword: boolean;
}): LinkPurpose | undefined {
  if (user.state === 'invited') return 'invitation';
  if (user.state !== 'active') return undefined;
  return user.hasPassword ? 'password_reset' : 'first_sign_in';
}

/** Whether a link opens only together with a new password. The first sign-in may leave it for later. */
export const needsPassword = (purpose: LinkPurpose): boolean => purpose !== 'first_sign_in';

/** Why a link does not open, or `undefined` when it does. */
export function problemOfLink(
  link: { readonly expiresAt: Instant; readonly usedAt: Instant | undefined; readonly revokedAt: Instant | undefined },
  now: Instant,
): 'link_used' | 'link_replaced' | 'link_expired' | undefined {
  if (link.usedAt) return 'link_used';
  if (link.revokedAt) return 'link_replaced';
  return isBefore(now, link.expiresAt) ? undefined : 'link_expired';
}
