// What somebody with few permissions sees, in a real browser: the pages they may use, buttons that say why not, and addresses
// that do not leave them alone.
import { setTimeout as delay } from 'node:timers/promises';
import { linkUse } from '@argosy/contract/identity/sign-in';
import { invariant } from '@argosy/kernel/errors';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { askAt } from '../../apps/server/test/http.ts';
import { firstDocument } from '../../apps/console/src/identity/document-text.ts';
import { startTestConsole, type TestConsole, visit, type Visitor } from './kit.ts';

let at: TestConsole;
let cluster: string;
let key: string;
let run: { readonly id: string; readonly jobId: string };
let planRun: string;

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
  const nodeGroups = [{ role: 'master', machineType: 'local.medium' }];
  cluster = (await post('/v1/clusters', { name: 'data-1', nodeGroups })).id;
  await at.letRun(cluster);
  const job = { name: 'count', kind: 'shell', command: 'true' };
  await post('/v1/jobs', job);
  run = await post('/v1/jobs/count/run', { clusterId: cluster });
  await post('/v1/plans', { spec: { name: 'nightly', cluster: { name: 'data-1' }, jobs: [job] } });
  planRun = (await post('/v1/plans/nightly/run', {})).id;
  await at.letEnd(planRun, 'count', { state: 'FAILED', exitCode: 1 });
  const userId = await makeUser('li');
  await post('/v1/policies/ArgosyDevelopAccess/attach', { userId });
  const deny = {
    Effect: 'Deny',
    Action: ['clusters:ReleaseCluster', 'clusters:UpdateCluster', 'clusters:UseCluster'],
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
  const settings = page.getByRole('button', { name: 'Settings' });
  await expect.poll(() => settings.getAttribute('aria-disabled')).toBe('true');
  await settings.focus();
  await page.keyboard.press('Enter');
  expect(await page.getByRole('menu').count()).toBe(0);
  const why = await settings.getAttribute('aria-describedby');
  expect(await page.locator(`[id="${why}"]`).innerText()).toBe(
    'You do not have the permission clusters:UpdateCluster.',
  );
  const mayTerminal = page.getByText('You do not have the permission clusters:OpenTerminal.');
  expect(await mayTerminal.count()).toBe(0);
  await context.close();
});

test('RAM-1 what runs on a cluster is not begun, nor begun again, by who may not use it, and the dialog says why', async () => {
  const { page, context } = await visit(at, `/jobs/${run.jobId}`, { key });
  const dialog = page.getByRole('dialog');
  const missing = dialog.getByText('You do not have the permission clusters:UseCluster.');
  await page.getByRole('button', { name: /Run$/ }).click();
  await missing.waitFor();
  expect(await dialog.getByRole('button', { name: 'Run', exact: true }).isDisabled()).toBe(true);
  await page.goto(`/runs/${run.id}`);
  await page.getByRole('button', { name: 'Run again' }).click();
  await missing.waitFor();
  expect(await dialog.getByRole('button', { name: 'Run again' }).isDisabled()).toBe(true);
  await page.goto(`/plan-runs/${planRun}`);
  await page.getByRole('button', { name: 'Run again' }).click();
  await missing.waitFor();
  expect(await dialog.getByRole('button', { name: 'Run again' }).isDisabled()).toBe(true);
  await context.close();

  const owner = await visit(at, `/runs/${run.id}`);
  await owner.page.getByRole('button', { name: 'Run again' }).click();
  const again = owner.page.getByRole('dialog').getByRole('button', { name: 'Run again' });
  await expect.poll(() => again.isEnabled()).toBe(true);
  await owner.context.close();
});

test('why a button is greyed is seen by who points at it and by who comes to it with the keyboard', async () => {
  const { page, context } = await visit(at, `/clusters/${cluster}`, { key });
  const release = page.getByRole('button', { name: /^Release/ });
  await expect.poll(() => release.getAttribute('aria-disabled')).toBe('true');
  const hint = page.locator('.hint', { hasText: 'You do not have the permission clusters:ReleaseCluster.' });
  await release.hover();
  await hint.waitFor();
  await hint.hover(); // it can be read with a magnifier
  await delay(300);
  expect(await hint.count()).toBe(1);
  await page.mouse.move(0, 0);
  await hint.waitFor({ state: 'detached' });
  await release.focus();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Tab');
  await hint.waitFor();
  await page.keyboard.press('Escape');
  await hint.waitFor({ state: 'detached' });
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Tab');
  await hint.waitFor();
  await page.evaluate(`{
    const button = document.activeElement;
    button.blur();
    button.focus();
    dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
  }`); // in one go: what it had begun to show does not come after all
  await hint.waitFor({ state: 'detached' });
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

test('RAM-1 a part of a page that was refused is there once a policy lets one, without a reload', async () => {
  const userId = await makeUser('later');
  const Statement = [{ Effect: 'Allow', Action: ['platform:*'], Resource: ['*'] }];
  await give(userId, 'hears', { Version: '1', Statement });
  const { page, context } = await visit(at, '/sign-in', { key: await keyFor(userId) });
  const isFollowed = page.waitForResponse((each) => each.url().includes('/v1/events/stream'));
  await page.goto('/');
  await isFollowed;
  await page.locator('.home-runs .section-refused', { hasText: 'clusters:ListClusters' }).waitFor();
  // No fact of it is theirs to hear: the policy is not theirs to read.
  const all = { Effect: 'Allow', Action: ['clusters:*', 'workloads:*'], Resource: ['*'] };
  await give(userId, 'works', { Version: '1', Statement: [all] });
  await page.locator('.home-runs').getByRole('link', { name: 'data-1' }).waitFor();
  await expect.poll(() => page.locator('.section-refused').count()).toBe(0);
  await context.close();
});

test('RAM-1 a permission that is given or taken shows within moments: buttons and navigation are as a reload would have them', async () => {
  const userId = await makeUser('waits');
  const Action = ['platform:*', 'identity:Get*', 'clusters:GetCluster', 'clusters:ListNodes'];
  await give(userId, 'looks', { Version: '1', Statement: [{ Effect: 'Allow', Action, Resource: ['*'] }] });
  const { page, context } = await visit(at, `/clusters/${cluster}`, { key: await keyFor(userId) });
  const release = page.getByRole('button', { name: /^Release/ });
  const jobs = page.getByRole('navigation', { name: 'Navigation' }).getByRole('link', { name: 'Jobs' });
  await expect.poll(() => release.getAttribute('aria-disabled')).toBe('true');
  expect(await jobs.count()).toBe(0);
  await post('/v1/policies/ArgosyDevelopAccess/attach', { userId });
  await jobs.waitFor();
  await expect.poll(() => release.getAttribute('aria-disabled')).toBe('false');
  await post('/v1/policies/ArgosyDevelopAccess/detach', { userId });
  await jobs.waitFor({ state: 'detached' });
  await expect.poll(() => release.getAttribute('aria-disabled')).toBe('true');
  await context.close();
});

test('RAM-1 on another’s page, who only reads is told at every button and in the menu what they lack, and their own keys are theirs', async () => {
  const userId = await makeUser('auditor');
  await post('/v1/policies/ArgosyReadOnlyAccess/attach', { userId });
  const { page, context, settled } = await visit(at, '/users/li', { key: await keyFor(userId) });
  const keys = page.locator('.section', { has: page.getByRole('heading', { name: 'Access keys' }) });
  await keys.locator('.table-row').first().waitFor();
  for (const [name, permission] of [
    ['Make an access key', 'CreateAccessKey'],
    ['Rotate', 'RotateAccessKey'],
    ['Disable', 'UpdateAccessKey'],
    ['Delete', 'DeleteAccessKey'],
  ] as const) {
    const button = keys.getByRole('button', { name }).first();
    await expect.poll(() => button.getAttribute('aria-disabled')).toBe('true');
    expect(await button.innerText()).toContain(`You do not have the permission identity:${permission}.`);
  }
  await page.getByRole('button', { name: 'More actions' }).click();
  for (const [name, permission] of [
    ['Suspend', 'UpdateUser'],
    ['Delete', 'DeleteUser'],
  ] as const) {
    const item = page.getByRole('menuitem', { name });
    await expect.poll(() => item.getAttribute('aria-disabled')).toBe('true');
    expect(await item.innerText()).toContain(`You do not have the permission identity:${permission}.`);
    await item.click({ force: true });
    expect(await page.getByRole('dialog').count()).toBe(0);
  }
  await page.goto('/account');
  const own = page.getByRole('button', { name: 'Make an access key' });
  await own.waitFor();
  await settled();
  expect(await own.getAttribute('aria-disabled')).toBe('false');
  await context.close();

  const owner = await visit(at, '/users/li');
  await owner.page.getByRole('button', { name: 'More actions' }).click();
  await owner.page.getByRole('menuitem', { name: 'Suspend' }).click();
  await owner.page.getByRole('dialog').getByRole('button', { name: 'Suspend' }).waitFor();
  await owner.context.close();
});

/** Goes there without loading the console anew; answers whether the page was refused as a whole. */
async function isRefusedAt({ page, settled }: Visitor, address: string): Promise<boolean> {
  await page.evaluate((href) => __TSR_ROUTER__.navigate({ href }), address);
  await page.waitForFunction(() => !__TSR_ROUTER__.state.isLoading && !__TSR_ROUTER__.state.isTransitioning);
  await settled();
  await page.locator('.page').first().waitFor();
  return (await page.locator('.page[role=alert]').count()) > 0;
}

/** The console's router, which leaves itself there for its own tools. */
declare const __TSR_ROUTER__: {
  readonly state: { readonly isLoading: boolean; readonly isTransitioning: boolean };
  navigate(to: { readonly href: string }): Promise<void>;
};

async function refusedAmong(visitor: Visitor, addresses: readonly string[]): Promise<readonly string[]> {
  const refused: string[] = [];
  for (const address of addresses) if (await isRefusedAt(visitor, address)) refused.push(address);
  return refused;
}

test('RAM-1 who has a policy for one cluster, and all that is work, opens every page that is offered them', async () => {
  const userId = await makeUser('narrow');
  const here = { Effect: 'Allow', Action: ['clusters:*'], Resource: [`acs:clusters:*:*:cluster/${cluster}`] };
  const work = { Effect: 'Allow', Action: ['workloads:*'], Resource: ['*'] };
  await give(userId, 'one-cluster', { Version: '1', Statement: [here, work] });
  const visitor = await visit(at, '/', { key: await keyFor(userId) });
  const { page, context } = visitor;
  const links = page.getByRole('navigation', { name: 'Navigation' }).getByRole('link');
  await links.getByText('Jobs').waitFor();
  const offered = await links.evaluateAll((all) => all.map((each) => each.getAttribute('href') ?? ''));
  expect(offered).toEqual(['/', '/jobs', '/plans', '/runs']);
  await page.keyboard.press('Control+k');
  await page.getByRole('option', { name: 'Create a job' }).waitFor();
  await page.getByRole('option', { name: 'Create a plan' }).waitFor();
  expect(await page.getByRole('option', { name: 'Create a cluster' }).count()).toBe(0);
  await page.keyboard.press('Escape');
  const { planId } = (await at.ask(`/v1/plan-runs/${planRun}`)).body;
  const ofCluster = ['', '/nodes', '/events', '/logs', '/configuration', '/access', '/files'];
  const pages = [
    ...offered,
    '/account',
    '/plan-runs',
    '/jobs/create',
    '/plans/create',
    `/jobs/${run.jobId}`,
    `/jobs/${run.jobId}/change`,
    `/runs/${run.id}`,
    `/runs/${run.id}/logs`,
    `/runs/${run.id}/specification`,
    `/plans/${planId}`,
    `/plans/${planId}/change`,
    `/plan-runs/${planRun}`,
    ...ofCluster.map((tab) => `/clusters/${cluster}${tab}`),
  ];
  expect(await refusedAmong(visitor, pages)).toEqual([]);
  expect(await isRefusedAt(visitor, '/clusters')).toBe(true);

  await page.goto('/jobs/create');
  expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('job-1');
  await page.getByText('Nothing stands against it.').waitFor();
  await page.getByRole('button', { name: 'Create a job' }).click();
  await page.waitForURL(/\/jobs\/job-/);
  await page.getByRole('heading', { level: 1, name: 'job-1' }).waitFor();
  await context.close();
});

test('RAM-1 who may see and make single things but list none opens their pages, where each part says what is missing', async () => {
  const { id: group } = await post('/v1/groups', { name: 'sailors' });
  const { id: role } = await post('/v1/roles', { name: 'at-the-helm' });
  const { id: source } = await post('/v1/sign-in-sources', {
    name: 'Company',
    oidc: { issuer: 'https://id.example.com', clientId: 'argosy' },
  });
  const userId = await makeUser('single');
  const Action = ['clusters', 'workloads', 'identity'].flatMap((module) =>
    ['Get', 'Create', 'Update', 'Check'].map((verb) => `${module}:${verb}*`),
  );
  await give(userId, 'no-lists', { Version: '1', Statement: [{ Effect: 'Allow', Action, Resource: ['*'] }] });
  const visitor = await visit(at, '/', { key: await keyFor(userId) });
  const { page, context } = visitor;
  const { planId } = (await at.ask(`/v1/plan-runs/${planRun}`)).body;
  const ofCluster = ['', '/nodes', '/logs', '/configuration', '/access', '/files'];
  const pages = [
    '/',
    '/account',
    '/clusters/create',
    '/jobs/create',
    '/plans/create',
    '/releases/6.0.0',
    `/jobs/${run.jobId}`,
    `/jobs/${run.jobId}/change`,
    `/runs/${run.id}`,
    `/runs/${run.id}/specification`,
    `/plans/${planId}`,
    `/plans/${planId}/change`,
    `/plan-runs/${planRun}`,
    ...ofCluster.map((tab) => `/clusters/${cluster}${tab}`),
    '/users/li',
    `/groups/${group}`,
    `/roles/${role}`,
    '/policies/no-lists',
    '/policies/create',
    '/policies/simulate',
    '/organization',
    `/sign-in-sources/${source}`,
    '/sign-in-sources/create',
  ];
  expect(await refusedAmong(visitor, pages)).toEqual([]);
  expect(await isRefusedAt(visitor, '/jobs')).toBe(true);

  const refusalIn = (part: string) =>
    page
      .locator('.section', { has: page.getByRole('heading', { name: part, exact: true }) })
      .locator('.section-refused');
  for (const [address, part, permission] of [
    [`/jobs/${run.jobId}`, 'Runs', 'workloads:ListRuns'],
    [`/plans/${planId}`, 'Plan runs', 'workloads:ListPlanRuns'],
    [`/clusters/${cluster}`, 'Nodes and daemons', 'clusters:ListNodes'],
    [`/groups/${group}`, 'Members', 'identity:ListGroupMembers'],
    ['/policies/no-lists', 'Versions', 'identity:ListPolicyVersions'],
    ['/policies/no-lists', 'Holds for', 'identity:ListPolicyAttachments'],
    ['/organization', 'Contacts', 'identity:ListContacts'],
  ] as const) {
    await isRefusedAt(visitor, address);
    expect(await refusalIn(part).innerText()).toContain(permission);
  }
  await context.close();
});

test('RAM-1 who may use a cluster but list none names it where something is to run, and it runs there', async () => {
  const userId = await makeUser('names-it');
  const here = { Effect: 'Allow', Action: ['clusters:*'], Resource: [`acs:clusters:*:*:cluster/${cluster}`] };
  const work = { Effect: 'Allow', Action: ['workloads:*'], Resource: ['*'] };
  await give(userId, 'uses-one', { Version: '1', Statement: [here, work] });
  const { page, context, settled } = await visit(at, `/jobs/${run.jobId}`, { key: await keyFor(userId) });
  const dialog = page.getByRole('dialog');
  const field = dialog.getByRole('textbox', { name: 'Cluster' });
  await page.getByRole('button', { name: /Run$/ }).click();
  await dialog.getByText('clusters:ListClusters').waitFor();
  expect(await dialog.getByText('No cluster is there').count()).toBe(0);
  const start = dialog.getByRole('button', { name: 'Run', exact: true });
  expect(await start.isDisabled()).toBe(true);
  await field.fill('data-1');
  await settled();
  expect(await dialog.locator('.field-problem').count()).toBe(0);
  await start.click();
  await page.waitForURL(/\/runs\//);

  await page.goto(`/runs/${run.id}`);
  await page.getByRole('button', { name: 'Run again' }).click();
  expect(await field.inputValue()).toBe(cluster); // where it ran
  await settled();
  expect(await dialog.getByRole('button', { name: 'Run again' }).isEnabled()).toBe(true);

  await page.goto('/plans/create');
  await page.getByText('A standing one').click();
  const standing = page.getByRole('textbox', { name: 'Standing cluster' });
  expect(await standing.inputValue()).toBe('');
  await standing.fill('data-1');
  await expect.poll(() => standing.getAttribute('aria-invalid')).toBe('false');
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
  await page.locator('.table-row').first().waitFor();
  await page.getByText('Changes only').click();
  await page.waitForURL(/changes=true/);
  await page.getByText('Makes an access key').first().waitFor();
  await expect.poll(() => page.locator('.table-row', { hasText: 'caller_get' }).count()).toBe(0);
  await context.close();
});

test.each([
  { list: '/groups', make: 'Make a group', kept: /\/groups\/grp-/ },
  { list: '/roles', make: 'Make a role', kept: /\/roles\/rol-/ },
])(
  'RAM-1 on $list one is made by its name and shown, and is gone once somebody is sure',
  async ({ list, make, kept }) => {
    const { page, context } = await visit(at, list);
    await page.getByRole('button', { name: make }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('analysts');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.waitForURL(kept);
    await page.getByRole('heading', { level: 1, name: 'analysts' }).waitFor();
    await page.getByRole('button', { name: 'Delete' }).click();
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await page.waitForURL((url) => url.pathname === list);
    await expect.poll(() => page.getByRole('link', { name: 'analysts' }).count()).toBe(0);
    await context.close();
  },
);

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
  await page.getByText('Too many failed attempts.').waitFor();
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
