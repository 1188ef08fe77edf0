// Jobs and plans as a person makes and follows them in a browser (JOB-1, JOB-2).
import type { Page } from 'playwright-core';
import { chooseOption } from '@argosy/testkit/browser';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signIn, startTestConsole, type TestConsole, visit } from './kit.ts';
import { makeSomeWork, type SomeWork } from './some-work.ts';

let at: TestConsole;
let work: SomeWork;
beforeAll(async () => {
  at = await startTestConsole();
  const nodeGroups = [{ role: 'master', machineType: 'local.medium' }];
  const { body } = await at.ask('/v1/clusters', { method: 'POST', body: { name: 'small', nodeGroups } });
  await at.letRun(body.id);
  work = await makeSomeWork(at, 'small');
});
afterAll(() => at[Symbol.asyncDispose]());

test('JOB-1 a job is made in the form, checked by the server while one types, changed in the YAML, and run with a parameter', async () => {
  const { page, context } = await visit(at, '/jobs/create');
  const yaml = page.locator('.cm-content');
  await yaml.waitFor();
  await page.getByLabel('Name', { exact: true }).fill('hello');
  await page.getByText('A job named "hello" is already there').first().waitFor(); // the server knows, the schema does not
  await page.getByLabel('Name', { exact: true }).fill('greet');
  await page.getByLabel('Script', { exact: true }).fill('echo "good ${time}, $(hostname)"');
  await expect.poll(() => yaml.innerText()).toContain('name: greet');
  await page.getByText('Parameters in it: time').waitFor();
  await page.getByText('Command', { exact: true }).click();
  await page.getByText('argosy job create --file job.yaml').waitFor();
  await page.getByRole('button', { name: 'Create a job' }).click();
  await page.waitForURL(/\/jobs\/job-/);
  expect((await at.ask('/v1/jobs/greet')).body.spec).toMatchObject({ command: 'echo "good ${time}, $(hostname)"' });

  await page.getByRole('button', { name: /Run$/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('${time}').fill('morning');
  await dialog.getByRole('button', { name: 'Run', exact: true }).click();
  await page.waitForURL(/\/runs\/run-/);
  const runId = page.url().split('/').at(-1) ?? '';
  expect((await at.ask(`/v1/runs/${runId}`)).body).toMatchObject({ name: 'greet', parameters: { time: 'morning' } });

  // A run of it is open: deleting it is greyed, and says which.
  await page.locator('.facts').getByRole('link', { name: 'greet' }).click(); // the job's page that goes lists the run by this name
  await page.waitForURL(/\/jobs\/job-/);
  const remove = page.getByRole('button', { name: /^Delete/ });
  await expect.poll(() => remove.getAttribute('aria-disabled')).toBe('true');
  expect(await remove.innerText()).toContain(runId);
  await context.close();
});

test('JOB-2 a mistake in the YAML of a plan is told at its line and its field, and the picture follows what is written', async () => {
  const { page, context } = await visit(at, '/plans/create');
  const yaml = page.locator('.cm-content');
  await yaml.waitFor();
  const text = (needs: string) =>
    `name: weekly\ncluster: { name: small }\njobs:\n  - { name: make, kind: shell, command: 'true' }\n  - { name: query, kind: shell, command: 'true', needs: [${needs}] }\n`;
  await yaml.fill(text('mak'));
  const problem = page.locator('.code-problems li');
  await problem.first().waitFor();
  expect(await problem.first().innerText()).toContain('mak');
  await yaml.fill(
    text('make').replace("kind: shell, command: 'true' }", "kind: shell, command: 'true', retries: 99 }"),
  );
  await page.getByRole('button', { name: 'line 4' }).waitFor();
  await expect.poll(() => page.locator('.dag-job[data-problem]').getAttribute('data-job')).toBe('make');
  await page.locator('.field-problem').first().waitFor(); // at the field of the job that is chosen

  await yaml.fill(text('make'));
  await page.getByText('Nothing stands against it.').waitFor();
  expect(await page.locator('.dag-line').count()).toBe(1);
  await page.getByRole('button', { name: 'Every day' }).click();
  await expect.poll(() => yaml.innerText()).toContain('cron: 0 2 * * *');
  await expect.poll(() => page.locator('.next-times li').count()).toBe(10);
  await page.getByRole('button', { name: 'Create a plan' }).click();
  await page.waitForURL(/\/plans\/pln-/);
  expect((await at.ask('/v1/plans/weekly')).body).toMatchObject({ scheduleState: 'active' });
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByText('It is paused').waitFor();
  await context.close();
});

test('JOB-2 the picture of a plan run shows each job as it stands and changes by itself; its jobs are reached by the keyboard', async () => {
  const { body: planRun } = await at.ask(`/v1/plans/${work.plan}/run`, { method: 'POST', body: {} });
  const { page, context } = await visit(at, `/plan-runs/${planRun.id}`);
  const state = (job: string) => page.locator(`.dag-job[data-job="${job}"]`).getAttribute('data-state');
  await page.locator('.dag-job').first().waitFor();
  expect(await state('report')).toBe('WAITING');
  await at.letEnd(planRun.id, 'make', { state: 'SUCCEEDED', exitCode: 0 });
  await expect.poll(() => state('make')).toBe('SUCCEEDED');
  await at.letEnd(planRun.id, 'load', { state: 'FAILED', exitCode: 3 });
  await expect.poll(() => state('load')).toBe('FAILED');
  await expect.poll(() => state('report')).toBe('SKIPPED');
  await page.getByText('It ended with exit code 3').first().waitFor();

  await page.locator('.dag-job[data-job="make"]').focus();
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-job'))).toBe('load');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/runs\/run-/);
  await page.goBack();

  // Before it is run again it is said what is taken over; then it is so.
  await page.getByRole('button', { name: 'Run again' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('listitem').filter({ hasText: 'make' }).getByText('taken over').waitFor();
  await dialog.getByRole('listitem').filter({ hasText: 'load' }).getByText('it did not succeed').waitFor();
  await dialog.getByRole('button', { name: 'Run again' }).click();
  await page.waitForURL((url) => url.pathname.startsWith('/plan-runs/') && !url.pathname.endsWith(planRun.id));
  await page.locator('.dag-job[data-job="make"][data-taken]').waitFor();
  await context.close();
});

/** What a rerun by this plan would do is answered when the function that comes back is called, and not before. */
async function holdPreviews(page: Page, plan: string): Promise<() => void> {
  let tell = () => {};
  const told = new Promise<void>((resolve) => (tell = resolve));
  const isPreview = (url: URL) => url.pathname.endsWith('/rerun') && url.searchParams.get('plan') === plan;
  await page.route(isPreview, async (route) => {
    await told;
    await route.continue();
  });
  return () => tell();
}

test('JOB-2 a failed plan run whose plan was mended is run again by the plan as it is now, or as it was, told before what each does', async () => {
  const post = async (path: string, body: object) => (await at.ask(path, { method: 'POST', body })).body;
  const job = (name: string, command: string, needs: readonly string[] = []) => ({
    kind: 'shell',
    name,
    command,
    needs,
    resources: { memoryMb: 64 },
  });
  const spec = (query: string) => ({
    name: 'mended',
    cluster: { name: 'small' },
    jobs: [job('make', 'true'), job('query', query, ['make']), job('report', 'true', ['query'])],
  });
  await post('/v1/plans', { spec: spec('exit 3') });
  const { id } = await post('/v1/plans/mended/run', {});
  await at.letEnd(id, 'make', { state: 'SUCCEEDED', exitCode: 0 });
  await at.letEnd(id, 'query', { state: 'FAILED', exitCode: 3 });
  await expect.poll(async () => (await at.ask(`/v1/plan-runs/${id}`)).body.state).toBe('FAILED');

  const { page, context, settled } = await visit(at, `/plan-runs/${id}`);
  const dialog = page.getByRole('dialog');
  const open = () => page.getByRole('button', { name: 'Run again' }).click();
  await open();
  await dialog.getByText('it did not succeed').first().waitFor();
  await settled();
  expect(await dialog.getByRole('radio').count()).toBe(0); // nothing has changed: there is nothing to choose
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });

  await post('/v1/plans', { spec: { ...spec('exit 0'), jobs: spec('exit 0').jobs.slice(0, 2) }, replace: true });
  const [tellOfThen, tellOfNow] = [await holdPreviews(page, 'as_run'), await holdPreviews(page, 'as_it_is_now')];
  const send = dialog.getByRole('button', { name: 'Run again' });
  await open();
  await dialog.waitFor();
  expect(await send.isDisabled()).toBe(true); // nobody knows yet which plan it would be
  const itself = dialog.getByRole('radio', { name: 'The plan as it is now · 1 of 2 jobs run' });
  const asItWas = dialog.getByRole('radio', { name: 'As it was in this plan run · 2 of 3 jobs run' });
  tellOfThen();
  await asItWas.waitFor();
  expect(await send.isDisabled()).toBe(true);
  tellOfNow();
  await itself.waitFor();
  await expect.poll(() => send.isEnabled()).toBe(true);
  expect(await itself.isChecked()).toBe(true);
  const beginAt = async (name: string) => {
    await dialog.getByRole('combobox').click();
    await chooseOption(page, name);
  };
  const tellOfMake = await holdPreviews(page, 'as_it_is_now');
  await beginAt('make');
  await expect.poll(() => send.isDisabled()).toBe(true); // what stands there is of the choice before
  tellOfMake();
  await dialog.getByRole('listitem').filter({ hasText: 'make' }).getByText('you begin here').waitFor();
  await expect.poll(() => send.isEnabled()).toBe(true);
  await beginAt('What did not succeed');
  const line = (name: string) => dialog.getByRole('listitem').filter({ hasText: name });
  await line('make').getByText('taken over').waitFor();
  await line('query').getByText('its definition has changed').waitFor();
  await line('report').getByText('no longer in the plan').waitFor();
  await asItWas.check();
  await line('report').getByText('it did not succeed').waitFor();
  await itself.check();
  await line('report').getByText('no longer in the plan').waitFor();
  await send.click();
  await page.waitForURL((url) => url.pathname.startsWith('/plan-runs/') && !url.pathname.endsWith(id));
  await page.locator('.dag-job[data-job="make"][data-taken]').waitFor();
  const again = page.url().split('/').at(-1) ?? '';
  const run = async () =>
    (await at.ask(`/v1/plan-runs/${again}`)).body.jobs.find(({ name }: { name: string }) => name === 'query').runId;
  await expect.poll(run).toBeDefined();
  expect((await at.ask(`/v1/runs/${await run()}`)).body.spec.command).toBe('exit 0');
  await context.close();
});

test('JOB-2 a result is seen as a table and as a chart, and comes as a file', async () => {
  const { page, context } = await visit(at, '/sign-in', { key: '' });
  await signIn(at, context); // what a browser saves it asks for with its cookie alone
  await page.goto(`/plan-runs/${work.planRun}`);
  await page.getByRole('link', { name: 'answers/sales.csv', exact: true }).click();
  await page.getByRole('cell', { name: '1733.25' }).waitFor();
  expect(new URL(page.url()).searchParams.get('output')).toBe('answers/sales.csv');
  await page.getByText('Chart', { exact: true }).click();
  await page.locator('.chart canvas').waitFor();
  const download = page.waitForEvent('download');
  await page.locator('.output-preview').getByRole('link', { name: 'Download' }).click();
  expect((await download).suggestedFilename()).toBe('sales.csv');
  await context.close();
});

test('JOB-3 which runs are shown stands in the address, and a run that has failed says why', async () => {
  const { page, context } = await visit(at, '/runs?state=FAILED&text=load');
  await page.locator('.table-row').first().waitFor();
  expect(await page.getByLabel('Name holds').inputValue()).toBe('load');
  await page.getByLabel('Name holds').fill('nothing');
  await page.getByText('No run fits').waitFor();
  expect(page.url()).toContain('text=nothing');
  await page.goto(`/runs/${work.failedRun}`);
  await page.locator('.problem').getByText('No such table: orders').waitFor();
  await page.getByText('3 · ended with an error').waitFor();
  await context.close();
});

/** As if it had been typed; answers with what the field shows right after it. */
const putInto = `(where, text) => {
  const field = document.querySelector(where);
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(field, text);
  field.dispatchEvent(new Event('input', { bubbles: true }));
  return field.value;
}`;

/** Lets what React has put off until later come to pass. */
const letDraw = `(async () => {
  for (let turn = 0; turn < 10; turn += 1)
    await new Promise((done) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = done;
      port2.postMessage(turn);
    });
})()`;

test('JOB-3 who types a filter of the runs and leaves before it is taken is not led back to it', async () => {
  const { page, context } = await visit(at, '/sign-in');
  await page.clock.install();
  await page.goto('/runs');
  await page.locator('.table-row').first().waitFor();
  const regions = page.getByRole('navigation').getByRole('link', { name: 'Regions', exact: true });
  await regions.waitFor();
  const { promise: isFree, resolve: free } = Promise.withResolvers<void>();
  await context.route('**/assets/region-list-page*', async (route) => {
    await isFree;
    await route.continue();
  });
  await page.clock.pauseAt(Date.now() + 10_000);
  await page.evaluate(`(${putInto})('.filters input', 'load')`);
  await page.clock.runFor(200);
  await regions.dispatchEvent('click');
  await page.clock.runFor(150); // the filter has stood still for long enough; the page of the runs still stands
  await page.evaluate(letDraw);
  expect(await page.evaluate('location.pathname')).toBe('/regions');
  await page.clock.resume();
  free();
  await page.getByRole('heading', { level: 1, name: 'Regions' }).waitFor();
  await context.close();
});

test('JOB-3 a time to search from stands in its field at once, and its runs come after it', async () => {
  const { page, context } = await visit(at, '/runs');
  await page.locator('.table-row').first().waitFor();
  const { promise: isFree, resolve: free } = Promise.withResolvers<void>();
  await context.route(/\/v1\/runs\?.*from=/, async (route) => {
    await isFree;
    await route.continue();
  });
  expect(await page.evaluate(`(${putInto})('.time-field input', '2026-03-06T10:00')`)).toBe('2026-03-06T10:00');
  free();
  await page.waitForURL(/from=2026-03-06/);
  await page.locator('.filters').waitFor();
  expect(await page.getByLabel('From', { exact: true }).inputValue()).toBe('2026-03-06T10:00');
  await context.close();
});

test('home says which plans failed in the last day', async () => {
  const { page, context } = await visit(at, '/');
  await page.locator('.home-needs').getByText('Plan nightly has failed').first().waitFor();
  await context.close();
});

declare const document: { readonly activeElement: { getAttribute(name: string): string | null } | null };
