// The story of somebody who comes to Argosy, in a real browser on a real cluster: invited by the owner, signed in with a second
// factor, and from then on everything of the main job by the console alone.
import { generateSync } from 'otplib';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { chooseOption, openWholeBrowser } from '@argosy/testkit/browser';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callerGet } from '@argosy/contract/identity/operations';
import { userLinkCreate } from '@argosy/contract/identity/sign-in';
import { argumentsOf } from '@argosy/host/processes';
import { invariant } from '@argosy/kernel/errors';
import { startArgosy, type TestArgosy } from './kit.ts';

const stack = new AsyncDisposableStack();
let argosy: TestArgosy;
let browser: Browser;
let url = '';
/** Of the owner, by which the new user was let in. */
let invitation = '';
/** The new user's browser, signed in from the second test on. */
let page: Page;
let clusterPage = '';

const passphrase = 'nine rivers to the sea';
const slow = { timeout: 240_000 };

beforeAll(async () => {
  argosy = stack.use(await startArgosy());
  browser = await openWholeBrowser();
  stack.defer(() => browser.close());
});
afterAll(() => stack.disposeAsync());

const newContext = (): Promise<BrowserContext> =>
  browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 900 } });

/** Where a person stands whose browser opened a one-time link, after choosing a password. */
async function comeInByLink(link: string): Promise<Page> {
  const opened = await (await newContext()).newPage();
  await opened.goto(link);
  await opened.getByLabel('New password').fill(passphrase, slow); // the first who opens the console waits for its build
  await opened.getByLabel('The same once more').fill(passphrase);
  await opened.getByRole('button', { name: 'Save and sign in' }).click();
  await opened.waitForURL(`${url}/`);
  return opened;
}

async function choose(field: string, option: string): Promise<void> {
  await page.getByLabel(field, { exact: true }).click();
  await chooseOption(page, option);
  await page.locator('.ant-modal-title').click(); // a list of which several can be chosen stays open until one goes on
}

test('RAM-1 the owner, come in by the link of the first start, invites somebody who may develop', async () => {
  const { userId } = await argosy.client.call(callerGet);
  invariant(userId !== undefined, 'the profile has the key of a user');
  const { url: first = '' } = await argosy.client.call(userLinkCreate, { params: { userId }, body: {} });
  url = new URL(first).origin;
  page = await comeInByLink(first);

  await page.goto(`${url}/users`);
  await page.getByRole('button', { name: 'Invite somebody' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name to sign in with').fill('li.na');
  await dialog.getByLabel('Display name').fill('Li Na');
  await choose('Policies', 'ArgosyDevelopAccess');
  await dialog.getByRole('button', { name: 'Make the invitation' }).click();
  invitation = await page.locator('[data-shown-once]').innerText();
  await page.context().close();
});

test('RAM-1 they choose a password and a second factor, and sign in with both', async () => {
  page = await comeInByLink(invitation);
  await page.goto(`${url}/account`);
  await page.getByRole('button', { name: 'Set up' }).click();
  const dialog = page.getByRole('dialog');
  const secret = (await dialog.locator('.secret code').innerText()).replaceAll(' ', '');
  await dialog.getByLabel('The six digits that the app shows').fill(generateSync({ secret }));
  await dialog.getByRole('button', { name: 'Turn on' }).click();
  await page.getByRole('button', { name: 'I have kept them' }).click();
  await page.getByRole('button', { name: /^Account: / }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();

  await page.waitForURL(/\/sign-in/);
  await page.getByLabel('Account', { exact: true }).fill('li.na');
  await page.getByLabel('Password', { exact: true }).fill(passphrase);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  const epoch = Math.floor(Date.now() / 1000) + 30; // each code opens once: the next one
  await page.getByLabel('Code').fill(generateSync({ secret, epoch }));
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.waitForURL(`${url}/`);
  expect(await page.getByRole('link', { name: 'Users' }).count()).toBe(0); // they see no people
});

test('ACT-1 CLU-1 they make a cluster by the wizard, and see it come up by itself', async () => {
  await page.getByRole('link', { name: 'Clusters' }).first().click();
  await page.getByRole('link', { name: 'Create a cluster' }).first().click();
  await page.getByLabel('Name', { exact: true }).fill('story');
  await expect.poll(() => page.locator('.cm-content').innerText()).toContain('name: story');
  await page.getByRole('button', { name: 'Create a cluster' }).click();
  await page.waitForURL(/\/clusters\/c-/);
  clusterPage = page.url();
  await page.locator('.page').getByText('Running', { exact: true }).first().waitFor(slow);
  expect(await page.locator('.node-card').count()).toBeGreaterThan(1);
});

test('JOB-1 they run a job on it and read its log', async () => {
  await page.goto(`${url}/jobs/create`);
  await page.getByLabel('Name', { exact: true }).fill('count-up');
  await page.getByLabel('Script', { exact: true }).fill('for each in 1 2 3; do echo "line $each of the log"; done');
  await page.getByRole('button', { name: 'Create a job' }).click();
  await page.waitForURL(/\/jobs\/job-/);
  await page.getByRole('button', { name: /Run$/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Run', exact: true }).click();
  await page.waitForURL(/\/runs\/run-/);
  await page.getByText('Succeeded', { exact: true }).first().waitFor(slow);
  await page.getByRole('link', { name: 'Logs' }).click();
  await page.getByText('line 3 of the log').first().waitFor();
});

test("CLU-7 they open the ResourceManager's page and a terminal", async () => {
  await page.goto(`${clusterPage}/access`);
  const [tab] = await Promise.all([
    page.context().waitForEvent('page'),
    page.getByRole('button', { name: 'Open YARN ResourceManager' }).click(),
  ]);
  await tab.locator('table#metricsoverview').waitFor();
  await tab.close();

  await page.goto(`${clusterPage}/nodes`);
  await page.getByRole('link', { name: 'Open a terminal' }).first().click();
  const screen = page.locator('.xterm-rows');
  await expect.poll(() => screen.innerText(), { timeout: 60_000 }).toContain('story/master-1');
  await page.keyboard.type('echo $((6 * 7)) from the node\n');
  await expect.poll(() => screen.innerText(), { timeout: 30_000 }).toContain('42 from the node');
});

test('CLU-1 they release the cluster, and nothing of it is left', async () => {
  await page.goto(clusterPage);
  await page.getByRole('button', { name: /^Release/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').fill('story');
  await dialog.getByRole('button', { name: 'Release' }).click();
  await page.getByText('Released', { exact: true }).first().waitFor(slow);
  const ofNodes = () =>
    argosy.processes().filter(({ pid }) => argumentsOf(pid).some((each) => each.includes(argosy.home.nodes)));
  expect(ofNodes()).toEqual([]);
});
