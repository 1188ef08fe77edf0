// Binds the operations of passkeys to their use cases.
import type { FastifyRequest } from 'fastify';
import type * as z from 'zod';
import {
  passkeyBegin,
  passkeyCreate,
  passkeyDelete,
  passkeyList,
  passkeyOffer,
  passkeyUse,
  type passkeyView,
} from '@argosy/contract/identity/passkeys';
import { bind, type Binding } from '../../platform/http/bind.ts';
import type { IdentityDeps } from '../identity-deps.ts';
import {
  beginPasskey,
  createPasskey,
  deleteOwnPasskey,
  offerPasskey,
  type PageAddress,
  usePasskey,
} from '../passkeys.ts';
import { listPasskeys, type Passkey } from '../store/passkeys.ts';
import { browserOf, giveSession } from './browser.ts';
import { callerViewOf } from './caller-view.ts';
import { toPage, userOf } from './pages.ts';

export function passkeyRoutes(deps: IdentityDeps): readonly Binding[] {
  const serverId = deps.sealer.keyId;
  return [
    bind(passkeyBegin, ({ caller, raw }) => beginPasskey(deps, caller, pageOf(raw))),
    bind(passkeyCreate, async ({ caller, body }) => toPasskeyView(await createPasskey(deps, caller, body))),
    bind(passkeyList, async ({ caller, query: { limit, cursor } }) => {
      const user = userOf(caller);
      const passkeys = await deps.read(caller, (tx) => listPasskeys(tx, { ...user, cursor, limit: limit + 1 }));
      return toPage(passkeys, limit, toPasskeyView);
    }),
    bind(passkeyDelete, async ({ caller, params }) =>
      toPasskeyView(await deleteOwnPasskey(deps, caller, params.passkeyId)),
    ),
    bind(passkeyOffer, ({ raw }) => offerPasskey(deps, pageOf(raw))),
    bind(passkeyUse, async ({ body, raw, reply, recognise }) => {
      const at = { browser: browserOf(raw, serverId), recognise };
      const { caller, session, token } = await usePasskey(deps, at, body);
      giveSession(reply, { serverId, token });
      return callerViewOf(deps, { ...caller, sessionId: session.id, keyPermissions: ['*'] }, token);
    }),
  ];
}

const pageOf = ({ protocol, host, hostname, ip }: FastifyRequest): PageAddress => ({
  address: ip,
  origin: `${protocol}://${host}`,
  hostname,
});

const toPasskeyView = ({ id, name, createdAt, lastUsedAt }: Passkey): z.infer<typeof passkeyView> => ({
  id,
  name,
  createdAt: createdAt.toString(),
  ...(lastUsedAt && { lastUsedAt: lastUsedAt.toString() }),
});
