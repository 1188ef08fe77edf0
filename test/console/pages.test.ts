// Each page in both languages and both themes: nothing that axe finds, nothing the browser complains of, nothing in the other
// language, and as its picture; and on a phone nothing that is wider than it.
import { invariant } from '@argosy/kernel/errors';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Look, startTestConsole, type TestConsole, visit, type Visitor } from './kit.ts';
import { pages, type Things } from './pages.ts';
import { makeSomeWork } from './some-work.ts';
import { differenceFromPicture } from './picture.ts';

const axe = await readFile(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
let at: TestConsole;
let things: Things;

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
  invariant(made.status === 200, 'the cluster of the pictures is made');
  const cluster: string = made.body.id;
  await at.letRun(cluster);
  const work = await makeSomeWork(at, 'reports');
  const post = async (path: string, body: object) => (await at.ask(path, { method: 'POST', body })).body.id as string;
  const group = await post('/v1/groups', { name: 'analysts' });
  const user = await post('/v1/users', {
    name: 'li.na',
    displayName: 'Li Na',
    email: 'li.na@example.com',
    groups: [group],
  });
  const role = await post('/v1/roles', { name: 'on-call', trustedGroups: [group] });
  await post('/v1/sign-in-sources', {
    name: 'Company',
    oidc: { issuer: 'https://id.example.com', clientId: 'argosy' },
  });
  const directory = await post('/v1/sign-in-sources', {
    name: 'Staff',
    ldap: { url: 'ldaps://ldap.example.com', baseDn: 'ou=people,dc=example,dc=com', groupAttribute: 'memberOf' },
    groupMap: { 'cn=analysts,dc=example,dc=com': group },
  });
  await post('/v1/organizations', { name: 'Harbour', alias: 'harbour' });
  await post('/v1/contacts', { kind: 'network', name: 'Wang', phone: '010 1234', email: 'wang@example.com' });
  things = { cluster, user, group, role, directory, ...work };
});
afterAll(() => at[Symbol.asyncDispose]());

interface Finding {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}
interface Axe {
  run(options: object): Promise<{ readonly violations: readonly Finding[] }>;
}

const onDesk: readonly Look[] = (['en', 'zh'] as const).flatMap((language) =>
  (['light', 'dark'] as const).map((theme) => ({ language, theme })),
);
const looks: readonly Look[] = [...onDesk, { language: 'zh', theme: 'light', width: 390 }];
/** Of a point, on average: letters of another font are within it, a page of another theme is far from it. */
const mostDifference = 0.03;

/** One browser for each look, in which somebody goes from page to page. */
const visitors = new Map<string, Promise<Visitor>>();
function visitorOf(look: Look, isForAll: boolean): Promise<Visitor> {
  const name = JSON.stringify([look, isForAll]);
  const known = visitors.get(name);
  if (known) return known;
  const visitor = visit(at, isForAll ? '/sign-in' : '/', { ...look, ...(isForAll && { key: '' }) });
  visitors.set(name, visitor);
  return visitor;
}

for (const { name, path, shows, isForAll, isRefused } of pages)
  for (const look of looks)
    test(`${name} in ${look.language}, ${look.theme}${look.width === undefined ? '' : ', on a phone'}`, async () => {
      const { page, complaints, settled } = await visitorOf(look, isForAll ?? false);
      const before = complaints.length;
      await page.goto(path(things));
      await page.locator(shows).first().waitFor();
      await settled();
      // Until it is there, the server does not answer what one may do; nothing else may be missing.
      const expected = isRefused ? /^(Failed to load resource|WebSocket connection)/ : /\/v1\/permissions\/check/;
      expect(complaints.slice(before).filter((each) => !expected.test(each))).toEqual([]);

      await page.evaluate(axe);
      const found = await page.evaluate(async (options) => (globalThis as unknown as { axe: Axe }).axe.run(options), {
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'],
        resultTypes: ['violations'],
      });
      expect(found.violations.map(({ id, nodes }) => ({ id, at: nodes.map(({ html }) => html) }))).toEqual([]);

      expect(await page.evaluate(() => document.documentElement.lang)).toBe(look.language === 'zh' ? 'zh-CN' : 'en');
      const said = await page.locator('body').innerText();
      expect(look.language === 'zh' ? said.match(englishSentence) : said.match(/[\u4e00-\u9fff]+/g)).toBeNull();

      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(look.width ?? 1280);
      const picture = look.width === undefined ? `${name}-${look.language}-${look.theme}` : undefined;
      expect(picture === undefined ? 0 : await differenceFromPicture(page, picture)).toBeLessThan(mostDifference);
    });

/** Four words in a row; names of things and of versions are shorter. */
const englishSentence = /\b[A-Za-z]{2,} [a-z]{2,} [a-z]{1,} [a-z]{2,}\b/g;
declare const document: { readonly documentElement: { readonly lang: string; readonly scrollWidth: number } };
