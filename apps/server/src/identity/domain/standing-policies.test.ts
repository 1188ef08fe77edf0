import { allOperations } from '@argosy/contract';
import { resourceName } from '@argosy/contract/identity/decision';
import { expect, test } from 'vitest';
import { compilePolicies } from './decide.ts';
import { standingPolicies } from './standing-policies.ts';

const everybody = { userId: 'usr-1', isOwner: false, isProvider: false, isInRole: false };

function allowed(standing: typeof everybody): string[] {
  const decide = compilePolicies(standingPolicies(standing));
  const asks = allOperations
    .filter(({ isOpen }) => !isOpen)
    .flatMap(({ permission, resource, fieldPermissions }) => [
      { permission, resource },
      ...Object.values(fieldPermissions),
    ]);
  return asks
    .filter(({ permission, resource }) => {
      const name = resourceName(permission, { organizationId: 'org-1', relative: resource });
      return decide({ action: permission, resource: name, context: {} }).effect === 'allow';
    })
    .map(({ permission, resource }) => (permission.includes('AccessKey') ? `${permission} ${resource}` : permission));
}

test('RAM-1 without policies everybody has who they are, what is theirs by name, and their own keys; nothing else', () => {
  const others = allowed(everybody).filter((permission) => !/:[A-Z][a-z]+Own[A-Z]/.test(permission));
  expect(others.toSorted()).toEqual([
    'identity:CheckPermissions',
    'identity:CreateAccessKey access-key/*',
    'identity:DeleteAccessKey access-key/{accessKeyId}',
    'identity:GetCaller',
    'identity:ListAccessKeys access-key/*',
    'identity:RotateAccessKey access-key/{accessKeyId}',
    'identity:UpdateAccessKey access-key/{accessKeyId}',
  ]);
  expect(allowed(everybody)).toContain('identity:UpdateOwnProfile');
});

test('RAM-1 what is called one’s own is everybody’s', () => {
  const own = allOperations.filter(({ permission, isOpen }) => !isOpen && /:[A-Z][a-z]+Own[A-Z]/.test(permission));
  const mine = new Set(allowed(everybody));
  expect(own.map(({ permission }) => permission).filter((permission) => !mine.has(permission))).toEqual([]);
});

test('RAM-1 in a role one has only who one is', () => {
  expect(allowed({ ...everybody, isInRole: true }).toSorted()).toEqual([
    'identity:CheckPermissions',
    'identity:GetCaller',
  ]);
});
