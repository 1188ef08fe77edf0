// An effect outside the database, for a request that may be sent again under its Idempotency-Key. The key is looked at before,
// and recorded together with the audit entry after: a request whose answer was lost finds that it was carried out, and does not
// delete what somebody has put there since. A server that dies between effect and record leaves the effect, and the second
// request is told what HDFS then says of it.
import type { Caller } from '../platform/caller.ts';
import type { Tx } from '../platform/database.ts';
import type { PlatformDeps } from '../platform/deps.ts';

/** Answers with what `effect` does. `record` publishes it; the `id` of its answer is what a repetition is answered by. */
export async function outsideOnce<T>(
  deps: Pick<PlatformDeps, 'transaction'>,
  caller: Caller,
  {
    effect,
    record,
  }: { readonly effect: () => Promise<T>; readonly record: (tx: Tx, done: T) => Promise<{ readonly id: string }> },
): Promise<T> {
  await requireNotCarriedOut(deps, caller);
  let done: T;
  try {
    done = await effect();
  } catch (error) {
    await requireNotCarriedOut(deps, caller); // by the same request, sent twice at once
    throw error;
  }
  await deps.transaction(caller, (tx) => record(tx, done));
  return done;
}

class KeyIsFree extends Error {}

/** Throws what the binder answers by when the caller's key was used. Claims it and lets it go again. */
async function requireNotCarriedOut(deps: Pick<PlatformDeps, 'transaction'>, caller: Caller): Promise<void> {
  if (!caller.idempotency) return;
  const look = deps.transaction(caller, () => Promise.reject(new KeyIsFree()));
  await look.catch((error: unknown) => {
    if (!(error instanceof KeyIsFree)) throw error;
  });
}
