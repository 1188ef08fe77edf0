// Coming in and going out as a person does it, in a real browser: the first sign-in by a link, a second factor, and what must
// not work.
import { generateSync } from 'otplib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { passphrase, signIn as giveAPassword, startTestConsole, type TestConsole, theBrowser } from './kit.ts';

let at: TestConsole;
beforeAll(async () => {
  at = await startTestConsole();
});
afterAll(() => at[Symbol.asyncDispose]());

/** A browser of its own, in which nobody is signed in. */
async function browse(path: string) {
  const context = await (await theBrowser()).newContext({ baseURL: at.url, locale: 'en-US', reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.goto(path);
  return { page, context };
}

async function linkForOwner(): Promise<string> {
  const { userId } = (await at.ask('/v1/caller')).body;
  const { body } = await at.ask(`/v1/users/${userId}/link`, { method: 'POST', body: {} });
  const { pathname, hash } = new URL(body.url);
  return `${pathname}${hash}`;
}

test('RAM-1 the owner comes in by the one-time link and chooses a password, whose rules are shown', async () => {
  const path = await linkForOwner();
  const { page, context } = await browse(path);
  await page.getByLabel('New password').fill('owner-1');
  await page.getByLabel('The same once more').fill('owner-1');
  await page.getByRole('button', { name: 'Save and sign in' }).click();
  await page.locator('.ant-form-item-explain-error').first().waitFor();
  await page.getByLabel('New password').fill('qwertyuiop123');
  await page.getByLabel('The same once more').fill('qwertyuiop123');
  await page.getByRole('button', { name: 'Save and sign in' }).click();
  await page.getByText('This password is among the first that anybody would try').waitFor();
  await page.getByLabel('New password').fill(passphrase);
  await page.getByLabel('The same once more').fill(passphrase);
  await expect.poll(() => page.locator('.password-rules li[data-holds="true"]').count()).toBe(2);
  await page.getByRole('button', { name: 'Save and sign in' }).click();
  await page.waitForURL(/\/$/);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await context.close();

  const second = await browse(path);
  await second.page.getByText('This link was used, and opens once.').waitFor();
  await second.context.close();
});

test('RAM-1 a second factor is set up by its secret, asked for at the next sign-in, and all of it stands in the audit trail', async () => {
  const { page, context } = await browse('/account');
  await page.waitForURL(/\/sign-in\?to=/);
  const signIn = async (password: string) => {
    await page.getByRole('textbox', { name: 'Account' }).fill('owner'); // the frame that goes has a button of that name
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  };
  await signIn('rivers and nine mountains');
  await page.getByText('Name or password is wrong').waitFor();
  await signIn(passphrase);
  await page.waitForURL(/\/account$/); // where they wanted to go

  await page.getByRole('button', { name: 'Set up' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('.qr-code svg').waitFor();
  const secret = (await dialog.locator('.secret code').innerText()).replaceAll(' ', '');
  await dialog.getByLabel('The six digits that the app shows').fill(generateSync({ secret }));
  await dialog.getByRole('button', { name: 'Turn on' }).click();
  await page.locator('.recovery-codes li').first().waitFor();
  const [recovery = ''] = await page.locator('.recovery-codes li').allInnerTexts();
  await page.getByRole('button', { name: 'I have kept them' }).click();
  await page.getByText(/^On since/).waitFor();

  await page.getByRole('button', { name: /^Account: / }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.waitForURL(/\/sign-in/);
  await signIn(passphrase);
  await page.getByLabel('Code').fill('000000');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByText('The code is wrong, or was used before.').waitFor();
  // A code opens once: the next one is taken already, as a clock that is a little fast would.
  const epoch = Math.floor(Date.now() / 1000) + 30;
  await page.getByLabel('Code').fill(generateSync({ secret, epoch }));
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.waitForURL(/\/$/);

  await page.goto('/audit?operation=session_create');
  await page.locator('.table-row').nth(1).waitFor();
  expect(await page.locator('.table-row', { hasText: 'Denied' }).count()).toBeGreaterThanOrEqual(2);
  await page.locator('.table-row', { hasText: 'Allowed' }).first().getByRole('button').click();
  await page.getByText('Request id').first().waitFor();
  await context.close();

  const other = await browse('/sign-in');
  await other.page.getByLabel('Account').fill('owner');
  await other.page.getByLabel('Password', { exact: true }).fill(passphrase);
  await other.page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await other.page.getByLabel('Code').fill(recovery);
  await other.page.getByRole('button', { name: 'Continue' }).click();
  await other.page.waitForURL(/\/$/);
  await other.context.close();
});

test('whoever signs in is spoken to in their own language, also after another in the same browser', async () => {
  const people = { li: 'en', wang: 'zh' } as const;
  for (const [name, language] of Object.entries(people)) {
    const { body } = await at.ask('/v1/users', { method: 'POST', body: { name, language } });
    const { context } = await browse('/sign-in');
    await giveAPassword(at, context, body.id);
    await context.close();
  }
  const { page, context } = await browse('/sign-in');
  for (const [name, signedIn] of [
    ['wang', '首页'],
    ['li', 'Home'],
    ['wang', '首页'],
  ] as const) {
    await page.locator('input[autocomplete="username"]').fill(name);
    await page.locator('input[autocomplete="current-password"]').fill(passphrase);
    await page.keyboard.press('Enter');
    await page.locator('nav').getByText(signedIn, { exact: true }).waitFor();
    await context.clearCookies();
    await page.goto('/sign-in');
  }
  await context.close();
});
