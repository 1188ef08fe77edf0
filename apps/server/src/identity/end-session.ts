import { invariant, refusal } from '@argosy/kernel/errors';
import type { Caller } from '../platform/caller.ts';
import { tellOfUser } from './changing.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { endSession, type Session } from './store/sessions.ts';
import { noteChanges } from '../platform/transaction.ts';
import { toldSession } from './told-changes.ts';

/** Ends a session of a user: the caller's own, or another's for whom the caller may. On this server it is over at once, on any
 *  other within a second. Refuses: session_not_found. */
export async function endOneSession(
  deps: IdentityDeps,
  caller: Caller,
  { userId = caller.userId, sessionId }: { readonly userId?: string | undefined; readonly sessionId: string },
): Promise<Session> {
  invariant(userId !== undefined, 'who ends a session is a user');
  const session = await deps.transaction(caller, async (tx) => {
    const { organizationId } = caller;
    const ended = await endSession(tx, { id: sessionId, userId, organizationId, at: deps.clock.now() });
    if (!ended) throw refusal('session_not_found', { sessionId });
    noteChanges(tx, { before: toldSession({ ...ended, endedAt: undefined }), after: toldSession(ended) });
    await tellOfUser(tx, deps, 'identity.session_ended', { organizationId, userId, sessionId });
    return ended;
  });
  deps.authenticator.forget();
  return session;
}
