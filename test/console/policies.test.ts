// Policies as somebody writes and tries them out in a browser, and the sessions of one's own (RAM-1).
import { afterAll, beforeAll, expect, test } from 'vitest';
import { passphrase, signIn, startTestConsole, type TestConsole, theBrowser, visit } from './kit.ts';

let at: TestConsole;
beforeAll(async () => {
  at = await startTestConsole();
});
afterAll(() => at[Symbol.asyncDispose]());

const post = async (path: string, body: object) => (await at.ask(path, { method: 'POST', body })).body;

const documentWith = (statement: string) => `{
  "Version": "1",
  "Statement": [
    {
      "Effect": "Allow",
${statement}
      "Resource": ["*"]
    }
  ]
}`;

test('RAM-1 what is wrong in a policy is told at its line while it is written, also an action that is misspelt', async () => {
  const { page, context } = await visit(at, '/policies/create');
  const editor = page.locator('.cm-content');
  await editor.waitFor();
  await page.getByLabel('Name').fill('readers');
  const problems = page.locator('.code-problems li');
  const told = () => problems.allInnerTexts();
  expect(await told()).toEqual([]);

  await editor.fill(documentWith('      "Acton": ["clusters:GetCluster"],'));
  await expect.poll(told).toEqual([expect.stringContaining('Acton'), expect.stringContaining('exactly one of Action')]);
  await problems.first().getByRole('button', { name: 'line 6' }).waitFor();
  await page.getByRole('button', { name: 'Make a policy' }).click();
  await editor.fill(
    documentWith('      "Action": [\n        "clusters:GetCluster",\n        "clusters:ListClutsers"\n      ],'),
  );
  await expect.poll(told).toEqual([expect.stringContaining('clusters:ListClutsers')]);
  await problems.getByRole('button', { name: 'line 8' }).click();
  expect(await page.evaluate(() => String(getSelection()))).toContain('clusters:ListClutsers');
  expect((await at.ask('/v1/policies/readers')).status).toBe(404); // nothing was saved of what was wrong

  await editor.fill(documentWith('      "Action": ["clusters:ListClusters"],'));
  await expect.poll(told).toEqual([]);
  await page.getByRole('button', { name: 'Make a policy' }).click();
  await page.waitForURL(/\/policies\/pol-/);
  expect((await at.ask('/v1/policies/readers')).body.document.Statement).toEqual([
    { Effect: 'Allow', Action: ['clusters:ListClusters'], Resource: ['*'] },
  ]);
  await context.close();
});

test('RAM-1 a simulation names the statement that decides, and by which way it came to hold', async () => {
  const { id: userId } = await post('/v1/users', { name: 'li' });
  await post('/v1/groups', { name: 'operators' });
  await post('/v1/groups/operators/members/li', {});
  const Statement = [
    { Effect: 'Allow', Action: ['clusters:*'], Resource: ['*'] },
    { Effect: 'Deny', Action: ['clusters:ReleaseCluster'], Resource: ['*'] },
  ];
  const { id: policyId } = await post('/v1/policies', { name: 'careful', document: { Version: '1', Statement } });
  await post(`/v1/policies/${policyId}/attach`, { groupId: 'operators' });

  const { page, context } = await visit(at, `/policies/simulate?userId=${userId}&action=clusters:ReleaseCluster`);
  const verdict = page.getByRole('status').filter({ hasText: /Allowed|Denied/ });
  const decide = () => page.getByRole('button', { name: 'Decide' }).click();
  await decide();
  await verdict
    .getByText('Denied. Decided by policy careful, statement 2')
    .or(verdict.getByText('statement 2'))
    .waitFor();
  expect(await verdict.innerText()).toContain('Denied.');
  expect(await verdict.innerText()).toContain('by the group operators');
  expect(JSON.parse(await verdict.locator('pre').innerText())).toEqual(Statement[1]);
  await page.getByLabel('Action').fill('clusters:GetCluster');
  await expect.poll(() => verdict.count()).toBe(0); // what was decided is of another question
  await decide();
  await verdict.getByText('statement 1').waitFor();
  expect(await verdict.innerText()).toContain('Allowed.');
  await page.getByLabel('Action').fill('identity:CreateUser');
  await decide();
  await verdict.getByText('No statement speaks of it').waitFor();
  expect(await verdict.innerText()).toContain('Denied.');

  // A document that holds for nobody yet.
  await page.getByText('Document', { exact: true }).click();
  await page.locator('.cm-content').fill(JSON.stringify({ Version: '1', Statement: Statement.toReversed() }));
  await page.getByLabel('Action').fill('clusters:ReleaseCluster');
  await decide();
  await verdict.getByText('statement 1').waitFor();
  expect(await verdict.innerText()).toContain('Denied.');
  await context.close();
});

test('RAM-1 a verdict stands only under the question that was asked, and what is written goes on', async () => {
  const { id: userId } = await post('/v1/users', { name: 'ma' });
  const { page, context } = await visit(at, `/policies/simulate?userId=${userId}&action=clusters:GetCluster`);
  const verdict = page.getByRole('status').filter({ hasText: /Allowed|Denied/ });
  const decide = page.getByRole('button', { name: 'Decide' });
  const { promise: isFree, resolve: free } = Promise.withResolvers<void>();
  await context.route('**/v1/policies/simulate', async (route) => {
    await isFree;
    await route.continue();
  });
  await decide.click();
  await page.locator('.ant-btn-loading').waitFor();
  await page.getByLabel('Action').fill('clusters:ReleaseCluster');
  free();
  await page.locator('.ant-btn-loading').waitFor({ state: 'detached' }); // it has answered
  expect(await verdict.count()).toBe(0);
  await decide.click();
  await verdict.getByText('No statement speaks of it').waitFor();

  await page.getByText('Document', { exact: true }).click();
  const editor = page.locator('.cm-content');
  await editor.fill(documentWith('      "Action": ["clusters:ReleaseCluster"],'));
  await decide.click();
  await verdict.getByText('statement 1').waitFor();
  await editor.press('Control+Home');
  await page.keyboard.type('not yet JSON ');
  await expect.poll(() => editor.innerText()).toMatch(/^not yet JSON/);
  await expect.poll(() => verdict.count()).toBe(0);
  expect(await decide.isDisabled()).toBe(true);
  await context.close();
});

test('RAM-1 another session of one’s own is ended on the account page, and its browser is asked to sign in', async () => {
  const here = await visit(at, '/sign-in', { key: '' });
  await signIn(at, here.context); // the owner has a password from here on
  const there = await (await theBrowser()).newContext({ baseURL: at.url, locale: 'en-US', reducedMotion: 'reduce' });
  const other = await there.newPage();
  await other.goto('/sign-in?to=/jobs');
  await other.getByLabel('Account').fill('owner');
  await other.getByLabel('Password', { exact: true }).fill(passphrase);
  await other.getByRole('button', { name: 'Sign in', exact: true }).click();
  await other.waitForURL('**/jobs');
  await other.getByRole('heading', { level: 1, name: 'Jobs' }).waitFor();

  await here.page.goto('/account');
  const rows = here.page.locator('.section', { hasText: 'Signed in' }).locator('.table-row', { hasText: 'Password' });
  await expect.poll(() => rows.count()).toBe(1);
  await rows.getByRole('button', { name: 'Sign out' }).click();
  await expect.poll(() => rows.count()).toBe(0);
  await other.goto('/clusters');
  await other.waitForURL(/\/sign-in\?to=%2Fclusters|\/sign-in\?to=\/clusters/);
  await here.page.reload();
  await here.page.locator('.table-row', { hasText: 'This one' }).waitFor(); // this one goes on
  await here.context.close();
  await there.close();
});

test('RAM-1 who is denied only because they confirmed too long ago is asked to, and then may', async () => {
  const { id: userId } = await post('/v1/users', { name: 'sun' });
  const old = { NumericGreaterThan: { 'acs:ConfirmationAgeSeconds': '600' } };
  const Statement = [
    { Effect: 'Allow', Action: ['*'], Resource: ['*'] },
    { Effect: 'Deny', Action: ['identity:CreateGroup', 'identity:ListRoles'], Resource: ['*'], Condition: old },
  ];
  const { id: policyId } = await post('/v1/policies', { name: 'present', document: { Version: '1', Statement } });
  await post(`/v1/policies/${policyId}/attach`, { userId });
  const { page, context } = await visit(at, '/sign-in', { key: '' });
  await signIn(at, context, userId);
  const letTimePass = async () => {
    const { pool } = at.database;
    await pool.query(`update identity.session set confirmed_at = confirmed_at - interval '11 minutes'`);
    await expect.poll(async () => (await context.request.get('/v1/roles')).status()).toBe(403);
  };
  const dialog = page.getByRole('dialog', { name: 'Show once more who you are' });
  const confirm = async () => {
    await dialog.getByLabel('Password', { exact: true }).fill(passphrase);
    await dialog.getByRole('button', { name: 'Confirm' }).click();
    await dialog.waitFor({ state: 'detached' });
  };

  // What a page reads says so at its place, and asks nobody by itself.
  await letTimePass();
  await page.goto('/roles');
  await page.getByText('Show once more who you are, then try again').waitFor();
  expect(await dialog.count()).toBe(0);
  await page.getByRole('button', { name: 'Try again' }).click();
  await confirm();
  await page.getByRole('heading', { level: 1, name: 'Roles' }).waitFor();

  // What somebody does waits for them, and goes on: the button is not greyed.
  await letTimePass();
  await page.goto('/groups');
  await page.getByRole('button', { name: 'Make a group' }).click();
  const making = page.getByRole('dialog').filter({ has: page.getByLabel('Name') });
  await making.getByLabel('Name').fill('present-ones');
  await making.getByRole('button', { name: 'Save' }).click();
  await confirm();
  await page.waitForURL(/\/groups\/grp-/);
  await page.getByRole('heading', { level: 1, name: 'present-ones' }).waitFor();
  await context.close();
});

declare const getSelection: () => unknown;
