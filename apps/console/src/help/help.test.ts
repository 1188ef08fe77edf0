// The help against the documents it leads into: these are the repository's, all of them are read whole, and what is named is there.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { unreachable } from '@argosy/kernel/errors';
import { paths } from '../app/paths.ts';
import { aimOf, documentNames, documents, readDocument } from './documents.ts';
import { placeFor, places } from './places.ts';
import { type Block, type Line, readMarkdown } from './read-markdown.ts';

const root = join(import.meta.dirname, '../../../..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const anchorsIn = (blocks: readonly Block[]): readonly string[] =>
  blocks.flatMap((block) => (block.kind === 'heading' ? [block.anchor] : []));

const textOf = (line: Line): string => line.map((part) => ('text' in part ? part.text : textOf(part.parts))).join('');
const linesOf = (block: Block): readonly Line[] => {
  switch (block.kind) {
    case 'paragraph':
      return [block.line];
    case 'list':
      return block.items;
    case 'table':
      return [block.head, ...block.rows].flat();
    case 'heading':
    case 'code':
      return [];
    default:
      return unreachable(block);
  }
};
const linksOf = (line: Line): readonly string[] =>
  line.flatMap((part) => {
    if ('text' in part) return [];
    return [...(part.kind === 'link' ? [part.target] : []), ...linksOf(part.parts)];
  });

test('every address of the console has its place in the documents, and each heading is there', async () => {
  expect(Object.keys(places).toSorted()).toEqual(Object.values(paths).toSorted());
  const headings = new Map<string, readonly string[]>();
  for (const name of documentNames)
    headings.set(
      name,
      (await readDocument(name)).flatMap((block) => (block.kind === 'heading' ? [block.text] : [])),
    );
  const missing = Object.entries(places).filter(
    ([, { document, heading }]) => !headings.get(document)?.includes(heading),
  );
  expect(missing).toEqual([]);
});

test('an address leads to its place also where its route ends in a slash, and a strange one to that of the home', () => {
  expect(placeFor('/clusters/$clusterId/')).toEqual(places[paths.cluster]);
  expect(placeFor('/')).toEqual(places[paths.home]);
  expect(placeFor('/nothing')).toEqual(places[paths.home]);
});

test('the documents are the repository’s own, and the server builds the console anew when one of them changes', async () => {
  const builtFrom = read('apps/server/src/platform/http/console-build.ts');
  for (const { path, load } of Object.values(documents)) {
    expect((await load()).default).toBe(read(path));
    expect(builtFrom).toContain(`'${path}'`);
  }
});

test('nothing of a document stays unread: no marks are left in what is shown', async () => {
  for (const name of documentNames) {
    const blocks = await readDocument(name);
    expect(blocks[0]).toMatchObject({ kind: 'heading', level: 1 });
    const shown = blocks.flatMap(linesOf).map((line) => textOf(line.filter(({ kind }) => kind !== 'code')));
    expect(shown.filter((text) => /\*\*|\]\(|^\s*(?:[-+>#|]|\d+\.) |<\/?[a-z]+>|!\[/.test(text))).toEqual([]);
    const uneven = blocks.flatMap((block) =>
      block.kind === 'table' ? block.rows.filter((row) => row.length !== block.head.length) : [],
    );
    expect(uneven).toEqual([]);
    expect(new Set(anchorsIn(blocks)).size).toBe(anchorsIn(blocks).length);
  }
});

test('a link in a document leads to a heading that is there, or is of a file that is not shown', async () => {
  const anchors = new Map<string, readonly string[]>();
  for (const name of documentNames) anchors.set(name, anchorsIn(await readDocument(name)));
  const aims = [];
  for (const name of documentNames)
    for (const target of (await readDocument(name)).flatMap(linesOf).flatMap(linksOf)) aims.push(aimOf(target, name));
  const within = aims.filter((aim) => aim !== undefined);
  expect(within.length).toBeGreaterThan(3);
  expect(
    within.filter(({ document, anchor }) => anchor !== undefined && !anchors.get(document)?.includes(anchor)),
  ).toEqual([]);
  expect(aimOf('../../ARCHITECTURE.md', 'people')).toBeUndefined();
  expect(aimOf('https://elsewhere.example/README.md', 'people')).toBeUndefined();
  expect(aimOf('running.md#behind-tls', 'people')).toEqual({ document: 'running', anchor: 'behind-tls' });
});

test('code, words and tables are read as they are meant', () => {
  const text = [
    '# One *and* two',
    '',
    'A line with `a | b` and **strong `code` words**,',
    'that goes on [here](people.md#keys).',
    '',
    '```sh',
    '# no heading',
    '```',
    '',
    '| name | what |',
    '| --- | --- |',
    '| `x | y` | <b>as it stands</b> |',
    '',
    '- one',
    '  goes on',
    '- two',
  ].join('\n');
  expect(readMarkdown(text)).toEqual([
    { kind: 'heading', level: 1, text: 'One *and* two', anchor: 'one-and-two' },
    {
      kind: 'paragraph',
      line: [
        { kind: 'text', text: 'A line with ' },
        { kind: 'code', text: 'a | b' },
        { kind: 'text', text: ' and ' },
        {
          kind: 'strong',
          parts: [
            { kind: 'text', text: 'strong ' },
            { kind: 'code', text: 'code' },
            { kind: 'text', text: ' words' },
          ],
        },
        { kind: 'text', text: ', that goes on ' },
        { kind: 'link', target: 'people.md#keys', parts: [{ kind: 'text', text: 'here' }] },
        { kind: 'text', text: '.' },
      ],
    },
    { kind: 'code', text: '# no heading' },
    {
      kind: 'table',
      head: [[{ kind: 'text', text: 'name' }], [{ kind: 'text', text: 'what' }]],
      rows: [[[{ kind: 'code', text: 'x | y' }], [{ kind: 'text', text: '<b>as it stands</b>' }]]],
    },
    { kind: 'list', items: [[{ kind: 'text', text: 'one goes on' }], [{ kind: 'text', text: 'two' }]] },
  ]);
});
