// What one needs to be allowed to read a thing, by the prefix of its id: for feeds and searches, which show things of all kinds.
import { idPrefixes } from '@argosy/kernel/ids';
import type { FieldPermission } from './operation.ts';

const readPermissions: Readonly<Record<string, FieldPermission>> = {
  [idPrefixes.cluster]: { permission: 'clusters:GetCluster', resource: 'cluster/{id}' },
  [idPrefixes.job]: { permission: 'workloads:GetJob', resource: 'job/{id}' },
  [idPrefixes.run]: { permission: 'workloads:GetRun', resource: 'run/{id}' },
  [idPrefixes.plan]: { permission: 'workloads:GetPlan', resource: 'plan/{id}' },
  [idPrefixes.plan_run]: { permission: 'workloads:GetPlanRun', resource: 'plan-run/{id}' },
  [idPrefixes.organization]: { permission: 'identity:GetOrganization', resource: 'organization/*' },
  [idPrefixes.user]: { permission: 'identity:GetUser', resource: 'user/{id}' },
  [idPrefixes.group]: { permission: 'identity:GetGroup', resource: 'group/{id}' },
  [idPrefixes.role]: { permission: 'identity:GetRole', resource: 'role/{id}' },
  [idPrefixes.policy]: { permission: 'identity:GetPolicy', resource: 'policy/{id}' },
  [idPrefixes.sign_in_source]: { permission: 'identity:GetSignInSource', resource: 'sign-in-source/{id}' },
  [idPrefixes.contact]: { permission: 'identity:GetContact', resource: 'contact/{id}' },
};

/** `undefined`: what reads the whole list is enough. */
export const readPermissionOf = (id: string): FieldPermission | undefined => readPermissions[id.split('-')[0] ?? ''];

/** What everybody has on themself, unless it was taken away: then they hear of their own account without the one on users. */
export const readSelf: FieldPermission = { permission: 'identity:GetOwnSignIn', resource: 'user/*' };
