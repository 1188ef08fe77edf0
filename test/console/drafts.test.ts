// What somebody writes in the console: whatever they type is told and never lost, and what the server finds stands at its place.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { linkUse } from '@argosy/contract/identity/sign-in';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { askAt } from '../../apps/server/test/http.ts';
import { passphrase, startTestConsole, type TestConsole, visit } from './kit.ts';

let at: TestConsole;
beforeAll(async () => {
  at = await startTestConsole();
});
afterAll(() => at[Symbol.asyncDispose]());

const yamlIn = (page: Page) => page.locator('.cm-content');
const unsaved = (page: Page) => page.getByText('You began this before and have not saved it');
const keptIn = (page: Page) => page.evaluate(() => sessionStorage.getItem('argosy.drafts'));
const shellJob = (name: string, command: string) => `name: ${name}\nkind: shell\ncommand: ${command}\n`;

async function post(path: string, body: object) {
  const answer = await at.ask(path, { method: 'POST', body });
  expect(answer.status).toBe(200);
  return answer.body;
}

async function write(page: Page, text: string): Promise<void> {
  await yamlIn(page).fill(text);
  await page.getByText('Being checked').waitFor({ state: 'hidden' });
}

/** Somebody who may do everything, and their way in for the first time. */
async function aUser(name: string): Promise<string> {
  const { id: userId } = await post('/v1/users', { name });
  await post('/v1/policies/ArgosyFullAccess/attach', { userId });
  const { url } = await post(`/v1/users/${userId}/link`, {});
  const { pathname, hash } = new URL(url);
  return `${pathname}${hash}`;
}

async function comeIn(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.getByLabel('New password').fill(passphrase);
  await page.getByLabel('The same once more').fill(passphrase);
  await page.getByRole('button', { name: 'Save and sign in' }).click();
  await page.waitForURL(/\/$/);
}

async function signInAs(page: Page, name: string): Promise<void> {
  await page.waitForURL(/\/sign-in/);
  await page.getByRole('textbox', { name: 'Account' }).fill(name); // the frame that goes has a button of that name
  await page.getByLabel('Password', { exact: true }).fill(passphrase);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Account: / }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.waitForURL(/\/sign-in/);
}

test('JOB-2 a star in the YAML of a plan is told at its line while it is typed, and what was written stays', async () => {
  const { page, context, complaints } = await visit(at, '/plans/create');
  const yaml = page.locator('.cm-content');
  await yaml.waitFor();
  await yaml.fill('name: weekly\nschedule:\n  ');
  await page.keyboard.press('Control+End');
  await page.keyboard.type('cron: */5 * * * *');
  const problem = page.locator('.code-problems li');
  await problem.getByText('"*/5" stands for what is marked "&/5", and nothing is.').waitFor();
  await problem.getByRole('button', { name: 'line 3' }).waitFor();
  expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('weekly');
  expect(await yaml.innerText()).toContain('cron: */5 * * * *');
  expect(complaints).toEqual([]);
  await context.close();
});

test('CLU-1 the form adds a group where the YAML has begun a list and nothing more', async () => {
  const { page, context } = await visit(at, '/clusters/create');
  const yaml = page.locator('.cm-content');
  await yaml.waitFor();
  await yaml.fill('name: begun\nnodeGroups:\n');
  await page.getByRole('button', { name: 'Add a group' }).click();
  await expect.poll(() => yaml.innerText()).toContain('role: core');
  await context.close();
});

test('JOB-2 what is written and not saved is there again after a key, a link and a reload, and goes by a button that asks', async () => {
  const { page, context } = await visit(at, '/plans/create');
  await yamlIn(page).waitFor();
  const begun = await yamlIn(page).innerText();
  await yamlIn(page).fill('name: an-hour\n# of thoughts\ncluster: { name: small }\njobs: []\n');
  await page.getByRole('button', { name: 'Every day' }).click();
  await expect.poll(() => yamlIn(page).innerText()).toContain('cron: 0 2 * * *');
  expect(await unsaved(page).count()).toBe(0);
  await page.keyboard.press('c'); // the focus is on a button
  await page.getByRole('heading', { level: 1, name: 'Create a cluster' }).waitFor();
  await page.goBack();
  await unsaved(page).waitFor();
  expect(await yamlIn(page).innerText()).toMatch(/name: an-hour\n# of thoughts[^]*cron: 0 2/);
  await page.getByRole('navigation').getByRole('link', { name: 'Runs', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'Runs' }).waitFor();
  await page.goto('/plans/create');
  await unsaved(page).waitFor();
  expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('an-hour');

  await page.getByRole('button', { name: 'Start over' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('an-hour');
  await page.getByRole('button', { name: 'Start over' }).click();
  await dialog.getByRole('button', { name: 'Start over' }).click();
  await expect.poll(() => yamlIn(page).innerText()).toBe(begun);
  expect(await unsaved(page).count()).toBe(0);
  await page.reload();
  await yamlIn(page).waitFor();
  expect(await unsaved(page).count()).toBe(0);
  await context.close();
});

test('JOB-1 what was saved is kept no longer', async () => {
  const { page, context } = await visit(at, '/jobs/create');
  await yamlIn(page).waitFor();
  await write(page, shellJob('saved', 'date'));
  expect(await keptIn(page)).toContain('name: saved');
  await page.getByRole('button', { name: 'Create a job' }).click();
  await page.waitForURL(/\/jobs\/job-/);
  expect(await keptIn(page)).not.toContain('name: saved');
  await page.keyboard.press('j');
  await page.waitForURL('**/jobs/create');
  await yamlIn(page).waitFor();
  expect(await unsaved(page).count()).toBe(0);
  await context.close();
});

const goodGroups = 'nodeGroups:\n  - { role: master, machineType: local.medium, count: 1 }\n';
test.each([
  {
    address: '/jobs/create',
    button: 'Create a job',
    bad: 'name: mended-job\nkind: shell\n',
    good: shellJob('mended-job', 'date'),
    made: /\/jobs\/job-/,
  },
  {
    address: '/plans/create',
    button: 'Create a plan',
    bad: `name: mended-plan\ncluster:\n  name: none\njobs: []\n`,
    good: `name: mended-plan\ncluster:\n  name: none\njobs:\n  - { name: one, kind: shell, command: date }\n`,
    made: /\/plans\/pln-/,
  },
  {
    address: '/clusters/create',
    button: 'Create a cluster',
    bad: `name: mended-cluster\ncomponents: [hdfs, spark]\n${goodGroups}`,
    good: `name: mended-cluster\ncomponents: [hdfs]\n${goodGroups}`,
    made: /\/clusters\/c-/,
  },
])(
  'JOB-1 CLU-1 at $address what was mended is asked for at once: what the server said before that does not stand against it',
  async ({ address, button, bad, good, made }) => {
    const { page, context } = await visit(at, address);
    await yamlIn(page).waitFor();
    await yamlIn(page).fill(bad);
    await page.locator('.code-problems li').first().waitFor();
    await context.route('**/check', () => undefined); // a server that takes its time
    const asked = page.waitForRequest('**/check');
    await yamlIn(page).fill(good);
    await asked;
    expect(await page.getByText('Something is wrong: see at the fields').count()).toBe(0);
    await page.getByRole('button', { name: button }).click();
    await page.waitForURL(made);
    await context.close();
  },
);

test('JOB-1 who goes elsewhere before the server has answered stays there', async () => {
  const { page, context } = await visit(at, '/jobs/create');
  await yamlIn(page).waitFor();
  await write(page, shellJob('slow', 'date'));
  const { promise: isFree, resolve: free } = Promise.withResolvers<void>();
  await context.route('**/v1/jobs', async (route) => {
    if (route.request().method() === 'POST') await isFree;
    await route.continue();
  });
  const asked = page.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith('/v1/jobs'));
  await page.getByRole('button', { name: 'Create a job' }).click();
  await asked;
  await page.getByRole('link', { name: 'Runs', exact: true }).click();
  await page.getByLabel('Name holds').focus();
  free();
  await expect.poll(() => keptIn(page)).not.toContain('name: slow'); // it has answered
  expect(await page.evaluate(() => location.pathname)).toBe('/runs');
  await context.close();
});

test('JOB-1 a change that was begun from an older version says so, is refused, and can be begun anew', async () => {
  const spec = { name: 'shared', kind: 'shell', command: 'one' };
  const job = await post('/v1/jobs', spec);
  const { page, context } = await visit(at, `/jobs/${job.id}/change`);
  await yamlIn(page).waitFor();
  await write(page, shellJob('shared', 'mine'));
  await page.goto('/jobs');
  await post(`/v1/jobs/${job.id}/update`, { spec: { ...spec, command: 'theirs' }, version: 1 });
  await page.goto(`/jobs/${job.id}/change`);
  await page.getByText('Somebody has changed this since you began.').waitFor();
  expect(await yamlIn(page).innerText()).toContain('command: mine');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('"shared" was changed meanwhile: version 1 was edited, and it is at 2.').waitFor();
  await page.getByRole('button', { name: 'Start over' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Start over' }).click();
  await expect.poll(() => yamlIn(page).innerText()).toContain('command: theirs');
  await write(page, shellJob('shared', 'both'));
  await page.getByRole('button', { name: 'Save' }).click();
  await page.waitForURL(new RegExp(`/jobs/${job.id}$`));
  expect((await at.ask(`/v1/jobs/${job.id}`)).body).toMatchObject({ version: 3, spec: { command: 'both' } });
  await context.close();
});

test('RAM-1 a session that ends takes nothing of what is written; another person does not get it, and signing out leaves nothing', async () => {
  const [ofLi, ofWang] = [await aUser('li'), await aUser('wang')];
  const { page, context } = await visit(at, ofWang, { key: '' });
  await comeIn(page, ofWang);
  await comeIn(page, ofLi);
  await page.goto('/plans/create');
  await yamlIn(page).waitFor();
  await yamlIn(page).fill('name: of-li\n');
  await context.clearCookies();
  await yamlIn(page).fill('name: of-li\ndescription: at work\n'); // the next check finds that the session has ended
  await signInAs(page, 'li');
  await page.waitForURL('**/plans/create');
  await unsaved(page).waitFor();
  expect(await yamlIn(page).innerText()).toContain('description: at work');

  await context.clearCookies();
  await yamlIn(page).fill('name: of-li-alone\n');
  await signInAs(page, 'wang');
  await page.waitForURL('**/plans/create');
  await yamlIn(page).waitFor();
  expect(await unsaved(page).count()).toBe(0);
  expect(await keptIn(page)).toBeNull();

  await yamlIn(page).fill('name: of-wang\n');
  const other = await context.newPage();
  await other.goto('/jobs/create');
  await yamlIn(other).waitFor();
  await yamlIn(other).fill('name: of-wang-too\n');
  await expect.poll(() => keptIn(other)).toContain('of-wang-too');
  expect(await keptIn(page)).toContain('of-wang');
  await signOut(page);
  expect(await keptIn(page)).toBeNull();
  await expect.poll(() => keptIn(other)).toBeNull();
  await context.close();
});

test('RAM-1 a policy that is being written is there again, a new one and a change of one that is there', async () => {
  const { page, context } = await visit(at, '/policies/create');
  await yamlIn(page).waitFor();
  const document = (action: string) =>
    JSON.stringify({ Version: '1', Statement: [{ Effect: 'Allow', Action: [action], Resource: ['*'] }] });
  await page.getByLabel('Name').fill('reads');
  await page.getByLabel('Description').fill('of all');
  await yamlIn(page).fill(document('clusters:Get*'));
  await page.getByRole('button', { name: 'Make a policy' }).focus();
  await page.keyboard.press('j');
  await page.waitForURL('**/jobs/create');
  await page.goto('/policies/create');
  await unsaved(page).waitFor();
  expect(await page.getByLabel('Name').inputValue()).toBe('reads');
  expect(await page.getByLabel('Description').inputValue()).toBe('of all');
  await page.getByRole('button', { name: 'Make a policy' }).click();
  await page.waitForURL(/\/policies\/pol/);
  await page.getByText('clusters:Get*').first().waitFor();
  expect(await keptIn(page)).not.toContain('clusters:Get*');

  await page.getByRole('button', { name: 'Edit' }).click();
  await yamlIn(page).fill(document('clusters:List*'));
  await page.reload();
  await unsaved(page).waitFor();
  expect(await yamlIn(page).innerText()).toContain('clusters:List*');
  await page.getByRole('button', { name: 'Save as a new version' }).click();
  await page.locator('.statement', { hasText: 'clusters:List*' }).first().waitFor();
  await page.reload();
  await page.getByRole('button', { name: 'Edit' }).click();
  await yamlIn(page).fill(document('clusters:*'));
  await page.getByRole('button', { name: 'Cancel' }).click();
  expect(await keptIn(page)).not.toContain('clusters:*');
  await context.close();
});

test('CLU-7 who leaves while a file is on its way into HDFS is asked first', async () => {
  const nodeGroups = [{ role: 'master', machineType: 'local.small' }];
  const { id } = await post('/v1/clusters', { name: 'files', components: ['hdfs'], nodeGroups });
  await at.letRun(id);
  const { page, context } = await visit(at, `/clusters/${id}/files`);
  await context.route('**/hdfs/content?**', () => undefined); // a line that takes its time
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'a.csv', mimeType: 'text/csv', buffer: Buffer.from('1') });
  const line = page.locator('.uploads li', { hasText: 'a.csv' });
  await line.getByRole('progressbar').waitFor();
  const dialog = page.getByRole('dialog', { name: 'Leave this page?' });

  await page.getByRole('link', { name: 'Nodes', exact: true }).click();
  await dialog.getByText('Files are still on their way into HDFS.').waitFor();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.waitFor({ state: 'hidden' });
  expect(page.url()).toContain('/files');
  await line.getByRole('progressbar').waitFor();

  const asked = page.waitForEvent('dialog');
  void page.close({ runBeforeUnload: true });
  expect((await asked).type()).toBe('beforeunload');
  await (await asked).dismiss();
  await line.getByRole('progressbar').waitFor();

  await page.getByRole('link', { name: 'Nodes', exact: true }).click();
  await dialog.getByRole('button', { name: 'Leave' }).click();
  await page.waitForURL(/\/nodes$/);
  await page.getByRole('link', { name: 'Overview', exact: true }).click();
  await page.waitForURL(new RegExp(`/clusters/${id}$`)); // nothing is on its way any more
  await context.close();
});

/** Both clicks within the page: after the first one the page that is left stands for a fifth of a second only. */
const leavesTwice = `(async () => {
  const click = (where, text) => [...document.querySelectorAll(where)].find((each) => each.innerText === text).click();
  click('[role=dialog] button', 'Leave');
  while (!location.pathname.endsWith('/nodes')) await new Promise(requestAnimationFrame);
  click('a', 'Overview');
})()`;

test('CLU-7 who has said that they leave is not asked again while the next page is on its way', async () => {
  const nodeGroups = [{ role: 'master', machineType: 'local.small' }];
  const { id } = await post('/v1/clusters', { name: 'left', components: ['hdfs'], nodeGroups });
  await at.letRun(id);
  const { page, context } = await visit(at, `/clusters/${id}/files`);
  await context.route('**/hdfs/content?**', () => undefined);
  const nodesPage = Promise.withResolvers<void>();
  await context.route('**/assets/cluster-nodes-page*', async (route) => {
    await nodesPage.promise;
    await route.continue();
  });
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'a.csv', mimeType: 'text/csv', buffer: Buffer.from('1') });
  await page.locator('.uploads').getByRole('progressbar').waitFor();
  await page.getByRole('link', { name: 'Nodes', exact: true }).click();
  await page.getByRole('dialog', { name: 'Leave this page?' }).waitFor();
  await page.evaluate(leavesTwice);
  await page.waitForURL(new RegExp(`/clusters/${id}$`));
  nodesPage.resolve();
  await context.close();
});

/** Uploads a program that is on its way until what this answers with is called. */
async function uploadHeld(page: Page, program: string): Promise<() => void> {
  const { promise: isFree, resolve: free } = Promise.withResolvers<void>();
  await page.context().route('**/v1/files/*', async (route) => {
    if (route.request().method() === 'PUT') await isFree;
    await route.continue();
  });
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: 'count.py', mimeType: 'text/x-python', buffer: Buffer.from(program) });
  return free;
}

test('JOB-1 what is typed while a file is uploaded stays, and the file is in it when it has arrived', async () => {
  const { page, context } = await visit(at, '/jobs/create');
  await yamlIn(page).waitFor();
  await yamlIn(page).fill('name: with-file\nkind: spark-python\n');
  const free = await uploadHeld(page, 'print(1)');
  await page.getByLabel('Name', { exact: true }).fill('typed-meanwhile');
  const dialog = page.getByRole('dialog', { name: 'Leave this page?' });
  await page.getByRole('link', { name: 'Runs', exact: true }).click();
  await dialog.getByText('A file is still on its way.').waitFor();
  free();
  await page.getByRole('heading', { level: 1, name: 'Runs' }).waitFor(); // as asked, now that nothing is lost by it
  await page.goBack();
  await expect.poll(() => yamlIn(page).innerText()).toMatch(/name: typed-meanwhile[^]*name: count.py/);
  await context.close();
});

test('JOB-1 a file that arrives while the YAML cannot be read takes nothing of it, and comes in where nobody is writing', async () => {
  const { page, context } = await visit(at, '/jobs/create');
  await yamlIn(page).waitFor();
  await yamlIn(page).fill('name: a\nkind: spark-python\n');
  const free = await uploadHeld(page, 'print(2)');
  const isUploading = page.locator('.file-field .ant-btn-loading');
  await isUploading.waitFor();
  const unreadable = 'name: "typed mean\nkind: spark-python\n';
  await yamlIn(page).fill(unreadable);
  free();
  await expect.poll(() => isUploading.count()).toBe(0);
  expect(await yamlIn(page).innerText()).toContain(unreadable.trimEnd());
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('End');
  await page.keyboard.type('while"');
  await expect.poll(() => yamlIn(page).innerText()).toContain('name: count.py');
  await page.keyboard.type(' # at night');
  expect(await yamlIn(page).innerText()).toMatch(/^name: "typed meanwhile" # at night\nkind: [^]*name: count.py/);
  await context.close();
});

test('CLU-1 what only the server finds stands at its field and its line before anything is asked for, and goes when it is mended', async () => {
  const { page, context } = await visit(at, '/clusters/create');
  await yamlIn(page).waitFor();
  const problems = page.locator('.code-problems li');
  await yamlIn(page).fill(
    'name: without-yarn\nnodeGroups:\n  - { role: master, machineType: local.medium, count: 1 }\ncomponents: [hdfs, spark]\n',
  );
  const needsYarn = 'Component "spark" needs "yarn". Add it to the components.';
  await page.getByRole('group', { name: 'Components' }).getByText(needsYarn).waitFor();
  await problems.filter({ hasText: needsYarn }).getByRole('button', { name: 'line 4' }).waitFor();
  await page.getByRole('button', { name: 'Create a cluster' }).click();
  await page.getByText('Correct the problem in the form first.').waitFor();
  expect((await at.ask('/v1/clusters/without-yarn')).status).toBe(404);

  await page.getByRole('checkbox', { name: /^yarn/ }).check();
  await expect.poll(() => problems.count()).toBe(0);
  expect(await page.getByText(needsYarn).count()).toBe(0);
  await page.getByRole('button', { name: 'Add a group' }).click();
  await page.getByRole('button', { name: 'Add a group' }).click();
  await yamlIn(page).fill((await yamlIn(page).innerText()).replace('role: task', 'role: core'));
  await page.getByText('two groups are named "core"').first().waitFor(); // also in the form, which has no field for it
  await expect.poll(() => page.locator('.group-row ~ .field-problem').innerText()).toContain('two groups are named');
  await page
    .getByRole('button', { name: /^Remove the group/ })
    .last()
    .click();
  await expect.poll(() => problems.count()).toBe(0);
  await page.getByRole('button', { name: 'Create a cluster' }).click();
  await page.waitForURL(/\/clusters\/c-/);

  await page.goto('/clusters/create');
  await page.getByLabel('Name').fill('without-yarn');
  await page
    .locator('.field', { hasText: 'Name' })
    .getByText('A cluster named "without-yarn" is already there.')
    .waitFor();
  await context.close();
});

test('CLU-1 whether there is room is said while one types, and what would fit', async () => {
  const { page, context } = await visit(at, '/clusters/create');
  await yamlIn(page).waitFor();
  await yamlIn(page).fill(
    'name: large\ncomponents: [hdfs]\nnodeGroups:\n  - { role: master, machineType: local.small, count: 1 }\n  - { role: core, machineType: local.small, count: 1 }\n',
  );
  const { freeMb } = await post('/v1/clusters/check', {});
  const meter = page.locator('.meter');
  await meter.waitFor();
  await expect.poll(() => meter.getAttribute('data-over')).toBeNull();
  const count = page.getByLabel('Count').last();
  const smallMb = 2048;
  await count.fill(String(Math.ceil(freeMb / smallMb) + 1));
  await expect.poll(() => meter.getAttribute('data-over')).toBe('true');
  await page
    .getByText(/The cluster needs \d+ MB of memory and \d+ MB are free. What would fit: /)
    .first()
    .waitFor();
  await count.fill('1');
  await expect.poll(() => meter.getAttribute('data-over')).toBeNull();
  await expect.poll(() => page.locator('.code-problems li').count()).toBe(0);
  await context.close();
});

test('RAM-1 who may not make clusters is told so while they write one, and cannot ask for it', async () => {
  const { id: userId } = await post('/v1/users', { name: 'reader' });
  const { url: link } = await post(`/v1/users/${userId}/link`, {});
  const body = { token: new URL(link).hash.slice(1), password: passphrase };
  expect((await askAt(at.url, linkUse.path, { method: 'POST', body })).status).toBe(200);
  await post('/v1/policies/ArgosyDevelopAccess/attach', { userId });
  const deny = { Effect: 'Deny', Action: ['clusters:CreateCluster'], Resource: ['*'] };
  await post('/v1/policies', { name: 'no-create', document: { Version: '1', Statement: [deny] } });
  await post('/v1/policies/no-create/attach', { userId });
  const { secret } = await post('/v1/access-keys', { userId });

  const { page, context } = await visit(at, '/clusters/create', { key: secret });
  const create = page.getByRole('button', { name: 'Create a cluster' });
  await page.getByText('You do not have the permission clusters:CreateCluster.').waitFor();
  await expect.poll(() => create.isDisabled()).toBe(true);
  await page.getByLabel('Name').fill('not-theirs');
  await page.locator('.meter').waitFor(); // it is checked all the same
  expect(await create.isDisabled()).toBe(true);
  await page.getByText('Command', { exact: true }).click();
  await page.getByText('name: not-theirs').waitFor();
  await context.close();
});

test('CLU-1 the request beside the form, run as it stands in a shell, asks for what was written', async () => {
  const { page, context } = await visit(at, '/clusters/create');
  await yamlIn(page).waitFor();
  await yamlIn(page).fill(
    "name: by-request\ncomponents: [hdfs]\nnodeGroups:\n  - { role: master, machineType: local.small }\nconfiguration:\n  - { component: hdfs, file: hdfs-site.xml, key: a.b, value: it's }\n",
  );
  await expect.poll(() => page.getByLabel('Name').inputValue()).toBe('by-request');
  await page.getByText('API request', { exact: true }).click();
  const request = await page.locator('pre.code-text').innerText();
  const env = { PATH: process.env['PATH'], ARGOSY_KEY: at.key };
  const { stdout } = await promisify(execFile)('sh', ['-c', request], { env });
  expect(JSON.parse(stdout)).toMatchObject({ name: 'by-request' });
  const { rows } = await at.database.pool.query(`select spec from clusters.cluster where name = 'by-request'`);
  expect(rows[0]?.spec).toMatchObject({ configuration: [{ key: 'a.b', value: "it's" }] });
  await context.close();
});

declare const location: { readonly pathname: string };
declare const sessionStorage: { getItem(name: string): string | null };
