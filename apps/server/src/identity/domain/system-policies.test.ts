import { expect, test } from 'vitest';
import { allOperations } from '@argosy/contract';
import { resourceName } from '@argosy/contract/identity/decision';
import { compilePolicies } from './decide.ts';
import { systemPolicies } from './system-policies.ts';

test.each(systemPolicies)('RAM-1 whom $name lets list things it lets see them in the list', (policy) => {
  const decide = compilePolicies([policy]);
  const allows = (action: string) =>
    decide({ action, resource: resourceName(action, { organizationId: 'org-1', relative: 'any/one' }), context: {} })
      .effect === 'allow';
  const empty = allOperations.filter(
    ({ permission, itemPermission }) => itemPermission && allows(permission) && !allows(itemPermission.permission),
  );
  expect(empty.map(({ id }) => id)).toEqual([]);
});
