// Binds the operations of signing in to their use cases: what they open becomes a cookie here.
import type { FastifyReply } from 'fastify';
import type * as z from 'zod';
import {
  linkInspect,
  linkUse,
  ownerLinkCreate,
  passwordSet,
  recoveryCodeRenew,
  sessionConfirm,
  sessionCreate,
  sessionEnd,
  sessionList,
  sessionRevoke,
  type sessionView,
  signInGet,
  type signInView,
  totpBegin,
  totpConfirm,
  totpRemove,
  userLinkCreate,
  type userLinkView,
} from '@argosy/contract/identity/sign-in';
import { invariant, refusal } from '@argosy/kernel/errors';
import { type Caller, SYSTEM } from '../../platform/caller.ts';
import { bind, type Binding } from '../../platform/http/bind.ts';
import { setSessionCookie } from '../../platform/http/session-cookie.ts';
import { beginTotp, confirmOwnTotp, removeTotp, renewRecoveryCodes } from '../change-second-factor.ts';
import { confirmOwnSession } from '../confirm-session.ts';
import { createDirectorySession } from '../create-directory-session.ts';
import { createSession } from '../create-session.ts';
import { createOwnerLink, createUserLink } from '../create-user-link.ts';
import { needsPassword } from '../domain/link-rules.ts';
import { endOneSession } from '../end-session.ts';
import type { IdentityDeps } from '../identity-deps.ts';
import type { SignedIn } from '../open-session.ts';
import { hasTotp } from '../second-factor.ts';
import { setOwnPassword } from '../set-password.ts';
import { countRecoveryCodes } from '../store/recovery-codes.ts';
import { listSourcesOfUser } from '../store/external-identities.ts';
import { findSession, listSessions, type Session } from '../store/sessions.ts';
import { findAnyLink, findLink, type SignInLink } from '../store/sign-in-links.ts';
import { findSignInUserById, type SignInUser } from '../store/sign-in-users.ts';
import { inspectLink, useLink } from '../use-link.ts';
import { browserOf, giveSession } from './browser.ts';
import { callerViewOf } from './caller-view.ts';
import { toPage, userOf } from './pages.ts';

export function signInRoutes(deps: IdentityDeps): readonly Binding[] {
  const serverId = deps.sealer.keyId;

  /** Gives the browser its cookie, and the page who it is for. */
  const welcome = (reply: FastifyReply, { caller, session, token }: SignedIn & { readonly caller: Caller }) => {
    giveSession(reply, { serverId, token });
    return callerViewOf(deps, { ...caller, sessionId: session.id, keyPermissions: ['*'] }, token);
  };

  const presentSession = async (caller: Caller, sessionId: string) => {
    const session = await deps.read(caller, (tx) => findSession(tx, { ...userOf(caller), id: sessionId }));
    if (!session) throw refusal('session_not_found', { sessionId });
    return toSessionView(session, caller);
  };

  const userIn = async (caller: Caller, userId: string): Promise<SignInUser> => {
    const { organizationId } = caller;
    const user = await deps.read(caller, (tx) => findSignInUserById(tx, { id: userId, organizationId }));
    if (!user) throw refusal('user_not_found', { userId });
    return user;
  };

  const signInOf = async (caller: Caller, userId: string): Promise<z.infer<typeof signInView>> => {
    const user = await userIn(caller, userId);
    const { organizationId } = caller;
    const whose = { userId, organizationId };
    const left = await deps.read(caller, (tx) => countRecoveryCodes(tx, whose));
    const sources = await deps.read(caller, (tx) => listSourcesOfUser(tx, whose));
    const { passwordHash, passwordSetAt, totp } = user;
    return {
      userId,
      hasPassword: passwordHash !== undefined,
      ...(passwordSetAt && { passwordSetAt: passwordSetAt.toString() }),
      hasTotp: hasTotp(user),
      ...(totp?.confirmedAt && { totpConfirmedAt: totp.confirmedAt.toString() }),
      recoveryCodesLeft: left,
      sources: sources.map(({ linkedAt, ...source }) => ({ ...source, linkedAt: linkedAt.toString() })),
    };
  };

  return [
    bind(sessionCreate, async ({ body: { sourceId, ...given }, raw, reply, recognise }) => {
      const at = { browser: browserOf(raw, serverId), recognise };
      const signedIn =
        sourceId === undefined
          ? await createSession(deps, at, given)
          : await createDirectorySession(deps, at, { sourceId, ...given });
      return welcome(reply, signedIn);
    }),
    bind(sessionEnd, async ({ caller, reply }) => {
      invariant(caller.sessionId !== undefined, 'the operation needs a session');
      const session = await endOneSession(deps, caller, { sessionId: caller.sessionId });
      setSessionCookie(reply, { serverId, token: undefined, maxAgeSeconds: 0 });
      return toSessionView(session, caller);
    }),
    bind(sessionConfirm, async ({ caller, body }) =>
      toSessionView(await confirmOwnSession(deps, caller, body), caller),
    ),
    bind(sessionList, async ({ caller, query: { userId, limit, cursor } }) => {
      if (userId !== undefined) await userIn(caller, userId);
      const asked = { ...userOf(caller), ...(userId !== undefined && { userId }), now: deps.clock.now() };
      const sessions = await deps.read(caller, (tx) => listSessions(tx, { ...asked, cursor, limit: limit + 1 }));
      return toPage(sessions, limit, (session) => toSessionView(session, caller));
    }),
    bind(
      sessionRevoke,
      async ({ caller, params, body }) =>
        toSessionView(await endOneSession(deps, caller, { ...params, ...body }), caller),
      { present: presentSession },
    ),
    bind(linkInspect, async ({ body, recognise }) => {
      const { link, user } = await inspectLink(deps, recognise, body.token);
      return {
        purpose: link.purpose,
        organizationName: user.organizationName,
        organizationAlias: user.organizationAlias,
        userName: user.name,
        displayName: user.displayName,
        ...(user.language && { language: user.language }),
        needsPassword: needsPassword(link.purpose),
        needsCode: hasTotp(user),
        expiresAt: link.expiresAt.toString(),
      };
    }),
    bind(linkUse, async ({ body, raw, reply, recognise }) =>
      welcome(reply, await useLink(deps, { browser: browserOf(raw, serverId), recognise }, body)),
    ),
    bind(
      userLinkCreate,
      async ({ caller, params, body, raw }) => {
        const { link, token } = await createUserLink(deps, caller, { ...params, ...body });
        return { ...toLinkView(link), url: `${raw.protocol}://${raw.host}/link#${token}` };
      },
      {
        present: async (caller, id) => {
          const { organizationId } = caller;
          const link = await deps.read(caller, (tx) => findLink(tx, { id, organizationId }));
          invariant(link, 'links stay');
          return toLinkView(link);
        },
      },
    ),
    bind(
      ownerLinkCreate,
      async ({ caller, params, raw }) => {
        const { link, token } = await createOwnerLink(deps, caller, params.organizationId);
        return { ...toLinkView(link), url: `${raw.protocol}://${raw.host}/link#${token}` };
      },
      {
        // Of any organization: only for what the provider alone may ask.
        present: async (_, id) => {
          const link = await deps.read(SYSTEM, (tx) => findAnyLink(tx, id));
          invariant(link, 'links stay');
          return toLinkView(link);
        },
      },
    ),
    bind(passwordSet, async ({ caller, body }) =>
      toSessionView(await setOwnPassword(deps, caller, body.password), caller),
    ),
    bind(signInGet, ({ caller, query }) => signInOf(caller, query.userId ?? userOf(caller).userId)),
    bind(totpBegin, ({ caller }) => beginTotp(deps, caller)),
    bind(totpConfirm, async ({ caller, body }) => ({
      recoveryCodes: [...(await confirmOwnTotp(deps, caller, body.code))],
    })),
    bind(totpRemove, async ({ caller, body }) => {
      const { id } = await removeTotp(deps, caller, body);
      return signInOf(caller, id);
    }),
    bind(recoveryCodeRenew, async ({ caller }) => ({ recoveryCodes: [...(await renewRecoveryCodes(deps, caller))] })),
  ];
}

function toSessionView(session: Session, caller: Caller): z.infer<typeof sessionView> {
  const { organizationId: _organization, createdAt, confirmedAt, lastSeenAt, expiresAt, endedAt, ...rest } = session;
  return {
    ...rest,
    createdAt: createdAt.toString(),
    confirmedAt: confirmedAt.toString(),
    lastSeenAt: lastSeenAt.toString(),
    expiresAt: expiresAt.toString(),
    ...(endedAt && { endedAt: endedAt.toString() }),
    isCurrent: session.id === caller.sessionId,
  };
}

const toLinkView = ({ id, userId, purpose, expiresAt }: SignInLink): z.infer<typeof userLinkView> => ({
  id,
  userId,
  purpose,
  expiresAt: expiresAt.toString(),
});
