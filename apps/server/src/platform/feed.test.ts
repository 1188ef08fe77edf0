// One reader for all who follow: each hears its own, once and in order, however far behind it is; the database is asked as often
// as if one followed.
import { expect, test } from 'vitest';
import { systemClock } from '@argosy/kernel/time';
import { startTestPlatform, type TestPlatform } from '../../test/platform.ts';
import { SYSTEM } from './caller.ts';
import { publish } from './events.ts';
import { type Feed, openFeed } from './feed.ts';

const organizations = ['org-1', 'org-2', 'org-3'];

const happen = ({ deps }: TestPlatform, organizationId: string, subject: string) =>
  publish(deps.pool, systemClock, { type: 'lamps.lamp_lit', organizationId, subject, facts: {} });

/** Follows until the fact about `last`; answers with what it was about. */
async function hear(
  feed: Feed,
  organizationId: string,
  {
    after = '0.0',
    last = 'last',
    subject,
    pageMs = 0,
  }: Partial<Record<'after' | 'last' | 'subject', string>> & { pageMs?: number },
): Promise<readonly string[]> {
  const stop = new AbortController();
  const heard: string[] = [];
  const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(30_000)]);
  for await (const { events } of feed.follow({ organizationId, subject, after, signal })) {
    heard.push(...events.map((event) => event.subject));
    if (heard.at(-1) === last) stop.abort();
    if (pageMs > 0) await new Promise((resolve) => setTimeout(resolve, pageMs));
  }
  return heard;
}

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `s${index}`);

test('RAM-2 a hundred followers hear each its own organization’s facts once and in order, and the database is asked as for one', async () => {
  await using platform = await startTestPlatform({ clock: systemClock });
  let reads = 0;
  const began = performance.now();
  const feed = openFeed(
    {
      read: (whose, body) => {
        reads += 1;
        return platform.deps.read(whose, body);
      },
    },
    platform.signals,
  );
  const following = Array.from({ length: 102 }, (_, index) => hear(feed, organizations[index % 3] ?? '', {}));
  await happen(platform, 'org-1', 'first');
  await expect.poll(() => reads).toBeGreaterThan(1);
  for (let count = 0; count < 10; count += 1)
    for (const organizationId of organizations) await happen(platform, organizationId, `${count} of ${organizationId}`);
  await happen(platform, '', 'of the machine');
  for (const organizationId of organizations) await happen(platform, organizationId, 'last');
  for (const [index, heard] of (await Promise.all(following)).entries()) {
    const own = organizations[index % 3];
    const facts = Array.from({ length: 10 }, (_, count) => `${count} of ${own}`);
    expect(heard).toEqual([...(own === 'org-1' ? ['first'] : []), ...facts, 'of the machine', 'last']);
  }
  // Each that begins before what is kept asks once for what it missed; then one look for each fact at most, and ten a second.
  const seconds = (performance.now() - began) / 1000;
  expect(reads).toBeLessThan(102 + 35 + 10 * seconds + 10);
});

test('who is slower than what happens, or was away, hears all of it', async () => {
  await using platform = await startTestPlatform({ clock: systemClock });
  const feed = openFeed(platform.deps, platform.signals);
  for (const subject of numbered(20)) await happen(platform, 'org-1', subject); // before anybody follows
  const prompt = hear(feed, 'org-1', {});
  const slow = hear(feed, 'org-1', { pageMs: 200 });
  const aboutOne = hear(feed, 'org-1', { subject: 's7', last: 's7' });
  await expect.poll(async () => (await hear(feed, 'org-1', { last: 's19' })).length).toBe(20);
  // More at once than is kept of an organization.
  await platform.deps.transaction(SYSTEM, async (tx) => {
    for (const subject of [...numbered(1200), 'last'])
      await publish(tx, systemClock, { type: 'lamps.lamp_lit', organizationId: 'org-1', subject, facts: {} });
  });
  const all = [...numbered(20), ...numbered(1200), 'last'];
  expect(await prompt).toEqual(all);
  expect(await slow).toEqual(all);
  expect(await aboutOne).toEqual(['s7']);
  expect(await hear(feed, 'org-1', {})).toEqual(all); // after the others have gone, too
});

test('a fact whose transaction commits late is heard, and not passed over by those that came after it', async () => {
  await using platform = await startTestPlatform({ clock: systemClock });
  const feed = openFeed(platform.deps, platform.signals);
  const following = hear(feed, 'org-1', {});
  const committed = Promise.withResolvers<void>();
  const written = Promise.withResolvers<void>();
  const late = platform.deps.transaction(SYSTEM, async (tx) => {
    await publish(tx, systemClock, { type: 'lamps.lamp_lit', organizationId: 'org-1', subject: 'late', facts: {} });
    written.resolve();
    await committed.promise;
  });
  await written.promise;
  await happen(platform, 'org-1', 'last');
  committed.resolve();
  await late;
  expect(await following).toEqual(['late', 'last']);
});

test('when the database cannot be asked the followers are told, and who comes back hears what was missed', async () => {
  await using platform = await startTestPlatform({ clock: systemClock });
  let isAway = false;
  const underWay = new Set<Promise<unknown>>();
  const feed = openFeed(
    {
      read(whose, body) {
        if (isAway) return Promise.reject(new Error('away'));
        const answer = platform.deps.read(whose, body);
        underWay.add(answer);
        return answer;
      },
    },
    platform.signals,
  );
  const told = expect(hear(feed, 'org-1', {})).rejects.toThrow('the feed could not be read');
  await happen(platform, 'org-1', 'before');
  await expect.poll(async () => hear(feed, 'org-1', { last: 'before' })).toEqual(['before']);
  isAway = true;
  await Promise.all(underWay); // a question put before may still have its answer
  await happen(platform, 'org-1', 'last');
  await told;
  isAway = false;
  expect(await hear(feed, 'org-1', {})).toEqual(['before', 'last']);
});
