// Operations of signing in: sessions, one-time links, passwords and second factors. What is `isOpen` is asked by people whom
// nobody knows yet.
import * as z from 'zod';
import { instant, operation, pageOf, pageQuery } from '../operation.ts';
import { callerView } from './caller.ts';
import { passkeyAnswer } from './passkeys.ts';
import { passwordLeast } from './vocabulary.ts';

const password = z.string().min(1).max(200);
const code = z.string().trim().min(1).max(40);
const token = z.string().min(1).max(100).describe('what stands behind the # of the link');
const ofUser = z.string().max(100).optional().describe('of this user, not your own: its id');

const signInErrors = [
  'credentials_wrong',
  'second_factor_needed',
  'second_factor_wrong',
  'sign_in_locked',
  'sign_in_busy',
] as const;
const linkErrors = ['link_unknown', 'link_used', 'link_expired', 'link_replaced'] as const;
const passwordErrors = ['password_too_short', 'password_too_common'] as const;

export const sessionView = z.object({
  id: z.string(),
  userId: z.string(),
  method: z.enum(['password', 'passkey', 'oidc', 'ldap', 'link']).describe('how they signed in'),
  hasSecondFactor: z.boolean(),
  address: z.string(),
  userAgent: z.string(),
  createdAt: instant,
  confirmedAt: instant.describe('when they last showed who they are'),
  lastSeenAt: instant.describe('to the minute'),
  expiresAt: instant,
  endedAt: instant.optional(),
  isCurrent: z.boolean().describe('the one that asks'),
});
export type SessionView = z.infer<typeof sessionView>;

export const sessionCreate = operation({
  id: 'session_create',
  summary: 'Signs in with a password, and with a code where a second factor is on',
  permission: 'identity:CreateSession',
  resource: 'session/*',
  isOpen: true,
  method: 'POST',
  path: '/v1/session',
  body: z.strictObject({
    account: z
      .string()
      .trim()
      .min(1)
      .max(200)
      .describe('name@organization; the name alone in the organization that runs this server'),
    password: password.describe('the password of the account'),
    sourceId: z
      .string()
      .max(100)
      .optional()
      .describe('of the directory that knows the password; this server, if left out'),
    code: code.optional().describe('six digits of the second factor, or a recovery code'),
  }),
  result: callerView,
  errors: [
    ...signInErrors,
    'sign_in_source_not_found',
    'sign_in_source_unreachable',
    'external_identity_unknown',
    'external_name_unfit',
  ],
});

export const sessionEnd = operation({
  id: 'session_end',
  summary: 'Signs out',
  permission: 'identity:EndOwnSession',
  resource: 'session/*',
  needsSession: true,
  method: 'DELETE',
  path: '/v1/session',
  result: sessionView,
});

export const sessionConfirm = operation({
  id: 'session_confirm',
  summary: 'Shows anew who you are, before what needs it',
  permission: 'identity:ConfirmOwnSession',
  resource: 'session/*',
  needsSession: true,
  method: 'POST',
  path: '/v1/session/confirm',
  body: z
    .strictObject({
      password: password.optional().describe('your password'),
      code: code.optional().describe('or six digits of your second factor, or a recovery code'),
      passkey: z.strictObject(passkeyAnswer).optional().describe('or what your passkey answered to passkey_offer'),
    })
    .refine((given) => Object.values(given).filter((each) => each !== undefined).length === 1, 'one of the three'),
  result: sessionView,
  errors: ['password_wrong', 'second_factor_wrong', 'passkey_refused', 'sign_in_locked', 'sign_in_busy'],
});

export const sessionList = operation({
  id: 'session_list',
  summary: 'Lists the browsers in which you are, or a user is, signed in',
  permission: 'identity:ListOwnSessions',
  resource: 'session/*',
  fieldPermissions: { userId: { permission: 'identity:ListSessions', resource: 'user/{userId}' } },
  method: 'GET',
  path: '/v1/sessions',
  query: z.object({ ...pageQuery, userId: ofUser }),
  result: pageOf(sessionView),
});

export const sessionRevoke = operation({
  id: 'session_revoke',
  summary: 'Signs a browser out, within a second',
  permission: 'identity:RevokeOwnSession',
  resource: 'session/*',
  fieldPermissions: { userId: { permission: 'identity:RevokeSession', resource: 'user/{userId}' } },
  method: 'POST',
  path: '/v1/sessions/:sessionId/revoke',
  params: z.object({ sessionId: z.string().describe('its id') }),
  body: z.strictObject({ userId: ofUser }),
  result: sessionView,
  errors: ['session_not_found'],
});

export const linkPurpose = z.enum(['first_sign_in', 'invitation', 'password_reset']);
export type LinkPurpose = z.infer<typeof linkPurpose>;

export const linkView = z.object({
  purpose: linkPurpose,
  organizationName: z.string(),
  organizationAlias: z.string(),
  userName: z.string(),
  displayName: z.string(),
  language: z.enum(['en', 'zh']).optional(),
  needsPassword: z.boolean().describe('whether the link opens only with a new password'),
  needsCode: z.boolean().describe('whether a second factor is on'),
  expiresAt: instant,
});

export const linkInspect = operation({
  id: 'link_inspect',
  summary: 'Says whom a one-time link is for, and what it opens with',
  permission: 'identity:InspectLink',
  resource: 'user/*',
  isOpen: true,
  isQuestion: true,
  method: 'POST',
  path: '/v1/link/inspect',
  body: z.strictObject({ token }),
  result: linkView,
  errors: linkErrors,
});

export const linkUse = operation({
  id: 'link_use',
  summary: 'Signs in by a one-time link, with the password that shall be valid from then on',
  permission: 'identity:UseLink',
  resource: 'user/*',
  isOpen: true,
  method: 'POST',
  path: '/v1/link/use',
  body: z.strictObject({
    token,
    password: password.optional().describe(`the new one: at least ${passwordLeast} characters`),
    code: code.optional().describe('six digits of the second factor, or a recovery code'),
  }),
  result: callerView,
  errors: [...linkErrors, 'password_missing', ...passwordErrors, ...signInErrors],
});

export const userLinkView = z.object({
  id: z.string(),
  userId: z.string(),
  purpose: linkPurpose,
  expiresAt: instant,
  url: z.string().optional().describe('shown once'),
});

export const userLinkCreate = operation({
  id: 'user_link_create',
  summary: 'Makes a one-time link that signs a user in; it is shown this once, and ends the one before',
  permission: 'identity:CreateUserLink',
  resource: 'user/{userId}',
  isSensitive: true,
  method: 'POST',
  path: '/v1/users/:userId/link',
  params: z.object({ userId: z.string().min(1).max(100).describe('id or name') }),
  body: z.strictObject({
    purpose: linkPurpose.optional().describe('what it is for; by what the user has, if left out'),
  }),
  result: userLinkView,
  errors: ['user_not_found', 'link_purpose_unfit', 'owner_only', 'gives_more_than_held'],
});

export const ownerLinkCreate = operation({
  id: 'owner_link_create',
  summary: 'Makes the link with which the owner of another organization signs in first (for the provider alone)',
  permission: 'identity:CreateOwnerLink',
  resource: 'organization/*',
  isSensitive: true,
  method: 'POST',
  path: '/v1/organizations/:organizationId/owner-link',
  params: z.object({ organizationId: z.string().min(1).max(100).describe('id or alias') }),
  result: userLinkView,
  errors: ['organization_not_found', 'owner_only'],
});

export const passwordSet = operation({
  id: 'password_set',
  summary: 'Sets your password, and signs you out everywhere else',
  permission: 'identity:SetOwnPassword',
  resource: 'user/*',
  isSensitive: true,
  needsSession: true,
  method: 'POST',
  path: '/v1/password',
  body: z.strictObject({ password: password.describe(`the new one: at least ${passwordLeast} characters`) }),
  result: sessionView,
  errors: [...passwordErrors, 'sign_in_busy'],
});

export const signInView = z.object({
  userId: z.string(),
  hasPassword: z.boolean(),
  passwordSetAt: instant.optional(),
  hasTotp: z.boolean().describe('whether codes of an app are asked for'),
  totpConfirmedAt: instant.optional(),
  recoveryCodesLeft: z.int(),
  sources: z
    .array(z.object({ sourceId: z.string(), name: z.string(), linkedAt: instant }))
    .describe('who else vouches for them'),
});

export const signInGet = operation({
  id: 'sign_in_get',
  summary: 'Shows with what you, or a user, can sign in',
  permission: 'identity:GetOwnSignIn',
  resource: 'user/*',
  fieldPermissions: { userId: { permission: 'identity:GetSignIn', resource: 'user/{userId}' } },
  method: 'GET',
  path: '/v1/sign-in',
  query: z.object({ userId: ofUser }),
  result: signInView,
  errors: ['user_not_found'],
});

export const totpBegin = operation({
  id: 'totp_begin',
  summary: 'Makes the secret of a second factor, for an app to take; it is on once a code of it was given',
  permission: 'identity:BeginOwnTotp',
  resource: 'user/*',
  isSensitive: true,
  needsSession: true,
  method: 'POST',
  path: '/v1/totp',
  result: z.object({
    secret: z.string().describe('base32, for who types it'),
    uri: z.string().describe('otpauth, for a QR code'),
  }),
  errors: ['totp_on'],
});

const recoveryCodes = z.array(z.string()).describe('each opens once, in place of a code; shown this once');

export const totpConfirm = operation({
  id: 'totp_confirm',
  summary: 'Turns the second factor on, and shows its recovery codes',
  permission: 'identity:ConfirmOwnTotp',
  resource: 'user/*',
  needsSession: true,
  method: 'POST',
  path: '/v1/totp/confirm',
  body: z.strictObject({ code: code.describe('the six digits that the app shows') }),
  result: z.object({ recoveryCodes }),
  errors: ['totp_on', 'totp_not_begun', 'second_factor_wrong', 'sign_in_locked'],
});

export const totpRemove = operation({
  id: 'totp_remove',
  summary: 'Turns the second factor off: yours with a code of it, or that of a user who lost it',
  permission: 'identity:RemoveOwnTotp',
  resource: 'user/*',
  fieldPermissions: { userId: { permission: 'identity:RemoveTotp', resource: 'user/{userId}' } },
  isSensitive: true,
  needsSession: true,
  method: 'POST',
  path: '/v1/totp/remove',
  body: z.strictObject({
    code: code.optional().describe('six digits of your second factor, or a recovery code'),
    userId: ofUser,
  }),
  result: signInView,
  errors: [
    'totp_off',
    'second_factor_needed',
    'second_factor_wrong',
    'sign_in_locked',
    'user_not_found',
    'owner_only',
    'gives_more_than_held',
  ],
});

export const recoveryCodeRenew = operation({
  id: 'recovery_code_renew',
  summary: 'Makes new recovery codes; those before open nothing any more',
  permission: 'identity:RenewOwnRecoveryCodes',
  resource: 'user/*',
  isSensitive: true,
  needsSession: true,
  method: 'POST',
  path: '/v1/recovery-codes',
  result: z.object({ recoveryCodes }),
  errors: ['totp_off'],
});

export const signInOperations = [
  sessionCreate,
  sessionEnd,
  sessionConfirm,
  sessionList,
  sessionRevoke,
  linkInspect,
  linkUse,
  userLinkCreate,
  ownerLinkCreate,
  passwordSet,
  signInGet,
  totpBegin,
  totpConfirm,
  totpRemove,
  recoveryCodeRenew,
] as const;
