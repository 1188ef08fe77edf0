// Operations on people: users, groups, roles, and the contacts of an organization (RAM-1, RSP-1).
import * as z from 'zod';
import { instant, operation, pageOf, pageQuery } from '../operation.ts';
import { policyDocument } from './policy-document.ts';
import { contactKinds, languages, thingNameForm, userNameForm, userStates } from './vocabulary.ts';

export const userName = z.string().regex(userNameForm, 'small letters, digits, dots and dashes, 64 at most');
export const thingName = z.string().regex(thingNameForm, 'letters, digits, dots and dashes, 64 at most');
const displayName = z.string().max(100);
const description = z.string().max(500);
const email = z.email().max(254);
const idOrName = z.string().min(1).max(100);

const named = z.object({ id: z.string(), name: z.string() });

/** A policy as it stands beside whom it holds for. */
export const heldPolicy = z.object({ id: z.string(), name: z.string(), kind: z.enum(['system', 'own']) });

export const userView = z.object({
  id: z.string(),
  name: z.string(),
  displayName: z.string(),
  email: z.string().optional(),
  language: z.enum(languages).optional(),
  state: z.enum(userStates),
  isOwner: z.boolean(),
  hasSecondFactor: z.boolean(),
  createdAt: instant,
  lastSeenAt: instant.optional().describe('in a browser, or by a key'),
});
export type UserView = z.infer<typeof userView>;

export const userDetailView = userView.extend({ groups: z.array(named), policies: z.array(heldPolicy) });
export type UserDetailView = z.infer<typeof userDetailView>;

const userParams = z.object({ userId: idOrName.describe('id or name') });

export const userCreate = operation({
  id: 'user_create',
  summary: 'Makes a user, invited; what they first sign in with is a link of its own',
  permission: 'identity:CreateUser',
  resource: 'user/*',
  fieldPermissions: {
    groups: { permission: 'identity:AddGroupMember', resource: 'group/{groups}' },
    policies: { permission: 'identity:AttachPolicy', resource: 'policy/{policies}' },
  },
  method: 'POST',
  path: '/v1/users',
  isSensitive: true,
  body: z.strictObject({
    name: userName.describe('what they sign in with, unique in the organization'),
    displayName: displayName.default('').describe('how they are shown'),
    email: email.optional().describe('where they are written to'),
    language: z.enum(languages).optional().describe('in which they are spoken to'),
    groups: z.array(idOrName).max(10).default([]).describe('groups they belong to from the start'),
    policies: z.array(idOrName).max(20).default([]).describe('policies attached to them from the start'),
  }),
  result: userDetailView,
  errors: [
    'user_name_taken',
    'group_not_found',
    'policy_not_found',
    'gives_more_than_held',
    'permission_denied',
    'policy_denies',
  ],
});

export const userList = operation({
  id: 'user_list',
  summary: 'Lists users, newest first',
  permission: 'identity:ListUsers',
  resource: 'user/*',
  itemPermission: { permission: 'identity:GetUser', resource: 'user/{id}' },
  method: 'GET',
  path: '/v1/users',
  query: z.object({
    ...pageQuery,
    state: z.enum(userStates).optional().describe('only those in this state; without it all that are not deleted'),
    text: z.string().max(100).optional().describe('only those with this in a name or address'),
  }),
  result: pageOf(userView),
});

export const userGet = operation({
  id: 'user_get',
  summary: 'Shows a user with groups and policies',
  permission: 'identity:GetUser',
  resource: 'user/{userId}',
  method: 'GET',
  path: '/v1/users/:userId',
  params: userParams,
  result: userDetailView,
  errors: ['user_not_found'],
});

export const userUpdate = operation({
  id: 'user_update',
  summary: 'Changes a user, or suspends them: then neither they nor their keys come in',
  permission: 'identity:UpdateUser',
  resource: 'user/{userId}',
  method: 'POST',
  path: '/v1/users/:userId/update',
  isSensitive: true,
  params: userParams,
  body: z.strictObject({
    displayName: displayName.optional().describe('how they are shown'),
    email: z
      .union([email, z.literal('')])
      .optional()
      .describe('where they are written to; empty takes it away'),
    language: z.enum(languages).optional().describe('in which they are spoken to'),
    state: z
      .enum(['active', 'suspended'])
      .optional()
      .describe('suspended: nothing of theirs works until they are active'),
  }),
  result: userDetailView,
  errors: ['user_not_found', 'user_not_suspended', 'owner_protected', 'own_user_protected', 'gives_more_than_held'],
});

export const userDelete = operation({
  id: 'user_delete',
  summary: 'Deletes a user: their sessions and keys end, the name is free again',
  permission: 'identity:DeleteUser',
  resource: 'user/{userId}',
  method: 'DELETE',
  path: '/v1/users/:userId',
  isSensitive: true,
  params: userParams,
  result: userView,
  errors: ['user_not_found', 'owner_protected', 'own_user_protected'],
});

export const profileUpdate = operation({
  id: 'profile_update',
  summary: 'Changes your own display name and language',
  permission: 'identity:UpdateOwnProfile',
  resource: 'user/*',
  method: 'POST',
  path: '/v1/profile/update',
  body: z.strictObject({
    displayName: displayName.optional().describe('how you are shown'),
    language: z.enum(languages).optional().describe('in which you are spoken to'),
  }),
  result: userView,
});

// --- groups --------------------------------------------------------------------------------------------------------

export const groupView = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  memberCount: z.int(),
  createdAt: instant,
});
export type GroupView = z.infer<typeof groupView>;
export const groupDetailView = groupView.extend({ policies: z.array(heldPolicy) });

const groupParams = z.object({ groupId: idOrName.describe('id or name') });

export const groupCreate = operation({
  id: 'group_create',
  summary: 'Makes a group: what is attached to it holds for all its members',
  permission: 'identity:CreateGroup',
  resource: 'group/*',
  method: 'POST',
  path: '/v1/groups',
  body: z.strictObject({
    name: thingName.describe('unique in the organization'),
    description: description.default('').describe('what it is for'),
  }),
  result: groupDetailView,
  errors: ['group_name_taken'],
});

export const groupList = operation({
  id: 'group_list',
  summary: 'Lists groups, newest first',
  permission: 'identity:ListGroups',
  resource: 'group/*',
  itemPermission: { permission: 'identity:GetGroup', resource: 'group/{id}' },
  method: 'GET',
  path: '/v1/groups',
  query: z.object({
    ...pageQuery,
    text: z.string().max(100).optional().describe('only those with this in the name or description'),
  }),
  result: pageOf(groupView),
});

export const groupGet = operation({
  id: 'group_get',
  summary: 'Shows a group and its policies',
  permission: 'identity:GetGroup',
  resource: 'group/{groupId}',
  method: 'GET',
  path: '/v1/groups/:groupId',
  params: groupParams,
  result: groupDetailView,
  errors: ['group_not_found'],
});

export const groupUpdate = operation({
  id: 'group_update',
  summary: 'Changes the name or description of a group',
  permission: 'identity:UpdateGroup',
  resource: 'group/{groupId}',
  method: 'POST',
  path: '/v1/groups/:groupId/update',
  params: groupParams,
  body: z.strictObject({
    name: thingName.optional().describe('unique in the organization'),
    description: description.optional().describe('what it is for'),
  }),
  result: groupDetailView,
  errors: ['group_not_found', 'group_name_taken'],
});

export const groupDelete = operation({
  id: 'group_delete',
  summary: 'Deletes a group: what held through it holds no longer',
  permission: 'identity:DeleteGroup',
  resource: 'group/{groupId}',
  method: 'DELETE',
  path: '/v1/groups/:groupId',
  isSensitive: true,
  params: groupParams,
  errors: ['group_not_found', 'denial_protected'],
});

export const groupMemberView = z.object({
  id: z.string(),
  name: z.string(),
  displayName: z.string(),
  state: z.enum(userStates),
  addedAt: instant,
});
export type GroupMemberView = z.infer<typeof groupMemberView>;

export const groupMemberList = operation({
  id: 'group_member_list',
  summary: 'Lists the members of a group',
  permission: 'identity:ListGroupMembers',
  resource: 'group/{groupId}',
  method: 'GET',
  path: '/v1/groups/:groupId/members',
  params: groupParams,
  query: z.object(pageQuery),
  result: pageOf(groupMemberView),
  errors: ['group_not_found'],
});

const memberParams = groupParams.extend({ userId: idOrName.describe('id or name of the user') });
/** Who is put into a group gets what the group has. */
const onTheUser = (permission: string) => ({ userId: { permission, resource: 'user/{userId}' } });

export const groupMemberAdd = operation({
  id: 'group_member_add',
  summary: 'Adds a user to a group',
  permission: 'identity:AddGroupMember',
  resource: 'group/{groupId}',
  detail: ['userId'],
  fieldPermissions: onTheUser('identity:AddGroupMember'),
  method: 'POST',
  path: '/v1/groups/:groupId/members/:userId',
  isSensitive: true,
  params: memberParams,
  result: groupDetailView,
  errors: ['group_not_found', 'user_not_found', 'groups_limit_reached', 'gives_more_than_held'],
});

export const groupMemberRemove = operation({
  id: 'group_member_remove',
  summary: 'Takes a user out of a group',
  permission: 'identity:RemoveGroupMember',
  resource: 'group/{groupId}',
  detail: ['userId'],
  fieldPermissions: onTheUser('identity:RemoveGroupMember'),
  method: 'DELETE',
  path: '/v1/groups/:groupId/members/:userId',
  isSensitive: true,
  params: memberParams,
  result: groupDetailView,
  errors: ['group_not_found', 'user_not_found', 'group_member_not_found', 'denial_protected'],
});

// --- roles ---------------------------------------------------------------------------------------------------------

export const roleView = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  trusted: z
    .array(named.extend({ kind: z.enum(['user', 'group']) }))
    .describe('who may assume it, if they are allowed identity:AssumeRole on it'),
  maxSessionSeconds: z.int(),
  createdAt: instant,
});
export type RoleView = z.infer<typeof roleView>;
export const roleDetailView = roleView.extend({ policies: z.array(heldPolicy) });

const roleParams = z.object({ roleId: idOrName.describe('id or name') });
const trusted = z.array(idOrName).max(50);
const maxSessionSeconds = z.int().min(900).max(43_200);

export const roleCreate = operation({
  id: 'role_create',
  summary: 'Makes a role: what those who are trusted may become for a while',
  permission: 'identity:CreateRole',
  resource: 'role/*',
  method: 'POST',
  path: '/v1/roles',
  isSensitive: true,
  body: z.strictObject({
    name: thingName.describe('unique in the organization'),
    description: description.default('').describe('what it is for'),
    trustedUsers: trusted.default([]).describe('users who may assume it, by id or name'),
    trustedGroups: trusted.default([]).describe('groups whose members may assume it, by id or name'),
    maxSessionSeconds: maxSessionSeconds.default(3600).describe('how long a key of it works at most'),
  }),
  result: roleDetailView,
  errors: ['role_name_taken', 'user_not_found', 'group_not_found'],
});

export const roleList = operation({
  id: 'role_list',
  summary: 'Lists roles, newest first',
  permission: 'identity:ListRoles',
  resource: 'role/*',
  itemPermission: { permission: 'identity:GetRole', resource: 'role/{id}' },
  method: 'GET',
  path: '/v1/roles',
  query: z.object({
    ...pageQuery,
    text: z.string().max(100).optional().describe('only those with this in the name or description'),
  }),
  result: pageOf(roleView),
});

export const roleGet = operation({
  id: 'role_get',
  summary: 'Shows a role, whom it trusts and its policies',
  permission: 'identity:GetRole',
  resource: 'role/{roleId}',
  method: 'GET',
  path: '/v1/roles/:roleId',
  params: roleParams,
  result: roleDetailView,
  errors: ['role_not_found'],
});

export const roleUpdate = operation({
  id: 'role_update',
  summary: 'Changes a role, or whom it trusts; keys that were given out go on until they end',
  permission: 'identity:UpdateRole',
  resource: 'role/{roleId}',
  method: 'POST',
  path: '/v1/roles/:roleId/update',
  isSensitive: true,
  params: roleParams,
  body: z.strictObject({
    name: thingName.optional().describe('unique in the organization'),
    description: description.optional().describe('what it is for'),
    trustedUsers: trusted.optional().describe('users who may assume it, by id or name; no others then'),
    trustedGroups: trusted.optional().describe('groups whose members may assume it, by id or name; no others then'),
    maxSessionSeconds: maxSessionSeconds.optional().describe('how long a key of it works at most'),
  }),
  result: roleDetailView,
  errors: ['role_not_found', 'role_name_taken', 'user_not_found', 'group_not_found', 'gives_more_than_held'],
});

export const roleDelete = operation({
  id: 'role_delete',
  summary: 'Deletes a role; its keys end at once',
  permission: 'identity:DeleteRole',
  resource: 'role/{roleId}',
  method: 'DELETE',
  path: '/v1/roles/:roleId',
  isSensitive: true,
  params: roleParams,
  errors: ['role_not_found'],
});

export const roleKeyView = z.object({
  id: z.string(),
  roleId: z.string(),
  roleName: z.string(),
  expiresAt: instant,
  secret: z.string().optional().describe('shown once; a program sends it as it would an access key'),
});

export const roleAssume = operation({
  id: 'role_assume',
  summary: 'Gives you a key that acts in a role for a while, then ends by itself',
  permission: 'identity:AssumeRole',
  resource: 'role/{roleId}',
  method: 'POST',
  path: '/v1/roles/:roleId/assume',
  isSensitive: true,
  params: roleParams,
  body: z.strictObject({
    seconds: z.int().min(900).max(43_200).default(3600).describe('how long the key works'),
    sessionPolicy: policyDocument.optional().describe('narrows the role further, for this key alone'),
  }),
  result: roleKeyView,
  errors: [
    'role_not_found',
    'role_not_trusting',
    'role_session_too_long',
    'role_keys_limit_reached',
    'policy_too_large',
    'action_unknown',
    'thing_not_by_id',
  ],
});

// --- contacts ------------------------------------------------------------------------------------------------------

export const contactView = z.object({
  id: z.string(),
  kind: z.enum(contactKinds),
  name: z.string(),
  phone: z.string(),
  email: z.string(),
  note: z.string(),
  validFrom: instant.describe('since when this is so'),
  validUntil: instant.optional().describe('until when it was so; absent: it is so now'),
  changedBy: z.string().optional().describe('id of the user who made it so'),
});
export type ContactView = z.infer<typeof contactView>;

const contactParams = z.object({ contactId: z.string().max(100).describe('its id') });
const phone = z.string().max(50);
const note = z.string().max(500);
const contactEmail = z.union([email, z.literal('')]);

export const contactCreate = operation({
  id: 'contact_create',
  summary: 'Adds a contact: whom to reach for the contract, the network, the services or the money',
  permission: 'identity:CreateContact',
  resource: 'contact/*',
  method: 'POST',
  path: '/v1/contacts',
  body: z.strictObject({
    kind: z.enum(contactKinds).describe('what they are reached for'),
    name: z.string().min(1).max(100).describe('of the person or the team'),
    phone: phone.default('').describe('where they are called'),
    email: contactEmail.default('').describe('where they are written to'),
    note: note.default('').describe('hours, deputies, what else one should know'),
  }),
  result: contactView,
});

export const contactList = operation({
  id: 'contact_list',
  summary: 'Lists contacts as they are, or as they were at a time',
  permission: 'identity:ListContacts',
  resource: 'contact/*',
  itemPermission: { permission: 'identity:GetContact', resource: 'contact/{id}' },
  method: 'GET',
  path: '/v1/contacts',
  query: z.object({
    ...pageQuery,
    kind: z.enum(contactKinds).optional().describe('only those reached for this'),
    asOf: z.iso.datetime({ offset: true }).optional().describe('as it was at this time'),
  }),
  result: pageOf(contactView),
});

export const contactGet = operation({
  id: 'contact_get',
  summary: 'Shows a contact',
  permission: 'identity:GetContact',
  resource: 'contact/{contactId}',
  method: 'GET',
  path: '/v1/contacts/:contactId',
  params: contactParams,
  result: contactView,
  errors: ['contact_not_found'],
});

export const contactUpdate = operation({
  id: 'contact_update',
  summary: 'Changes a contact from now on; what it was before stays known',
  permission: 'identity:UpdateContact',
  resource: 'contact/{contactId}',
  method: 'POST',
  path: '/v1/contacts/:contactId/update',
  params: contactParams,
  body: z.strictObject({
    kind: z.enum(contactKinds).optional().describe('what they are reached for'),
    name: z.string().min(1).max(100).optional().describe('of the person or the team'),
    phone: phone.optional().describe('where they are called'),
    email: contactEmail.optional().describe('where they are written to'),
    note: note.optional().describe('hours, deputies, what else one should know'),
  }),
  result: contactView,
  errors: ['contact_not_found'],
});

export const contactDelete = operation({
  id: 'contact_delete',
  summary: 'Ends a contact from now on; what it was before stays known',
  permission: 'identity:DeleteContact',
  resource: 'contact/{contactId}',
  method: 'DELETE',
  path: '/v1/contacts/:contactId',
  params: contactParams,
  result: contactView,
  errors: ['contact_not_found'],
});

export const contactHistory = operation({
  id: 'contact_history',
  summary: 'Lists what a contact was when, newest first',
  permission: 'identity:GetContact',
  resource: 'contact/{contactId}',
  method: 'GET',
  path: '/v1/contacts/:contactId/history',
  params: contactParams,
  query: z.object({ ...pageQuery, cursor: z.iso.datetime().optional().describe('`cursor` of the page before') }),
  result: pageOf(contactView),
  errors: ['contact_not_found'],
});

export const peopleOperations = [
  userCreate,
  userList,
  userGet,
  userUpdate,
  userDelete,
  profileUpdate,
  groupCreate,
  groupList,
  groupGet,
  groupUpdate,
  groupDelete,
  groupMemberList,
  groupMemberAdd,
  groupMemberRemove,
  roleCreate,
  roleList,
  roleGet,
  roleUpdate,
  roleDelete,
  roleAssume,
  contactCreate,
  contactList,
  contactGet,
  contactUpdate,
  contactDelete,
  contactHistory,
] as const;
