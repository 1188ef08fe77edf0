import { policySimulate } from '@argosy/contract/identity/policies';
import { expect, test } from 'vitest';
import { sayIn } from '../texts.ts';
import { show } from './show.ts';

test('RAM-1 the statement that decided is shown as people count, from 1', () => {
  const answer = { effect: 'deny', by: { policy: 'mine', statement: 0 } };
  const shown = show(policySimulate, answer, { say: sayIn('en'), look: { width: 80, colors: false } });
  expect(shown).toMatch(/^by\.statement +1$/m);
});
