import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Id } from '@argosy/kernel/ids';
import { freshDatabase } from '../../../test/database.ts';
import { startTestHttpServer, temporaryHome } from '../../../test/http.ts';
import { aPlan } from '../../../test/plans.ts';
import { SYSTEM } from '../../platform/caller.ts';
import { noPhaseBegun } from '../domain/plan.ts';
import type { PlansDeps } from '../plans-deps.ts';
import { insertPlanRun } from '../store/plan-runs.ts';
import { insertOutputs, insertTransfers, markOutputBroughtOut } from '../store/plan-transfers.ts';
import { insertPlan } from '../store/plans.ts';
import { planRoutes } from './plan-routes.ts';

/** A server that knows a plan run with these outputs, `results/<name>`. */
async function withOutputs(files: Readonly<Record<string, string | Uint8Array>>) {
  const stack = new AsyncDisposableStack();
  const { connection } = stack.use(await freshDatabase());
  const home = stack.use(await temporaryHome());
  const nothing = { clusters: { find: async () => undefined } } as unknown as PlansDeps; // what is read only asks for this
  const bindings = (deps: object) => planRoutes({ ...nothing, ...deps });
  const server = stack.use(await startTestHttpServer({ connection, home, bindings }));
  const { deps } = server;
  const { organizationId } = (await server.ask('/v1/caller')).body as { organizationId: string };
  const createdAt = deps.clock.now();
  await deps.transaction(SYSTEM, async (tx) => {
    const plan = { id: 'pln-1' as Id<'plan'>, organizationId, name: 'nightly', spec: aPlan(), createdAt };
    await insertPlan(tx, { ...plan, scheduleState: 'none', scheduledThrough: undefined });
    await insertPlanRun(tx, {
      ...plan,
      id: 'prn-1' as Id<'plan_run'>,
      planId: plan.id,
      parameters: {},
      state: 'SUCCEEDED',
      reason: undefined,
      phases: noPhaseBegun,
      clusterId: undefined,
      keepCluster: false,
      killRequestedAt: undefined,
      scheduledFor: undefined,
      rerunOf: undefined,
      datesOf: undefined,
      anew: {},
      endedAt: createdAt,
    });
    await insertTransfers(tx, 'prn-1', [{ id: 'prn-1-out-0', direction: 'out', position: 0 }]);
    await mkdir(join(home.outputs, 'prn-1', 'results'), { recursive: true });
    for (const [name, content] of Object.entries(files)) {
      const path = `results/${name}`;
      await writeFile(join(home.outputs, 'prn-1', path), content);
      await insertOutputs(tx, 'prn-1', [
        { path, transferId: 'prn-1-out-0', hdfsPath: `/r/${name}`, sizeBytes: content.length },
      ]);
      await markOutputBroughtOut(tx, 'prn-1', { path, sha256: 'a'.repeat(64) });
    }
  });
  const ask = (what: string, path: string) =>
    server.ask(`/v1/plan-runs/prn-1/output${what}?path=${encodeURIComponent(path)}`);
  return { server, ask, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

const pngBytes = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0]);

test('JOB-2 what a job has written is never a page of ours: only an image that is one is sent as such', async () => {
  const script = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
  await using server = await withOutputs({ 'a.svg': script, 'a.html': script, 'b.png': script, 'c.png': pngBytes });
  for (const [name, type] of [
    ['a.svg', 'application/octet-stream'],
    ['a.html', 'application/octet-stream'],
    ['b.png', 'application/octet-stream'], // called an image, and none
    ['c.png', 'image/png'],
  ] as const) {
    const { status, headers } = await server.ask('', `results/${name}`);
    expect({ status, type: headers.get('content-type') }).toEqual({ status: 200, type });
    expect(headers.get('content-disposition')).toBe(`attachment; filename*=UTF-8''${name}`);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toBe('sandbox');
  }
});

test('JOB-2 a result is shown as a table; what was not brought out is not there, wherever a path leads', async () => {
  await using server = await withOutputs({ 'q1.csv': 'name,total\nCHINA,3\n' });
  expect(await server.ask('/preview', 'results/q1.csv')).toMatchObject({
    status: 200,
    body: { form: 'csv', sizeBytes: 19, columns: [{ name: 'name' }, { name: 'total' }], rows: [['CHINA', '3']] },
  });
  for (const path of ['results/q2.csv', 'results/../results/q1.csv', '../../secrets/key'])
    expect(await server.ask('/preview', path)).toMatchObject({ status: 404, body: { code: 'output_not_found' } });
});

test("JOB-2 a schedule tells its next times in its zone before it is anybody's, or what is wrong with it", async () => {
  await using at = await withOutputs({});
  const preview = (body: object) => at.server.ask('/v1/schedules/preview', { method: 'POST', body });
  const good = await preview({ cron: '30 2 * * *', timeZone: 'Asia/Shanghai' });
  expect(good).toMatchObject({ status: 200, body: { timeZone: 'Asia/Shanghai' } });
  expect(good.body.nextTimes).toHaveLength(10);
  expect(good.body.nextTimes[0]).toMatch(/T18:30:00Z$/);
  for (const wrong of [
    { cron: '61 * * * *' },
    { cron: '@daily' },
    { cron: '0 0 30 2 *' },
    { cron: '0 * * * *', timeZone: 'Mars' },
  ])
    expect(await preview(wrong)).toMatchObject({ status: 422, body: { code: 'schedule_invalid' } });
});
