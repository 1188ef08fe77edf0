// Which queries of identity a fact makes new. How somebody signs in and that they did is told often, all day, and changes nothing
// that anybody may: it touches what is shown of it alone. What has no line here touches all of identity, and with it what people may.
import { accessKeyList, auditEntryList } from '@argosy/contract/identity/operations';
import { passkeyList } from '@argosy/contract/identity/passkeys';
import { userGet, userList } from '@argosy/contract/identity/people';
import { sessionList, signInGet } from '@argosy/contract/identity/sign-in';
import { type LiveTable, touched } from '../app/live-table.ts';

/** Of whomever: lists say in their filter whose they are, and the page of a user may have their name in its address. */
const waysIn = [userList, userGet, sessionList, signInGet, passkeyList, accessKeyList, auditEntryList].map((each) =>
  touched(each),
);

export const identityLive: LiveTable = {
  'identity.session_*': () => waysIn,
  'identity.role_assumed': () => waysIn,
  'identity.access_key_*': () => waysIn,
  'identity.passkey_*': () => waysIn,
  'identity.totp_*': () => waysIn,
  'identity.recovery_code_*': () => waysIn,
  'identity.password_set': () => waysIn,
  'identity.user_link_created': () => waysIn,
  'identity.sign_in_source_linked': () => waysIn,
  'identity.sign_in_source_unlinked': () => waysIn,
};
