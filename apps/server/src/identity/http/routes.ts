// Binds identity's operations to its use cases.
import type { FastifyRequest } from 'fastify';
import type * as z from 'zod';
import {
  accessKeyCreate,
  accessKeyDelete,
  accessKeyList,
  accessKeyRotate,
  accessKeyUpdate,
  type accessKeyView,
  auditEntryList,
  type auditEntryView,
  callerGet,
} from '@argosy/contract/identity/operations';
import { invariant, refusal } from '@argosy/kernel/errors';
import type { Caller } from '../../platform/caller.ts';
import { bind, type Binding } from '../../platform/http/bind.ts';
import { createAccessKey } from '../create-access-key.ts';
import { deleteAccessKey } from '../delete-access-key.ts';
import { keyUser } from '../key-user.ts';
import { rotateAccessKey } from '../rotate-access-key.ts';
import { updateAccessKey } from '../update-access-key.ts';
import type { IdentityDeps } from '../identity-deps.ts';
import { type AccessKey, findAccessKey, listAccessKeys } from '../store/access-keys.ts';
import { type AuditEntry, listAuditEntries } from '../store/audit-entries.ts';
import { csrfTokenOf, sessionTokenOf } from '../../platform/http/session-cookie.ts';
import { findActivePerson } from '../store/users.ts';
import { organizationRoutes } from './organization-routes.ts';
import { toPage } from './page.ts';
import { peopleRoutes } from './people-routes.ts';
import { policyRoutes } from './policy-routes.ts';

export function identityRoutes(deps: IdentityDeps): readonly Binding[] {
  /** The view of a key that a request made or deleted before: without the secret, which was told once. */
  const present = async (caller: Caller, accessKeyId: string): Promise<AccessKeyView> => {
    const key = await deps.read(caller, (tx) =>
      findAccessKey(tx, { organizationId: caller.organizationId, id: accessKeyId }),
    );
    if (!key) throw refusal('access_key_not_found', { accessKeyId });
    return toAccessKeyView(key);
  };
  return [
    bind(callerGet, async ({ caller, raw }) => {
      const person = await deps.read(caller, (tx) => findActivePerson(tx, userOf(caller)));
      if (!person) throw refusal('credentials_invalid'); // they were let in a moment ago, and went
      const { accessKeyId, roleId, sessionId, keyPermissions } = caller;
      const { language, ...names } = person;
      return {
        ...names,
        ...(language && { language }),
        ...(accessKeyId !== undefined && { accessKeyId }),
        ...(roleId !== undefined && { roleId }),
        ...(sessionId !== undefined && { sessionId, ...csrfTokenIn(raw, deps.sealer.keyId) }),
        permissions: [...keyPermissions],
      };
    }),
    bind(
      accessKeyCreate,
      async ({ caller, body }) => {
        const { key, text } = await createAccessKey(deps, caller, body);
        return { ...toAccessKeyView(key), secret: text };
      },
      { present },
    ),
    bind(accessKeyList, async ({ caller, query: { userId, ...page } }) => {
      const keys = await deps.read(caller, async (tx) => {
        const user = await keyUser(tx, caller, userId);
        return listAccessKeys(tx, {
          organizationId: user.organizationId,
          userId: user.id,
          cursor: page.cursor,
          limit: page.limit + 1,
        });
      });
      return toPage(keys, page.limit, toAccessKeyView);
    }),
    bind(
      accessKeyUpdate,
      async ({ caller, params, body }) => toAccessKeyView(await updateAccessKey(deps, caller, { ...body, ...params })),
      { present },
    ),
    bind(
      accessKeyRotate,
      async ({ caller, params, body }) => {
        const { key, text, replaced } = await rotateAccessKey(deps, caller, { ...body, ...params });
        return { ...toAccessKeyView(key), secret: text, replaces: toAccessKeyView(replaced) };
      },
      { present },
    ),
    bind(
      accessKeyDelete,
      async ({ caller, params, query }) =>
        toAccessKeyView(await deleteAccessKey(deps, caller, { ...query, ...params })),
      { present },
    ),
    bind(auditEntryList, async ({ caller: { organizationId }, query }) => {
      const entries = await deps.read({ organizationId }, (tx) =>
        listAuditEntries(tx, { organizationId, ...query, limit: query.limit + 1 }),
      );
      return toPage(entries, query.limit, toAuditEntryView);
    }),
    ...peopleRoutes(deps),
    ...policyRoutes(deps),
    ...organizationRoutes(deps),
  ];
}

type AccessKeyView = z.infer<typeof accessKeyView>;
type AuditEntryView = z.infer<typeof auditEntryView>;

/** What the page that holds the session sends back with whatever changes something. */
function csrfTokenIn(request: FastifyRequest, serverId: string): { csrfToken?: string } {
  const token = sessionTokenOf(request, serverId);
  return token === undefined ? {} : { csrfToken: csrfTokenOf(token) };
}

function userOf({ organizationId, userId }: Caller): { organizationId: string; userId: string } {
  invariant(userId !== undefined, 'who comes over HTTP is a user');
  return { organizationId, userId };
}

const toAccessKeyView = ({
  id,
  userId,
  description,
  permissions,
  createdAt,
  lastUsedAt,
  lastUsedFrom,
  disabledAt,
}: AccessKey): AccessKeyView => ({
  id,
  userId,
  description,
  permissions: [...permissions],
  state: disabledAt ? 'disabled' : 'active',
  createdAt: createdAt.toString(),
  ...(lastUsedAt && { lastUsedAt: lastUsedAt.toString() }),
  ...(lastUsedFrom && { lastUsedFrom }),
});

const toAuditEntryView = ({ organizationId: _organization, occurredAt, ...entry }: AuditEntry): AuditEntryView => ({
  ...entry,
  occurredAt: occurredAt.toString(),
});
