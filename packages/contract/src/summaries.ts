// What each operation does, in both languages, by its id: for who reads of operations without calling them, such as the audit trail.
import { inLanguage } from './chinese.ts';
import { allOperations } from './index.ts';

export const summaries: Readonly<Record<string, { readonly en: string; readonly zh: string }>> = Object.fromEntries(
  allOperations.map(({ id, summary }) => [id, { en: summary, zh: inLanguage('zh', summary) }]),
);
