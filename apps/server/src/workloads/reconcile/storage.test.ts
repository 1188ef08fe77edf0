import { expect, test } from 'vitest';
import { startTestPlatform } from '../../../test/platform.ts';
import { SYSTEM } from '../../platform/caller.ts';
import { scheduleWork, startWork } from '../../platform/work.ts';
import { insertFile } from '../store/files.ts';
import { storageReconciler, storageWork } from './storage.ts';

test('what an organization has lying there is told for each hour once, also for hours in which no server ran', async () => {
  await using platform = await startTestPlatform(); // 02:00
  const { deps, clock, signals } = platform;
  const put = (organizationId: string, sizeBytes: number) =>
    deps.transaction(SYSTEM, (tx) =>
      insertFile(tx, organizationId, { sha256: `${sizeBytes}`.padStart(64, 'a'), sizeBytes, createdAt: clock.now() }),
    );
  const told = async () =>
    (
      await deps.pool.query<{ organization_id: string; facts: object }>(
        `select organization_id, facts from platform.event where type = 'workloads.storage_used' order by id`,
      )
    ).rows.map(({ organization_id, facts }) => ({ organizationId: organization_id, ...facts }));
  const bytes = { outputsBytes: 0, runLogsBytes: 0 };
  const serve = async () => {
    const work = startWork(deps, signals, [storageReconciler(deps)]);
    await deps.transaction(SYSTEM, (tx) => scheduleWork(tx, storageWork, 'all', clock.now()));
    await work.settle();
    return work;
  };
  clock.advance({ minutes: 10 });
  await put('org-1', 5);
  const work = await serve();
  expect(await told()).toEqual([]);
  clock.advance({ minutes: 50 });
  await work.settle();
  const first = {
    organizationId: 'org-1',
    filesBytes: 5,
    ...bytes,
    from: '2026-03-06T02:00:00Z',
    to: '2026-03-06T03:00:00Z',
  };
  expect(await told()).toEqual([first]);
  await work.stop();
  clock.advance({ hours: 4, minutes: 30 });
  await put('org-1', 7);
  await put('org-2', 9);
  const again = await serve();
  clock.advance({ minutes: 1 });
  await again.settle();
  expect(await told()).toEqual([
    first,
    { organizationId: 'org-1', filesBytes: 12, ...bytes, from: '2026-03-06T03:00:00Z', to: '2026-03-06T07:00:00Z' },
  ]);
  clock.advance({ minutes: 29 });
  await again.settle();
  expect((await told()).slice(2)).toEqual([
    { organizationId: 'org-1', filesBytes: 12, ...bytes, from: '2026-03-06T07:00:00Z', to: '2026-03-06T08:00:00Z' },
    { organizationId: 'org-2', filesBytes: 9, ...bytes, from: '2026-03-06T07:00:00Z', to: '2026-03-06T08:00:00Z' },
  ]);
  await again.stop();
});
