import { refusal } from '@argosy/kernel/errors';
import { type Caller, SYSTEM } from '../platform/caller.ts';
import type { Recognise } from '../platform/http/bind.ts';
import { takingBack } from './create-session.ts';
import { parseAccount } from './domain/parse-account.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { requireSource } from './open-source.ts';
import type { Browser, SignedIn } from './open-session.ts';
import { findOrganizationId } from './store/sign-in-users.ts';
import { tryDirectory } from './try-directory.ts';
import { signInVouched } from './vouch-for-user.ts';

/** Signs a person in whose password an LDAP directory knows. Guesses are counted here before the directory is asked about them.
 *  Refuses: sign_in_source_not_found, sign_in_locked, sign_in_source_unreachable, credentials_wrong, and what `signInVouched` does. */
export async function createDirectorySession(
  deps: IdentityDeps,
  at: { readonly browser: Browser; readonly recognise: Recognise },
  input: {
    readonly sourceId: string;
    readonly account: string;
    readonly password: string;
    readonly code?: string | undefined;
  },
): Promise<SignedIn & { readonly caller: Caller }> {
  const source = await requireSource(deps, { sourceId: input.sourceId, kind: 'ldap' });
  at.recognise({ organizationId: source.organizationId });
  // `name@organization` as elsewhere; a mail address is a name of the directory's.
  const { name: before, alias } = parseAccount(input.account);
  const named = alias === undefined ? undefined : await deps.read(SYSTEM, (tx) => findOrganizationId(tx, alias));
  const name = named === source.organizationId ? before : input.account;
  const { address } = at.browser;
  const { vouched, attempt } = await tryDirectory(deps, source, { name, password: input.password, address });
  if (!vouched) throw refusal('credentials_wrong');
  const signedIn = await takingBack(attempt, () => signInVouched(deps, at, { source, vouched, code: input.code }));
  await attempt.succeed();
  return signedIn;
}
