// The other ways in, as a person takes them in a real browser: a passkey of a device, a provider's page, a directory's password; and
// how who administers an organization opens them.
import type { CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startProvider } from '../../apps/server/test/oidc.ts';
import { baseDn, readerDn, readerPassword, startDirectory } from '../../apps/server/test/openldap.ts';
import { passphrase, startTestConsole, type TestConsole, theBrowser } from './kit.ts';

let at: TestConsole;
/** By the name that browsers make passkeys for; providers stand at the address, which is another site to them. */
let url: string;
beforeAll(async () => {
  at = await startTestConsole();
  url = at.url.replace('127.0.0.1', 'localhost');
});
afterAll(() => at[Symbol.asyncDispose]());

/** A browser of its own, in which nobody is signed in. */
async function browse(path: string) {
  const context = await (await theBrowser()).newContext({ baseURL: url, locale: 'en-US', reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.goto(path);
  return { page, context, [Symbol.asyncDispose]: () => context.close() };
}

/** A user who has chosen the password, and is signed in on the page. */
async function comeIn(page: Page, name: string): Promise<void> {
  const made = await at.ask('/v1/users', { method: 'POST', body: { name } });
  const link = await at.ask(`/v1/users/${made.body.id}/link`, { method: 'POST', body: {} });
  const { pathname, hash } = new URL(link.body.url);
  await page.goto(`${pathname}${hash}`);
  await page.getByLabel('New password').fill(passphrase);
  await page.getByLabel('The same once more').fill(passphrase);
  await page.getByRole('button', { name: 'Save and sign in' }).click();
  await page.waitForURL(/\/$/);
}

async function leave(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Account: / }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.waitForURL(/\/sign-in/);
}

/** A device in the browser that has seen its owner. */
async function device(page: Page): Promise<{ readonly session: CDPSession; readonly id: string }> {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  const { authenticatorId: id } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return { session, id };
}

test('RAM-1 a passkey is added on the account page under a name, signs in by the button, and deleted opens nothing', async () => {
  await using at_ = await browse('/sign-in');
  const { page } = at_;
  await device(page);
  await comeIn(page, 'zhao');
  await page.goto('/account');
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Zhao’s laptop');
  await dialog.getByRole('button', { name: 'Go on' }).click();
  await page.locator('.held li', { hasText: 'Zhao’s laptop' }).waitFor();
  await page.getByText('Never used').waitFor();

  await leave(page);
  await page.goto('/sign-in?to=/clusters');
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await page.waitForURL(`${url}/clusters`); // where they wanted to go
  await page.goto('/account');
  await page.locator('.table-row', { hasText: 'This one' }).getByText('Passkey', { exact: true }).waitFor();
  await page.getByText('Last used').first().waitFor();

  await page.getByRole('button', { name: 'Delete the passkey Zhao’s laptop' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect.poll(() => page.locator('.held li', { hasText: 'Zhao’s laptop' }).count()).toBe(0);
  await leave(page);
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await page.getByText('This passkey does not open here').waitFor();
});

test('a device that gives no passkey, and an address for which there are none, are told in words', async () => {
  await using at_ = await browse('/sign-in');
  const { page } = at_;
  const { session, id } = await device(page);
  await session.send('WebAuthn.setUserVerified', { authenticatorId: id, isUserVerified: false });
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await page.getByText('The device gave no passkey').waitFor();
  await page.goto(`${at.url}/sign-in`);
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await page.getByText('Browsers make passkeys for names alone.').waitFor();
});

test('RAM-1 a provider is made on the pages, tested, and signs people in by its button; what it says against it is told', async () => {
  await using provider = await startProvider(`${url}/v1/sign-in/oidc/callback`);
  await using owner = await signedInAsOwner('/sign-in-sources');
  const { page } = owner;
  await page.getByRole('button', { name: 'Make a sign-in source' }).click();
  await page.getByText(`${url}/v1/sign-in/oidc/callback`).waitFor();
  await page.getByLabel('Name', { exact: true }).fill('Company');
  await page.getByRole('button', { name: 'Make a sign-in source' }).click();
  await page.getByText('This is needed.').first().waitFor();
  await page.getByLabel('Issuer').fill('http://provider.example');
  await page.getByLabel('Client id').fill(provider.clientId);
  await page.getByLabel('Secret of the client').fill(provider.secret);
  await page.getByRole('button', { name: 'Make a sign-in source' }).click();
  await page.getByText('Passwords and names would travel readable').waitFor();
  await page.getByLabel('Issuer').fill(provider.issuer);
  await page.getByRole('button', { name: 'Make a sign-in source' }).click();
  await page.getByRole('heading', { level: 1, name: 'Company' }).waitFor();
  await page.getByRole('button', { name: 'Test' }).click();
  await page.getByText('It answers as it should.').waitFor();
  expect(await page.locator('body').innerText()).not.toContain(provider.secret);

  await using visitor = await browse('/sign-in?to=/clusters');
  await visitor.page.getByRole('button', { name: 'Sign in with Company' }).click();
  await signInThere(visitor.page, provider.issuer, 'li.wei');
  await visitor.page.waitForURL(`${url}/clusters`);
  await visitor.page.getByRole('button', { name: 'Account: li.wei' }).waitFor();

  await using other = await browse('/sign-in');
  await other.page.getByRole('button', { name: 'Sign in with Company' }).click();
  await other.page.waitForURL(`${provider.issuer}/**`);
  await other.page.getByRole('link', { name: /cancel/i }).click();
  await other.page.waitForURL(`${url}/sign-in?problem=oidc_refused`);
  await other.page.getByText('The provider did not sign you in.').waitFor();
  await other.page.goto('/sign-in?problem=external_identity_unknown');
  await other.page.getByText('The provider knows you, and this server does not.').waitFor();

  await page.getByLabel('Makes users').click();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved').waitFor();
  await using linking = await browse('/sign-in');
  await comeIn(linking.page, 'qian');
  await linking.page.goto('/account');
  await linking.page.getByRole('button', { name: 'Link Company' }).click();
  await signInThere(linking.page, provider.issuer, 'somebody');
  await linking.page.waitForURL(`${url}/account`);
  await linking.page.getByRole('button', { name: 'Unlink Company' }).waitFor();

  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByText('No sign-in sources').waitFor();
});

test('RAM-1 people of another organization find its directory by the account they type, and sign in with its password', async () => {
  await using directory = await startDirectory();
  await directory.add('sun', 'in the directory');
  const made = await at.ask('/v1/sign-in-sources', {
    method: 'POST',
    body: {
      name: 'Staff',
      ldap: {
        url: directory.tlsUrl,
        certificate: directory.certificate,
        bindDn: readerDn,
        baseDn: `ou=people,${baseDn}`,
      },
      secret: readerPassword,
      makesUsers: true,
    },
  });
  const { organizationAlias: alias } = (await at.ask('/v1/caller')).body;
  await using visitor = await browse('/sign-in?to=/jobs');
  const { page } = visitor;
  await page.getByRole('button', { name: 'Sign in with Staff' }).waitFor();
  await page.getByLabel('Account').fill('sun@nobodys');
  await expect.poll(() => page.getByRole('button', { name: 'Sign in with Staff' }).count()).toBe(0);
  await page.getByLabel('Account').fill(`sun@${alias}`);
  await page.getByRole('button', { name: 'Sign in with Staff' }).click();
  await page.waitForURL(new RegExp(`source=${made.body.id}`));
  await page.getByLabel('Password', { exact: true }).fill('wrong');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByText('Name or password is wrong').waitFor();
  await page.getByLabel('Password', { exact: true }).fill('in the directory');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL(`${url}/jobs`);
  await page.getByRole('button', { name: 'Account: sun' }).waitFor();
  await page.goto('/account');
  await page.getByRole('button', { name: 'Unlink Staff' }).waitFor();
  await at.ask(`/v1/sign-in-sources/${made.body.id}`, { method: 'DELETE' });
});

/** At the provider's own pages, to whom any name is somebody. */
async function signInThere(page: Page, issuer: string, name: string): Promise<void> {
  await page.waitForURL(`${issuer}/**`);
  await page.locator('input[name=login]').fill(name);
  await page.locator('input[name=password]').fill('any');
  await page.locator('button[type=submit]').click();
  await page.locator('form[action] input[value=consent]').waitFor({ state: 'attached' });
  await page.locator('button[type=submit]').click();
}

/** The owner, by their key: what is tested is what they do on the page. */
async function signedInAsOwner(path: string) {
  const context = await (
    await theBrowser()
  ).newContext({
    baseURL: url,
    locale: 'en-US',
    reducedMotion: 'reduce',
    extraHTTPHeaders: { authorization: `Bearer ${at.key}` },
  });
  const page = await context.newPage();
  await page.goto(path);
  return { page, [Symbol.asyncDispose]: () => context.close() };
}
