import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { differenceBetween } from './difference.ts';

const put = (before: string, after: string): string => {
  const { from, to, insert } = differenceBetween(before, after);
  return before.slice(0, from) + insert + before.slice(to);
};

test('what is put in the place of the difference makes the other text of any', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '\n'), maxLength: 12 });
  fc.assert(fc.property(text, text, (before, after) => put(before, after) === after));
});

test.each([
  { before: 'name: a\n', after: 'name: a\nfile: b\n', from: 8, to: 8, insert: 'file: b\n' },
  { before: 'aa', after: 'aaa', from: 2, to: 2, insert: 'a' },
  { before: 'aaa', after: 'aa', from: 2, to: 3, insert: '' },
  { before: 'same', after: 'same', from: 4, to: 4, insert: '' },
])('from $before to $after nothing is replaced that both have', ({ before, after, ...difference }) => {
  expect(differenceBetween(before, after)).toEqual(difference);
});
