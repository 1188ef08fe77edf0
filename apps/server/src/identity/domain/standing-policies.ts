// What holds for everybody in a certain place, whatever is attached to them: their own account, and what only the owner, only
// the provider, or nobody in a role may. Policies like all others, so that a denial is explained, simulated and checked in the
// same words, and an organization's own denial wins over what they allow.
import { policyDocument } from '@argosy/contract/identity/policy-document';
import type { NamedPolicy } from './decide.ts';

/** Who it is that they hold for. */
export interface Standing {
  readonly userId: string;
  readonly isOwner: boolean;
  /** Of the organization that runs this server. */
  readonly isProvider: boolean;
  readonly isInRole: boolean;
}

interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: readonly string[];
  readonly NotAction?: readonly string[];
  readonly Resource: readonly string[];
}

const policy = (name: string, ...statements: readonly Statement[]): NamedPolicy => ({
  name,
  document: policyDocument.parse({ Version: '1', Statement: statements }),
});

const ownKeys = 'acs:identity:*:*:access-key/*'; // somebody else's are asked for on their user
const whoOneIs = ['identity:GetCaller', 'identity:CheckPermissions'];

/** What is about nobody but the caller, whatever it is asked on: a verb, and what of their `Own` it is about. By verb, because
 *  actions are compared without regard to case, and `*Own*` would be in `TransferOwnership` too. */
const ownActions = [
  'Get',
  'List',
  'Set',
  'Update',
  'Add',
  'Create',
  'Delete',
  'Link',
  'Unlink',
  'Begin',
  'Confirm',
  'Rename',
  'Renew',
  'End',
  'Revoke',
  'Remove',
].map((verb) => `identity:${verb}Own*`);

const ownAccount = policy(
  'ArgosyOwnAccount',
  { Effect: 'Allow', Action: [...whoOneIs, ...ownActions], Resource: ['*'] },
  { Effect: 'Allow', Action: ['identity:*AccessKey', 'identity:*AccessKeys'], Resource: [ownKeys] },
);

/** The owner alone gives ownership away. */
const ownerOnly = policy('ArgosyOwnerOnly', {
  Effect: 'Deny',
  Action: ['identity:TransferOwnership'],
  Resource: ['*'],
});

/** Of other organizations and their clusters knows only the one that runs the server; and the chain of the audit trail is one for all of them. */
const providerOnly = policy('ArgosyProviderOnly', {
  Effect: 'Deny',
  Action: [
    'identity:CreateOrganization',
    'identity:ListOrganizations',
    'identity:CreateOwnerLink',
    'identity:VerifyAuditTrail',
    'platform:ListServerClusters',
    'platform:DrainServer',
  ],
  Resource: ['*'],
});

/** Who acts in a role does so for a while: nothing of it stays with the user behind it, and no role leads to another. */
const inRole = (userId: string): NamedPolicy =>
  policy(
    'ArgosyRoleSession',
    { Effect: 'Allow', Action: whoOneIs, Resource: ['*'] },
    { Effect: 'Deny', Action: ['identity:AssumeRole', ...ownActions], Resource: ['*'] },
    { Effect: 'Deny', Action: ['identity:*AccessKey', 'identity:*AccessKeys'], Resource: [ownKeys] },
    {
      Effect: 'Deny',
      NotAction: ['identity:Get*', 'identity:List*', 'identity:Simulate*'],
      Resource: [`acs:identity:*:*:user/${userId}`],
    },
  );

export function standingPolicies({ userId, isOwner, isProvider, isInRole }: Standing): readonly NamedPolicy[] {
  return [
    isInRole ? inRole(userId) : ownAccount,
    ...(isOwner && !isInRole ? [] : [ownerOnly]),
    ...(isProvider ? [] : [providerOnly]),
  ];
}
