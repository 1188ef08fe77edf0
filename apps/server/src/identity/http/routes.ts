// Binds identity's operations to its use cases.
import type * as z from 'zod';
import {
  accessKeyCreate,
  accessKeyDelete,
  accessKeyList,
  type accessKeyView,
  auditEntryList,
  type auditEntryView,
  callerGet,
  policySimulate,
} from '@argosy/contract/identity/operations';
import { refusal } from '@argosy/kernel/errors';
import type { Caller } from '../../platform/caller.ts';
import { bind, type Binding } from '../../platform/http/bind.ts';
import { createAccessKey } from '../create-access-key.ts';
import { deleteAccessKey } from '../delete-access-key.ts';
import { compilePolicies } from '../domain/decide.ts';
import type { IdentityDeps } from '../identity-deps.ts';
import { type AccessKey, findAccessKey, listAccessKeys } from '../store/access-keys.ts';
import { type AuditEntry, listAuditEntries } from '../store/audit-entries.ts';
import { sessionTokenOf } from '../../platform/http/session-cookie.ts';
import { callerViewOf } from './caller-view.ts';
import { toPage, userOf } from './pages.ts';
import { passkeyRoutes } from './passkey-routes.ts';
import { signInRoutes } from './sign-in-routes.ts';
import { signInSourceRoutes } from './sign-in-source-routes.ts';

export function identityRoutes(deps: IdentityDeps): readonly Binding[] {
  /** The view of a key that a request made or deleted before: without the secret, which was told once. */
  const present = async (caller: Caller, accessKeyId: string): Promise<AccessKeyView> => {
    const key = await deps.read(caller, (tx) => findAccessKey(tx, { ...userOf(caller), id: accessKeyId }));
    if (!key) throw refusal('access_key_not_found', { accessKeyId });
    return toAccessKeyView(key);
  };
  return [
    bind(callerGet, ({ caller, raw }) => callerViewOf(deps, caller, sessionTokenOf(raw, deps.sealer.keyId))),
    bind(
      accessKeyCreate,
      async ({ caller, body }) => {
        const { key, text } = await createAccessKey(deps, caller, body);
        return { ...toAccessKeyView(key), secret: text };
      },
      { present },
    ),
    bind(accessKeyList, async ({ caller, query }) => {
      const user = userOf(caller);
      const keys = await deps.read(caller, (tx) => listAccessKeys(tx, { ...user, ...query, limit: query.limit + 1 }));
      return toPage(keys, query.limit, toAccessKeyView);
    }),
    bind(
      accessKeyDelete,
      async ({ caller, params }) => toAccessKeyView(await deleteAccessKey(deps, caller, params.accessKeyId)),
      { present },
    ),
    bind(auditEntryList, async ({ caller: { organizationId }, query }) => {
      const entries = await deps.read({ organizationId }, (tx) =>
        listAuditEntries(tx, { organizationId, ...query, limit: query.limit + 1 }),
      );
      return toPage(entries, query.limit, toAuditEntryView);
    }),
    bind(policySimulate, async ({ body: { policies, ...asked } }) => {
      const { effect, by } = compilePolicies(policies)(asked);
      return { effect, ...(by && { by }) };
    }),
    ...signInRoutes(deps),
    ...signInSourceRoutes(deps),
    ...passkeyRoutes(deps),
  ];
}

type AccessKeyView = z.infer<typeof accessKeyView>;
type AuditEntryView = z.infer<typeof auditEntryView>;

const toAccessKeyView = ({
  id,
  userId,
  description,
  permissions,
  createdAt,
  lastUsedAt,
}: AccessKey): AccessKeyView => ({
  id,
  userId,
  description,
  permissions: [...permissions],
  createdAt: createdAt.toString(),
  ...(lastUsedAt && { lastUsedAt: lastUsedAt.toString() }),
});

const toAuditEntryView = ({ organizationId: _organization, occurredAt, ...entry }: AuditEntry): AuditEntryView => ({
  ...entry,
  occurredAt: occurredAt.toString(),
});
