// Signing in and one-time links, as the server will have them. This file stands for operations of the contract and goes when
// they are there: its calls become `callOperation(sessionCreate, …)`, its types those of their schemas.
import { request } from '../app/api.ts';

export interface CallerView {
  readonly organizationId: string;
  readonly organizationName: string;
  readonly userId: string;
  readonly userName: string;
  readonly displayName?: string;
  readonly language?: 'en' | 'zh';
  readonly isOwner?: boolean;
  readonly accessKeyId?: string;
  readonly sessionId?: string;
  readonly csrfToken?: string;
}

export interface SignIn {
  /** `name@organization`, or a name where there is one organization. */
  readonly account: string;
  readonly password: string;
  /** Of the second factor: six digits, or a recovery code. */
  readonly code?: string;
}

export interface LinkView {
  readonly purpose: 'first_sign_in' | 'invitation' | 'password_reset';
  readonly organizationName: string;
  readonly userName: string;
  readonly displayName: string;
  readonly expiresAt: string;
}

/** Refuses: second_factor_needed, credentials_wrong, sign_in_locked. */
export const signIn = (given: SignIn): Promise<CallerView> => request('POST', '/v1/session', given);

export const signOut = (): Promise<void> => request('DELETE', '/v1/session');

export const inspectLink = (token: string): Promise<LinkView> => request('POST', '/v1/links/inspect', { token });

export const takeLink = (given: { readonly token: string; readonly password?: string }): Promise<CallerView> =>
  request('POST', '/v1/links/use', given);
