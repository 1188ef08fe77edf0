import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { below, hdfsPath, isWithin, nameOf, parentOf } from './hdfs-path.ts';

const refused = (path: string): unknown => {
  try {
    return hdfsPath(path);
  } catch (error) {
    return (error as { facts: { problem: string } }).facts.problem;
  }
};

test('CLU-7 a path is taken as it is written, blanks, % and Chinese included; only slashes too many go', () => {
  expect(hdfsPath('/')).toBe('/');
  expect(hdfsPath('//用户 数据//100%/a%20b;c+d&e#f?.csv/')).toBe('/用户 数据/100%/a%20b;c+d&e#f?.csv');
  expect(hdfsPath('/..a/.b/c..')).toBe('/..a/.b/c..');
});

test('CLU-7 what is no path, or could be read in two ways, is refused with its reason', () => {
  expect(refused('user/a')).toBe('not_absolute');
  expect(refused('/a/../../etc')).toBe('climbs');
  expect(refused('/a/./b')).toBe('climbs');
  expect(refused('/a\0b')).toBe('character');
  expect(refused('/a:b')).toBe('character');
  expect(refused('/a\ud800')).toBe('not_text');
  expect(refused('/.reserved/raw/a')).toBe('reserved');
  expect(refused('//.reserved/.inodes/16385')).toBe('reserved');
  expect(refused(`/${'中'.repeat(86)}`)).toBe('part_too_long');
  expect(refused(`/${'a/'.repeat(2100)}`)).toBe('too_long');
  expect(refused(`/${`${'中'.repeat(80)}/`.repeat(49)}`)).toMatch(/^\//); // just below 4,000 characters
});

test('a name, the folder it lies in, and both together are one path', () => {
  const name = fc
    .string({ minLength: 1, maxLength: 20, unit: 'grapheme' })
    .filter((one) => !/[/:\0]|^\.{1,2}$/.test(one));
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 5 }), (names) => {
      const path = `/${names.join('/')}`;
      fc.pre(names[0] !== '.reserved');
      expect(hdfsPath(path)).toBe(path);
      expect(below(parentOf(path), nameOf(path))).toBe(path);
      expect(isWithin(parentOf(path), path)).toBe(true);
      expect(isWithin(path, parentOf(path))).toBe(false);
    }),
  );
  expect([nameOf('/'), parentOf('/'), parentOf('/a')]).toEqual(['/', '/', '/']);
  expect(isWithin('/a', '/ab')).toBe(false);
});
