// A policy's document, checked while it is written, with the same schema by which the server checks it.
import { policyDocument } from '@argosy/contract/identity/policy-document';
import * as z from 'zod';

const inChinese = z.locales.zhCN().localeError;

/** What is wrong with a text as a policy's document; empty when nothing is. */
export function problemsOfDocument(text: string, language: 'en' | 'zh'): readonly string[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return [notJson(text, error)[language]];
  }
  const parsed = policyDocument.safeParse(value, language === 'zh' ? { error: inChinese } : {});
  if (parsed.success) return [];
  return parsed.error.issues.map(({ path, message }) =>
    [path.join('.'), message].filter((each) => each !== '').join(' · '),
  );
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
