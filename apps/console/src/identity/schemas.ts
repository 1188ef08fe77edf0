// A policy's document, checked while it is written, with the same schema by which the server checks it.
import { policyDocument } from '@argosy/contract/identity/policy-document';
import * as z from 'zod';
import { type Draft, type Issue, issuesWithLines } from '../app/draft.ts';
import { actions } from './actions.ts';

const inChinese = z.locales.zhCN().localeError;

/** What is wrong with a text as a policy's document, each with its line where one is known; empty when nothing is. */
export function problemsOfDocument(text: string, language: 'en' | 'zh'): Draft['problems'] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return [{ path: [], message: notJson(text, error)[language] }];
  }
  const parsed = policyDocument.safeParse(value, language === 'zh' ? { error: inChinese } : {});
  if (parsed.success) return [];
  return issuesWithLines(
    text,
    parsed.error.issues.map((issue) => ({
      // A word that there is not: at the word, not at the whole that it stands in.
      path: [...issue.path, ...(issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [])].map((part) =>
        typeof part === 'number' ? part : String(part),
      ),
      message: issue.message,
    })),
  );
}

const known = actions.map((action) => action.toLowerCase()); // as policies compare them
const moduleOf = (action: string): string => action.slice(0, action.indexOf(':') + 1);
const modules = new Set(known.map(moduleOf));

/** Actions in a document that no operation needs. The server refuses them when it is saved, with those that may have been meant;
 *  of patterns, and of modules that are not here yet, it alone knows all, and not everything is told before. */
export function unknownActionsIn(text: string, sentence: (action: string) => string): Draft['problems'] {
  const document = policyDocument.parse(JSON.parse(text));
  const issues = document.Statement.flatMap(({ Action = [], NotAction = [] }, statement): readonly Issue[] =>
    Object.entries({ Action, NotAction }).flatMap(([field, named]) =>
      named.flatMap((action, index) =>
        isMisspelt(action.toLowerCase())
          ? [{ path: ['Statement', statement, field, index], message: sentence(action) }]
          : [],
      ),
    ),
  );
  return issuesWithLines(text, issues);
}

/** As far as what stands before the first wildcard says. */
function isMisspelt(action: string): boolean {
  const [literal = ''] = action.split(/[*?]/, 1);
  if (!modules.has(moduleOf(literal))) return false;
  return literal === action ? !known.includes(action) : !known.some((each) => each.startsWith(literal));
}

/** Engines say where in different words: at a position, or with line and column; some do not say. */
function notJson(text: string, error: unknown): { readonly en: string; readonly zh: string } {
  const [, position] = /at position (\d+)/.exec(error instanceof Error ? error.message : '') ?? [];
  const before = position === undefined ? undefined : text.slice(0, Number(position)).split('\n');
  if (before === undefined) return { en: 'This is not JSON yet.', zh: '不是有效的 JSON。' };
  const line = before.length;
  const column = (before.at(-1)?.length ?? 0) + 1;
  return {
    en: `This is not JSON: see line ${line}, column ${column}.`,
    zh: `不是有效的 JSON：请检查第 ${line} 行第 ${column} 列。`,
  };
}
