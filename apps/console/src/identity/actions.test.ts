// Whoever writes or tries out a policy is offered every action there is.
import { allOperations } from '@argosy/contract';
import { expect, test } from 'vitest';
import { actions } from './actions.ts';

test('every operation has its action among those that are offered', () => {
  const asked = allOperations.flatMap(({ permission, fieldPermissions }) => [
    permission,
    ...Object.values(fieldPermissions).map((further) => further.permission),
  ]);
  expect(asked.filter((action) => !actions.includes(action))).toEqual([]);
});
