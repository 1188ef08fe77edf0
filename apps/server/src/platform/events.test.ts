import { expect, test } from 'vitest';
import { startTestPlatform } from '../../test/platform.ts';
import { SYSTEM } from './caller.ts';
import type { PlatformDeps } from './deps.ts';
import { needsSomebody } from '@argosy/contract/platform/needs-somebody';
import { type HeardEvent, listEvents, listNewestEvents, publish, startDeliveries } from './events.ts';

const lit = (subject: string, key?: string) => ({
  type: 'lamps.lamp_lit',
  organizationId: 'org-1',
  subject,
  facts: { colour: 'red' },
  ...(key === undefined ? {} : { key }),
});

/** The feed comes to hold facts of these types: it lags behind the oldest open transaction of the whole server, and other
 *  tests have theirs on it. */
const feedHolds = (deps: PlatformDeps, types: readonly string[]) =>
  expect
    .poll(async () =>
      (await deps.read(SYSTEM, (tx) => listEvents(tx, { organizationId: 'org-1', limit: 10 }))).map(
        (each) => each.type,
      ),
    )
    .toEqual(types);

test('a fact is heard once by each who hears its type, also when hearing failed before', async () => {
  await using platform = await startTestPlatform();
  const { deps, signals, clock } = platform;
  const heard: string[] = [];
  let fails = 1;
  const deliveries = await startDeliveries(deps, signals, [
    {
      name: 'desk.on_lamp',
      types: ['lamps.lamp_lit'],
      hear: async (_tx, event) => void heard.push(`desk ${event.subject}`),
    },
    {
      name: 'log.on_lamp',
      types: ['lamps.lamp_lit'],
      hear: async (_tx, event) => {
        if (fails-- > 0) throw new Error('not now');
        heard.push(`log ${event.subject}`);
      },
    },
    { name: 'log.on_other', types: ['lamps.lamp_broken'], hear: async () => void heard.push('wrong') },
  ]);
  await deps.transaction(SYSTEM, (tx) => publish(tx, clock, lit('a')));
  await deliveries.settle();
  expect(heard).toEqual(['desk a']);
  clock.advance({ seconds: 1 });
  await deliveries.settle();
  expect(heard).toEqual(['desk a', 'log a']);
  await deliveries.stop();
});

test('what hearing did goes back together with a delivery that failed', async () => {
  await using platform = await startTestPlatform();
  const { deps, signals, clock } = platform;
  let tries = 0;
  const deliveries = await startDeliveries(deps, signals, [
    {
      name: 'lamps.on_lit',
      types: ['lamps.lamp_lit'],
      hear: async (tx, event: HeardEvent) => {
        tries += 1;
        await publish(tx, clock, { ...lit(event.subject), type: 'lamps.lamp_counted' });
        if (tries === 1) throw new Error('after the effect');
      },
    },
  ]);
  await deps.transaction(SYSTEM, (tx) => publish(tx, clock, lit('a')));
  await deliveries.settle();
  clock.advance({ seconds: 1 });
  await deliveries.settle();
  await feedHolds(deps, ['lamps.lamp_lit', 'lamps.lamp_counted']);
  expect(tries).toBe(2);
  await deliveries.stop();
});

test('a fact with a derived key is published once', async () => {
  await using platform = await startTestPlatform();
  const { deps, clock } = platform;
  const publishIt = () => deps.transaction(SYSTEM, (tx) => publish(tx, clock, lit('a', 'lamp/a/1')));
  expect(await publishIt()).toBe('published');
  expect(await publishIt()).toBe('already_published');
  await feedHolds(deps, ['lamps.lamp_lit']);
});

test('the feed waits for a transaction that is still open, so that its fact is not passed over', async () => {
  await using platform = await startTestPlatform();
  const { deps, clock } = platform;
  const written = Promise.withResolvers<void>();
  const commit = Promise.withResolvers<void>();
  const slow = deps.transaction(SYSTEM, async (tx) => {
    await publish(tx, clock, lit('early'));
    written.resolve();
    await commit.promise;
  });
  await written.promise;
  await deps.transaction(SYSTEM, (tx) => publish(tx, clock, lit('late')));
  const read = (after?: string) =>
    deps.read(SYSTEM, (tx) => listEvents(tx, { organizationId: 'org-1', after, limit: 10 }));
  expect(await read()).toEqual([]);
  commit.resolve();
  await slow;
  await feedHolds(deps, ['lamps.lamp_lit', 'lamps.lamp_lit']);
  const [first, second] = await read();
  expect([first?.subject, second?.subject]).toEqual(['early', 'late']);
  expect((await read(first?.id)).map((each) => each.subject)).toEqual(['late']);
});

test('the newest facts come first, page by page, without those that are only metered', async () => {
  await using platform = await startTestPlatform();
  const { deps, clock } = platform;
  const facts = ['a', 'b', 'c', 'd'].map((subject) => lit(subject));
  for (const fact of [...facts, { ...lit('e'), type: 'lamps.lamp_used' }])
    await deps.transaction(SYSTEM, (tx) => publish(tx, clock, fact));
  const read = (after?: string) =>
    deps.read(SYSTEM, (tx) => listNewestEvents(tx, { organizationId: 'org-1', after, limit: 2 }));
  await expect.poll(async () => (await read()).map(({ subject }) => subject)).toEqual(['d', 'c']);
  const [, last] = await read();
  expect((await read(last?.id)).map(({ subject }) => subject)).toEqual(['b', 'a']);
  const ofAnother = { organizationId: 'org-2', limit: 10 };
  expect(await deps.read(SYSTEM, (tx) => listNewestEvents(tx, ofAnother))).toEqual([]);
  await deps.transaction(SYSTEM, (tx) => publish(tx, clock, { ...lit('f'), type: 'fans.fan_began' }));
  const ofModules = async (modules: string) =>
    (await deps.read(SYSTEM, (tx) => listNewestEvents(tx, { organizationId: 'org-1', modules, limit: 2 }))).map(
      ({ subject }) => subject,
    );
  await expect.poll(() => ofModules('fans,none')).toEqual(['f']);
  expect(await ofModules('lamps')).toEqual(['d', 'c']);
  expect(await ofModules('fans,lamps')).toEqual(['f', 'd']);
});

test('what somebody should look at is found among much else, and is the same for the database and for who has the fact', async () => {
  await using platform = await startTestPlatform();
  const { deps, clock } = platform;
  const needing = [
    { type: 'lamps.lamp_failed', facts: {} },
    { type: 'lamps.lamp_lost', facts: {} },
    { type: 'lamps.lamp_ended_with_errors', facts: {} },
    { type: 'lamps.lamp_ended', facts: { state: 'FAILED' } },
    { type: 'lamps.lamp_ended', facts: { state: 'LOST' } },
  ];
  const others = [
    { type: 'lamps.lamp_ended', facts: { state: 'SUCCEEDED' } },
    { type: 'lamps.lamp_progressed', facts: { state: 'failed' } },
    { type: 'lamps.lamp_failed_over', facts: { state: null } },
  ];
  for (const fact of [...others, ...needing, ...others])
    await deps.transaction(SYSTEM, (tx) => publish(tx, clock, { ...lit('a'), ...fact }));
  const found = async () => {
    const asked = { organizationId: 'org-1', needsSomebody: true, limit: 10 };
    const [oldest, newest] = await Promise.all(
      [listEvents, listNewestEvents].map((list) => deps.read(SYSTEM, (tx) => list(tx, asked))),
    );
    expect(newest?.toReversed()).toEqual(oldest);
    return oldest?.map(({ type, facts }) => ({ type, facts }));
  };
  await expect.poll(found).toEqual(needing);
  expect(needing.map(needsSomebody)).not.toContain(false);
  expect(others.map(needsSomebody)).not.toContain(true);
});

test('RAM-2 the feed of one organization does not show the facts of another', async () => {
  await using platform = await startTestPlatform();
  const { deps, clock } = platform;
  await deps.transaction(SYSTEM, (tx) => publish(tx, clock, lit('a')));
  expect(await deps.read(SYSTEM, (tx) => listEvents(tx, { organizationId: 'org-2', limit: 10 }))).toEqual([]);
});

test('RAM-2 what happens to the machine itself is heard by everybody, once, in its place among their own', async () => {
  await using platform = await startTestPlatform();
  const { deps } = platform;
  for (const organizationId of ['org-a', '', 'org-b', 'org-a'])
    await deps.transaction(SYSTEM, (tx) =>
      publish(tx, deps.clock, { ...lit(organizationId), organizationId, type: 'test.happened' }),
    );
  const listed = async (organizationId: string, list = listEvents, asked: { after?: string; limit?: number } = {}) =>
    deps.read({ organizationId }, (tx) => list(tx, { organizationId, limit: 10, ...asked }));
  const subjects = async (...asked: Parameters<typeof listed>) =>
    (await listed(...asked)).map(({ subject }) => subject);
  await expect.poll(() => subjects('org-a')).toEqual(['org-a', '', 'org-a']);
  expect(await subjects('org-b')).toEqual(['', 'org-b']);
  expect(await subjects('org-b', listNewestEvents)).toEqual(['org-b', '']);
  expect(await subjects('org-none')).toEqual(['']);
  const [first] = await listed('org-a', listEvents, { limit: 1 });
  expect(await subjects('org-a', listEvents, { after: first?.id ?? '', limit: 1 })).toEqual(['']);
});

test('who waits for a subject is woken by its fact, from any connection', async () => {
  await using platform = await startTestPlatform();
  const { deps, clock } = platform;
  const woken = deps.nextEvent('a', 20_000);
  await deps.transaction(SYSTEM, (tx) => publish(tx, clock, lit('a')));
  await woken; // the test would run into its own deadline otherwise
});
