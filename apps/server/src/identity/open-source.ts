// A sign-in source with its secret, ready to be asked.
import { invariant, refusal } from '@argosy/kernel/errors';
import { type Caller, SYSTEM } from '../platform/caller.ts';
import { SealBroken } from '../platform/sealing.ts';
import { askDirectory, type AskedDirectory, testDirectory } from './ask-directory.ts';
import type { Provider } from './ask-oidc-provider.ts';
import { testProvider } from './ask-oidc-provider.ts';
import { secretRow } from './change-sign-in-source.ts';
import type { Vouched } from './domain/vouching.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { SourceFailed } from './source-address.ts';
import { findEnabledSource, isProviderOrganization, type SignInSource } from './store/sign-in-sources.ts';

/** The source of this id that is on and of this kind; before anybody is known. Refuses: sign_in_source_not_found. */
export async function requireSource(
  { read }: IdentityDeps,
  { sourceId, kind }: { readonly sourceId: string; readonly kind: SignInSource['kind'] },
): Promise<SignInSource> {
  const source = await read(SYSTEM, (tx) => findEnabledSource(tx, sourceId));
  if (source?.kind !== kind) throw refusal('sign_in_source_not_found', { sourceId });
  return source;
}

/** Whom a directory vouches for; `undefined` when name or password is wrong. Refuses: sign_in_source_unreachable, and what
 *  `beforeBind` does. */
export async function askSource(
  deps: IdentityDeps,
  source: SignInSource,
  asked: AskedDirectory,
): Promise<Vouched | undefined> {
  return reaching(deps, source, async () => askDirectory(await directoryOf(deps, source), asked));
}

/** A provider with its secret. */
export async function providerOf(deps: IdentityDeps, source: SignInSource): Promise<Provider> {
  const { oidc } = source.settings;
  invariant(oidc, 'a source of kind oidc has its settings');
  return { settings: oidc, ...(await secretOf(deps, source)) };
}

/** Asks whether a source answers so that people can sign in by it; why not is for who administers it. */
export async function problemOfSource(
  deps: IdentityDeps,
  source: SignInSource,
  language: Caller['language'],
): Promise<string | undefined> {
  try {
    if (source.kind === 'oidc') await testProvider(await providerOf(deps, source));
    else await testDirectory(await directoryOf(deps, source));
    return undefined;
  } catch (error) {
    if (error instanceof SourceFailed) return error.told[language];
    throw error;
  }
}

/** Runs what asks a source. Refuses: sign_in_source_unreachable; why stands in the log. */
export async function reaching<T>(deps: IdentityDeps, source: SignInSource, body: () => Promise<T>): Promise<T> {
  try {
    return await body();
  } catch (error) {
    if (!(error instanceof SourceFailed)) throw error;
    deps.log.warn({ err: error, sourceId: source.id }, 'a sign-in source does not answer as it should');
    throw refusal('sign_in_source_unreachable', { name: source.name }, { cause: error });
  }
}

async function directoryOf(deps: IdentityDeps, source: SignInSource) {
  const { ldap } = source.settings;
  invariant(ldap, 'a source of kind ldap has its settings');
  return { settings: ldap, ...(await secretOf(deps, source)) };
}

async function secretOf(
  { read, sealer }: IdentityDeps,
  { id, organizationId, sealedSecret }: SignInSource,
): Promise<{ readonly secret: string | undefined; readonly isProvider: boolean }> {
  const isProvider = await read(SYSTEM, (tx) => isProviderOrganization(tx, organizationId));
  try {
    return { isProvider, secret: sealedSecret && sealer.unseal(sealedSecret, secretRow(id)) };
  } catch (error) {
    if (error instanceof SealBroken)
      throw new SourceFailed(
        { en: 'its secret cannot be unsealed; give it anew', zh: '其密钥无法解密；请重新提供' },
        { cause: error },
      );
    throw error;
  }
}
