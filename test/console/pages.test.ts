// Each page in both languages and both themes: nothing that axe finds, nothing the browser complains of, nothing in the other
// language, and as its picture.
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { invariant } from '@argosy/kernel/errors';
import { type Look, startTestConsole, type TestConsole, visit } from './kit.ts';
import { pages } from './pages.ts';
import { differenceFromPicture } from './picture.ts';

const axe = await readFile(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
let at: TestConsole;
let cluster = '';

beforeAll(async () => {
  at = await startTestConsole();
  const nodeGroups = [
    { role: 'master', machineType: 'local.small' },
    { role: 'core', machineType: 'local.small', count: 1 },
  ];
  const made = await at.ask('/v1/clusters', {
    method: 'POST',
    body: { name: 'reports', components: ['hdfs'], nodeGroups },
  });
  invariant(made.status === 200, 'the cluster is asked for');
  cluster = made.body.id;
  await at.letRun(cluster);
});
afterAll(() => at[Symbol.asyncDispose]());

interface Finding {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}
interface Axe {
  run(options: object): Promise<{ readonly violations: readonly Finding[] }>;
}

const looks: readonly Look[] = (['en', 'zh'] as const).flatMap((language) =>
  (['light', 'dark'] as const).map((theme) => ({ language, theme })),
);
/** Of a point, on average: letters of another font are within it, a page of another theme is far from it. */
const mostDifference = 0.03;

for (const { name, path, shows, isForAll } of pages)
  for (const look of looks)
    test(`${name} in ${look.language}, ${look.theme}`, async () => {
      const { page, context, complaints, settled } = await visit(at, path({ cluster }), {
        ...look,
        ...(isForAll && { key: '' }),
      });
      await using _ = { [Symbol.asyncDispose]: () => context.close() };
      await page.locator(shows).first().waitFor();
      await settled();
      // Until it is there, the server does not answer what one may do; nothing else may be missing.
      expect(complaints.filter((each) => !each.includes('/v1/permissions/check'))).toEqual([]);

      await page.evaluate(axe);
      const found = await page.evaluate(async (options) => (globalThis as unknown as { axe: Axe }).axe.run(options), {
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'],
        resultTypes: ['violations'],
      });
      expect(found.violations.map(({ id, nodes }) => ({ id, at: nodes.map(({ html }) => html) }))).toEqual([]);

      expect(await page.evaluate(() => document.documentElement.lang)).toBe(look.language === 'zh' ? 'zh-CN' : 'en');
      const said = await page.locator('body').innerText();
      expect(look.language === 'zh' ? said.match(englishSentence) : said.match(/[\u4e00-\u9fff]+/g)).toBeNull();

      expect(await differenceFromPicture(page, `${name}-${look.language}-${look.theme}`)).toBeLessThan(mostDifference);
    });

/** Four words in a row; names of things and of versions are shorter. */
const englishSentence = /\b[A-Za-z]{2,} [a-z]{2,} [a-z]{1,} [a-z]{2,}\b/g;
declare const document: { readonly documentElement: { readonly lang: string } };
