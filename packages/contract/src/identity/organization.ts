// Operations on organizations: one's own, and for the one that runs the server the others (RAM-2, PRO-6).
import * as z from 'zod';
import { instant, operation, pageOf, pageQuery } from '../operation.ts';
import { userName } from './people.ts';
import { aliasForm, languages } from './vocabulary.ts';

export const organizationView = z.object({
  id: z.string(),
  name: z.string(),
  alias: z.string().describe('behind the @ of a sign-in name'),
  isProvider: z.boolean().describe('of the organization that runs this server'),
  timeZone: z.string(),
  mayBeReference: z.boolean().describe('whether it agreed to be named as a reference'),
  owner: z.object({ id: z.string(), name: z.string(), state: z.string() }),
  createdAt: instant,
});
export type OrganizationView = z.infer<typeof organizationView>;

const name = z.string().trim().min(1).max(100);
const timeZone = z
  .string()
  .max(60)
  .refine((zone) => {
    try {
      return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
    } catch {
      return false;
    }
  }, 'a time zone such as Asia/Shanghai');

export const organizationGet = operation({
  id: 'organization_get',
  summary: 'Shows your organization',
  permission: 'identity:GetOrganization',
  resource: 'organization/*',
  method: 'GET',
  path: '/v1/organization',
  result: organizationView,
});

export const organizationUpdate = operation({
  id: 'organization_update',
  summary: 'Changes your organization: its name, its time zone, whether it may be named as a reference',
  permission: 'identity:UpdateOrganization',
  resource: 'organization/*',
  method: 'POST',
  path: '/v1/organization/update',
  body: z.strictObject({
    name: name.optional().describe('how it is shown'),
    timeZone: timeZone.optional().describe('in which its days begin, such as Asia/Shanghai'),
    mayBeReference: z.boolean().optional().describe('whether it agrees to be named as a reference'),
  }),
  result: organizationView,
});

export const ownershipTransfer = operation({
  id: 'ownership_transfer',
  summary: 'Hands the organization over to another user; you keep ArgosyFullAccess until somebody takes it away',
  permission: 'identity:TransferOwnership',
  resource: 'organization/*',
  method: 'POST',
  path: '/v1/organization/transfer-ownership',
  isSensitive: true,
  body: z.strictObject({ userId: z.string().min(1).max(100).describe('id or name of the new owner') }),
  result: organizationView,
  errors: ['gives_more_than_held', 'user_not_found', 'user_not_active'],
});

export const organizationCreate = operation({
  id: 'organization_create',
  summary: 'Makes another organization with its owner, who is invited (for the provider alone)',
  permission: 'identity:CreateOrganization',
  resource: 'organization/*',
  method: 'POST',
  path: '/v1/organizations',
  isSensitive: true,
  body: z.strictObject({
    name: name.describe('how it is shown'),
    alias: z
      .string()
      .regex(aliasForm, 'small letters, digits and dashes, 2 to 63')
      .describe('behind the @ of a sign-in name, unique on this server'),
    timeZone: timeZone.default('Asia/Shanghai').describe('in which its days begin, such as Asia/Shanghai'),
    ownerName: userName.default('owner').describe('what its owner signs in with'),
    ownerDisplayName: z.string().max(100).default('').describe('how its owner is shown'),
    ownerEmail: z.email().max(254).optional().describe('where its owner is written to'),
    ownerLanguage: z.enum(languages).optional().describe('in which its owner is spoken to'),
  }),
  result: organizationView,
  errors: ['organizations_not_separated', 'organization_alias_taken'],
});

export const organizationList = operation({
  id: 'organization_list',
  summary: 'Lists all organizations, newest first (for the provider alone)',
  permission: 'identity:ListOrganizations',
  resource: 'organization/*',
  method: 'GET',
  path: '/v1/organizations',
  query: z.object({
    ...pageQuery,
    text: z.string().max(100).optional().describe('only those with this in the name or alias'),
  }),
  result: pageOf(organizationView),
});

export const organizationOperations = [
  organizationGet,
  organizationUpdate,
  ownershipTransfer,
  organizationCreate,
  organizationList,
] as const;
