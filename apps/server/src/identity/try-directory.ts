import type { Vouched } from './domain/vouching.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { askSource } from './open-source.ts';
import { countAttempt, directoryEntry, directoryName, type SignInAttempt } from './sign-in-attempts.ts';
import type { SignInSource } from './store/sign-in-sources.ts';

/** Asks a directory whose this name and password are. The attempt is counted twice: under the name, before the directory hears of
 *  it, and before it is asked about the password under the entry that it means by the name. For how a name may be written the
 *  directory alone knows: without blanks, wide, without accents, as a mail address; each would else have a lock of its own.
 *  Refuses: sign_in_locked, sign_in_source_unreachable. */
export async function tryDirectory(
  deps: IdentityDeps,
  source: SignInSource,
  { name, password, address }: { readonly name: string; readonly password: string; readonly address: string },
): Promise<{ readonly vouched: Vouched | undefined; readonly attempt: SignInAttempt }> {
  const named = await countAttempt(deps, { account: directoryName(source.id, name), address });
  const attempts = [named];
  let isAsked = false;
  const beforeBind = async (subject: string | undefined) => {
    isAsked = true;
    attempts.push(await countAttempt(deps, { account: directoryEntry(source.id, { subject, name }) }));
  };
  const vouched = await askSource(deps, source, { name, password, beforeBind }).catch(async (error: unknown) => {
    if (!isAsked) await named.takeBack(); // nobody's password was tried: that a directory is away is nobody's failure
    throw error;
  });
  const ofEach = async (body: (attempt: SignInAttempt) => Promise<void>) => {
    for (const attempt of attempts) await body(attempt);
  };
  return {
    vouched,
    attempt: {
      succeed: () => ofEach((attempt) => attempt.succeed()),
      takeBack: () => ofEach((attempt) => attempt.takeBack()),
    },
  };
}
