// Signs people in by OpenID Connect: the code flow with PKCE, state and nonce, through openid-client, which checks signatures,
// issuer and audience.
import {
  allowInsecureRequests,
  AuthorizationResponseError,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  type ClientAuth,
  ClientError,
  ClientSecretBasic,
  ClientSecretPost,
  type Configuration,
  customFetch,
  discovery,
  fetchUserInfo,
  None,
  randomNonce,
  randomPKCECodeVerifier,
  ResponseBodyError,
} from 'openid-client';
import type { OidcSettings } from '@argosy/contract/identity/sign-in-sources';
import { messageOf, refusal } from '@argosy/kernel/errors';
import type { Vouched } from './domain/vouching.ts';
import { requireReachable, SourceFailed } from './source-address.ts';

export interface Provider {
  readonly settings: OidcSettings;
  readonly secret: string | undefined;
  /** Whether it is a source of the organization that runs this server. */
  readonly isProvider: boolean;
}

/** What a sign-in was begun with, and what its end is held against. */
export interface Errand {
  readonly verifier: string;
  readonly nonce: string;
  readonly state: string;
  readonly redirectUri: string;
}

const withinSeconds = 10;

/** Where to send the browser, and what to keep until it comes back. Throws SourceFailed. */
export async function beginAtProvider(
  provider: Provider,
  { state, redirectUri }: { readonly state: string; readonly redirectUri: string },
): Promise<{ readonly url: string; readonly errand: Errand }> {
  const config = await discovered(provider);
  const errand = { verifier: randomPKCECodeVerifier(), nonce: randomNonce(), state, redirectUri };
  const url = buildAuthorizationUrl(config, {
    redirect_uri: redirectUri,
    scope: provider.settings.scopes.join(' '),
    state,
    nonce: errand.nonce,
    code_challenge: await calculatePKCECodeChallenge(errand.verifier),
    code_challenge_method: 'S256',
  });
  return { url: url.href, errand };
}

/** Whom the provider vouches for in what it sent the browser back with. Refuses: oidc_refused. Throws SourceFailed. */
export async function finishAtProvider(
  provider: Provider,
  { errand, query }: { readonly errand: Errand; readonly query: Readonly<Record<string, unknown>> },
): Promise<Vouched> {
  const config = await discovered(provider);
  const back = new URL(errand.redirectUri);
  for (const [name, value] of Object.entries(query)) if (typeof value === 'string') back.searchParams.set(name, value);
  try {
    const tokens = await authorizationCodeGrant(config, back, {
      pkceCodeVerifier: errand.verifier,
      expectedState: errand.state,
      expectedNonce: errand.nonce,
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    if (!claims) throw new SourceFailed({ en: 'it sent no ID token', zh: '它未返回 ID token' });
    const more = config.serverMetadata().userinfo_endpoint
      ? await fetchUserInfo(config, tokens.access_token, claims.sub)
      : {};
    return vouchedIn({ ...more, ...claims }, provider.settings);
  } catch (error) {
    if (error instanceof AuthorizationResponseError || error instanceof ResponseBodyError)
      throw refusal('oidc_refused', { problem: error.error.slice(0, 100) }, { cause: error });
    if (isAboutAnswer(error)) throw refusal('oidc_refused', { problem: error.message.slice(0, 200) }, { cause: error });
    throw failureOf(error);
  }
}

/** Whether the provider answers as one. Throws SourceFailed. */
export async function testProvider(provider: Provider): Promise<void> {
  await discovered(provider);
}

async function discovered({ settings, secret, isProvider }: Provider): Promise<Configuration> {
  const issuer = new URL(settings.issuer);
  try {
    return await discovery(issuer, settings.clientId, {}, authentication(secret), {
      timeout: withinSeconds,
      // A source of the provider's own machine; that it is one was looked at when it was made.
      ...(issuer.protocol === 'http:' && { execute: [allowInsecureRequests] }),
      // Also what its own document names is only reached where a customer may reach.
      [customFetch]: async (url, options) => {
        await requireReachable(new URL(url), { isProvider });
        return fetch(url, options as RequestInit); // the same, in the types of another version of the DOM
      },
    });
  } catch (error) {
    throw failureOf(error);
  }
}

/** What the provider answered is not what it must be; not that it did not answer. */
const isAboutAnswer = (error: unknown): error is ClientError =>
  error instanceof ClientError && error.code !== undefined && !/^OAUTH_(TIMEOUT|ABORT)$/.test(error.code);

/** The library says of what our own fetch throws that something went wrong, and what did stands behind it. */
function failureOf(error: unknown): SourceFailed {
  let first = error;
  while (!(first instanceof SourceFailed) && first instanceof Error && first.cause instanceof Error)
    first = first.cause;
  return first instanceof SourceFailed ? first : new SourceFailed(messageOf(first), { cause: error });
}

/** How the secret is shown: in the header, which is what the standard takes for granted, where the provider does not say that it
 *  cannot. */
function authentication(secret: string | undefined): ClientAuth {
  if (secret === undefined) return None();
  return (server, ...rest) => {
    const ways = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    const way = ways.includes('client_secret_basic') ? ClientSecretBasic(secret) : ClientSecretPost(secret);
    way(server, ...rest);
  };
}

function vouchedIn(
  claims: Readonly<Record<string, unknown>> & { readonly sub: string },
  settings: OidcSettings,
): Vouched {
  const textOf = (claim: string): string | undefined => {
    const value = claims[claim];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const listOf = (claim: string | undefined): readonly string[] => {
    const value = claim === undefined ? undefined : claims[claim];
    return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
  };
  const email = textOf('email');
  const name = textOf(settings.nameClaim) ?? email ?? claims.sub;
  return {
    subject: claims.sub,
    name,
    displayName: textOf('name') ?? name,
    email,
    groups: listOf(settings.groupClaim),
    hasSecondFactor: listOf('amr').some((each) => ['mfa', 'otp', 'hwk'].includes(each)),
  };
}
