// Each page in one language and both themes: nothing that axe finds, nothing the browser complains of, nothing in the other language,
// and as its picture; and on a phone nothing that is wider than it. A file for each language, so that two workers can look, and what
// does not depend on the language is looked at by one of them: what axe finds at a desk and in the dark, and a phone, where English
// words are the wider ones.
import { readFile } from 'node:fs/promises';
import { invariant } from '@argosy/kernel/errors';
import { openBrowser } from '@argosy/testkit/browser';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Look, startTestConsole, type TestConsole, visit, type Visitor } from './kit.ts';
import { pages, type SeenPage, type Things } from './pages.ts';
import { untilAsItsPicture } from './picture.ts';
import { makeSomeWork } from './some-work.ts';

const axe = await readFile(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
const desk = { width: 1280, height: 800 };
const phone = { width: 390, height: 800 };

export function testEveryPage(language: Look['language']): void {
  let at: TestConsole;
  let things: Things;
  beforeAll(async () => {
    at = await startTestConsole();
    things = await makeThings(at);
  });
  afterAll(() => at[Symbol.asyncDispose]());

  /** Who goes from page to page: one signed in, one not. */
  const visitors = new Map<boolean, Promise<Visitor>>();
  function visitor(isForAll: boolean): Promise<Visitor> {
    const known = visitors.get(isForAll) ?? come(isForAll);
    visitors.set(isForAll, known);
    return known;
  }
  async function come(isForAll: boolean): Promise<Visitor> {
    const one = await visit(at, '/sign-in', { language, ...(isForAll && { key: '' }) });
    await one.page.addInitScript(withoutTransitions); // of pages that are loaded anew
    await one.page.evaluate(withoutTransitions);
    return one;
  }

  for (const seen of pages)
    test(`${seen.name}, in ${language}`, async () => {
      const { page, complaints, settled } = await visitor(seen.isForAll ?? false);
      const before = complaints.length;
      await page.emulateMedia({ colorScheme: 'light' });
      await page.setViewportSize(desk);
      if (seen.isAnew) await page.goto(seen.path(things));
      else await go(page, seen.path(things));
      await open(page, seen);
      await settled();
      // Until it is there, the server does not answer what one may do; nothing else may be missing.
      const expected = seen.isRefused ? /^(Failed to load resource|WebSocket connection)/ : /\/v1\/permissions\/check/;
      expect(complaints.slice(before).filter((each) => !expected.test(each))).toEqual([]);

      await page.evaluate(drawn);
      const isWhole = seen.isWhole ?? false;
      const { name } = seen;
      await untilAsItsPicture(page, { name, look: `${language}-light`, isWhole });

      // A language is called by its own name, for those who look for it; commands are the same in both.
      expect(await page.evaluate(() => document.documentElement.lang)).toBe(language === 'zh' ? 'zh-CN' : 'en');
      const said = await page.locator('body').innerText();
      expect(
        language === 'zh'
          ? said.replaceAll(/^.*\bargosy .*$/gm, '').match(englishSentence)
          : said.replace('中文', '').match(/[\u4e00-\u9fff]+/g),
      ).toBeFalsy();

      if (await page.evaluate(() => !('axe' in globalThis))) await page.evaluate(axe);
      expect(language === 'zh' ? await findingsOn(page) : []).toEqual([]);
      expect(await scrollWidth(page)).toBeLessThanOrEqual(desk.width);
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.evaluate(drawn);
      expect(language === 'zh' ? await findingsOn(page, ['color-contrast']) : []).toEqual([]);
      await untilAsItsPicture(page, { name, look: `${language}-dark`, isWhole });

      if (language === 'zh') return;
      await page.emulateMedia({ colorScheme: 'light' });
      await page.setViewportSize(phone);
      await page.evaluate(drawn);
      expect(await findingsOn(page)).toEqual([]);
      expect(await scrollWidth(page)).toBeLessThanOrEqual(phone.width);
    });

  test(`letters that another machine draws otherwise are the same page, in ${language}`, async () => {
    const otherwise = ['--font-render-hinting=none', '--disable-lcd-text', '--disable-font-subpixel-positioning'];
    await using other = await openBrowser(otherwise);
    const page = await other.newPage({
      baseURL: at.url,
      viewport: desk,
      locale: language === 'zh' ? 'zh-CN' : 'en-US',
      colorScheme: 'light',
      reducedMotion: 'reduce',
      extraHTTPHeaders: { authorization: `Bearer ${at.key}` },
    });
    for (const seen of pages.filter(({ name }) => ['policies', 'releases', 'cluster-create'].includes(name))) {
      await page.goto(seen.path(things));
      await open(page, seen);
      await page.evaluate(drawn);
      await untilAsItsPicture(page, { name: seen.name, look: `${language}-light` });
    }
  });
}

/** Without loading the console anew; what is open over it is closed by a key, unless what had the focus is not on a phone. */
async function go(page: Page, path: string): Promise<void> {
  const over = page.locator('.ant-drawer, .ant-modal, dialog, .menu-list').locator('visible=true');
  if ((await over.count()) > 0) {
    await page.keyboard.press('Escape');
    const closed = over.first().waitFor({ state: 'detached', timeout: 3_000 });
    await closed.catch(() => page.goto(path));
  }
  await page.evaluate((href) => __TSR_ROUTER__.navigate({ href }), path);
  await page.waitForFunction(() => !__TSR_ROUTER__.state.isLoading && !__TSR_ROUTER__.state.isTransitioning);
}

async function open(page: Page, { shows, presses = [] }: SeenPage): Promise<void> {
  for (const each of presses) {
    if (each instanceof RegExp) await page.getByRole('button', { name: each }).first().click();
    else {
      await page.locator('.page h1').waitFor();
      await page.keyboard.press(each.key);
    }
  }
  await page.mouse.move(0, 0); // where the pointer was left, something else may be on this page
  await page.locator(shows).first().waitFor();
}

interface Finding {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}
interface Axe {
  run(options: object): Promise<{ readonly violations: readonly Finding[] }>;
}

/** What axe finds, of all its rules or of some: another theme changes colours and nothing else. */
async function findingsOn(page: Page, rules?: readonly string[]) {
  const found = await page.evaluate(async (options) => (globalThis as unknown as { axe: Axe }).axe.run(options), {
    runOnly: rules === undefined ? ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] : { type: 'rule', values: rules },
    resultTypes: ['violations'],
  });
  return found.violations.map(({ id, nodes }) => ({ id, at: nodes.map(({ html }) => html) }));
}

const scrollWidth = (page: Page): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth);

/** Four words in a row; names of things and of versions are shorter. */
const englishSentence = /\b[A-Za-z]{2,} [a-z]{2,} [a-z]{1,} [a-z]{2,}\b/g;

/** Another theme is there at once: hundreds of colours on their way to others are most of its work. Runs in the browser. */
function withoutTransitions(): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('*, ::before, ::after { transition-property: none !important }');
  document.adoptedStyleSheets.push(sheet);
}

/** Resolves when what changed is on the screen, and no colour is on its way to another; one that arrives may set its neighbour going.
 *  Runs in the browser. */
async function drawn(): Promise<void> {
  for (let stillFrames = 0; stillFrames < 3;) {
    await new Promise(requestAnimationFrame);
    const going = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
    for (const each of going) each.finish();
    stillFrames = going.length === 0 ? stillFrames + 1 : 0;
  }
}

/** The console's router, which leaves itself there for its own tools. */
declare const __TSR_ROUTER__: {
  readonly state: { readonly isLoading: boolean; readonly isTransitioning: boolean };
  navigate(to: { readonly href: string }): Promise<void>;
};
declare function requestAnimationFrame(next: (at: number) => void): void;
declare class CSSStyleSheet {
  replaceSync(text: string): void;
}
declare const document: {
  readonly documentElement: { readonly lang: string; readonly scrollWidth: number };
  readonly adoptedStyleSheets: CSSStyleSheet[];
  getAnimations(): readonly {
    readonly effect: { getComputedTiming(): { readonly endTime: number } } | null;
    finish(): void;
  }[];
};

/** One of everything that has a page. */
async function makeThings(at: TestConsole): Promise<Things> {
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
  const { body: link } = await at.ask(`/v1/users/${user}/link`, { method: 'POST', body: {} });
  return { cluster, user, group, role, directory, token: new URL(link.url).hash.slice(1), ...work };
}
