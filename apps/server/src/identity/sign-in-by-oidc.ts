// Signing in goes to the provider's page and comes back. What was begun is kept for ten minutes, answered once, and bound to the
// browser in which it began by a cookie: nobody can be made to finish what somebody else has begun.
import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { refusal } from '@argosy/kernel/errors';
import { type Caller, SYSTEM } from '../platform/caller.ts';
import type { Recognise } from '../platform/http/bind.ts';
import { isOwnPath } from '../platform/http/own-path.ts';
import { beginAtProvider, finishAtProvider } from './ask-oidc-provider.ts';
import { networkOf } from './domain/sign-in-lock.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { providerOf, reaching, requireSource } from './open-source.ts';
import type { Browser, SignedIn } from './open-session.ts';
import { newToken, tokenHashOf } from './session-token.ts';
import { insertChallenge, requireRoom, takeChallenge } from './store/sign-in-challenges.ts';
import { findActivePerson } from './store/users.ts';
import { linkVouched, signInVouched } from './vouch-for-user.ts';

export const errandSeconds = 600; // to find one's phone, and not to come back to the next day

/** What is kept in the database until the browser comes back. */
const errandFacts = z.object({
  sourceId: z.string(),
  verifier: z.string(),
  nonce: z.string(),
  redirectUri: z.string(),
  returnTo: z.string(),
  browserHash: z.string(),
  /** Whose account it is to be linked to; nobody's, to sign in. */
  linkFor: z.object({ organizationId: z.string(), userId: z.string() }).optional(),
});

export interface Begun {
  readonly url: string;
  /** For the browser alone, until it comes back. */
  readonly errand: string;
}

/** Where to go to sign in, or to link a source to the account of `linkFor`.
 *  Refuses: sign_in_source_not_found, sign_in_source_unreachable, sign_in_busy. */
export async function beginOidc(
  deps: IdentityDeps,
  input: {
    readonly sourceId: string;
    readonly redirectUri: string;
    readonly returnTo: string;
    /** From where it is begun. */
    readonly address: string;
    readonly linkFor?: { readonly organizationId: string; readonly userId: string };
  },
): Promise<Begun> {
  const source = await requireSource(deps, { sourceId: input.sourceId, kind: 'oidc' });
  const { redirectUri, linkFor } = input;
  const network = networkOf(input.address);
  // Before the provider is asked, so that whoever begins without end has it asked for nothing.
  await deps.read(SYSTEM, (tx) => requireRoom(tx, { network, now: deps.clock.now() }));
  const state = randomUUID();
  const { url, errand } = await reaching(deps, source, async () =>
    beginAtProvider(await providerOf(deps, source), { state, redirectUri }),
  );
  const token = newToken();
  const now = deps.clock.now();
  await deps.read(SYSTEM, (tx) =>
    insertChallenge(tx, {
      id: state,
      kind: 'oidc',
      facts: {
        sourceId: source.id,
        verifier: errand.verifier,
        nonce: errand.nonce,
        redirectUri,
        returnTo: isOwnPath(input.returnTo) ? input.returnTo : '/',
        browserHash: hashOf(token),
        ...(linkFor && { linkFor }),
      } satisfies z.infer<typeof errandFacts>,
      network,
      now,
      expiresAt: now.add({ seconds: errandSeconds }),
    }),
  );
  return { url, errand: token };
}

/** The browser is back: who it is is signed in, or linked to the account that asked for it; and where it goes on to.
 *  Refuses: oidc_stale, oidc_refused, sign_in_source_not_found, sign_in_source_unreachable, and what `signInVouched` and
 *  `linkVouched` do. */
export async function finishOidc(
  deps: IdentityDeps,
  at: { readonly browser: Browser; readonly errand: string | undefined; readonly recognise: Recognise },
  query: Readonly<Record<string, unknown>> & { readonly state: string },
): Promise<{ readonly returnTo: string; readonly signedIn: (SignedIn & { readonly caller: Caller }) | undefined }> {
  const now = deps.clock.now();
  const taken = await deps.read(SYSTEM, (tx) => takeChallenge(tx, { id: query.state, kind: 'oidc', now }));
  if (taken === undefined) throw refusal('oidc_stale');
  const facts = errandFacts.parse(taken);
  if (at.errand === undefined || hashOf(at.errand) !== facts.browserHash) throw refusal('oidc_stale');
  const { sourceId, returnTo, linkFor } = facts;
  const source = await requireSource(deps, { sourceId, kind: 'oidc' });
  const asking = at.recognise({ organizationId: source.organizationId });
  const vouched = await reaching(deps, source, async () =>
    finishAtProvider(await providerOf(deps, source), { errand: { ...facts, state: query.state }, query }),
  );
  if (!linkFor) return { returnTo, signedIn: await signInVouched(deps, at, { source, vouched }) };
  const person = await deps.read(SYSTEM, (tx) => findActivePerson(tx, linkFor));
  if (!person || linkFor.organizationId !== source.organizationId) throw refusal('oidc_stale');
  await linkVouched(deps, at.recognise({ ...asking, ...linkFor, userName: person.userName }), { source, vouched });
  return { returnTo, signedIn: undefined };
}

const hashOf = (token: string): string => tokenHashOf(token).toString('base64url');
