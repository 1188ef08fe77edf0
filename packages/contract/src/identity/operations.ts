// Operations of identity: who one is, access keys, the audit trail.
import * as z from 'zod';
import { instant, operation, pageOf, pageQuery } from '../operation.ts';
import { callerView } from './caller.ts';
import { type ConditionKey, conditionKeys, longestText, policyDocument } from './policy-document.ts';
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
  sessionId: z.string().optional().describe('of the browser'),
  roleId: z.string().optional().describe('in which they acted'),
  domain: z.string().optional().describe('the host that was asked'),
  content: z.string().optional().describe('the method and path that were asked'),
  decidedBy: z
    .object({ policy: z.string(), statement: z.int().describe('counted from 0') })
    .optional()
    .describe('the statement that let them'),
  changes: z
    .object({ before: z.record(z.string(), z.unknown()).optional(), after: z.record(z.string(), z.unknown()) })
    .optional()
    .describe('what it was before and after'),
});
export type AuditEntryView = z.infer<typeof auditEntryView>;

const auditSearch = {
  operation: z.string().optional().describe('only of this operation, such as cluster_create'),
  subject: z.string().optional().describe('only about the thing of this id'),
  outcome: z.enum(['allowed', 'denied', 'refused']).optional().describe('only what came out so'),
  userId: z.string().optional().describe('only what this user asked; their id'),
  requestId: z.string().optional().describe('only of this request'),
  text: z
    .string()
    .max(200)
    .optional()
    .describe('anywhere in the operation, the subject, what was asked, the address, the code'),
  from: instant.optional().describe('only from this time on'),
  to: instant.optional().describe('only before this time'),
};

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
  query: z.object({ ...pageQuery, ...auditSearch }),
  result: pageOf(auditEntryView),
});

export const auditExport = operation({
  id: 'audit_export',
  summary: 'Downloads the audit trail, oldest first, as CSV or as lines of JSON (RSP-2)',
  permission: 'identity:ExportAuditEntries',
  resource: 'audit-entry/*',
  method: 'GET',
  path: '/v1/audit-entries/export',
  query: z.object({
    ...auditSearch,
    format: z.enum(['csv', 'ndjson']).default('csv').describe('csv opens in Excel, ndjson has every field'),
  }),
  answers: 'octets',
});

export const auditVerify = operation({
  id: 'audit_verify',
  summary: 'Proves that no entry of the audit trail was changed, removed or slipped in',
  permission: 'identity:VerifyAuditTrail',
  resource: 'audit-entry/*',
  method: 'GET',
  path: '/v1/audit-entries/verify',
  query: z.object({
    head: z
      .string()
      .regex(/^\d{1,18}:[A-Za-z0-9_-]{43}$/, 'as an earlier verification answered it')
      .optional()
      .describe('`head` of an earlier answer, kept elsewhere: it must still be in the chain'),
  }),
  result: z.object({
    isIntact: z.boolean(),
    entries: z.int().describe('in the chain, of all organizations'),
    unsealed: z.int().describe('of the last seconds, which have no place in it yet'),
    head: z
      .string()
      .optional()
      .describe('the last place and its seal: keep it elsewhere; absent while the chain is empty'),
    problems: z
      .array(
        z.object({
          number: z.int().optional().describe('place in the chain'),
          entryId: z.string().optional(),
          problem: z.enum(['entry_changed', 'place_missing', 'never_sealed', 'head_lost']),
        }),
      )
      .describe('the first hundred'),
  }),
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
      .max(20)
      .describe('the policies that hold for who asks'),
    action: z
      .string()
      .max(200)
      .regex(/^[a-z][a-z0-9-]*:[A-Za-z0-9]+$/, 'an action such as clusters:GetCluster')
      .describe('what is asked, such as clusters:GetCluster'),
    resource: z.string().max(longestText).default('*').describe('on what, such as acs:clusters:local:*:cluster/c-1'),
    context: z
      .partialRecord(
        z.enum(Object.keys(conditionKeys) as [ConditionKey, ...ConditionKey[]]),
        z.string().max(longestText),
      )
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
  auditExport,
  auditVerify,
  policySimulate,
  ...signInOperations,
] as const;
