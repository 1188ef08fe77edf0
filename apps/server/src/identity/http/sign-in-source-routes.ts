// Binds the operations of sign-in sources to their use cases.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type * as z from 'zod';
import {
  oidcBegin,
  oidcFinish,
  signInSourceCreate,
  signInSourceDelete,
  signInSourceGet,
  signInSourceLink,
  signInSourceList,
  signInSourceOffer,
  signInSourceTest,
  signInSourceUnlink,
  signInSourceUpdate,
  type signInSourceView,
} from '@argosy/contract/identity/sign-in-sources';
import { refusal } from '@argosy/kernel/errors';
import { type Caller, SYSTEM } from '../../platform/caller.ts';
import { bind, type Binding } from '../../platform/http/bind.ts';
import { errandOf, setErrandCookie } from '../../platform/http/session-cookie.ts';
import { createSignInSource, deleteSignInSource, updateSignInSource } from '../change-sign-in-source.ts';
import { parseAccount } from '../domain/parse-account.ts';
import type { IdentityDeps } from '../identity-deps.ts';
import { linkDirectory, unlinkSignInSource } from '../link-sign-in-source.ts';
import { problemOfSource } from '../open-source.ts';
import { beginOidc, type Begun, errandSeconds, finishOidc } from '../sign-in-by-oidc.ts';
import { findSource, listEnabledSources, listSources, type SignInSource } from '../store/sign-in-sources.ts';
import { findOrganizationId } from '../store/sign-in-users.ts';
import { browserOf, giveSession } from './browser.ts';
import { toPage, userOf } from './pages.ts';

export function signInSourceRoutes(deps: IdentityDeps): readonly Binding[] {
  const serverId = deps.sealer.keyId;

  const sourceIn = async (caller: Caller, sourceId: string): Promise<SignInSource> => {
    const { organizationId } = caller;
    const source = await deps.read(caller, (tx) => findSource(tx, { id: sourceId, organizationId }));
    if (!source) throw refusal('sign_in_source_not_found', { sourceId });
    return source;
  };
  const present = async (caller: Caller, sourceId: string) => toSourceView(await sourceIn(caller, sourceId));

  /** The browser goes to the provider, and takes along what it will be known by when it is back. */
  const sendAway = (reply: FastifyReply, { url, errand }: Begun): { url: string } => {
    setErrandCookie(reply, { serverId, value: errand, maxAgeSeconds: errandSeconds });
    return { url };
  };

  return [
    bind(signInSourceCreate, async ({ caller, body }) => toSourceView(await createSignInSource(deps, caller, body)), {
      present,
    }),
    bind(signInSourceList, async ({ caller, query: { limit, cursor } }) => {
      const { organizationId } = caller;
      const sources = await deps.read(caller, (tx) => listSources(tx, { organizationId, cursor, limit: limit + 1 }));
      return toPage(sources, limit, toSourceView);
    }),
    bind(signInSourceGet, ({ caller, params }) => present(caller, params.sourceId)),
    bind(signInSourceUpdate, async ({ caller, params, body }) =>
      toSourceView(await updateSignInSource(deps, caller, { ...body, ...params })),
    ),
    bind(
      signInSourceDelete,
      async ({ caller, params }) => toSourceView(await deleteSignInSource(deps, caller, params.sourceId)),
      { present },
    ),
    bind(signInSourceTest, async ({ caller, params }) => {
      const problem = await problemOfSource(deps, await sourceIn(caller, params.sourceId), caller.language);
      return { answers: problem === undefined, ...(problem !== undefined && { problem }) };
    }),
    bind(signInSourceLink, async ({ caller, params: { sourceId }, body: { name, password }, raw, reply }) => {
      const source = await sourceIn(caller, sourceId);
      if (source.kind === 'oidc') {
        const begun = await beginOidc(deps, {
          sourceId,
          redirectUri: redirectUriOf(raw),
          returnTo: '/account', // the page on which it was begun
          address: raw.ip,
          linkFor: userOf(caller),
        });
        return sendAway(reply, begun);
      }
      if (name === undefined || password === undefined) throw refusal('password_wrong');
      await linkDirectory(deps, caller, { sourceId, name, password });
      return {};
    }),
    bind(signInSourceUnlink, async ({ caller, params }) => {
      await unlinkSignInSource(deps, caller, params.sourceId);
      return undefined;
    }),
    bind(signInSourceOffer, async ({ body, recognise }) => {
      const { alias } = parseAccount(body.account);
      const organizationId = await deps.read(SYSTEM, (tx) => findOrganizationId(tx, alias));
      if (organizationId === undefined) return { items: [] };
      recognise({ organizationId });
      const sources = await deps.read(SYSTEM, (tx) => listEnabledSources(tx, organizationId));
      return { items: sources.map(({ id, kind, name }) => ({ id, kind, name })) };
    }),
    bind(oidcBegin, async ({ body, raw, reply }) =>
      sendAway(reply, await beginOidc(deps, { ...body, redirectUri: redirectUriOf(raw), address: raw.ip })),
    ),
    bind(oidcFinish, async ({ query, raw, reply, recognise }) => {
      const errand = errandOf(raw, serverId);
      const at = { browser: browserOf(raw, serverId), errand, recognise };
      setErrandCookie(reply, { serverId, value: undefined, maxAgeSeconds: 0 }); // however it ends
      const { returnTo, signedIn } = await finishOidc(deps, at, query);
      if (signedIn) giveSession(reply, { serverId, token: signedIn.token });
      return { location: returnTo };
    }),
  ];
}

/** Where a provider sends the browser back to: this server as the browser knows it. */
const redirectUriOf = ({ protocol, host }: FastifyRequest): string => `${protocol}://${host}/v1/sign-in/oidc/callback`;

function toSourceView(source: SignInSource): z.infer<typeof signInSourceView> {
  const { id, kind, name, settings, sealedSecret, makesUsers, isEnabled, createdAt } = source;
  const { oidc, ldap, defaultGroups, groupMap } = settings;
  return {
    id,
    kind,
    name,
    ...(oidc && { oidc }),
    ...(ldap && { ldap }),
    makesUsers,
    defaultGroups: [...defaultGroups],
    groupMap: { ...groupMap },
    isEnabled,
    hasSecret: sealedSecret !== undefined,
    createdAt: createdAt.toString(),
  };
}
