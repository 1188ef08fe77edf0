// Operations of passkeys: keys that a device holds and uses after it has seen its owner, in place of password and code. What the
// browser is asked and what it answers are WebAuthn's own JSON, passed on as it is.
import * as z from 'zod';
import { instant, operation, pageOf, pageQuery } from '../operation.ts';
import { callerView } from './caller.ts';

const begun = z.object({
  challengeId: z.string(),
  options: z.looseObject({}).describe('for navigator.credentials, as JSON'),
});

/** What a device answered: WebAuthn's JSON, whose inside its library checks. */
export const passkeyAnswer = {
  challengeId: z.string().max(100).describe('of what it was asked'),
  response: z.looseObject({ id: z.string().min(1).max(1400) }).describe('what navigator.credentials answered, as JSON'),
};

export const passkeyView = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: instant,
  lastUsedAt: instant.optional(),
});

export const passkeyBegin = operation({
  id: 'passkey_begin',
  summary: 'Begins to make a passkey: what the browser asks the device',
  permission: 'identity:BeginOwnPasskey',
  resource: 'user/*',
  isSensitive: true,
  needsSession: true,
  method: 'POST',
  path: '/v1/passkeys/begin',
  result: begun,
  errors: ['passkey_needs_name', 'passkey_limit_reached', 'sign_in_busy'],
});

export const passkeyCreate = operation({
  id: 'passkey_create',
  summary: 'Makes a passkey of what the device answered',
  permission: 'identity:CreateOwnPasskey',
  resource: 'user/*',
  needsSession: true,
  method: 'POST',
  path: '/v1/passkeys',
  body: z.strictObject({
    ...passkeyAnswer,
    name: z
      .string()
      .trim()
      .min(1)
      .max(100)
      .default('passkey')
      .describe('what you call it, such as the device it is in'),
  }),
  result: passkeyView,
  errors: ['passkey_refused', 'passkey_limit_reached'],
});

export const passkeyList = operation({
  id: 'passkey_list',
  summary: 'Lists your passkeys',
  permission: 'identity:ListOwnPasskeys',
  resource: 'user/*',
  method: 'GET',
  path: '/v1/passkeys',
  query: z.object(pageQuery),
  result: pageOf(passkeyView),
});

export const passkeyDelete = operation({
  id: 'passkey_delete',
  summary: 'Deletes a passkey of yours; it opens nothing any more',
  permission: 'identity:DeleteOwnPasskey',
  resource: 'user/*',
  isSensitive: true,
  needsSession: true,
  method: 'DELETE',
  path: '/v1/passkeys/:passkeyId',
  params: z.object({ passkeyId: z.string().max(1400).describe('its id') }),
  result: passkeyView,
  errors: ['passkey_not_found'],
});

export const passkeyOffer = operation({
  id: 'passkey_offer',
  summary: 'Begins to sign in with a passkey: what the browser asks the device',
  permission: 'identity:OfferPasskey',
  resource: 'user/*',
  isOpen: true,
  method: 'POST',
  path: '/v1/sign-in/passkey/begin',
  body: z.strictObject({}),
  result: begun,
  errors: ['passkey_needs_name', 'sign_in_busy'],
});

export const passkeyUse = operation({
  id: 'passkey_use',
  summary: 'Signs in with a passkey, without name and password',
  permission: 'identity:UsePasskey',
  resource: 'user/*',
  isOpen: true,
  method: 'POST',
  path: '/v1/sign-in/passkey',
  body: z.strictObject(passkeyAnswer),
  result: callerView,
  errors: ['passkey_refused'],
});

export const passkeyOperations = [
  passkeyBegin,
  passkeyCreate,
  passkeyList,
  passkeyDelete,
  passkeyOffer,
  passkeyUse,
] as const;
