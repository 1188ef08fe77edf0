// What is seen is so now and of all there is: figures of the home page and of the header, a page that was reached by a name, and
// what is said when the stream of facts has ended.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '@argosy/kernel/time';
import { publish } from '../../apps/server/src/platform/events.ts';
import { signIn, startTestConsole, type TestConsole, visit } from './kit.ts';

let at: TestConsole;
beforeAll(async () => {
  at = await startTestConsole();
  await make('stays'); // so that there are figures
});
afterAll(() => at[Symbol.asyncDispose]());

const make = async (name: string): Promise<string> => {
  const body = { name, components: ['hdfs'], nodeGroups: [{ role: 'master', machineType: 'local.small' }] };
  return (await at.ask('/v1/clusters', { method: 'POST', body })).body.id;
};

/** Writes that a cluster is gone, as its reconciler would have, and publishes the fact. */
async function letGo(clusterId: string): Promise<void> {
  const { pool } = at.database;
  await pool.query('update clusters.node set ended_at = now() where cluster_id = $1', [clusterId]);
  const { rows } = await pool.query<{ organization_id: string; name: string }>(
    `update clusters.cluster set state = 'TERMINATED', ended_at = now() where id = $1 returning organization_id, name`,
    [clusterId],
  );
  const organizationId = rows[0]?.organization_id ?? '';
  const facts = { clusterId, name: rows[0]?.name };
  await publish(pool, systemClock, { type: 'clusters.cluster_terminated', organizationId, subject: clusterId, facts });
}

test('home says what runs, and says it anew when a cluster has come or gone', async () => {
  const cluster = await make('comes');
  const { page, context } = await visit(at, '/');
  const figures = async () => (await page.locator('.home-runs .figure-value').allInnerTexts()).slice(0, 2);
  await expect.poll(figures).toEqual(['0', '0']);
  await at.letRun(cluster);
  await expect.poll(figures).toEqual(['1', '1']);
  await letGo(cluster);
  await expect.poll(figures).toEqual(['0', '0']);
  await context.close();
});

test('RAM-1 who sees none of the newest facts follows from these on, and still sees what changed before', async () => {
  const cluster = await make('seen');
  const { body: policy } = await at.ask('/v1/policies', {
    method: 'POST',
    body: {
      name: 'sees-clusters',
      document: { Version: '1', Statement: [{ Effect: 'Allow', Action: ['platform:*', 'clusters:*'], Resource: '*' }] },
    },
  });
  const { body: user } = await at.ask('/v1/users', { method: 'POST', body: { name: 'li', policies: [policy.id] } });
  const { organizationId } = (await at.ask('/v1/caller')).body;
  for (let count = 0; count < 60; count += 1) {
    const fact = { type: 'identity.group_updated', organizationId, subject: 'grp-1', facts: {} };
    await publish(at.database.pool, systemClock, fact);
  }
  const { page, context } = await visit(at, '/sign-in', { key: '' });
  await signIn(at, context, user.id);
  const asked = page.waitForRequest((request) => request.url().includes('/v1/events/stream'));
  await page.goto('/clusters');
  const after = new URL((await asked).url()).searchParams.get('after');
  expect(after).toMatch(/^\d+\.\d+$/);
  const { rows } = await at.database.pool.query<{ count: string }>(
    'select count(*) from platform.event where id > $1',
    [after?.split('.')[1]],
  );
  expect(Number(rows[0]?.count)).toBeLessThan(10);
  const row = page.locator('.table-row', { hasText: 'seen' });
  await row.waitFor();
  await at.letRun(cluster);
  await row.getByText('Running').waitFor({ timeout: 10_000 }); // without the stream nothing changes for thirty seconds
  await page.goto('/');
  await page.locator('.event-line', { hasText: 'seen' }).first().waitFor();
  await letGo(cluster);
  await context.close();
});

test('CLU-1 the form of a cluster says how much memory is free, anew when another is released meanwhile', async () => {
  const cluster = await make('makes-room');
  const { page, context } = await visit(at, '/clusters/create');
  const said = page.locator('.beside').getByText(/ free\b/);
  await said.waitFor();
  const before = await said.innerText();
  await letGo(cluster);
  await expect.poll(() => said.innerText()).not.toBe(before);
  const other = await context.newPage(); // asks for itself
  await other.goto('/clusters/create');
  await expect
    .poll(() =>
      other
        .locator('.beside')
        .getByText(/ free\b/)
        .innerText(),
    )
    .toBe(await said.innerText());
  await context.close();
});

test('a page that is reached by a name gets the address of its id, and changes by itself', async () => {
  const cluster = await make('by-name');
  const { page, context } = await visit(at, '/clusters/by-name');
  await page.waitForURL(`**/clusters/${cluster}`);
  await page.locator('.page-lead').getByText('Starting').first().waitFor();
  await at.letRun(cluster);
  await page.locator('.page-lead').getByText('Running').first().waitFor();
  await page.goto('/clusters/by-name/configuration?node=master-1');
  await page.waitForURL(`**/clusters/${cluster}/configuration?node=master-1`);

  const resources = { memoryMb: 64 };
  const job = { kind: 'shell', name: 'greet', command: 'true', resources };
  const { body: made } = await at.ask('/v1/jobs', { method: 'POST', body: job });
  await page.goto('/jobs/greet');
  await page.waitForURL(`**/jobs/${made.id}`);
  const spec = { name: 'nightly', cluster: { name: 'by-name' }, jobs: [job] };
  const { body: plan } = await at.ask('/v1/plans', { method: 'POST', body: { spec } });
  await page.goto('/plans/nightly/change');
  await page.waitForURL(`**/plans/${plan.id}/change`);
  await letGo(cluster);
  await context.close();
});

test('when the server fails at the stream, it is said that pages do not change, and the stream is tried again', async () => {
  const { page, context } = await visit(at, '/sign-in');
  const detail = 'The server could not do this.';
  const problem = {
    status: 500,
    code: 'internal_error',
    title: detail,
    detail,
    facts: {},
    retryable: false,
    instance: 'req-1',
  };
  await page.route('**/v1/events/stream*', (route) =>
    route.fulfill({ status: 500, contentType: 'application/problem+json', body: JSON.stringify(problem) }),
  );
  await page.goto('/clusters');
  const said = page.getByText('does not change by itself just now');
  await said.waitFor();
  const cluster = await make('meanwhile');
  await page.unroute('**/v1/events/stream*');
  await page.locator('.table-row', { hasText: 'meanwhile' }).waitFor();
  await said.waitFor({ state: 'detached' });
  await at.letRun(cluster);
  await page.locator('.table-row', { hasText: 'meanwhile' }).getByText('Running').waitFor();
  await letGo(cluster);
  await context.close();
});

test('a page that could not be shown is asked for anew by its button', async () => {
  const { page, context } = await visit(at, '/sign-in');
  await page.route('**/v1/groups?*', (route) => route.fulfill({ status: 500, body: 'of something between them' }));
  await page.goto('/groups');
  const again = page.getByRole('button', { name: 'Try again' });
  await again.click();
  await again.waitFor();
  await page.unroute('**/v1/groups?*');
  await again.click();
  await page.getByRole('heading', { level: 1, name: 'Groups' }).waitFor();
  await context.close();
});

test('home and header count all there is, not what the first page of a list holds', async () => {
  const { rows } = await at.database.pool.query<{ id: string }>(
    `select id from clusters.cluster where name <> 'stays' and ended_at is null`,
  );
  for (const { id } of rows) await letGo(id); // of a test that has failed before
  await at.database.pool.query(
    `insert into clusters.cluster
     select (jsonb_populate_record(one, jsonb_build_object('id', 'c-zzzzzzzzzzzzzzzzzz' || to_char(n, 'FM00'),
               'name', 'many-' || n, 'slot', 100 + n, 'state', 'RUNNING'))).*
       from clusters.cluster as one, generate_series(1, 55) as n where one.name = 'stays'`,
  );
  const { page, context } = await visit(at, '/');
  await expect.poll(() => page.locator('.home-runs .figure-value').first().innerText()).toBe('55');
  await page.getByRole('button', { name: '1 operation under way' }).click();
  await page.getByRole('link', { name: 'Cluster stays is being made' }).waitFor();
  await context.close();
});
