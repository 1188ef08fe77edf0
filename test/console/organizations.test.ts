// Organizations as people administer them, in a real browser: the provider makes one, its owner comes in, keeps contacts, and hands
// it over.
import { chooseOption } from '@argosy/testkit/browser';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { passphrase, signIn, startTestConsole, type TestConsole, theBrowser, visit } from './kit.ts';

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
  return { page, [Symbol.asyncDispose]: () => context.close() };
}

/** Chooses the password, and is in. */
async function comeIn(link: string) {
  const { pathname, hash } = new URL(link);
  const { page, ...rest } = await browse(`${pathname}${hash}`);
  await page.getByLabel('New password').fill(passphrase);
  await page.getByLabel('The same once more').fill(passphrase);
  await page.getByRole('button', { name: 'Save and sign in' }).click();
  await page.waitForURL(/\/$/);
  return { page, ...rest };
}

test('RAM-2 the provider makes an organization on its page; its owner comes in by the link, and sees nothing of others', async () => {
  const { page, context } = await visit(at, '/organizations');
  await page.getByRole('button', { name: 'Make an organization' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name', { exact: true }).fill('Harbour');
  await dialog.getByLabel('Alias').fill('Harbour!');
  await dialog.getByRole('button', { name: 'Make it and invite its owner' }).click();
  await dialog.getByText('Small letters, digits and dashes, 2 to 63.').waitFor();
  await dialog.getByLabel('Alias').fill('harbour');
  await dialog.getByRole('button', { name: 'Make it and invite its owner' }).click();
  const link = await page.locator('[data-shown-once]').innerText();
  await page.getByRole('button', { name: 'I have copied it' }).click();

  await page.getByRole('button', { name: 'Harbour', exact: true }).click();
  await page.waitForURL(/open=harbour/);
  await page.getByRole('dialog').getByText('Its owner has not signed in yet.').waitFor();
  await page.getByRole('dialog').getByText('/sign-in?organization=harbour').waitFor();

  await using owner = await comeIn(link);
  await owner.page.getByRole('banner').getByText('Harbour').waitFor();
  expect(await owner.page.getByRole('link', { name: 'Organizations' }).count()).toBe(0);
  await owner.page.goto('/organizations');
  await owner.page.getByText('This was refused').waitFor();

  await page.reload();
  await page.getByRole('dialog').getByText('Its owner has signed in').waitFor();
  expect(await page.getByRole('button', { name: 'Link for its owner' }).count()).toBe(0);
  await context.close();

  await using again = await browse('/sign-in?organization=harbour');
  await again.page.getByLabel('Account').fill('owner');
  await again.page.getByLabel('Password', { exact: true }).fill(passphrase);
  await again.page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await again.page.waitForURL(/\/$/);
  await again.page.getByRole('banner').getByText('Harbour').waitFor();
});

test('RAM-2 whoever has accounts in two organizations goes from one to the other in the header, and is in one at a time', async () => {
  const { body: made } = await at.ask('/v1/organizations', { method: 'POST', body: { alias: 'quay', name: 'Quay' } });
  const { userId } = (await at.ask('/v1/caller')).body;
  const ofOwner = await at.ask(`/v1/users/${userId}/link`, { method: 'POST', body: {} });
  await using owner = await comeIn(ofOwner.body.url);
  const { page } = owner;
  const header = page.getByRole('banner');
  const { organizationName: own, organizationAlias: alias } = (await at.ask('/v1/caller')).body;

  await header.getByRole('button', { name: `Organization: ${own}` }).click();
  expect(await page.getByRole('menuitem').allInnerTexts()).toEqual(['Another organization …']);
  await page.getByRole('menuitem', { name: 'Another organization' }).click();
  await page.getByText(`You are signed in as owner@${alias} until you sign in here.`).waitFor();
  await page.getByRole('link', { name: 'Go back' }).click();
  await header.getByText(own).waitFor();

  const ofQuay = await at.ask(`/v1/organizations/${made.id}/owner-link`, { method: 'POST', body: {} });
  const second = await page.context().newPage();
  const { pathname, hash } = new URL(ofQuay.body.url);
  await second.goto(`${pathname}${hash}`);
  await second.getByLabel('New password').fill(passphrase);
  await second.getByLabel('The same once more').fill(passphrase);
  await page.goto('/users');
  await page.getByRole('heading', { level: 1, name: 'Users' }).waitFor(); // it hears of the others from here on
  await second.getByRole('button', { name: 'Save and sign in' }).click();
  await second.getByRole('banner').getByText('Quay').waitFor();
  await header.getByText('Quay').waitFor(); // the other tab shows nothing of the first any more
  await page.waitForURL(/\/$/);
  await second.close();

  await header.getByRole('button', { name: 'Organization: Quay' }).click();
  await page.getByRole('menuitem', { name: `${own} owner@${alias}`, exact: true }).click();
  await page.waitForURL(/\/sign-in\?/);
  const account = page.getByRole('textbox', { name: 'Account' }); // the frame that goes has a button of that name
  expect(await account.inputValue()).toBe(`owner@${alias}`);
  expect(await page.evaluate(async () => (await fetch('/v1/caller')).status)).toBe(200); // still in the other one
  await page.keyboard.type(passphrase);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/$/);
  await header.getByText(own).waitFor();
  const open = await at.database.pool.query(
    `select from identity.session as s join identity.organization as o on o.id = s.organization_id
      where o.alias = 'quay' and s.ended_at is null`,
  );
  expect(open.rowCount).toBe(0);

  await header.getByRole('button', { name: `Organization: ${own}` }).click();
  await page.getByRole('menuitem', { name: 'Forget owner@quay' }).click();
  await expect.poll(() => page.getByRole('menuitem').allInnerTexts()).toEqual(['Another organization …']);
  await page.reload();
  await header.getByRole('button', { name: `Organization: ${own}` }).click();
  expect(await page.getByRole('menuitem').allInnerTexts()).toEqual(['Another organization …']);
});

test('RAM-1 whoever signs in again in another tab goes on in the first: they save there, and sign out of both', async () => {
  const { userId } = (await at.ask('/v1/caller')).body;
  const linkFor = async () => (await at.ask(`/v1/users/${userId}/link`, { method: 'POST', body: {} })).body.url;
  await using owner = await comeIn(await linkFor());
  const { page } = owner;
  await page.goto('/account');
  await page.getByLabel('Display name').fill('Captain');
  const second = await page.context().newPage();
  const { pathname, hash } = new URL(await linkFor());
  await second.goto(`${pathname}${hash}`);
  await second.getByLabel('New password').fill(passphrase);
  await second.getByLabel('The same once more').fill(passphrase);
  await second.getByRole('button', { name: 'Save and sign in' }).click();
  await second.getByRole('heading', { level: 1, name: 'Home' }).waitFor();
  await page.bringToFront();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Saved').waitFor();
  expect(await page.getByLabel('Display name').inputValue()).toBe('Captain');
  await page.getByRole('button', { name: 'Account: Captain' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.waitForURL(/\/sign-in/);
  await second.reload();
  await second.waitForURL(/\/sign-in/);
});

/** A user, by a session, on a page that hears of facts. */
async function follow(path: string, userId: string) {
  const { page, context } = await visit(at, '/sign-in', { key: '' });
  await signIn(at, context, userId);
  const isFollowed = page.waitForResponse((answer) => answer.url().includes('/v1/events/stream'));
  await page.goto(path);
  await isFollowed;
  return { page, context };
}

test('RAM-1 where another person has come in, a page begins anew as they see it, also if no tab has told it', async () => {
  const make = async (name: string) =>
    (await at.ask('/v1/users', { method: 'POST', body: { name, policies: ['ArgosyFullAccess'] } })).body.id as string;
  const [first, next] = [await make('shift-one'), await make('shift-two')];
  const { page, context } = await follow('/users', first);
  await page.getByRole('button', { name: 'Account: shift-one' }).waitFor();
  await signIn(at, context, next); // the server ends the stream of the first one, and says by the next who it is
  await page.waitForURL(/\/$/);
  await page.getByRole('button', { name: 'Account: shift-two' }).waitFor();
  await context.close();
});

test('RAM-1 nothing of a page is lost where the news that its session has ended comes before the cookie of the one begun instead', async () => {
  const { userId } = (await at.ask('/v1/caller')).body;
  const { page, context } = await follow('/account', userId);
  await page.getByLabel('Display name').fill('Bosun');
  const { context: elsewhere } = await visit(at, '/sign-in', { key: '' });
  await elsewhere.addCookies(await context.cookies());
  const isRefused = page.waitForResponse((answer) => answer.status() === 401);
  await signIn(at, elsewhere, userId); // ends the session that is in the cookie, as another tab would
  await isRefused;
  await context.addCookies(await elsewhere.cookies());
  await page.waitForResponse((answer) => answer.ok() && answer.url().includes('/v1/events/stream'));
  expect(await page.getByLabel('Display name').inputValue()).toBe('Bosun');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Saved').waitFor();
  await context.close();
  await elsewhere.close();
});

test('RSP-1 a contact is added, changed and ended, and what it was when is kept', async () => {
  const { page, context } = await visit(at, '/organization');
  await page.getByRole('button', { name: 'Add a contact' }).click();
  await page.getByRole('dialog').getByLabel('Person or team').fill('Wang');
  await page.getByRole('dialog').getByLabel('Phone').fill('010 1111');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  const row = page.locator('.table-row', { hasText: 'Wang' });
  await row.getByText('010 1111').waitFor();
  await row.getByRole('button', { name: 'Edit' }).click();
  await page.getByRole('dialog').getByLabel('Phone').fill('010 2222');
  await page.keyboard.press('Enter');
  await row.getByText('010 2222').waitFor();
  await row.getByRole('button', { name: 'History' }).click();
  const past = page.locator('.contact-past li');
  await past.nth(1).waitFor();
  expect(await past.allInnerTexts()).toEqual([expect.stringContaining('2222'), expect.stringContaining('1111')]);
  await page.getByText('by owner').first().waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  await row.getByRole('button', { name: 'End', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'End', exact: true }).click();
  await page.getByText('No contacts yet').waitFor();

  const { rows } = await at.database.pool.query<{ first: string }>(
    `select to_char(min(valid_from) + (min(valid_until) - min(valid_from)) / 2, 'YYYY-MM-DD"T"HH24:MI:SS.MSOF":00"') as first
       from identity.contact`,
  );
  await page.goto(`/organization?asOf=${encodeURIComponent(rows[0]?.first ?? '')}`);
  await page.locator('.table-row', { hasText: '010 1111' }).waitFor();
  await page.getByRole('button', { name: 'As they are' }).click();
  await page.getByText('No contacts yet').waitFor();
  await context.close();
});

test('RAM-1 the owner hands the organization over on its page, and is asked nothing about it afterwards', async () => {
  const made = await at.ask('/v1/users', { method: 'POST', body: { name: 'next' } });
  const invitation = await at.ask(`/v1/users/${made.body.id}/link`, { method: 'POST', body: {} });
  await using next = await comeIn(invitation.body.url);
  const { page, context } = await visit(at, '/organization');
  await page.getByText('You own this organization').waitFor();
  await page.getByRole('button', { name: 'Hand over' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('New owner').click();
  await chooseOption(page, 'next');
  await dialog.getByRole('button', { name: 'Hand over' }).click();
  await page.getByText('next owns this organization.').waitFor();
  await expect.poll(() => page.getByRole('button', { name: 'Hand over' }).count()).toBe(0);
  await context.close();
  await next.page.goto('/organization');
  await next.page.getByText('You own this organization').waitFor();
});

test('RAM-1 a role is changed, and a key of it taken for as long as one wants', async () => {
  const { id } = (await at.ask('/v1/roles', { method: 'POST', body: { name: 'on-call' } })).body;
  const { userId } = (await at.ask('/v1/caller')).body;
  await at.ask(`/v1/roles/${id}/update`, { method: 'POST', body: { trustedUsers: [userId] } });
  const { page, context } = await visit(at, `/roles/${id}`);
  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('at-night');
  await page.getByRole('dialog').getByLabel('A key works').click();
  await chooseOption(page, '8 hr');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { level: 1, name: 'at-night' }).waitFor();
  await page.getByText('a key works 8 hr at most').waitFor();
  await page.getByRole('button', { name: 'Get a key' }).click();
  await page.getByRole('dialog').getByLabel('For how long').click();
  await chooseOption(page, '2 hr');
  await page.getByRole('dialog').getByRole('button', { name: 'Get a key' }).click();
  await page.locator('[data-shown-once]').waitFor();
  await context.close();
});

test('RAM-1 of two who are taken from a role one after the other, the second does not bring the first back', async () => {
  const { id } = (await at.ask('/v1/roles', { method: 'POST', body: { name: 'watch' } })).body;
  const make = async (name: string) =>
    (await at.ask('/v1/users', { method: 'POST', body: { name } })).body.id as string;
  const [first, second, third] = [await make('first'), await make('second'), await make('third')];
  await at.ask(`/v1/roles/${id}/update`, { method: 'POST', body: { trustedUsers: [first, second, third] } });
  const { page, context, settled } = await visit(at, `/roles/${id}`);
  const takeAway = (name: string) => page.getByRole('button', { name: `Take away ${name}` });
  await takeAway('first').waitFor();
  await settled();
  const { promise: isFree, resolve: free } = Promise.withResolvers<void>();
  await context.route(`**/v1/roles/${id}`, async (route) => {
    await isFree;
    await route.continue();
  });
  const askedAnew = page.waitForRequest(`**/v1/roles/${id}`);
  await takeAway('first').click();
  await askedAnew; // the change was answered, and is not shown yet
  expect(await takeAway('second').isDisabled()).toBe(true);
  free();
  await takeAway('second').click();
  const trusted = async () => (await at.ask(`/v1/roles/${id}`)).body.trusted;
  await expect.poll(trusted).toEqual([expect.objectContaining({ id: third })]);
  await context.close();
});

test('RAM-1 who presses twice in one go invites once, and is shown the link', async () => {
  const { page, context } = await visit(at, '/users');
  await page.getByRole('button', { name: 'Invite somebody' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name to sign in with').fill('wang.min');
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST' && /\/v1\/users\b/.test(request.url())) asked.push(new URL(request.url()).pathname);
  });
  await dialog.getByRole('button', { name: 'Make the invitation' }).dblclick();
  expect(await page.locator('[data-shown-once]').innerText()).toContain('/link#');
  expect(asked).toEqual(['/v1/users', expect.stringMatching(/^\/v1\/users\/.*\/link$/)]);
  await context.close();
});
