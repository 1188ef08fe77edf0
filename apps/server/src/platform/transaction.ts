// One transaction, with what every one of them carries: the caller's idempotency key and audit entry, and after the commit
// the hints to those who wait for what was written.
import type pg from 'pg';
import { isSameJson } from '@argosy/kernel/json';
import type { Clock } from '@argosy/kernel/time';
import type { Caller } from './caller.ts';
import type { Tx } from './database.ts';
import type { Signals } from './signals.ts';

/** The request was carried out before, under the same Idempotency-Key: the binder answers with what it made then. */
export class AlreadyCarriedOut extends Error {
  readonly subject: string | undefined;
  readonly operation: string;
  readonly requestHash: string;

  constructor(row: { subject: string | null; operation: string; request_hash: string }) {
    super('the request was carried out before');
    this.subject = row.subject ?? undefined;
    this.operation = row.operation;
    this.requestHash = row.request_hash;
  }
}

/** What a transaction will have woken: gathered by `scheduleWork` and `publish`, told after the commit. */
const hints = new WeakMap<Tx, { readonly kinds: Set<string>; readonly subjects: Set<string> }>();

export function hintWork(tx: Tx, kind: string): void {
  hints.get(tx)?.kinds.add(kind);
}

export function hintEvent(tx: Tx, subject: string): void {
  hints.get(tx)?.subjects.add(subject);
}

/** What a thing was and became, for the audit trail; small, and without secrets. */
export interface Changes {
  readonly before?: Values;
  readonly after: Values;
}

type Values = Readonly<Record<string, unknown>>;

/** What a use case tells: `after` alone of what is made, `before` alone of what goes. */
export interface ToldChanges {
  readonly before?: Values;
  readonly after?: Values;
}

const changes = new WeakMap<Tx, ToldChanges>();

/** Tells the audit trail what the transaction changes. Told again, it adds: what was told first of a value is what it was, what was
 *  told last is what it became. */
export function noteChanges(tx: Tx, { before, after }: ToldChanges): void {
  const told = changes.get(tx);
  const was = before || told?.before ? { ...before, ...told?.before } : undefined;
  changes.set(tx, { ...(was && { before: was }), after: { ...told?.after, ...after } });
}

/** What was told, without the values that are the same before and after. */
export function changesIn(tx: Tx): Changes | undefined {
  const told = changes.get(tx);
  if (!told) return undefined;
  const { before, after = {} } = told;
  const isSame = (name: string) => isSameJson(before?.[name], after[name]);
  const others = (values: Values) =>
    Object.fromEntries(
      Object.entries(values)
        .filter(([name]) => !isSame(name))
        .map(([name, value]) => [name, bounded(value)]),
    );
  return before ? { before: others(before), after: others(after) } : { after: others(after) };
}

const valueAtMost = 8000; // a policy is 6144 characters at most, and the trail is kept for ever

function bounded(value: unknown): unknown {
  const text = JSON.stringify(value);
  return text === undefined || text.length <= valueAtMost ? value : `${text.slice(0, valueAtMost)}…`;
}

export interface TransactionParts {
  /** A connection that sees what belongs to the caller's organization, or everything for `SYSTEM`. */
  readonly connect: (caller: Caller) => Promise<pg.PoolClient>;
  readonly clock: Clock;
  readonly signals: Signals;
  /** Identity's door: the audit entry of a caller who is a person or a program, in the same transaction. */
  readonly audit: (tx: Tx, caller: Caller, subject: string | undefined) => Promise<void>;
}

const triesOnDeadlock = 4; // two requests that lock two rows crosswise meet once; four times is something else

export function makeTransaction(parts: TransactionParts) {
  return async <T>(caller: Caller, body: (tx: Tx) => Promise<T>): Promise<T> => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await once(parts, caller, body);
      } catch (error) {
        if (tries >= triesOnDeadlock || !isDeadlock(error)) throw error;
      }
    }
  };
}

async function once<T>(parts: TransactionParts, caller: Caller, body: (tx: Tx) => Promise<T>): Promise<T> {
  const client = await parts.connect(caller);
  const woken = { kinds: new Set<string>(), subjects: new Set<string>() };
  hints.set(client, woken);
  let broken: Error | undefined;
  try {
    await client.query('begin');
    await claimKey(client, parts.clock, caller);
    const result = await body(client);
    const subject = subjectOf(result);
    if (caller.idempotency && subject !== undefined)
      await client.query('update platform.idempotency_key set subject = $3 where organization_id = $1 and key = $2', [
        caller.organizationId,
        caller.idempotency.key,
        subject,
      ]);
    if (caller.operation !== 'system') await parts.audit(client, caller, subject);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch((lost: unknown) => {
      broken = lost instanceof Error ? lost : new Error(String(lost)); // the connection is gone: it must not go back into the pool
    });
    throw error;
  } finally {
    hints.delete(client);
    changes.delete(client);
    client.release(broken);
    // Told also after a failure: a hint too many costs one look.
    for (const kind of woken.kinds) parts.signals.emit('platform_work', kind);
    for (const about of woken.subjects) parts.signals.emit('platform_event', about);
  }
}

/** Claims the caller's key, in the transaction of what is done under it: a second request with it waits here until the first
 *  has committed, and then finds the key taken; if the first fails, the key goes with it. */
async function claimKey(tx: Tx, clock: Clock, { idempotency, organizationId, operation }: Caller): Promise<void> {
  if (!idempotency) return;
  const claimed = await tx.query(
    `insert into platform.idempotency_key (organization_id, key, operation, request_hash, created_at)
     values ($1, $2, $3, $4, $5) on conflict do nothing returning key`,
    [organizationId, idempotency.key, operation, idempotency.requestHash, clock.now().toString()],
  );
  if (claimed.rowCount === 1) return;
  const { rows } = await tx.query<{ subject: string | null; operation: string; request_hash: string }>(
    'select subject, operation, request_hash from platform.idempotency_key where organization_id = $1 and key = $2',
    [organizationId, idempotency.key],
  );
  const [row] = rows;
  if (row) throw new AlreadyCarriedOut(row);
}

/** What a use case made or changed is the `id` of its result. */
function subjectOf(result: unknown): string | undefined {
  if (typeof result !== 'object' || result === null || !('id' in result)) return undefined;
  return typeof result.id === 'string' ? result.id : undefined;
}

function isDeadlock(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('code' in error)) return false;
  return error.code === '40P01' || error.code === '40001'; // deadlock_detected, serialization_failure
}
