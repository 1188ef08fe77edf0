// Who somebody is, as they are told: when they sign in, and when a page is loaded again.
import type * as z from 'zod';
import type { callerView } from '@argosy/contract/identity/caller';
import { refusal } from '@argosy/kernel/errors';
import type { Caller } from '../../platform/caller.ts';
import { csrfTokenOf } from '../../platform/http/session-cookie.ts';
import type { IdentityDeps } from '../identity-deps.ts';
import { findActivePerson } from '../store/users.ts';
import { userOf } from './pages.ts';

/** `token`: of the session, if they have one; the page is told what to send back with whatever changes something. */
export async function callerViewOf(
  deps: IdentityDeps,
  caller: Caller,
  token: string | undefined,
): Promise<z.infer<typeof callerView>> {
  const person = await deps.read(caller, (tx) => findActivePerson(tx, userOf(caller)));
  if (!person) throw refusal('credentials_invalid'); // they were let in a moment ago, and went
  const { accessKeyId, roleId, sessionId, keyPermissions } = caller;
  const { language, ...names } = person;
  return {
    ...names,
    ...(language && { language }),
    ...(accessKeyId !== undefined && { accessKeyId }),
    ...(roleId !== undefined && { roleId }),
    ...(sessionId !== undefined && { sessionId, ...(token !== undefined && { csrfToken: csrfTokenOf(token) }) }),
    permissions: [...keyPermissions],
  };
}
