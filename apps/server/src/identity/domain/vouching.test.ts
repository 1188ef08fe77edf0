import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { filterFor, groupsOf, isPublicAddress, userNameFrom } from './vouching.ts';

test('a name in a search filter can be nothing but a name', () => {
  expect(filterFor('(&(objectClass=person)(uid={name}))', 'li*)(uid=*')).toBe(
    '(&(objectClass=person)(uid=li\\2a\\29\\28uid=\\2a))',
  );
  expect(filterFor('(|(uid={name})(mail={name}))', 'a$&b')).toBe('(|(uid=a$&b)(mail=a$&b))');
  fc.assert(
    fc.property(fc.string(), (name) => {
      const inner = filterFor('{name}', name);
      expect(inner.replaceAll(/\\[0-9a-f]{2}/g, '')).not.toMatch(/[\\*()\0]/);
    }),
  );
});

test.each([
  ['li.wei@example.com', 'li.wei'],
  ['Li-Wei', 'li-wei'],
  ['李伟', undefined],
  ['.hidden', undefined],
  ['', undefined],
])('%s becomes the user %s', (said, name) => {
  expect(userNameFrom(said)).toBe(name);
});

test('a source decides about those groups that it maps, and no others', () => {
  const map = { admins: 'g-1', staff: 'g-2', everybody: 'g-2' };
  expect(groupsOf(map, ['everybody', 'other'])).toEqual({ in: ['g-2'], out: ['g-1'] });
});

test.each([
  '127.0.0.1',
  '10.1.2.3',
  '192.168.0.1',
  '169.254.169.254',
  '::1',
  'fd00::1',
  '::ffff:10.0.0.1',
  '0.0.0.0',
  'x',
])('%s is not of the public internet', (address) => {
  expect(isPublicAddress(address)).toBe(false);
});

test('addresses of the public internet are', () => {
  expect(['93.184.216.34', '2606:2800:220:1::1'].every(isPublicAddress)).toBe(true);
});
