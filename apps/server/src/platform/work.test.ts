import { expect, test } from 'vitest';
import { plusMs, systemClock } from '@argosy/kernel/time';
import { startTestPlatform } from '../../test/platform.ts';
import { SYSTEM } from './caller.ts';
import { LeaseLost, requireLease, scheduleWork, startWork, type WorkItem } from './work.ts';

test('a thing that is due is looked at once, and again when its round said so', async () => {
  await using platform = await startTestPlatform();
  const { deps, signals, clock } = platform;
  const rounds: string[] = [];
  const work = startWork(deps, signals, [
    {
      kind: 'lamp',
      concurrency: 2,
      round: async (item) => {
        rounds.push(`${item.key} at ${clock.now().toString()}`);
        return rounds.length === 1 ? plusMs(clock.now(), 60_000) : undefined;
      },
    },
  ]);
  await deps.transaction(SYSTEM, (tx) => scheduleWork(tx, 'lamp', 'one', clock.now()));
  await work.settle();
  await work.settle();
  expect(rounds).toEqual(['one at 2026-03-06T02:00:00Z']);
  clock.advance({ seconds: 60 });
  await work.settle();
  expect(rounds).toEqual(['one at 2026-03-06T02:00:00Z', 'one at 2026-03-06T02:01:00Z']);
  const { rows } = await deps.pool.query('select * from platform.work');
  expect(rows).toEqual([]);
  await work.stop();
});

test('a wish that comes during a round is followed by another round', async () => {
  await using platform = await startTestPlatform();
  const { deps, signals, clock } = platform;
  let rounds = 0;
  const work = startWork(deps, signals, [
    {
      kind: 'lamp',
      concurrency: 1,
      round: async (item) => {
        rounds += 1;
        if (rounds === 1) await deps.transaction(SYSTEM, (tx) => scheduleWork(tx, 'lamp', item.key, clock.now()));
        return undefined;
      },
    },
  ]);
  await deps.transaction(SYSTEM, (tx) => scheduleWork(tx, 'lamp', 'one', clock.now()));
  await work.settle();
  expect(rounds).toBe(2);
  await work.stop();
});

test('a round that throws is done again, later each time, and does not hold up another', async () => {
  await using platform = await startTestPlatform();
  const { deps, signals, clock } = platform;
  const seen: string[] = [];
  const work = startWork(deps, signals, [
    {
      kind: 'lamp',
      concurrency: 1,
      round: async (item) => {
        seen.push(`${item.key} ${item.failures}`);
        if (item.key === 'bad') throw new Error('no light: \0'); // as a program may have said it
        return undefined;
      },
    },
  ]);
  await deps.transaction(SYSTEM, async (tx) => {
    await scheduleWork(tx, 'lamp', 'bad', clock.now());
    await scheduleWork(tx, 'lamp', 'good', clock.now());
  });
  await work.settle();
  expect(seen.toSorted()).toEqual(['bad 0', 'good 0']);
  clock.advance({ milliseconds: 250 });
  await work.settle();
  expect(seen.at(-1)).toBe('bad 1');
  clock.advance({ milliseconds: 250 });
  await work.settle();
  expect(seen.filter((each) => each.startsWith('bad'))).toHaveLength(2); // twice 0.2 s, by a quarter more or less, is not over
  const { rows } = await deps.pool.query('select failures, last_error from platform.work');
  expect(rows).toEqual([{ failures: 2, last_error: 'no light: \uFFFD' }]);
  await work.stop();
});

test('two servers take each thing once between them', async () => {
  await using platform = await startTestPlatform({ clock: systemClock });
  const { deps, signals } = platform;
  const taken: string[] = [];
  const reconciler = {
    kind: 'lamp',
    concurrency: 5,
    round: async (item: WorkItem) => {
      taken.push(item.key);
      return undefined;
    },
  };
  await deps.transaction(SYSTEM, async (tx) => {
    for (let each = 0; each < 200; each += 1) await scheduleWork(tx, 'lamp', `lamp-${each}`, systemClock.now());
  });
  const servers = [startWork(deps, signals, [reconciler]), startWork(deps, signals, [reconciler])];
  await Promise.all(servers.map((each) => each.settle()));
  await Promise.all(servers.map((each) => each.stop()));
  expect(taken).toHaveLength(200);
  expect(new Set(taken).size).toBe(200);
});

test('a round that is late with its lease is not begun a second time by its own process', async () => {
  await using platform = await startTestPlatform();
  const { deps, signals, clock } = platform;
  const begun = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  let rounds = 0;
  const work = startWork(deps, signals, [
    {
      kind: 'lamp',
      concurrency: 2,
      round: async () => {
        rounds += 1;
        begun.resolve();
        await goOn.promise;
        return undefined;
      },
    },
  ]);
  await deps.transaction(SYSTEM, (tx) => scheduleWork(tx, 'lamp', 'one', clock.now()));
  await begun.promise;
  clock.advance({ seconds: 60 });
  await deps.transaction(SYSTEM, (tx) => scheduleWork(tx, 'lamp', 'two', clock.now())); // makes it look
  await expect.poll(() => rounds).toBe(2);
  await deps.nextEvent('nothing', 1500); // the timer that looks for abandoned rows has passed
  goOn.resolve();
  await work.settle();
  expect(rounds).toBe(2);
  await work.stop();
});

test('when an owner dies its work is taken over after the lease, and what it still tries to record is refused', async () => {
  await using platform = await startTestPlatform();
  const { deps, signals, clock } = platform;
  const begun = Promise.withResolvers<WorkItem>();
  const goOn = Promise.withResolvers<void>();
  const stoppedAt = clock.now(); // its clock stands still: however late its timers run, it cannot prolong its lease
  const dead = startWork({ ...deps, clock: { now: () => stoppedAt } }, signals, [
    {
      kind: 'lamp',
      concurrency: 1,
      round: async (item) => {
        begun.resolve(item);
        await goOn.promise; // it hangs here, as a process that was stopped would
        return undefined;
      },
    },
  ]);
  await deps.transaction(SYSTEM, (tx) => scheduleWork(tx, 'lamp', 'one', clock.now()));
  const first = await begun.promise;
  clock.advance({ seconds: 6 });
  const fences: bigint[] = [];
  const heir = startWork(deps, signals, [
    {
      kind: 'lamp',
      concurrency: 1,
      round: async (item) => {
        await deps.transaction(SYSTEM, (tx) => requireLease(tx, item));
        fences.push(item.fence);
        return undefined;
      },
    },
  ]);
  await heir.settle();
  expect(fences).toEqual([first.fence + 1n]);
  await expect(deps.transaction(SYSTEM, (tx) => requireLease(tx, first))).rejects.toThrow(LeaseLost);
  goOn.resolve();
  await dead.stop();
  await heir.stop();
});

test('a taking that a crash of the database lost is not done twice at a time, and its round can record nothing', async () => {
  await using platform = await startTestPlatform();
  const { deps, signals, clock } = platform;
  const begun = Promise.withResolvers<WorkItem>();
  const goOn = Promise.withResolvers<void>();
  const rounds: string[] = [];
  let count = 0;
  const work = startWork(deps, signals, [
    {
      kind: 'lamp',
      concurrency: 2,
      round: async (item) => {
        count += 1;
        if (count === 1) {
          begun.resolve(item);
          await goOn.promise;
        }
        const lost = await begun.promise;
        const record = deps.transaction(SYSTEM, (tx) => requireLease(tx, lost));
        const outcome = await record.then(
          () => 'recorded',
          () => 'refused',
        );
        rounds.push(`${item.key}: ${outcome}`);
        return undefined;
      },
    },
  ]);
  await deps.transaction(SYSTEM, (tx) => scheduleWork(tx, 'lamp', 'one', clock.now()));
  await begun.promise;
  // What a crash leaves that comes before the taking is on disk: the row as it was, due, and with the fence it had.
  await deps.pool.query(
    `update platform.work set holder = null, lease_until = null, fence = fence - 1, look_at = '2026-03-06T02:00:00Z'`,
  );
  await deps.transaction(SYSTEM, (tx) => scheduleWork(tx, 'lamp', 'two', clock.now())); // makes it look
  await expect.poll(() => rounds).toEqual(['two: refused']);
  goOn.resolve();
  await work.settle();
  expect(rounds).toEqual(['two: refused', 'one: refused', 'one: refused']); // also once the row is taken anew
  await work.stop();
});
