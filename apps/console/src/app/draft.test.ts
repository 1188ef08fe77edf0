// A text that a form reads and changes in place, whatever somebody types into it.
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { changed, readDraft } from './draft.ts';
import type { appTexts } from './texts.ts';
import type { Say } from './text.ts';

const t: Say<typeof appTexts.table> = (key, ...values) => [key, ...values.flatMap(Object.values)].join(' ');
const read = (text: string, before?: string) =>
  readDraft(text, before === undefined ? undefined : readDraft(before, undefined, t), t);

test.each([
  ['name: a\nfiles: [*.csv]', 'unknownAlias .csv', 2],
  ['schedule:\n  cron: */', 'unknownAlias /', 2],
  ['schedule:\n  cron: */5 * * * *', 'unknownAlias /5', 2],
  ['name: *', 'Alias cannot be an empty string at line 1, column 7:', 1],
  ['name: {', 'Flow map in block collection must be sufficiently indented and end with a }', 1],
  ['- name: a', 'notAMap', 1],
  ['name', 'notAMap', 1],
])('%j is told as a problem at its line, and the form keeps what it was before', (text, message, line) => {
  const draft = read(text, 'name: before');
  expect(draft).toMatchObject({ text, isReadable: false, value: { name: 'before' } });
  expect(draft.problems).toEqual([{ path: [], line, message: expect.stringContaining(message) }]);
});

test('a text whose aliases would fill the memory is told as a problem', () => {
  const levels = Array.from({ length: 9 }, (_, level) => {
    const before = level === 0 ? '1' : `*l${level - 1}`;
    return `l${level}: &l${level} [${Array.from({ length: 9 }, () => before).join(', ')}]`;
  });
  expect(read(levels.join('\n'))).toMatchObject({ isReadable: false, problems: [{ line: 1 }] });
});

test('an alias of what is marked above it is read, and an empty text is nothing yet', () => {
  expect(read('a: &x { c: 1 }\nb: *x')).toMatchObject({ isReadable: true, value: { b: { c: 1 } }, problems: [] });
  for (const text of ['', '# nothing yet\n']) expect(read(text)).toMatchObject({ isReadable: true, value: {} });
});

test.each([
  ['nodeGroups:\n', ['nodeGroups', 0], { role: 'core' }, { nodeGroups: [{ role: 'core' }] }],
  ['cluster: small\n', ['cluster', 'nodeGroups', 0, 'count'], 2, { cluster: { nodeGroups: [{ count: 2 }] } }],
  ['jobs: [build]\n', ['jobs', 0, 'name'], 'build', { jobs: [{ name: 'build' }] }],
  ['cluster: [a]\n', ['cluster', 'name'], 'a', { cluster: { name: 'a' } }],
  ['schedule: { 0: a }\n', ['schedule', 0], 'b', { schedule: ['b'] }],
  ['', ['name'], 'a', { name: 'a' }],
  ['a: &x { c: 1, d: 2 }\nb: *x\n', ['b', 'c'], 3, { a: { c: 1, d: 2 }, b: { c: 3, d: 2 } }],
  ['a: &x { c: 1, d: 2 }\nb: *x\n', ['b', 'c'], undefined, { a: { c: 1, d: 2 }, b: { d: 2 } }],
  ['cluster: small\n', ['cluster', 'name'], undefined, { cluster: 'small' }],
  ['nodeGroups:\n', ['nodeGroups', 0, 'count'], undefined, { nodeGroups: null }],
])('%j with %j changed to %j is %j', (text, path, value, expected) => {
  expect(parse(changed(text, path, value))).toEqual(expected);
});

test('comments stay, and what stands for something that was taken away is told at its line', () => {
  const text = changed('name: a # why\nx: &x { c: 1 }\ny: *x\n', ['x'], undefined);
  expect(text).toBe('name: a # why\ny: *x\n');
  expect(read(text).problems).toMatchObject([{ message: 'unknownAlias x', line: 2 }]);
});
