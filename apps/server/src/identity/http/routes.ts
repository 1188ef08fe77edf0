// Binds identity's operations to its use cases.
import type { FastifyRequest } from 'fastify';
import type * as z from 'zod';
import {
  accessKeyCreate,
  accessKeyDelete,
  accessKeyList,
  type accessKeyView,
  auditEntryList,
  auditExport,
  auditVerify,
  type auditEntryView,
  callerGet,
  policySimulate,
} from '@argosy/contract/identity/operations';
import { invariant, refusal } from '@argosy/kernel/errors';
import type { Caller } from '../../platform/caller.ts';
import { bind, type Binding } from '../../platform/http/bind.ts';
import { createAccessKey } from '../create-access-key.ts';
import { deleteAccessKey } from '../delete-access-key.ts';
import { exportAuditTrail } from '../export-audit-trail.ts';
import { verifyAuditTrail } from '../verify-audit-trail.ts';
import { compilePolicies } from '../domain/decide.ts';
import type { IdentityDeps } from '../identity-deps.ts';
import { type AccessKey, findAccessKey, listAccessKeys } from '../store/access-keys.ts';
import { type AuditEntry, listAuditEntries } from '../store/audit-entries.ts';
import { csrfTokenOf, sessionTokenOf } from '../../platform/http/session-cookie.ts';
import { findActivePerson } from '../store/users.ts';

export function identityRoutes(deps: IdentityDeps): readonly Binding[] {
  /** The view of a key that a request made or deleted before: without the secret, which was told once. */
  const present = async (caller: Caller, accessKeyId: string): Promise<AccessKeyView> => {
    const key = await deps.read(caller, (tx) => findAccessKey(tx, { ...userOf(caller), id: accessKeyId }));
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
    bind(auditExport, async ({ caller: { organizationId }, query: { format, ...asked }, reply }) => {
      const type = format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson';
      await reply
        .type(type)
        .header('content-disposition', `attachment; filename="audit-trail.${format}"`)
        .header('x-content-type-options', 'nosniff')
        .send(exportAuditTrail(deps, { organizationId, ...asked }, { format, toView: toAuditEntryView }));
      return undefined;
    }),
    bind(auditVerify, async ({ query }) => {
      const { problems, head, ...counts } = await verifyAuditTrail(deps, query.head);
      return {
        isIntact: problems.length === 0,
        ...counts,
        ...(head !== undefined && { head }),
        problems: [...problems],
      };
    }),
    bind(policySimulate, async ({ body: { policies, ...asked } }) => {
      const { effect, by } = compilePolicies(policies)(asked);
      return { effect, ...(by && { by }) };
    }),
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

/** `rows` has one more than a page holds when there is a next one. */
function toPage<Row extends { readonly id: string }, View>(
  rows: readonly Row[],
  limit: number,
  toView: (row: Row) => View,
): { items: View[]; cursor?: string } {
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return { items: page.map(toView), ...(last && { cursor: last.id }) };
}

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
