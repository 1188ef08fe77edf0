// Operations on policies (RAM-1): the system's and one's own, their versions, whom they hold for, and what they decide.
import * as z from 'zod';
import { instant, operation, pageOf, pageQuery } from '../operation.ts';
import { thingName } from './people.ts';
import { type ConditionKey, conditionKeys, longestText, policyDocument } from './policy-document.ts';

const idOrName = z.string().min(1).max(100);
const policyParams = z.object({ policyId: idOrName.describe('id or name') });
const versionParams = policyParams.extend({ version: z.coerce.number().int().min(1).describe('its number') });

const policyName = thingName.refine(
  (name) => !/^argosy/i.test(name),
  'a name that does not begin with Argosy, as those of the system do',
);

export const policyView = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(['system', 'own']),
  description: z.string(),
  defaultVersion: z.int().describe('which version holds'),
  attachmentCount: z.int().describe('for how many users, groups and roles it holds'),
  createdAt: instant.optional().describe('of one’s own'),
});
export type PolicyView = z.infer<typeof policyView>;

/** A document as it is kept: what may stand alone is a list of one. */
const keptDocument = z.object({
  Version: z.literal('1'),
  Statement: z.array(
    z.object({
      Effect: z.enum(['Allow', 'Deny']),
      Action: z.array(z.string()).optional(),
      NotAction: z.array(z.string()).optional(),
      Resource: z.array(z.string()).optional(),
      NotResource: z.array(z.string()).optional(),
      Condition: z.record(z.string(), z.record(z.string(), z.array(z.string()))).optional(),
    }),
  ),
});

const policyVersion = z.object({
  number: z.int(),
  isDefault: z.boolean(),
  document: keptDocument,
  madeBy: z.string().optional().describe('id of the user'),
  createdAt: instant.optional(),
});
export type PolicyVersionView = z.infer<typeof policyVersion>;

export const policyDetailView = policyView.extend({
  document: keptDocument.describe('of the version that holds'),
  problem: z
    .string()
    .optional()
    .describe('what in it can never hold, as a sentence; of a policy kept from before that was refused'),
});
export type PolicyDetailView = z.infer<typeof policyDetailView>;

export const policyCreate = operation({
  id: 'policy_create',
  summary: 'Makes a policy of your own; it holds for nobody until it is attached',
  permission: 'identity:CreatePolicy',
  resource: 'policy/*',
  method: 'POST',
  path: '/v1/policies',
  isSensitive: true,
  body: z.strictObject({
    name: policyName.describe('unique in the organization'),
    description: z.string().max(500).default('').describe('what it is for'),
    document: policyDocument.describe('Version "1" and its statements'),
  }),
  result: policyDetailView,
  errors: ['policy_name_taken', 'policy_too_large', 'action_unknown', 'thing_not_by_id'],
});

export const policyList = operation({
  id: 'policy_list',
  summary: "Lists policies: the system's first, then your own, newest first",
  permission: 'identity:ListPolicies',
  resource: 'policy/*',
  itemPermission: { permission: 'identity:GetPolicy', resource: 'policy/{id}' },
  method: 'GET',
  path: '/v1/policies',
  query: z.object({
    ...pageQuery,
    kind: z.enum(['system', 'own']).optional().describe('only these'),
    text: z.string().max(100).optional().describe('only those with this in the name or description'),
  }),
  result: pageOf(policyView),
});

export const policyGet = operation({
  id: 'policy_get',
  summary: 'Shows a policy and its document',
  permission: 'identity:GetPolicy',
  resource: 'policy/{policyId}',
  method: 'GET',
  path: '/v1/policies/:policyId',
  params: policyParams,
  result: policyDetailView,
  errors: ['policy_not_found'],
});

export const policyDelete = operation({
  id: 'policy_delete',
  summary: 'Deletes a policy that is attached to nobody, with all its versions',
  permission: 'identity:DeletePolicy',
  resource: 'policy/{policyId}',
  method: 'DELETE',
  path: '/v1/policies/:policyId',
  isSensitive: true,
  params: policyParams,
  errors: ['policy_not_found', 'policy_is_system', 'policy_attached'],
});

export const policyVersionCreate = operation({
  id: 'policy_version_create',
  summary: 'Gives a policy a new version, which holds from now on unless told otherwise',
  permission: 'identity:CreatePolicyVersion',
  resource: 'policy/{policyId}',
  method: 'POST',
  path: '/v1/policies/:policyId/versions',
  isSensitive: true,
  params: policyParams,
  body: z.strictObject({
    document: policyDocument.describe('Version "1" and its statements'),
    isDefault: z.boolean().default(true).describe('whether it holds from now on'),
  }),
  result: policyDetailView,
  errors: [
    'policy_not_found',
    'policy_is_system',
    'policy_versions_limit_reached',
    'policy_too_large',
    'action_unknown',
    'thing_not_by_id',
    'gives_more_than_held',
    'denial_protected',
  ],
});

export const policyVersionList = operation({
  id: 'policy_version_list',
  summary: 'Lists the versions of a policy, newest first',
  permission: 'identity:ListPolicyVersions',
  resource: 'policy/{policyId}',
  method: 'GET',
  path: '/v1/policies/:policyId/versions',
  params: policyParams,
  result: z.object({ items: z.array(policyVersion).describe('five at most') }),
  errors: ['policy_not_found'],
});

export const policyVersionUse = operation({
  id: 'policy_version_use',
  summary: 'Makes a version of a policy the one that holds',
  permission: 'identity:UsePolicyVersion',
  resource: 'policy/{policyId}',
  detail: ['version'],
  method: 'POST',
  path: '/v1/policies/:policyId/versions/:version/use',
  isSensitive: true,
  params: versionParams,
  result: policyDetailView,
  errors: [
    'policy_not_found',
    'policy_is_system',
    'policy_version_not_found',
    'gives_more_than_held',
    'denial_protected',
  ],
});

export const policyVersionDelete = operation({
  id: 'policy_version_delete',
  summary: 'Deletes a version of a policy that does not hold',
  permission: 'identity:DeletePolicyVersion',
  resource: 'policy/{policyId}',
  detail: ['version'],
  method: 'DELETE',
  path: '/v1/policies/:policyId/versions/:version',
  isSensitive: true,
  params: versionParams,
  result: policyDetailView,
  errors: ['policy_not_found', 'policy_is_system', 'policy_version_not_found', 'policy_version_in_use'],
});

// --- whom they hold for --------------------------------------------------------------------------------------------

export const policyAttachmentView = z.object({
  id: z.string(),
  kind: z.enum(['user', 'group', 'role']),
  name: z.string(),
  attachedAt: instant,
});
export type PolicyAttachmentView = z.infer<typeof policyAttachmentView>;

const target = z
  .strictObject({
    userId: idOrName.optional().describe('id or name of a user'),
    groupId: idOrName.optional().describe('id or name of a group'),
    roleId: idOrName.optional().describe('id or name of a role'),
  })
  .refine(
    ({ userId, groupId, roleId }) => [userId, groupId, roleId].filter((each) => each !== undefined).length === 1,
    'exactly one of userId, groupId and roleId',
  );
/** Also on whom it will hold for. */
const onTheTarget = (permission: string) => ({
  userId: { permission, resource: 'user/{userId}' },
  groupId: { permission, resource: 'group/{groupId}' },
  roleId: { permission, resource: 'role/{roleId}' },
});

export const policyAttach = operation({
  id: 'policy_attach',
  summary: 'Attaches a policy to a user, a group or a role: it holds for them from now on',
  permission: 'identity:AttachPolicy',
  resource: 'policy/{policyId}',
  detail: ['userId', 'groupId', 'roleId'],
  fieldPermissions: onTheTarget('identity:AttachPolicy'),
  method: 'POST',
  path: '/v1/policies/:policyId/attach',
  isSensitive: true,
  params: policyParams,
  body: target,
  result: policyDetailView,
  errors: [
    'policy_not_found',
    'user_not_found',
    'group_not_found',
    'role_not_found',
    'policy_attachments_limit_reached',
    'gives_more_than_held',
  ],
});

export const policyDetach = operation({
  id: 'policy_detach',
  summary: 'Takes a policy away from a user, a group or a role',
  permission: 'identity:DetachPolicy',
  resource: 'policy/{policyId}',
  detail: ['userId', 'groupId', 'roleId'],
  fieldPermissions: onTheTarget('identity:DetachPolicy'),
  method: 'POST',
  path: '/v1/policies/:policyId/detach',
  isSensitive: true,
  params: policyParams,
  body: target,
  result: policyDetailView,
  errors: [
    'policy_not_found',
    'user_not_found',
    'group_not_found',
    'role_not_found',
    'policy_not_attached',
    'denial_protected',
  ],
});

export const policyAttachments = operation({
  id: 'policy_attachments',
  summary: 'Lists for whom a policy holds',
  permission: 'identity:ListPolicyAttachments',
  resource: 'policy/{policyId}',
  method: 'GET',
  path: '/v1/policies/:policyId/attachments',
  params: policyParams,
  query: z.object(pageQuery),
  result: pageOf(policyAttachmentView),
  errors: ['policy_not_found'],
});

// --- what they decide ----------------------------------------------------------------------------------------------

const actionAsked = z
  .string()
  .max(200)
  .regex(/^[a-z][a-z0-9-]*:[A-Za-z0-9]+$/, 'an action such as clusters:GetCluster')
  .describe('what is asked, such as clusters:GetCluster');
const resourceAsked = z
  .string()
  .max(longestText)
  .default('*')
  .describe('on what, such as acs:clusters:local:*:cluster/c-1; of your own cluster/c-1, or by its name');
const decidedBy = z.object({ policy: z.string(), statement: z.int().describe('counted from 0') });

export const policySimulate = operation({
  id: 'policy_simulate',
  summary: 'Says whether policies allow a request, and which statement decides',
  permission: 'identity:SimulatePolicy',
  resource: 'policy/*',
  fieldPermissions: {
    userId: { permission: 'identity:SimulatePolicy', resource: 'user/{userId}' },
    roleId: { permission: 'identity:SimulatePolicy', resource: 'role/{roleId}' },
  },
  method: 'POST',
  path: '/v1/policies/simulate',
  isQuestion: true,
  body: z
    .strictObject({
      policies: z
        .array(z.strictObject({ name: z.string().min(1).max(100), document: policyDocument }))
        .min(1)
        .max(20)
        .optional()
        .describe('the policies that hold for who asks'),
      userId: idOrName.optional().describe('those that hold for this user, by id or name'),
      roleId: idOrName.optional().describe('those that hold for this role, by id or name'),
      action: actionAsked,
      resource: resourceAsked,
      context: z
        .partialRecord(
          z.enum(Object.keys(conditionKeys) as [ConditionKey, ...ConditionKey[]]),
          z.string().max(longestText),
        )
        .default({})
        .describe('what the request tells of itself, such as acs:SourceIp'),
    })
    .refine(
      ({ policies, userId, roleId }) => [policies, userId, roleId].filter((each) => each !== undefined).length === 1,
      'exactly one of policies, userId and roleId',
    ),
  result: z.object({
    effect: z.enum(['allow', 'deny']),
    by: decidedBy
      .extend({
        policyId: z.string().optional(),
        through: z
          .array(
            z.object({
              kind: z.enum(['user', 'group', 'role', 'owner', 'standing']),
              id: z.string().optional(),
              name: z.string().optional(),
            }),
          )
          .optional()
          .describe(
            'how it comes to hold for them: attached, by a group, as the owner, or because it holds for everybody',
          ),
      })
      .optional()
      .describe('the statement that decided; absent where none spoke of it, which denies'),
  }),
  errors: [
    'user_not_found',
    'role_not_found',
    'action_unknown',
    'thing_not_by_id',
    'permission_denied',
    'policy_denies',
  ],
});
export type SimulationView = z.infer<typeof policySimulate.result>;

export const permissionCheck = operation({
  id: 'permission_check',
  summary: 'Says which of several things you may do, and which statement decides',
  permission: 'identity:CheckPermissions',
  resource: 'user/*',
  method: 'POST',
  path: '/v1/permissions/check',
  isQuestion: true,
  body: z.strictObject({
    asked: z
      .array(z.strictObject({ action: actionAsked, resource: resourceAsked }))
      .min(1)
      .max(100)
      .describe('actions, and on what'),
  }),
  result: z.object({
    answers: z
      .array(
        z.object({
          allowed: z.boolean(),
          afterConfirming: z.boolean().optional().describe('it is, once you have shown anew who you are'),
          by: decidedBy.optional().describe('the statement that decided; absent where none spoke of it'),
        }),
      )
      .describe('in the order in which they were asked'),
  }),
});

export const policyOperations = [
  policyCreate,
  policyList,
  policyGet,
  policyDelete,
  policyVersionCreate,
  policyVersionList,
  policyVersionUse,
  policyVersionDelete,
  policyAttach,
  policyDetach,
  policyAttachments,
  policySimulate,
  permissionCheck,
] as const;
