// The wish for a cluster, checked while it is written, with the same schema by which the server checks it.
import { clusterCreateBody } from '@argosy/contract/clusters/operations';
import * as z from 'zod';
import type { Issue } from '../app/draft.ts';

const inChinese = z.locales.zhCN().localeError;

export function checkCluster(value: unknown, language: 'en' | 'zh'): readonly Issue[] {
  const parsed = clusterCreateBody.safeParse(value, language === 'zh' ? { error: inChinese } : {});
  if (parsed.success) return [];
  return parsed.error.issues.map((issue) => ({
    path: issue.path.map((part) => (typeof part === 'number' ? part : String(part))),
    message: issue.message,
  }));
}
