// Every text of the console in both languages, and none of them anywhere but in the tables.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'apps/console/src');
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));

interface Text {
  readonly en: string | { readonly one: string; readonly other: string };
  readonly zh: string;
}
interface Found {
  readonly file: string;
  readonly key: string;
  readonly text: Text;
}

/** Loaded as the browser loads them; its sources are checked with other types than these tests are. */
async function tablesIn(file: string): Promise<readonly Found[]> {
  const exported = (await import(file)) as Readonly<
    Record<string, { readonly table?: Readonly<Record<string, Text>> }>
  >;
  const tables = Object.values(exported).flatMap(({ table }) => (table ? [table] : []));
  return tables.flatMap((table) =>
    Object.entries(table).map(([key, text]) => ({ file: relative(root, file), key, text })),
  );
}

const texts = (await Promise.all(files.filter((file) => /\/(?:told-)?texts\.ts$/.test(file)).map(tablesIn))).flat();
const sentences = ({ en }: Text): readonly string[] => (typeof en === 'string' ? [en] : [en.one, en.other]);
const placeholders = (sentence: string): readonly string[] =>
  [...sentence.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name).sort();
const hasChinese = (sentence: string): boolean => /[\u4e00-\u9fff]/.test(sentence);

test('every text is there in both languages, and each is in its own', () => {
  expect(texts.length).toBeGreaterThan(200);
  const wrong = texts.filter(({ text }) => {
    const isChinese = hasChinese(text.zh) || !/[a-z]{2,} [a-z]{2,}/i.test(text.zh); // a unit or a name is no sentence
    return (
      text.zh.trim() === '' || !isChinese || sentences(text).some((each) => each.trim() === '' || hasChinese(each))
    );
  });
  expect(wrong.map(({ file, key }) => `${file}: ${key}`)).toEqual([]);
});

test('both languages take the same values', () => {
  const wrong = texts.filter(({ text }) =>
    // a count may be spelled in one language and be the form of the word in the other
    sentences(text).some((each) => {
      const [one, other] = [placeholders(each), placeholders(text.zh)];
      const differing = [...one, ...other].filter((name) => !(one.includes(name) && other.includes(name)));
      return differing.some((name) => name !== 'count' || typeof text.en === 'string');
    }),
  );
  expect(wrong.map(({ file, key }) => `${file}: ${key}`)).toEqual([]);
});

test('every text is said somewhere', () => {
  const everything = files
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  const unused = texts.filter(({ key }) => !new RegExp(`['"]${key}['"]`).test(everything));
  expect(unused.map(({ file, key }) => `${file}: ${key}`)).toEqual([]);
});

test('no page has a text of its own', () => {
  const spoken = new Set([
    'title',
    'label',
    'placeholder',
    'aria-label',
    'alt',
    'hint',
    'next',
    'lead',
    'okText',
    'cancelText',
  ]);
  const literal: string[] = [];
  for (const file of files.filter((each) => each.endsWith('.tsx'))) {
    const source = ts.createSourceFile(
      file,
      readFileSync(file, 'utf8'),
      ts.ScriptTarget.Latest,
      true,
      ts.ScriptKind.TSX,
    );
    const look = (node: ts.Node): void => {
      const text = ts.isJsxText(node)
        ? node.text
        : ts.isJsxAttribute(node) &&
            spoken.has(node.name.getText()) &&
            node.initializer &&
            ts.isStringLiteral(node.initializer)
          ? node.initializer.text
          : '';
      if (/[A-Za-z\u4e00-\u9fff]{2,}/.test(text) && !keys.test(text.trim()))
        literal.push(`${relative(root, file)}: ${text.trim()}`);
      ts.forEachChild(node, look);
    };
    look(source);
  }
  expect(literal).toEqual([]);
});

/** What stands on a key, and an address, are the same in every language. */
const keys = /^(Ctrl K|\/v1\/[a-z.]+)$/;
