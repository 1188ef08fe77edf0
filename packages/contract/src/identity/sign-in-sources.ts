// Operations about other servers that vouch for people of an organization: an OpenID Connect provider, an LDAP directory.
import * as z from 'zod';
import { instant, operation, pageOf, pageQuery } from '../operation.ts';

const oidcSettings = z
  .strictObject({
    issuer: z
      .url({ protocol: /^https?$/ })
      .max(500)
      .describe('as it calls itself; https, but for an address of the machine itself'),
    clientId: z.string().min(1).max(300).describe('what it calls this server'),
    scopes: z
      .array(z.string().regex(/^[\x21-\x7e]{1,100}$/))
      .max(20)
      .default(['openid', 'profile', 'email'])
      .describe('what is asked for'),
    nameClaim: z
      .string()
      .min(1)
      .max(100)
      .default('preferred_username')
      .describe('the claim that becomes the user’s name'),
    groupClaim: z.string().min(1).max(100).optional().describe('the claim that lists groups'),
  })
  .describe('an OpenID Connect provider');

const attribute = z.string().regex(/^[A-Za-z][A-Za-z0-9;.-]{0,99}$/, 'the name of an attribute');

const ldapSettings = z
  .strictObject({
    url: z
      .string()
      .max(500)
      .regex(/^ldaps?:\/\/[^/\s?#]+\/?$/, 'ldap://host:389 or ldaps://host:636')
      .describe('ldaps://host, or ldap://host with startTls'),
    startTls: z.boolean().default(false).describe('turn a connection by ldap:// into TLS before anything is said'),
    certificate: z
      .string()
      .max(20_000)
      .optional()
      .describe('of who signed its certificate (PEM), where this machine does not know'),
    bindDn: z.string().max(500).optional().describe('as whom to search, with the secret; nobody, if left out'),
    baseDn: z.string().max(500).describe('below which people are searched for'),
    filter: z
      .string()
      .max(1000)
      .regex(/\{name\}/, 'with {name} where the name goes')
      .default('(uid={name})')
      .describe('who is meant by {name}'),
    subjectAttribute: attribute
      .default('entryUUID')
      .describe('what never changes of a person; objectGUID in Active Directory'),
    nameAttribute: attribute.default('uid').describe('what becomes the user’s name'),
    displayNameAttribute: attribute.default('cn').describe('what they are called'),
    emailAttribute: attribute.default('mail').describe('their address'),
    groupAttribute: attribute.optional().describe('what lists their groups, such as memberOf'),
  })
  .describe('an LDAP directory');

export type OidcSettings = z.infer<typeof oidcSettings>;
export type LdapSettings = z.infer<typeof ldapSettings>;

const groupIds = z.array(z.string().max(100)).max(50);

const sourceFields = {
  name: z.string().trim().min(1).max(100).describe('as people read it where they sign in'),
  oidc: oidcSettings.optional(),
  ldap: ldapSettings.optional(),
  makesUsers: z
    .boolean()
    .default(false)
    .describe('whoever it vouches for becomes a user at first sign-in; else only who has linked it to their account'),
  defaultGroups: groupIds.default([]).describe('ids of the groups of such users'),
  groupMap: z
    .record(z.string().max(500), z.string().max(100))
    .default({})
    .describe('its groups, and by id the group here that each stands for; kept in step at each sign-in'),
  isEnabled: z.boolean().default(true).describe('whether people can sign in with it'),
};

const exactlyOne = ({ oidc, ldap }: { oidc?: unknown; ldap?: unknown }): boolean =>
  (oidc === undefined) !== (ldap === undefined);

const sourceBody = z
  .strictObject({
    ...sourceFields,
    secret: z
      .string()
      .min(1)
      .max(1000)
      .optional()
      .describe('of the client, or the password of bindDn; never shown; left out in a change, it stays'),
  })
  .refine(exactlyOne, 'either oidc or ldap');

export const signInSourceView = z.object({
  id: z.string(),
  kind: z.enum(['oidc', 'ldap']),
  ...sourceFields,
  hasSecret: z.boolean(),
  createdAt: instant,
});

const params = z.object({ sourceId: z.string().describe('its id') });
const resource = 'sign-in-source/{sourceId}';

export const signInSourceCreate = operation({
  id: 'sign_in_source_create',
  summary: 'Makes a sign-in source: an OpenID Connect provider or an LDAP directory that vouches for people',
  permission: 'identity:CreateSignInSource',
  resource: 'sign-in-source/*',
  isSensitive: true,
  method: 'POST',
  path: '/v1/sign-in-sources',
  body: sourceBody,
  result: signInSourceView,
  errors: [
    'gives_more_than_held',
    'sign_in_source_name_taken',
    'sign_in_source_group_unknown',
    'sign_in_source_filter_unreadable',
    'sign_in_source_insecure',
    'sign_in_source_limit',
  ],
});

export const signInSourceList = operation({
  id: 'sign_in_source_list',
  summary: 'Lists the sign-in sources of the organization, without their secrets',
  permission: 'identity:ListSignInSources',
  resource: 'sign-in-source/*',
  itemPermission: { permission: 'identity:GetSignInSource', resource: 'sign-in-source/{id}' },
  method: 'GET',
  path: '/v1/sign-in-sources',
  query: z.object(pageQuery),
  result: pageOf(signInSourceView),
});

export const signInSourceGet = operation({
  id: 'sign_in_source_get',
  summary: 'Shows a sign-in source, without its secret',
  permission: 'identity:GetSignInSource',
  resource,
  method: 'GET',
  path: '/v1/sign-in-sources/:sourceId',
  params,
  result: signInSourceView,
  errors: ['sign_in_source_not_found'],
});

export const signInSourceUpdate = operation({
  id: 'sign_in_source_update',
  summary: 'Changes a sign-in source; who was linked by another issuer is linked no more',
  permission: 'identity:UpdateSignInSource',
  resource,
  isSensitive: true,
  method: 'PUT',
  path: '/v1/sign-in-sources/:sourceId',
  params,
  body: sourceBody,
  result: signInSourceView,
  errors: [
    'gives_more_than_held',
    'sign_in_source_not_found',
    'sign_in_source_name_taken',
    'sign_in_source_kind_fixed',
    'sign_in_source_secret_needed',
    'sign_in_source_group_unknown',
    'sign_in_source_filter_unreadable',
    'sign_in_source_insecure',
  ],
});

export const signInSourceDelete = operation({
  id: 'sign_in_source_delete',
  summary: 'Deletes a sign-in source; whom it made stay users, and need another way in',
  permission: 'identity:DeleteSignInSource',
  resource,
  isSensitive: true,
  method: 'DELETE',
  path: '/v1/sign-in-sources/:sourceId',
  params,
  result: signInSourceView,
  errors: ['sign_in_source_not_found'],
});

export const signInSourceTest = operation({
  id: 'sign_in_source_test',
  summary: 'Asks a sign-in source whether it answers, and says what it said',
  permission: 'identity:TestSignInSource',
  resource,
  isSensitive: true,
  isQuestion: true,
  method: 'POST',
  path: '/v1/sign-in-sources/:sourceId/test',
  params,
  result: z.object({
    answers: z.boolean(),
    problem: z.string().optional().describe('why not, in its words'),
  }),
  errors: ['sign_in_source_not_found'],
});

export const signInSourceLink = operation({
  id: 'sign_in_source_link',
  summary: 'Links a sign-in source to your account: by its page, or by name and password of its directory',
  permission: 'identity:LinkOwnSignInSource',
  resource,
  isSensitive: true,
  needsSession: true,
  method: 'POST',
  path: '/v1/sign-in-sources/:sourceId/link',
  params,
  body: z.strictObject({
    name: z.string().min(1).max(200).optional().describe('yours in the directory'),
    password: z.string().min(1).max(200).optional().describe('yours there'),
  }),
  result: z.object({ url: z.string().optional().describe('where to go to, of a provider; absent: it is linked') }),
  errors: [
    'sign_in_source_not_found',
    'sign_in_source_unreachable',
    'external_identity_taken',
    'owner_not_vouched',
    'password_wrong',
    'sign_in_locked',
    'sign_in_busy',
  ],
});

export const signInSourceUnlink = operation({
  id: 'sign_in_source_unlink',
  summary: 'Takes the link between a sign-in source and your account away',
  permission: 'identity:UnlinkOwnSignInSource',
  resource,
  isSensitive: true,
  needsSession: true,
  method: 'POST',
  path: '/v1/sign-in-sources/:sourceId/unlink',
  params,
  errors: ['sign_in_source_not_found'],
});

export const signInSourceOffer = operation({
  id: 'sign_in_source_offer',
  summary: 'Lists with what else than a password one can sign in to an organization',
  permission: 'identity:OfferSignInSources',
  resource: 'sign-in-source/*',
  isOpen: true,
  isQuestion: true,
  method: 'POST',
  path: '/v1/sign-in/offer',
  body: z.strictObject({
    account: z
      .string()
      .trim()
      .max(200)
      .default('')
      .describe('name@organization; without, the organization that runs this server'),
  }),
  result: z.object({
    items: z.array(z.object({ id: z.string(), kind: z.enum(['oidc', 'ldap']), name: z.string() })),
  }),
});

export const oidcBegin = operation({
  id: 'oidc_begin',
  summary: 'Begins to sign in with an OpenID Connect provider: says where to go to',
  permission: 'identity:BeginOidc',
  resource: 'sign-in-source/*',
  isOpen: true,
  method: 'POST',
  path: '/v1/sign-in/oidc',
  body: z.strictObject({
    sourceId: z.string().max(100).describe('its id'),
    returnTo: z.string().max(2000).default('/').describe('the page of ours to come back to, such as /clusters'),
  }),
  result: z.object({ url: z.string() }),
  errors: ['sign_in_source_not_found', 'sign_in_source_unreachable', 'sign_in_busy'],
});

export const oidcFinish = operation({
  id: 'oidc_finish',
  summary:
    'Where an OpenID Connect provider sends the browser back to: signs in, or goes to the sign-in page with the problem',
  permission: 'identity:FinishOidc',
  resource: 'sign-in-source/*',
  isOpen: true,
  method: 'GET',
  path: '/v1/sign-in/oidc/callback',
  query: z.looseObject({ state: z.string().min(1).max(200).describe('what it was sent along with') }),
  answers: 'redirect',
  result: z.object({ location: z.string() }),
  errors: [
    'oidc_refused',
    'oidc_stale',
    'sign_in_source_not_found',
    'sign_in_source_unreachable',
    'external_identity_unknown',
    'external_identity_taken',
    'external_name_unfit',
    'owner_not_vouched',
  ],
});

export const signInSourceOperations = [
  signInSourceCreate,
  signInSourceList,
  signInSourceGet,
  signInSourceUpdate,
  signInSourceDelete,
  signInSourceTest,
  signInSourceLink,
  signInSourceUnlink,
  signInSourceOffer,
  oidcBegin,
  oidcFinish,
] as const;
