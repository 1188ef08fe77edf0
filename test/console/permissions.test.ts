// What somebody with few permissions sees, in a real browser: the pages they may use, buttons that say why not, and addresses
// that do not leave them alone.
import { linkUse } from '@argosy/contract/identity/sign-in';
import { invariant } from '@argosy/kernel/errors';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { askAt } from '../../apps/server/test/http.ts';
import { firstDocument } from '../../apps/console/src/identity/document-text.ts';
import { startTestConsole, type TestConsole, visit } from './kit.ts';

let at: TestConsole;
let cluster: string;
let key: string;

async function post(path: string, body: object) {
  const answer = await at.ask(path, { method: 'POST', body });
  expect(answer.status).toBe(200);
  return answer.body;
}

/** Somebody who has signed in: their key works from now on. */
async function makeUser(name: string): Promise<string> {
  const { id: userId } = await post('/v1/users', { name });
  const { url: link } = await post(`/v1/users/${userId}/link`, {});
  const body = { token: new URL(link).hash.slice(1), password: 'mountains and nine rivers' };
  const used = await askAt(at.url, linkUse.path, { method: 'POST', body });
  invariant(used.status === 200, 'they have signed in, and their key works from now on');
  return userId;
}

async function give(userId: string, name: string, document: unknown): Promise<void> {
  await post('/v1/policies', { name, document });
  await post(`/v1/policies/${name}/attach`, { userId });
}

const keyFor = async (userId: string): Promise<string> => (await post('/v1/access-keys', { userId })).secret;

beforeAll(async () => {
  at = await startTestConsole();
  const nodeGroups = [{ role: 'master', machineType: 'local.small' }];
  cluster = (await post('/v1/clusters', { name: 'data-1', components: ['hdfs'], nodeGroups })).id;
  await at.letRun(cluster);
  const userId = await makeUser('li');
  await post('/v1/policies/ArgosyDevelopAccess/attach', { userId });
  const deny = {
    Effect: 'Deny',
    Action: ['clusters:ReleaseCluster'],
    Resource: [`acs:clusters:*:*:cluster/${cluster}`],
  };
  await give(userId, 'no-release', { Version: '1', Statement: [deny] });
  key = await keyFor(userId);
});
afterAll(() => at[Symbol.asyncDispose]());

test('RAM-1 a button is greyed where a policy speaks of that one thing', async () => {
  const { page, context } = await visit(at, `/clusters/${cluster}`, { key });
  const release = page.getByRole('button', { name: /^Release/ });
  await expect.poll(() => release.getAttribute('aria-disabled')).toBe('true');
  await page.getByText('You do not have the permission clusters:ReleaseCluster.').waitFor({ state: 'attached' });
  const mayTerminal = page.getByText('You do not have the permission clusters:OpenTerminal.');
  expect(await mayTerminal.count()).toBe(0);
  await context.close();
});

test('RAM-1 the navigation and the palette have the pages that somebody may use, and no others', async () => {
  const { page, context } = await visit(at, '/', { key });
  const navigation = page.getByRole('navigation', { name: 'Navigation' });
  await navigation.getByRole('link', { name: 'Jobs' }).waitFor();
  expect(await navigation.getByRole('link').allInnerTexts()).toEqual([
    'Home',
    'Jobs',
    'Plans',
    'Runs',
    'Clusters',
    'Releases',
    'Regions',
  ]);
  expect(await navigation.getByText('People and permissions').count()).toBe(0);
  await page.keyboard.press('Control+k');
  await page.getByRole('option', { name: 'Jobs' }).waitFor();
  expect(await page.getByRole('option', { name: 'Audit trail' }).count()).toBe(0);
  expect(await page.getByRole('option', { name: 'Create a job' }).count()).toBe(1);
  await context.close();

  const owner = await visit(at, '/');
  await owner.page.getByRole('navigation').getByRole('link', { name: 'Organizations' }).waitFor();
  await owner.context.close();
});

test('RAM-1 who has no policy at all sees the home page, where each part says what is missing, and their account whole', async () => {
  const { page, context } = await visit(at, '/', { key: await keyFor(await makeUser('new')) });
  await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor();
  const refusalIn = (part: string) => page.locator('.section', { hasText: part }).locator('.section-refused');
  await expect.poll(() => refusalIn('What runs').innerText()).toContain('clusters:ListClusters');
  await expect.poll(() => refusalIn('What needs you').innerText()).toContain('workloads:ListPlanRuns');
  await expect.poll(() => refusalIn('What changed').innerText()).toContain('platform:ListEvents');
  await page.goto('/account');
  await page.getByRole('heading', { name: 'Access keys' }).waitFor();
  await page.getByRole('heading', { name: 'Signed in' }).waitFor();
  expect(await page.locator('.section-refused').count()).toBe(0);
  await context.close();
});

test('RAM-1 the policy that the console begins with opens the home page, and with it the part it speaks of', async () => {
  const userId = await makeUser('reader');
  await give(userId, 'as-it-begins', JSON.parse(firstDocument));
  const { page, context } = await visit(at, '/', { key: await keyFor(userId) });
  await page.locator('.home-runs').getByRole('link', { name: 'data-1' }).waitFor();
  await page.locator('.home-needs .section-refused').waitFor();
  expect(await page.locator('.home-runs .section-refused').allInnerTexts()).toEqual([
    expect.stringContaining('workloads:ListPlanRuns'), // under the clusters, which are there
  ]);
  await context.close();
});

test('RAM-1 where access keys are forbidden, the account page and a user’s page have all but those', async () => {
  const userId = await makeUser('keyless');
  const theirs = await keyFor(userId);
  const all = { Effect: 'Allow', Action: ['*'], Resource: ['*'] };
  const none = { Effect: 'Deny', Action: ['identity:*AccessKey*'], Resource: ['*'] };
  await give(userId, 'no-keys', { Version: '1', Statement: [all, none] });
  const { page, context } = await visit(at, '/account', { key: theirs });
  for (const address of ['/account', '/users/li']) {
    await page.goto(address);
    await page.getByRole('heading', { name: 'Signed in' }).waitFor();
    await page.locator('.section-refused', { hasText: 'identity:ListAccessKeys' }).waitFor();
    expect(await page.locator('.section-refused').count()).toBe(1);
  }
  await context.close();
});

test('a user is found by name, what is not there says so, and a filter that is none is left out', async () => {
  const { page, context } = await visit(at, '/users/li');
  await page.getByRole('heading', { level: 1, name: 'li' }).waitFor();
  await page.goto('/users/nobody');
  await page.getByText('This is not there').waitFor();
  expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(0);
  await page.goto('/runs?state=BOGUS&from=yesterday');
  await page.getByRole('heading', { level: 1, name: 'Runs' }).waitFor();
  await page.goto('/audit?from=abc');
  await page.locator('.ant-table-row').first().waitFor();
  await page.getByText('Changes only').click();
  await page.waitForURL(/changes=true/);
  await page.getByText('Makes an access key').first().waitFor();
  await expect.poll(() => page.locator('.ant-table-row', { hasText: 'caller_get' }).count()).toBe(0);
  await context.close();
});

test('RAM-1 who is locked out is told at once for how long', async () => {
  const { page, context } = await visit(at, '/sign-in', { key: '' });
  const signIn = async () => {
    await page.getByLabel('Account').fill('li');
    await page.getByLabel('Password', { exact: true }).fill('not theirs');
    const answer = page.waitForResponse((each) => each.url().endsWith('/v1/session'));
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    return (await answer).status();
  };
  await expect.poll(signIn, { timeout: 60_000, interval: 50 }).toBe(429);
  await page.getByText('Too many failed attempts.').waitFor({ timeout: 1_000 });
  await context.close();
});

test('on a phone the tab that is shown is in sight', async () => {
  const { page, context } = await visit(at, `/clusters/${cluster}/files`, { width: 390 });
  const tab = page.locator('.tabs [data-status="active"]');
  await tab.waitFor();
  await expect.poll(async () => ((await tab.boundingBox())?.x ?? 390) < 390).toBe(true);
  const box = await tab.boundingBox();
  expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(391);
  await context.close();
});
