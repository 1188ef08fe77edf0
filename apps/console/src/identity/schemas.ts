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
    return [error instanceof Error ? error.message : String(error)];
  }
  const parsed = policyDocument.safeParse(value, language === 'zh' ? { error: inChinese } : {});
  if (parsed.success) return [];
  return parsed.error.issues.map(({ path, message }) =>
    [path.join('.'), message].filter((each) => each !== '').join(' · '),
  );
}
