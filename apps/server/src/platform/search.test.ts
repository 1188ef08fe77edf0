import { expect, test } from 'vitest';
import { jobSpec } from '@argosy/contract/workloads/job-spec';
import type { SearchHit } from '@argosy/contract/platform/operations';
import { freshDatabase } from '../../test/database.ts';
import { startTestHttpServer, temporaryHome } from '../../test/http.ts';
import { aPlan } from '../../test/plans.ts';
import { clusterSearches } from '../clusters/search-clusters.ts';
import { insertFile } from '../workloads/store/files.ts';
import { insertJob } from '../workloads/store/jobs.ts';
import { insertPlan } from '../workloads/store/plans.ts';
import { insertRun } from '../workloads/store/runs.ts';
import { identitySearches } from '../identity/search-people.ts';
import { workloadSearches } from '../workloads/search-workloads.ts';
import { SYSTEM } from './caller.ts';
import type { SearchSource } from './search.ts';

const sha256 = 'abcd'.repeat(16);

test('RAM-2 a search finds by a part of the name or the beginning of an id, the best first, what one may see and no other', async () => {
  await using database = await freshDatabase();
  await using home = await temporaryHome();
  const searches: readonly SearchSource[] = [...clusterSearches, ...workloadSearches];
  await using server = await startTestHttpServer({ connection: database.connection, home, searches });
  const { deps } = server;
  const { organizationId: own } = (await server.ask('/v1/caller')).body as { organizationId: string };
  const createdAt = deps.clock.now();
  await deps.transaction(SYSTEM, async (tx) => {
    for (const organizationId of [own, 'org-other']) {
      const id = deps.newId('job');
      const file = { name: 'Load_Orders.sh', sha256 };
      const spec = jobSpec.parse({ kind: 'shell', name: 'load-orders', command: 'true', files: [file] });
      await insertFile(tx, organizationId, { sha256, sizeBytes: 1, createdAt });
      await insertJob(tx, { id, organizationId, name: spec.name, spec, version: 1, createdAt, changedAt: undefined });
      await insertPlan(tx, {
        id: deps.newId('plan'),
        organizationId,
        name: 'nightly-load-orders',
        spec: aPlan({ name: 'nightly-load-orders' }),
        scheduleState: 'none',
        scheduledThrough: undefined,
        createdAt,
      });
      for (let run = 0; run < 30; run += 1) {
        const runId = deps.newId('run');
        await insertRun(tx, {
          id: runId,
          organizationId,
          jobId: id,
          planRunId: undefined,
          clusterId: 'c',
          spec,
          submittedAt: createdAt,
        });
      }
    }
  });
  const find = async (text: string, key?: string) => {
    const asked = await server.ask(`/v1/search?text=${encodeURIComponent(text)}&limit=12`, key ? { key } : {});
    expect(asked.status).toBe(200);
    return (asked.body as { items: SearchHit[] }).items;
  };
  const hits = await find('Load-Orders');
  expect(hits.map(({ kind }) => kind)).toEqual(['job', 'run', 'run', 'run', 'run', 'plan']);
  expect((await find('load_o')).map(({ kind, id, name }) => `${kind} ${id} ${name}`)).toEqual([
    `file ${sha256} Load_Orders.sh`,
  ]);
  expect((await find('abcdabcd')).map(({ kind }) => kind)).toEqual(['file']);
  expect((await find('6.0')).map(({ kind, id }) => `${kind} ${id}`)).toContain('release 6.0.0');
  expect((await find(hits[0]?.id ?? '')).map(({ name }) => name)).toEqual(['load-orders']);
  expect((await find('run-')).every(({ kind }) => kind === 'run')).toBe(true);
  for (const none of ['%', '_oad', "'; --", '\\']) expect(await find(none)).toEqual([]);

  const permissions = ['platform:Search', 'workloads:GetPlan'];
  const limited = await server.ask('/v1/access-keys', { method: 'POST', body: { permissions } });
  expect((await find('load', limited.body.secret)).map(({ kind }) => kind)).toEqual(['plan']);
});

test('RAM-2 a search finds users, groups, roles and policies of one’s organization, which one may read', async () => {
  await using database = await freshDatabase();
  await using home = await temporaryHome();
  await using server = await startTestHttpServer({ connection: database.connection, home, searches: identitySearches });
  const post = async (path: string, body: object) => {
    const made = await server.ask(path, { method: 'POST', body });
    expect(made.status).toBe(200);
    return made.body;
  };
  const group = await post('/v1/groups', { name: 'Night-shift' });
  const user = await post('/v1/users', { name: 'li.na', displayName: 'Li Na', email: 'li.na@example.com' });
  await post('/v1/roles', { name: 'night-watch' });
  const gone = await post('/v1/users', { name: 'night-owl' });
  expect((await server.ask(`/v1/users/${gone.id}`, { method: 'DELETE' })).status).toBeLessThan(300);
  const document = { Version: '1', Statement: [{ Effect: 'Allow', Action: ['clusters:List*'], Resource: ['*'] }] };
  await post('/v1/policies', { name: 'night-reading', document });
  await post('/v1/organizations', { name: 'Harbour', alias: 'harbour' });

  const find = async (text: string, key?: string) => {
    const asked = await server.ask(`/v1/search?text=${encodeURIComponent(text)}`, key === undefined ? {} : { key });
    expect(asked.status).toBe(200);
    return (asked.body as { items: SearchHit[] }).items.map(({ kind, name }) => `${kind} ${name}`);
  };
  expect(await find('NIGHT')).toEqual(['group Night-shift', 'role night-watch', 'policy night-reading']);
  for (const text of ['li na', 'li.na', 'li.na@exa', user.id]) expect(await find(text)).toEqual(['user Li Na (li.na)']);
  expect(await find(group.id)).toEqual(['group Night-shift']);
  expect(await find('argosyread')).toEqual(['policy ArgosyReadOnlyAccess']);
  expect(await find('owner')).toEqual(['user owner']); // and not the one of the harbour

  const permissions = ['platform:Search', 'identity:GetRole'];
  const { secret } = await post('/v1/access-keys', { permissions });
  expect(await find('night', secret)).toEqual(['role night-watch']);
});
