// What a browser keeps of accounts, without a browser: where it may keep nothing, a page still knows them while it is open.
import { expect, test } from 'vitest';
import type { CallerView } from './caller.ts';
import { knownAccounts, forgetAccount, noteAccount } from './known-accounts.ts';

const caller = (userName: string, organizationAlias = 'harbour'): CallerView => ({
  organizationId: `o-${organizationAlias}`,
  organizationAlias,
  organizationName: organizationAlias.toUpperCase(),
  userId: `u-${userName}`,
  userName,
  displayName: '',
  isOwner: false,
  isProvider: false,
  hasPassword: true,
  sessionId: 's-1',
  permissions: [],
});
const names = (): readonly string[] => knownAccounts().map(({ userName }) => userName);

test('an account that signs in stands first, once; ten are kept, and one that is forgotten is gone', () => {
  const { sessionId: _, ...program } = caller('program');
  noteAccount(program);
  expect(names()).toEqual([]);
  for (let number = 1; number <= 11; number += 1) noteAccount(caller(`li-${number}`));
  noteAccount(caller('li-5'));
  expect(names()).toEqual(['li-5', 'li-11', 'li-10', 'li-9', 'li-8', 'li-7', 'li-6', 'li-4', 'li-3', 'li-2']);
  forgetAccount({ userName: 'li-5', organizationAlias: 'quay', organizationName: '' });
  forgetAccount({ userName: 'li-4', organizationAlias: 'harbour', organizationName: '' });
  expect(names()).toEqual(['li-5', 'li-11', 'li-10', 'li-9', 'li-8', 'li-7', 'li-6', 'li-3', 'li-2']);
});
