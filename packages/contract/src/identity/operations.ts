// Operations of identity: who one is, access keys, the audit trail; and all of its operations together.
import * as z from 'zod';
import { instant, operation, pageOf, pageQuery } from '../operation.ts';
import { callerView } from './caller.ts';
import { organizationOperations } from './organization.ts';
import { peopleOperations } from './people.ts';
import { policyOperations } from './policies.ts';
import { passkeyOperations } from './passkeys.ts';
import { signInSourceOperations } from './sign-in-sources.ts';
import { signInOperations } from './sign-in.ts';

export const accessKeyView = z.object({
  id: z.string(),
  userId: z.string(),
  description: z.string(),
  permissions: z.array(z.string()),
  state: z.enum(['active', 'disabled']),
  createdAt: instant,
  lastUsedAt: instant.optional(),
  lastUsedFrom: z.string().optional().describe('the address'),
  roleId: z.string().optional().describe('of one that was given out with a role: it is only ended'),
  expiresAt: instant.optional().describe('when it ends by itself'),
});

const secret = z.string().optional().describe('shown once, at creation');
const keyParams = z.object({ accessKeyId: z.string().describe('its id') });
const ofUser = z.string().min(1).max(100).optional().describe('of another user, by id or name; your own, if left out');
/** Keys of others are asked for on their user. */
const onTheUser = (permission: string) => ({ userId: { permission, resource: 'user/{userId}' } });

export const auditEntryView = z.object({
  id: z.string(),
  occurredAt: instant,
  userId: z.string().optional(),
  accessKeyId: z.string().optional(),
  operation: z.string(),
  subject: z.string().optional(),
  detail: z.string().optional().describe('which part of it: a path, a node and its log, a page'),
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
  changes: z.stringbool().default(false).describe('only what changes something, without what merely reads'),
  text: z
    .string()
    .max(200)
    .optional()
    .describe('anywhere in the operation, the subject and which part of it, what was asked, the address, the code'),
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
  fieldPermissions: onTheUser('identity:CreateAccessKey'),
  method: 'POST',
  path: '/v1/access-keys',
  isSensitive: true,
  body: z.object({
    userId: ofUser,
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
      .max(500)
      .default(['*'])
      .describe('what the key may do, never more than its maker may'),
  }),
  result: accessKeyView.extend({ secret }),
  errors: ['access_key_limit_reached', 'permission_denied', 'user_not_found', 'gives_more_than_held'],
});

export const accessKeyList = operation({
  id: 'access_key_list',
  summary: 'Lists your access keys and those of roles that still work, without their secrets',
  permission: 'identity:ListAccessKeys',
  resource: 'access-key/*',
  fieldPermissions: onTheUser('identity:ListAccessKeys'),
  method: 'GET',
  path: '/v1/access-keys',
  query: z.object({ ...pageQuery, userId: ofUser }),
  result: pageOf(accessKeyView),
  errors: ['user_not_found'],
});

export const accessKeyUpdate = operation({
  id: 'access_key_update',
  summary: 'Turns an access key off or on, or says what it is for',
  permission: 'identity:UpdateAccessKey',
  resource: 'access-key/{accessKeyId}',
  fieldPermissions: onTheUser('identity:UpdateAccessKey'),
  method: 'POST',
  path: '/v1/access-keys/:accessKeyId/update',
  isSensitive: true,
  params: keyParams,
  body: z.strictObject({
    userId: ofUser,
    description: z.string().max(200).optional().describe('what the key is for'),
    state: z.enum(['active', 'disabled']).optional().describe('disabled: it does nothing until it is active again'),
  }),
  result: accessKeyView,
  errors: ['access_key_not_found', 'access_key_in_use', 'user_not_found', 'gives_more_than_held'],
});

export const accessKeyRotate = operation({
  id: 'access_key_rotate',
  summary: 'Makes the key that takes the place of another, and tells when and from where that was last used',
  permission: 'identity:RotateAccessKey',
  resource: 'access-key/{accessKeyId}',
  fieldPermissions: onTheUser('identity:RotateAccessKey'),
  method: 'POST',
  path: '/v1/access-keys/:accessKeyId/rotate',
  isSensitive: true,
  params: keyParams,
  body: z.strictObject({ userId: ofUser }),
  result: accessKeyView.extend({
    secret,
    replaces: accessKeyView.optional().describe('works on: delete it when nothing uses it any more'),
  }),
  errors: [
    'access_key_not_found',
    'access_key_limit_reached',
    'permission_denied',
    'user_not_found',
    'gives_more_than_held',
  ],
});

export const accessKeyDelete = operation({
  id: 'access_key_delete',
  summary: 'Deletes an access key, also one of a role; it stops working at once',
  permission: 'identity:DeleteAccessKey',
  resource: 'access-key/{accessKeyId}',
  fieldPermissions: onTheUser('identity:DeleteAccessKey'),
  method: 'DELETE',
  path: '/v1/access-keys/:accessKeyId',
  params: keyParams,
  query: z.object({ userId: ofUser }),
  result: accessKeyView,
  errors: ['access_key_not_found', 'access_key_in_use', 'user_not_found'],
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
  summary: 'Downloads the audit trail, oldest first, as CSV or as lines of JSON',
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
  errors: ['audit_verify_busy', 'audit_verify_stopped'],
});

export const identityOperations = [
  callerGet,
  accessKeyCreate,
  accessKeyList,
  accessKeyUpdate,
  accessKeyRotate,
  accessKeyDelete,
  ...peopleOperations,
  ...policyOperations,
  ...organizationOperations,
  auditEntryList,
  auditExport,
  auditVerify,
  ...signInOperations,
  ...signInSourceOperations,
  ...passkeyOperations,
] as const;
