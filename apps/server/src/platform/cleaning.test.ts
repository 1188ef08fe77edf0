import { expect, test } from 'vitest';
import { startTestPlatform } from '../../test/platform.ts';
import { SYSTEM } from './caller.ts';
import { cleaningReconciler } from './cleaning.ts';
import { publish } from './events.ts';
import { startWork } from './work.ts';

test('keys of requests are kept for two days, and then cleared away', async () => {
  await using platform = await startTestPlatform();
  const { deps, signals, clock } = platform;
  const keys = async () =>
    (await deps.pool.query('select key from platform.idempotency_key')).rows.map((row) => row.key);
  const insert = (name: string) =>
    deps.pool.query(
      `insert into platform.idempotency_key (organization_id, key, operation, request_hash, created_at)
       values ('org-1', $1, 'lamp_make', 'h', $2)`,
      [name, clock.now().toString()],
    );
  await insert('old');
  clock.advance({ hours: 47 });
  await insert('young');
  const cleaning = cleaningReconciler(deps);
  await cleaning.begin?.();
  const work = startWork(deps, signals, [cleaning]);
  await work.settle();
  expect(await keys()).toEqual(['old', 'young']);
  clock.advance({ hours: 1, seconds: 1 });
  await work.settle();
  expect(await keys()).toEqual(['young']);
  await work.stop();
});

test('facts are kept for 400 days, and longer while somebody has still to hear them', async () => {
  await using platform = await startTestPlatform();
  const { deps, signals, clock } = platform;
  const publishLit = (subject: string) =>
    deps.transaction(SYSTEM, (tx) =>
      publish(tx, clock, { type: 'lamps.lamp_lit', organizationId: 'org-1', subject, facts: {} }),
    );
  const kept = async () =>
    (await deps.pool.query('select subject from platform.event order by id')).rows.map((row) => row.subject);
  await deps.pool.query(`insert into platform.subscription values ('desk.on_lamp', 'lamps.lamp_lit')`);
  await publishLit('unheard');
  await deps.pool.query('delete from platform.subscription');
  await publishLit('old');
  clock.advance({ hours: 24 * 399 });
  await publishLit('young');
  const cleaning = cleaningReconciler(deps);
  await cleaning.begin?.();
  const work = startWork(deps, signals, [cleaning]);
  await work.settle();
  expect(await kept()).toEqual(['unheard', 'old', 'young']);
  clock.advance({ hours: 25 });
  await work.settle();
  expect(await kept()).toEqual(['unheard', 'young']);
  await work.stop();
});
