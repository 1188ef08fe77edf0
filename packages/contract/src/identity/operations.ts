// Operations of identity: who one is, access keys, the audit trail.
import * as z from 'zod';
import { instant, operation, pageOf, pageQuery } from '../operation.ts';
import { callerView } from './caller.ts';
import { passkeyOperations } from './passkeys.ts';
import { type ConditionKey, conditionKeys, policyDocument } from './policy-document.ts';
import { signInSourceOperations } from './sign-in-sources.ts';
import { signInOperations } from './sign-in.ts';

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
  resource: 'user/*',
  method: 'GET',
  path: '/v1/caller',
  result: callerView,
});

export const accessKeyCreate = operation({
  id: 'access_key_create',
  summary: 'Makes an access key; its secret is shown this once',
  permission: 'identity:CreateAccessKey',
  resource: 'access-key/*',
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
  resource: 'access-key/*',
  method: 'GET',
  path: '/v1/access-keys',
  query: z.object(pageQuery),
  result: pageOf(accessKeyView),
});

export const accessKeyDelete = operation({
  id: 'access_key_delete',
  summary: 'Deletes an access key; it stops working at once',
  permission: 'identity:DeleteAccessKey',
  resource: 'access-key/{accessKeyId}',
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
  resource: 'audit-entry/*',
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

export const policySimulate = operation({
  id: 'policy_simulate',
  summary: 'Says whether policies allow a request, and which statement decides (RAM-1)',
  permission: 'identity:SimulatePolicy',
  resource: 'policy/*',
  method: 'POST',
  path: '/v1/policies/simulate',
  isQuestion: true,
  body: z.strictObject({
    policies: z
      .array(z.strictObject({ name: z.string().min(1).max(100), document: policyDocument }))
      .min(1)
      .max(50)
      .describe('the policies that hold for who asks'),
    action: z
      .string()
      .max(200)
      .regex(/^[a-z][a-z0-9-]*:[A-Za-z0-9]+$/, 'an action such as clusters:GetCluster')
      .describe('what is asked, such as clusters:GetCluster'),
    resource: z.string().max(1000).default('*').describe('on what, such as acs:clusters:local:*:cluster/c-1'),
    context: z
      .partialRecord(z.enum(Object.keys(conditionKeys) as [ConditionKey, ...ConditionKey[]]), z.string().max(1000))
      .default({})
      .describe('what the request tells of itself, such as acs:SourceIp'),
  }),
  result: z.object({
    effect: z.enum(['allow', 'deny']),
    by: z
      .object({ policy: z.string(), statement: z.int().describe('counted from 0') })
      .optional()
      .describe('the statement that decided; absent where none spoke of it, which denies'),
  }),
});

export const identityOperations = [
  callerGet,
  accessKeyCreate,
  accessKeyList,
  accessKeyDelete,
  auditEntryList,
  policySimulate,
  ...signInOperations,
  ...signInSourceOperations,
  ...passkeyOperations,
] as const;
