// Operations of identity: who one is, access keys, the audit trail.
import * as z from 'zod';
import { instant, operation, pageOf, pageQuery } from '../operation.ts';

export const callerView = z.object({
  organizationId: z.string(),
  organizationName: z.string(),
  userId: z.string(),
  userName: z.string(),
  accessKeyId: z.string(),
  permissions: z.array(z.string()),
});

export const accessKeyView = z.object({
  id: z.string(),
  userId: z.string(),
  description: z.string(),
  permissions: z.array(z.string()),
  createdAt: instant,
  lastUsedAt: instant.optional(),
});

export const auditEntryView = z.object({
  id: z.string(),
  occurredAt: instant,
  userId: z.string().optional(),
  accessKeyId: z.string().optional(),
  operation: z.string(),
  subject: z.string().optional(),
  outcome: z.enum(['allowed', 'denied', 'refused']),
  code: z.string().optional(),
  requestId: z.string(),
  address: z.string(),
});
export type AuditEntryView = z.infer<typeof auditEntryView>;

export const callerGet = operation({
  id: 'caller_get',
  summary: 'Shows who you are to this server',
  permission: 'identity:GetCaller',
  method: 'GET',
  path: '/v1/caller',
  result: callerView,
});

export const accessKeyCreate = operation({
  id: 'access_key_create',
  summary: 'Makes an access key; its secret is shown this once',
  permission: 'identity:CreateAccessKey',
  method: 'POST',
  path: '/v1/access-keys',
  body: z.object({
    description: z.string().max(200).default('').describe('what the key is for'),
    permissions: z
      .array(
        z
          .string()
          .regex(
            /^(\*|[a-z]+:(\*|[A-Z][A-Za-z]*\*?))$/,
            'a permission such as clusters:GetCluster, clusters:Get* or *',
          ),
      )
      .min(1)
      .max(100)
      .default(['*'])
      .describe('what the key may do, never more than its maker may'),
  }),
  result: accessKeyView.extend({ secret: z.string().optional().describe('shown once, at creation') }),
  errors: ['access_key_limit_reached', 'permission_denied'],
});

export const accessKeyList = operation({
  id: 'access_key_list',
  summary: 'Lists your access keys, without their secrets',
  permission: 'identity:ListAccessKeys',
  method: 'GET',
  path: '/v1/access-keys',
  query: z.object(pageQuery),
  result: pageOf(accessKeyView),
});

export const accessKeyDelete = operation({
  id: 'access_key_delete',
  summary: 'Deletes an access key; it stops working at once',
  permission: 'identity:DeleteAccessKey',
  method: 'DELETE',
  path: '/v1/access-keys/:accessKeyId',
  params: z.object({ accessKeyId: z.string().describe('its id') }),
  result: accessKeyView,
  errors: ['access_key_not_found', 'access_key_in_use'],
});

export const auditEntryList = operation({
  id: 'audit_entry_list',
  summary: 'Lists who did what, newest first',
  permission: 'identity:ListAuditEntries',
  method: 'GET',
  path: '/v1/audit-entries',
  query: z.object({
    ...pageQuery,
    operation: z.string().optional().describe('only of this operation, such as cluster_create'),
    subject: z.string().optional().describe('only about the thing of this id'),
    outcome: z.enum(['allowed', 'denied', 'refused']).optional().describe('only what came out so'),
  }),
  result: pageOf(auditEntryView),
});

export const identityOperations = [callerGet, accessKeyCreate, accessKeyList, accessKeyDelete, auditEntryList] as const;
