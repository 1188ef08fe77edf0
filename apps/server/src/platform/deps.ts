// What everything on the server is given: one plain object, the first argument. Modules add their own to it.
import type pg from 'pg';
import type { Logger } from 'pino';
import type { Id, IdKind } from '@argosy/kernel/ids';
import type { Clock } from '@argosy/kernel/time';
import type { Caller } from './caller.ts';
import type { Tx } from './database.ts';
import type { Home } from './home.ts';

export interface PlatformDeps {
  readonly clock: Clock;
  readonly log: Logger;
  readonly home: Home;
  /** Sees everything: for what serves the whole server. */
  readonly pool: pg.Pool;
  /** One transaction: the body's rows, its facts, the caller's idempotency key (its subject is the result's `id`) and audit
   *  entry commit together. A body has effects in the database alone: on a deadlock it is run again. */
  readonly transaction: <T>(caller: Caller, body: (tx: Tx) => Promise<T>) => Promise<T>;
  /** Reads, without a transaction of their own, what belongs to this organization: the database shows no other's rows. Of no
   *  organization (`SYSTEM`), everything. */
  readonly read: <T>(whose: Pick<Caller, 'organizationId'>, body: (tx: Tx) => Promise<T>) => Promise<T>;
  readonly newId: <K extends IdKind>(kind: K) => Id<K>;
  /** A hint that work of this kind is due; the timer finds it anyway. */
  readonly wake: (kind: string) => void;
  /** Resolves when a fact about `subject` is published, by any process, or after `timeoutMs`, or when `signal` aborts. */
  readonly nextEvent: (subject: string, timeoutMs: number, signal?: AbortSignal) => Promise<void>;
}
