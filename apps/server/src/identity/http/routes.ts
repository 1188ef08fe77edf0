// Binds identity's operations to its use cases.
import type * as z from 'zod';
import {
  accessKeyCreate,
  accessKeyDelete,
  accessKeyList,
  accessKeyRotate,
  accessKeyUpdate,
  type accessKeyView,
  auditEntryList,
  auditExport,
  auditVerify,
  type auditEntryView,
  callerGet,
} from '@argosy/contract/identity/operations';
import { refusal } from '@argosy/kernel/errors';
import { allOperations } from '@argosy/contract';
import { isMutating } from '@argosy/contract/operation';
import type { Caller } from '../../platform/caller.ts';
import { bind, type Binding } from '../../platform/http/bind.ts';
import { createAccessKey } from '../create-access-key.ts';
import { deleteAccessKey } from '../delete-access-key.ts';
import { exportAuditTrail } from '../export-audit-trail.ts';
import { oneVerification } from '../verify-audit-trail.ts';
import type { IdentityDeps } from '../identity-deps.ts';
import { type AccessKey, findAccessKey, listAccessKeys } from '../store/access-keys.ts';
import { type AuditEntry, listAuditEntries } from '../store/audit-entries.ts';
import { sessionTokenOf } from '../../platform/http/session-cookie.ts';
import { callerViewOf } from './caller-view.ts';
import { toPage } from './pages.ts';
import { passkeyRoutes } from './passkey-routes.ts';
import { signInRoutes } from './sign-in-routes.ts';
import { keyUser } from '../key-user.ts';
import { rotateAccessKey } from '../rotate-access-key.ts';
import { updateAccessKey } from '../update-access-key.ts';
import { organizationRoutes } from './organization-routes.ts';
import { peopleRoutes } from './people-routes.ts';
import { policyRoutes } from './policy-routes.ts';
import { signInSourceRoutes } from './sign-in-source-routes.ts';

export function identityRoutes(deps: IdentityDeps): readonly Binding[] {
  const verify = oneVerification(deps);
  /** The view of a key that a request made or deleted before: without the secret, which was told once. */
  const present = async (caller: Caller, accessKeyId: string): Promise<AccessKeyView> => {
    const key = await deps.read(caller, (tx) =>
      findAccessKey(tx, { organizationId: caller.organizationId, id: accessKeyId }),
    );
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
    bind(accessKeyList, async ({ caller, query: { userId, ...page } }) => {
      const keys = await deps.read(caller, async (tx) => {
        const user = await keyUser(tx, caller, userId);
        return listAccessKeys(tx, {
          organizationId: user.organizationId,
          userId: user.id,
          now: deps.clock.now(),
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
        listAuditEntries(tx, { organizationId, ...query, ...withoutReads(query), limit: query.limit + 1 }),
      );
      return toPage(entries, query.limit, toAuditEntryView);
    }),
    bind(auditExport, async ({ caller: { organizationId }, query: { format, ...asked }, reply }) => {
      const type = format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson';
      await reply
        .type(type)
        .header('content-disposition', `attachment; filename="audit-trail.${format}"`)
        .header('x-content-type-options', 'nosniff')
        .send(
          exportAuditTrail(
            deps,
            { organizationId, ...asked, ...withoutReads(asked) },
            { format, toView: toAuditEntryView },
          ),
        );
      return undefined;
    }),
    bind(auditVerify, async ({ query, signal }) => {
      const { problems, head, ...counts } = await verify(query.head, signal);
      return {
        isIntact: problems.length === 0,
        ...counts,
        ...(head !== undefined && { head }),
        problems: [...problems],
      };
    }),
    ...signInRoutes(deps),
    ...peopleRoutes(deps),
    ...policyRoutes(deps),
    ...organizationRoutes(deps),
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
  lastUsedFrom,
  disabledAt,
  role,
}: AccessKey): AccessKeyView => ({
  id,
  userId,
  description,
  permissions: [...permissions],
  state: disabledAt ? 'disabled' : 'active',
  createdAt: createdAt.toString(),
  ...(lastUsedAt && { lastUsedAt: lastUsedAt.toString() }),
  ...(lastUsedFrom && { lastUsedFrom }),
  ...(role && { roleId: role.roleId, expiresAt: role.expiresAt.toString() }),
});

const toAuditEntryView = ({ organizationId: _organization, occurredAt, ...entry }: AuditEntry): AuditEntryView => ({
  ...entry,
  occurredAt: occurredAt.toString(),
});

/** What an operation was called that the contract no longer has is not known to be a read, and stays. */
const withoutReads = ({ changes }: { readonly changes: boolean }) =>
  changes && { without: allOperations.filter((each) => !isMutating(each)).map(({ id }) => id) };
