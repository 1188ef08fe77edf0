// Words that every page says: releases that are being installed. Apart from those of the pages, so that the first load brings no
// more than it shows.
import type { ReleaseView } from './release-view.ts';
import { type Say, textTable } from '../app/text.ts';
import type { Step } from '../app/steps.tsx';

export const releasesTold = textTable('releasesTold', {
  isInstalled: { en: 'Release {{version}} is being installed', zh: '正在安装发行版 {{version}}' },
  stepFetch: { en: 'Fetch {{package}}', zh: '下载 {{package}}' },
  stepVerify: { en: 'Check {{package}}', zh: '校验 {{package}}' },
  stepLink: { en: 'Put {{package}} in place', zh: '部署 {{package}}' },
  stepArchive: { en: 'Prepare fast starts of {{package}}', zh: '为 {{package}} 准备快速启动' },
});

const stepWords = {
  fetch: 'stepFetch',
  verify: 'stepVerify',
  link: 'stepLink',
  archive: 'stepArchive',
} as const;

/** `hadoop-fetch` → "Fetch hadoop". */
export function installStepsOf(
  steps: ReleaseView['installation']['progress'],
  t: Say<typeof releasesTold.table>,
): readonly Step[] {
  return steps.map((step) => {
    const [, name = '', kind = ''] = /^(.*)-([a-z]+)$/.exec(step.name) ?? [];
    return {
      ...step,
      name: kind in stepWords ? t(stepWords[kind as keyof typeof stepWords], { package: name }) : step.name,
    };
  });
}
