// The queries of the pages of people: the route loads them, the page reads the same value.
import { accessKeyList, auditEntryList } from '@argosy/contract/identity/operations';
import { organizationGet, organizationList } from '@argosy/contract/identity/organization';
import {
  contactHistory,
  contactList,
  groupGet,
  groupList,
  groupMemberList,
  roleGet,
  roleList,
  userGet,
  userList,
} from '@argosy/contract/identity/people';
import { policyAttachments, policyGet, policyList, policyVersionList } from '@argosy/contract/identity/policies';
import { passkeyList } from '@argosy/contract/identity/passkeys';
import { sessionList, signInGet } from '@argosy/contract/identity/sign-in';
import { signInSourceGet, signInSourceList, signInSourceOffer } from '@argosy/contract/identity/sign-in-sources';
import type { UserState } from '@argosy/contract/identity/vocabulary';
import { pagesOf, queryOf } from '../app/queries.ts';

/** Of a list to choose from: more than an organization usually has. */
const choicesAtMost = 500;

export interface UserFilter {
  readonly state?: UserState | undefined;
  readonly text?: string | undefined;
}

export const userListQuery = ({ state, text }: UserFilter) =>
  pagesOf(userList, { query: { limit: 50, ...(state && { state }), ...(text && { text }) } });

export const userChoicesQuery = queryOf(userList, { query: { limit: choicesAtMost } });
export const groupChoicesQuery = queryOf(groupList, { query: { limit: choicesAtMost } });
export const policyChoicesQuery = queryOf(policyList, { query: { limit: choicesAtMost } });
export const roleChoicesQuery = queryOf(roleList, { query: { limit: choicesAtMost } });

export const userQuery = (userId: string) => queryOf(userGet, { params: { userId } });

/** Without `userId`, of whoever is signed in. */
export const sessionsQuery = (userId?: string) =>
  queryOf(sessionList, { query: { limit: 100, ...(userId !== undefined && { userId }) } });
export const signInQuery = (userId?: string) => queryOf(signInGet, { query: userId === undefined ? {} : { userId } });
export const accessKeysQuery = (userId?: string) =>
  queryOf(accessKeyList, { query: { limit: 100, ...(userId !== undefined && { userId }) } });

export const groupListQuery = pagesOf(groupList, { query: { limit: 50 } });
export const groupQuery = (groupId: string) => queryOf(groupGet, { params: { groupId } });
export const groupMembersQuery = (groupId: string) =>
  pagesOf(groupMemberList, { params: { groupId }, query: { limit: 100 } });

export const roleListQuery = pagesOf(roleList, { query: { limit: 50 } });
export const roleQuery = (roleId: string) => queryOf(roleGet, { params: { roleId } });

export interface PolicyFilter {
  readonly kind?: 'system' | 'own' | undefined;
}

export const policyListQuery = ({ kind }: PolicyFilter) =>
  pagesOf(policyList, { query: { limit: 50, ...(kind && { kind }) } });
export const policyQuery = (policyId: string) => queryOf(policyGet, { params: { policyId } });
export const policyVersionsQuery = (policyId: string) => queryOf(policyVersionList, { params: { policyId } });
export const policyAttachmentsQuery = (policyId: string) =>
  pagesOf(policyAttachments, { params: { policyId }, query: { limit: 100 } });

export interface AuditFilter {
  readonly text?: string;
  readonly operation?: string;
  readonly userId?: string;
  readonly subject?: string;
  readonly requestId?: string;
  /** Without what merely reads. */
  readonly changes?: true;
  readonly outcome?: 'allowed' | 'denied' | 'refused';
  readonly from?: string;
  readonly to?: string;
}

export const auditQuery = ({ changes, ...filter }: AuditFilter) =>
  pagesOf(auditEntryList, { query: { limit: 50, ...filter, ...(changes && { changes: 'true' }) } });

export const organizationQuery = queryOf(organizationGet);

export const contactsQuery = (asOf?: string) =>
  queryOf(contactList, { query: { limit: 100, ...(asOf !== undefined && { asOf }) } });
export const contactHistoryQuery = (contactId: string) =>
  pagesOf(contactHistory, { params: { contactId }, query: { limit: 50 } });

export interface OrganizationFilter {
  readonly text?: string;
}
export const organizationListQuery = ({ text }: OrganizationFilter) =>
  pagesOf(organizationList, { query: { limit: 50, ...(text && { text }) } });

/** As many as a user may have. */
export const passkeysQuery = queryOf(passkeyList, { query: { limit: 100 } });

/** As many as an organization may have. */
export const signInSourcesQuery = queryOf(signInSourceList, { query: { limit: 100 } });
export const signInSourceQuery = (sourceId: string) => queryOf(signInSourceGet, { params: { sourceId } });

/** What one can sign in with; of the organization that runs the server, without `alias`. */
export const offerQuery = (alias: string | undefined) =>
  queryOf(signInSourceOffer, { body: alias === undefined ? {} : { account: `@${alias}` } });
