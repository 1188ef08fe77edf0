// What the server asks identity before and after each request. An interface because modules are not seen from the platform:
// main.ts passes identity's functions in.
import type { Caller } from '../caller.ts';

/** Whom a key belongs to, and what it may do. */
export type KnownCaller = Required<Pick<Caller, 'organizationId' | 'userId' | 'accessKeyId' | 'permissions'>>;

/** Who asked for what: a `Caller`, or before one is known only what the request itself tells. */
export type Asker = Pick<Caller, 'operation' | 'requestId' | 'address'> & Partial<Caller>;

/** How a request ended, for the audit trail: `denied` before anything was read, `refused` with the reason's code later. */
export interface Outcome {
  readonly outcome: 'allowed' | 'denied' | 'refused';
  readonly subject?: string | undefined;
  readonly code?: string | undefined;
}

export interface Gate {
  /** `undefined`: no such key, or one that is no longer valid. */
  readonly authenticate: (key: string) => Promise<KnownCaller | undefined>;
  /** The same for credentials that were recognised before, named by their id: what outlives a request asks again. */
  readonly recall: (accessKeyId: string) => Promise<KnownCaller | undefined>;
  readonly allows: (permissions: readonly string[], permission: string) => boolean;
  /** Keeps the outcome; returns at once. What a transaction has recorded itself is not recorded twice. */
  readonly record: (asker: Asker, outcome: Outcome) => void;
}
