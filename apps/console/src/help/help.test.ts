// The help against the documents it leads into: these are the repository's, all of them are read whole, and what is named is there.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { unreachable } from '@argosy/kernel/errors';
import { helpFor } from '../app/help-topics.ts';
import { paths } from '../app/paths.ts';
import { aimOf, anchorsIn, documentNames, isItself, readDocument, writtenOf } from './documents.ts';
import { placeFor, places } from './places.ts';
import { type Block, type Line, readMarkdown } from './read-markdown.ts';

const root = join(import.meta.dirname, '../../../..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

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

/** Each document in each language in which it is there. */
const everyReading = async () =>
  (
    await Promise.all(
      documentNames.map(async (name) => {
        const { en, zh } = await readDocument(name);
        return (en === zh ? [en] : [en, zh]).map((reading) => ({ name, ...reading }));
      }),
    )
  ).flat();

test('every address of the console has its place in the documents, and each heading is there', async () => {
  expect(Object.keys(places).toSorted()).toEqual(Object.values(paths).toSorted());
  for (const { document, heading } of Object.values(places)) {
    const { en, zh } = await readDocument(document);
    const found = en.blocks.findIndex((block) => block.kind === 'heading' && block.text === heading.en);
    expect(en.blocks[found]).toMatchObject({ text: heading.en });
    expect(zh.blocks[found]).toMatchObject({ text: heading.zh });
  }
});

test('a document in Chinese has block for block the headings, tables, commands and names of the English one, and its addresses', async () => {
  const shapeOf = (block: Block) => ({
    kind: block.kind,
    ...(block.kind === 'heading' && { level: block.level, anchor: block.anchor }),
    ...(block.kind === 'table' && { rows: block.rows.map((row) => row.length) }),
    ...(block.kind === 'list' && { items: block.items.length }),
    // commands are the same ones; what is said of them, and in what is drawn, is not
    ...(block.kind === 'code' && !block.text.includes('│') && { code: block.text.replaceAll(/ *#.*/g, '') }),
  });
  const translated = documentNames.filter((name) => writtenOf(name).length === 2);
  expect(translated).toEqual(['work', 'people', 'running', 'tour']);
  for (const name of translated) {
    const { en, zh } = await readDocument(name);
    expect(zh.language).toBe('zh');
    expect(zh.blocks.map(shapeOf)).toEqual(en.blocks.map(shapeOf));
    const codes = (line: Line): readonly string[] =>
      line.flatMap((part) => {
        if (part.kind === 'code') return [part.text];
        return 'parts' in part ? codes(part.parts) : [];
      });
    // names, options and figures in code are the same ones, in an order of their own in each sentence
    const codesIn = (block: Block) => linesOf(block).flatMap(codes).toSorted();
    expect(zh.blocks.map(codesIn)).toEqual(en.blocks.map(codesIn));
  }
});

test('an address leads to its place also where its route ends in a slash, and a strange one to that of the home', () => {
  expect(placeFor('/clusters/$clusterId/')).toEqual(places[paths.cluster]);
  expect(placeFor('/')).toEqual(places[paths.home]);
  expect(placeFor('/nothing')).toEqual(places[paths.home]);
});

// What a block says only a person can compare. So for each the English is kept for which the Chinese was written: whoever changes it
// reads both, changes the Chinese if need be, and has it kept by ARGOSY_TRANSLATED=1.
test('what the English says has not changed since it was said in Chinese', async () => {
  const kept = join(root, 'docs/translated.json');
  const now: Record<string, readonly string[]> = {};
  for (const name of documentNames) {
    const [english, chinese] = writtenOf(name);
    if (english === undefined || chinese === undefined) continue;
    now[chinese.path] = readMarkdown(read(english.path)).map((block) =>
      createHash('sha256').update(JSON.stringify(block)).digest('hex').slice(0, 8),
    );
  }
  if (process.env['ARGOSY_TRANSLATED'] === '1') writeFileSync(kept, `${JSON.stringify(now, undefined, 2)}\n`);
  const then = JSON.parse(readFileSync(kept, 'utf8')) as typeof now;
  const changed = Object.entries(now).flatMap(([path, blocks]) =>
    blocks.flatMap((hash, index) => (then[path]?.[index] === hash ? [] : [`${path}: block ${index + 1}`])),
  );
  expect(changed).toEqual([]);
});

test('the documents are the repository’s own, and the server builds the console anew when one of them changes', async () => {
  const builtFrom = read('apps/server/src/platform/http/console-build.ts');
  for (const { path, load } of documentNames.flatMap(writtenOf)) {
    expect((await load()).default).toBe(read(path));
    expect(builtFrom).toContain(`'${path}'`);
  }
});

test('nothing of a document stays unread: no marks are left in what is shown', async () => {
  for (const { blocks } of await everyReading()) {
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
  const lost = [];
  let within = 0;
  for (const { name, language, blocks } of await everyReading())
    for (const target of blocks.flatMap(linesOf).flatMap(linksOf)) {
      const aim = aimOf(target, name);
      if (aim === undefined || isItself(target, name)) continue;
      within += 1;
      const ends = (await readDocument(aim.document))[language];
      // on the site where they are read else, a link leads to the file of its language, by that file's own words
      const own = ends.blocks.flatMap((block) => (block.kind === 'heading' ? [block.ownAnchor ?? block.anchor] : []));
      const isOfLanguage = target.includes('.zh.md') === (ends.language === 'zh') || target.startsWith('#');
      if ((aim.anchor !== undefined && !own.includes(aim.anchor)) || !isOfLanguage) lost.push({ name, target });
    }
  expect(within).toBeGreaterThan(6);
  expect(lost).toEqual([]);
  expect(aimOf('../../ARCHITECTURE.md', 'people')).toBeUndefined();
  expect(aimOf('https://elsewhere.example/README.md', 'people')).toBeUndefined();
  expect(aimOf('running.md#behind-tls', 'people')).toEqual({ document: 'running', anchor: 'behind-tls' });
  expect(aimOf('running.zh.md', 'people')).toEqual({ document: 'running' });
  expect([isItself('people.zh.md', 'people'), isItself('running.zh.md', 'people')]).toEqual([true, false]);
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

test('each page has help of its own beside it', () => {
  const ofHome = helpFor(paths.home);
  const withoutOwn: readonly string[] = [paths.home, paths.help, paths.signIn, paths.link]; // of no page, or read without a frame
  for (const path of Object.values(paths).filter((each) => !withoutOwn.includes(each)))
    expect(helpFor(path), path).not.toBe(ofHome);
});
