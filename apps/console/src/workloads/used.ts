// What something used, as people read it.
import type { Say } from '../app/text.ts';
import type { workloadsTexts } from './texts.ts';

/** 1.5 vCPU min · 3.2 GiB min: small enough to compare one run with another. */
export function usedOf(
  { vcoreSeconds, memoryMbSeconds }: { readonly vcoreSeconds: number; readonly memoryMbSeconds: number },
  t: Say<typeof workloadsTexts.table>,
): string {
  const minutes = (seconds: number) => (Math.round(seconds / 6) / 10).toString();
  return t('usedMinutes', { vcores: minutes(vcoreSeconds), memory: minutes(memoryMbSeconds / 1_024) });
}
