// What the console does as a whole: how it is served, that it changes by itself, that it outlives a restart of the server, and
// that a cluster can be made and released in it.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { askAt } from '../../apps/server/test/http.ts';
import { passphrase, signIn, startTestConsole, type TestConsole, visit } from './kit.ts';

let at: TestConsole;
beforeAll(async () => {
  at = await startTestConsole();
});
afterAll(() => at[Symbol.asyncDispose]());

const asPage = { accept: 'text/html' };
const make = async (name: string): Promise<string> => {
  const body = { name, components: ['hdfs'], nodeGroups: [{ role: 'master', machineType: 'local.small' }] };
  const made = await at.ask('/v1/clusters', { method: 'POST', body });
  expect(made).toMatchObject({ status: 200 });
  return made.body.id;
};

test('the page runs no script but its own files, is shown in no other page, and is asked for anew each time', async () => {
  const { status, headers, body } = await askAt(at.url, '/', { headers: asPage });
  expect(status).toBe(200);
  const policy = Object.fromEntries(
    (headers.get('content-security-policy') ?? '').split('; ').map((each) => each.split(/ (.*)/, 2)),
  );
  expect(policy).toMatchObject({
    'default-src': "'none'",
    'script-src': "'self'",
    'frame-ancestors': "'none'",
    'base-uri': "'none'",
    'connect-src': "'self'",
  });
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
  expect(headers.get('referrer-policy')).toBe('same-origin');
  expect(headers.get('permissions-policy')).toContain('camera=()');
  expect(headers.get('cache-control')).toBe('no-cache');
  expect(body).not.toMatch(/<script(?![^>]*\bsrc=)/);
});

test('assets are compressed, and kept for ever', async () => {
  const { body } = await askAt(at.url, '/', { headers: asPage });
  const [, script = ''] = /src="(\/assets\/[^"]+\.js)"/.exec(body) ?? [];
  for (const encoding of ['br', 'gzip']) {
    const { status, headers } = await askAt(at.url, script, { headers: { 'accept-encoding': encoding } });
    expect(status).toBe(200);
    expect(headers.get('content-encoding')).toBe(encoding);
    expect(headers.get('cache-control')).toContain('immutable');
    expect(headers.get('content-type')).toContain('javascript');
  }
  const plain = await askAt(at.url, script, { headers: { 'accept-encoding': 'br;q=0, identity' } });
  expect(plain.headers.get('content-encoding')).toBeNull();
});

test('an address of the console answers with the page, one of the API with a problem, and no path leads out of the files', async () => {
  expect((await askAt(at.url, '/clusters/anything', { headers: asPage })).body).toContain('<div id="root">');
  const unknown = await askAt(at.url, '/v1/nothing', { headers: asPage });
  expect(unknown).toMatchObject({ status: 404, body: { code: 'route_unknown' } });
  expect(unknown.headers.get('content-security-policy')).toContain('sandbox');
  expect(await askAt(at.url, '/assets/missing.js', {})).toMatchObject({ status: 404, body: { code: 'route_unknown' } });
  for (const path of ['/..%2f..%2fetc%2fpasswd', '/assets/..%2f..%2f..%2fserver.lock', '/%2e%2e/profile.json'])
    expect((await askAt(at.url, path, {})).status).toBe(404);
  expect((await askAt(at.url, '/clusters', { method: 'POST', headers: asPage, body: {} })).status).toBe(404);
});

async function comeIn(page: Page): Promise<void> {
  await page.getByLabel('Account').fill('owner');
  await page.getByLabel('Password', { exact: true }).fill(passphrase);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

test('who is not signed in is asked to, and comes back to where they were', async () => {
  const { page, context } = await visit(at, '/clusters?state=RUNNING', { key: '' });
  await page.waitForURL(/\/sign-in/);
  expect(new URL(page.url()).searchParams.get('to')).toContain('/clusters?state=RUNNING');
  await signIn(at, context); // the owner has a password from here on
  await context.clearCookies();
  await comeIn(page);
  await page.waitForURL(`${at.url}/clusters?state=RUNNING`);
  await context.close();
});

test('who signs in is led to no other place than the console, whatever the address says', async () => {
  const { page, context } = await visit(at, '/sign-in', { key: '' });
  await signIn(at, context);
  const elsewhere: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(at.url) && !request.url().startsWith('data:')) elsewhere.push(request.url());
  });
  const others = [
    '//x.test/in',
    '/\\x.test/in',
    'https://x.test/in',
    '/.//x.test/in',
    '\\\\x.test',
    'javascript:alert(1)',
  ];
  for (const to of others) {
    await context.clearCookies();
    await page.goto(`/sign-in?to=${encodeURIComponent(to)}`);
    await comeIn(page);
    await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor();
    expect(page.url()).toBe(`${at.url}/`);
  }
  expect(elsewhere).toEqual([]);
  await context.close();
});

test('a list changes by itself, in every tab, and also after the server was started again', async () => {
  const { page, context } = await visit(at, '/clusters');
  const other = await context.newPage();
  await other.goto('/clusters');
  for (const tab of [page, other]) {
    await tab.locator('.table').waitFor();
    await tab.evaluate(() => Object.assign(globalThis, { wasNotLoadedAgain: true }));
  }
  const row = (tab: typeof page, name: string) => tab.locator('.table-row', { hasText: name });

  const first = await make('first');
  for (const tab of [page, other]) await row(tab, 'first').waitFor();
  await at.letRun(first);
  for (const tab of [page, other]) await row(tab, 'first').getByText('Running').waitFor();

  await at.restart();
  await make('second');
  for (const tab of [page, other]) await row(tab, 'second').waitFor();
  await page.close(); // it had the stream; the other takes over
  await make('third');
  await row(other, 'third').waitFor();
  expect(await other.evaluate(() => 'wasNotLoadedAgain' in globalThis)).toBe(true);
  await context.close();
});

test('CLU-1 the form and the YAML are one: either changes the other, and what is asked for is what was written', async () => {
  const { page, context } = await visit(at, '/clusters/create');
  const name = page.getByLabel('Name');
  const yaml = page.locator('.cm-content');
  await yaml.waitFor();
  await name.fill('Wrong Name');
  await page.getByText('lower-case letters, digits and hyphens, a letter first').first().waitFor();
  await name.fill('by-form');
  await expect.poll(() => yaml.innerText()).toContain('name: by-form');

  await yaml.fill(
    'name: by-yaml # why\ncomponents: [hdfs]\nnodeGroups:\n  - { role: master, machineType: local.small, count: 1 }\nkeepFailed: true\n',
  );
  await expect.poll(() => name.inputValue()).toBe('by-yaml');
  await page.getByLabel('Deletion protection').click();
  await expect.poll(() => yaml.innerText()).toContain('by-yaml # why'); // comments stay
  await expect.poll(() => yaml.innerText()).toContain('deletionProtection: true');
  await page.getByText('Command', { exact: true }).click();
  await page.getByText('argosy cluster create --file cluster.yaml --wait').waitFor();

  await page.getByRole('button', { name: 'Create a cluster' }).click();
  await page.waitForURL(/\/clusters\/c-/);
  const made = (await at.ask('/v1/clusters/by-yaml')).body;
  expect(made).toMatchObject({ name: 'by-yaml', deletionProtection: true, keepFailed: true });

  // Protected: the button says why not. Then it is taken off, and the name has to be typed.
  const release = page.getByRole('button', { name: /^Release/ });
  expect(await release.getAttribute('aria-disabled')).toBe('true');
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByText('Turn deletion protection off').click();
  await expect.poll(() => release.getAttribute('aria-disabled')).toBe('false');
  await release.click();
  const dialog = page.getByRole('dialog');
  const sure = dialog.getByRole('button', { name: 'Release' });
  expect(await sure.isDisabled()).toBe(true);
  await dialog.getByRole('textbox').fill('by-yaml');
  await sure.click();
  await expect.poll(async () => (await at.ask('/v1/clusters/by-yaml')).body.state).toBe('TERMINATING');
  await context.close();
});

test('an appearance that was chosen holds at once and after a reload; left to the system it follows it', async () => {
  const { page, context } = await visit(at, '/sign-in', { theme: 'light', key: '' });
  const shown = () => page.locator('html').getAttribute('data-theme');
  const choose = async (appearance: string) => {
    await page.getByRole('button', { name: 'Appearance' }).click();
    await page.getByRole('menuitemradio', { name: appearance }).click();
  };
  await choose('Dark');
  expect(await shown()).toBe('dark');
  await page.reload();
  await page.getByRole('button', { name: 'Appearance' }).click();
  expect(await page.getByRole('menuitemradio', { name: 'Dark' }).getAttribute('aria-checked')).toBe('true');
  await page.keyboard.press('Escape');
  await choose('As the system');
  await expect.poll(shown).toBe('light');
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(shown).toBe('dark');
  await context.close();
});

test('with motion reduced, what opens never moves: a click on it is not lost between two steps of an animation', async () => {
  const { page, context } = await visit(at, '/organizations');
  await page.evaluate(noteSteps);
  await page.getByRole('button', { name: 'Make an organization' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect(await page.evaluate('steps')).toEqual([]);
  await context.close();
});

/** The steps in which an element is small or on its way, of everything that is drawn from now on. Runs in the browser. */
const noteSteps = `
  globalThis.steps = [];
  const note = ({ className }) => steps.push(...(String(className).match(/[a-z-]+-(start|active)\\b/g) ?? []));
  new MutationObserver((changes) => changes.forEach(({ target }) => note(target)))
    .observe(document.body, { subtree: true, attributeFilter: ['class'] });
`;

test('the palette goes to a page and finds a cluster, by the keyboard alone', async () => {
  const id = await make('findable');
  const { page, context } = await visit(at, '/');
  await page.locator('.figures').first().waitFor();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('findab');
  await page.getByRole('option', { name: /findable/ }).waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/clusters/${id}`);
  await page.getByRole('heading', { level: 1, name: 'findable' }).waitFor(); // while a page comes, a key may take its time
  await page.keyboard.press('g');
  await page.keyboard.press('r');
  await page.waitForURL('**/releases');
  await context.close();
});

test('the palette finds people and what they hold, and leads to their pages', async () => {
  const { id: userId } = (await at.ask('/v1/users', { method: 'POST', body: { name: 'zhou', displayName: 'Zhou Yi' } }))
    .body;
  const { id: groupId } = (await at.ask('/v1/groups', { method: 'POST', body: { name: 'zhoushan' } })).body;
  const { page, context } = await visit(at, '/');
  const choose = async (text: string, name: RegExp, address: string) => {
    await page.locator('.page h1').waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type(text);
    await page.getByRole('option', { name }).click();
    await page.waitForURL(`**${address}`);
  };
  await choose('zhou yi', /Zhou Yi \(zhou\)\s*user/, `/users/${userId}`);
  await choose('zhous', /zhoushan\s*group/, `/groups/${groupId}`);
  await choose('readonly', /ArgosyReadOnlyAccess\s*policy/, '/policies/ArgosyReadOnlyAccess');
  await context.close();
});

test('what is open on the page of one person is not another’s', async () => {
  const add = async (name: string) => (await at.ask('/v1/users', { method: 'POST', body: { name } })).body.id as string;
  const first = await add('sun');
  const second = await add('wang');
  const { page, context } = await visit(at, `/users/${first}`);
  await page.getByRole('button', { name: /link/i }).click();
  const dialog = page.getByRole('dialog', { name: 'A link for sun' });
  await dialog.waitFor();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('wang');
  await page.getByRole('option', { name: /wang\s*user/ }).waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/users/${second}`);
  await page.getByRole('heading', { level: 1, name: 'wang' }).waitFor();
  expect(await page.getByText('/link#').count()).toBe(0);
  expect(await page.getByRole('dialog', { name: /A link for/ }).count()).toBe(0);
  await context.close();
});

test('what the server refuses is told in its own words, and of a fault its request id', async () => {
  const { page, context } = await visit(at, '/clusters/c-00000000000000000000', { language: 'zh' });
  const sentence = (await at.ask('/v1/clusters/c-00000000000000000000', { headers: { 'accept-language': 'zh' } })).body
    .detail;
  await page.getByText(sentence).waitFor();
  await context.close();
});
