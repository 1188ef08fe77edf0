// What the server asks identity before and after each request. An interface because modules are not seen from the platform:
// main.ts passes identity's functions in.
import type { Caller } from '../caller.ts';

/** What a request shows of who sent it: an access key, or the token of a browser's session. */
export type Credentials =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'session'; readonly token: string };

/** Credentials that were recognised before, by their id. */
export type CredentialsId = Pick<Caller, 'accessKeyId' | 'sessionId'>;

/** Whom they belong to, and what that one may do. */
export type KnownCaller = Pick<
  Caller,
  | 'organizationId'
  | 'userId'
  | 'userName'
  | 'accessKeyId'
  | 'sessionId'
  | 'roleId'
  | 'confirmedAt'
  | 'hasSecondFactor'
  | 'authority'
  | 'keyPermissions'
>;

/** Who asked for what: a `Caller`, or before one is known only what the request itself tells. */
export type Asker = Pick<Caller, 'operation' | 'requestId' | 'address' | 'isSecure' | 'domain' | 'content' | 'detail'> &
  Partial<Caller>;

/** How a request ended, for the audit trail: `denied` before anything was read, `refused` with the reason's code later. */
export interface Outcome {
  readonly outcome: 'allowed' | 'denied' | 'refused';
  readonly subject?: string | undefined;
  readonly code?: string | undefined;
}

export interface Gate {
  /** `undefined`: nobody's, or no longer valid. `address`: from where they came. */
  readonly authenticate: (credentials: Credentials, address: string) => Promise<KnownCaller | undefined>;
  /** The same for what was recognised before, named by its id: what outlives a request asks again. No use of it: whoever only
   *  left a page open is not there. */
  readonly recall: (whose: CredentialsId) => Promise<KnownCaller | undefined>;
  /** Keeps the outcome; returns at once. What a transaction has recorded itself is not recorded twice. */
  readonly record: (asker: Asker, outcome: Outcome) => void;
}

/** The id of a thing by what a request calls it, for each kind that has names; `undefined` when nothing is called so. */
export type ResourceFinders = Readonly<
  Record<string, (organizationId: string, idOrName: string) => Promise<string | undefined>>
>;
