// The feed as a stream: what happens arrives, once and in order, also over a reconnect and a restart of the server.
import { expect, onTestFinished, test, vi } from 'vitest';
import { pause, systemClock } from '@argosy/kernel/time';
import { freshDatabase, type TestDatabase } from '../../../test/database.ts';
import { startTestHttpServer, temporaryHome, type TestHttpServer } from '../../../test/http.ts';
import { allow, idOf, startPeople } from '../../../test/people.ts';
import { signInMany } from '../../../test/signed-in.ts';
import { publish } from '../events.ts';
import { openSealer } from '../sealing.ts';

interface Received {
  readonly id: string;
  readonly event: string;
  readonly subject: string;
}

/** Reads a stream until `enough` says so, the server ends it, or the deadline passes, which fails the test. */
async function follow(
  server: Pick<TestHttpServer, 'url'> & ({ readonly key: string } | { readonly cookie: string }),
  {
    after,
    query = '',
    begun,
    enough,
  }: {
    after?: string | undefined;
    query?: string;
    begun?: () => void;
    enough: (received: readonly Received[]) => boolean;
  },
): Promise<readonly Received[]> {
  const stop = new AbortController();
  const answer = await fetch(`${server.url}/v1/events/stream${query}`, {
    headers: {
      ...('key' in server ? { authorization: `Bearer ${server.key}` } : { cookie: server.cookie }),
      ...(after !== undefined && { 'last-event-id': after }),
    },
    signal: AbortSignal.any([stop.signal, AbortSignal.timeout(20_000)]),
  });
  expect(answer.headers.get('content-type')).toMatch('text/event-stream');
  begun?.();
  const received: Received[] = [];
  let text = '';
  try {
    for await (const chunk of answer.body!.pipeThrough(new TextDecoderStream())) {
      const blocks = `${text}${chunk}`.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const fields = Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/s, 2)));
        if (fields['data'])
          received.push({ id: fields['id'], event: fields['event'], subject: JSON.parse(fields['data']).subject });
      }
      if (enough(received)) break;
    }
  } finally {
    stop.abort();
  }
  return received;
}

/** Past the server, so that it goes on while the server stops. */
async function happen(database: TestDatabase, organizationId: string, subject: string): Promise<void> {
  const fact = { type: 'test.thing_made', organizationId, subject, facts: { line: 'one\n\ntwo' } };
  await publish(database.pool, systemClock, fact);
}

const numbered = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => `s${from + index}`);

test('a reader that comes back after a restart of the server misses nothing and hears nothing twice', async () => {
  await using database = await freshDatabase();
  await using home = await temporaryHome();
  let last: string | undefined = '0.0';
  const heard: string[] = [];
  for (const round of [0, 1, 2]) {
    await using server = await startTestHttpServer({ connection: database.connection, home });
    const { organizationId } = (await server.ask('/v1/caller')).body;
    // Ten while nobody listens, then ten while somebody does; the server is then stopped under the reader.
    for (const subject of numbered(round * 20, round * 20 + 10)) await happen(database, organizationId, subject);
    let stopping: PromiseLike<void> | undefined;
    const following = follow(server, {
      after: last,
      enough: (received) => {
        if (received.length >= 15) stopping ??= server[Symbol.asyncDispose]();
        return false;
      },
    });
    for (const subject of numbered(round * 20 + 10, round * 20 + 20)) await happen(database, organizationId, subject);
    const received = await following;
    await stopping;
    heard.push(...received.map(({ subject }) => subject));
    last = received.at(-1)?.id;
  }
  await using server = await startTestHttpServer({ connection: database.connection, home });
  await happen(database, (await server.ask('/v1/caller')).body.organizationId, 'end');
  const rest = await follow(server, { after: last, enough: (received) => received.at(-1)?.subject === 'end' });
  heard.push(...rest.map(({ subject }) => subject));
  expect(heard).toEqual([...numbered(0, 60), 'end']);
});

test('without a place to start, a reader hears what comes from now on, about one thing if asked so', async () => {
  await using database = await freshDatabase();
  await using home = await temporaryHome();
  await using server = await startTestHttpServer({ connection: database.connection, home });
  const { organizationId } = (await server.ask('/v1/caller')).body;
  await happen(database, organizationId, 'before');
  const begun = Promise.withResolvers<void>();
  const asked = follow(server, {
    query: '?subject=this',
    begun: begun.resolve,
    enough: (received) => received.length >= 2,
  });
  await begun.promise;
  for (const subject of ['this', 'other', 'this']) await happen(database, organizationId, subject);
  expect((await asked).map(({ subject }) => subject)).toEqual(['this', 'this']);
});

test('a stream ends when its key is deleted', async () => {
  await using database = await freshDatabase();
  await using home = await temporaryHome();
  await using server = await startTestHttpServer({ connection: database.connection, home });
  const made = (await server.ask('/v1/access-keys', { method: 'POST', body: {} })).body;
  const begun = Promise.withResolvers<void>();
  const following = follow(
    { url: server.url, key: made.secret },
    { after: '0.0', begun: begun.resolve, enough: () => false },
  );
  await begun.promise;
  expect((await server.ask(`/v1/access-keys/${made.id}`, { method: 'DELETE' })).status).toBe(200);
  expect((await following).map(({ event }) => event)).toContain('identity.access_key_created'); // ended by the server; the deadline would have thrown
});

test('thirty browsers cost the database what one does, and each ends with its own session or right', async () => {
  await using database = await freshDatabase();
  await using home = await temporaryHome();
  await using server = await startTestHttpServer({ connection: database.connection, home });
  const { organizationId } = (await server.ask('/v1/caller')).body;
  const serverId = (await openSealer(home)).keyId;
  const browsers = await signInMany(database.pool, { organizationId, serverId, count: 30 });
  let begun = 0;
  const ends = new Set<number>();
  const following = browsers.map(async ({ cookie }, index) => {
    const heard = await follow(
      { url: server.url, cookie },
      { after: '0.0', begun: () => (begun += 1), enough: (received) => received.at(-1)?.subject === 'end' },
    );
    ends.add(index);
    return heard.map(({ subject }) => subject);
  });
  await expect.poll(() => begun, { timeout: 10_000 }).toBe(30);
  await pause(1_500, new AbortController().signal); // whatever opening them has asked
  let asked = 0;
  server.deps.pool.on('acquire', () => (asked += 1));
  await pause(3_000, new AbortController().signal);
  // A look at the feed and three for who they are, each second. Browser by browser it would be thirty times as many.
  expect(asked).toBeLessThan(4 * 8);

  const [one, other] = browsers;
  await database.pool.query('update identity.session set ended_at = now() where id = $1', [one?.sessionId]);
  await database.pool.query('delete from identity.policy_attachment where user_id = $1', [other?.userId]);
  await expect.poll(() => [...ends].toSorted(), { timeout: 10_000 }).toEqual([0, 1]);
  await happen(database, organizationId, 'end');
  expect(await Promise.all(following)).toEqual([[], [], ...Array.from({ length: 28 }, () => ['end'])]);
});

test('who may see none of what happens is told how far the feed is, and need not come back to all of it', async () => {
  await using at = await startPeople();
  const li = await at.person('li', allow('platform:ListEvents'));
  const newest = async () => (await at.owner.ask('/v1/events?newestFirst=true&limit=1')).body.items[0];
  await expect.poll(async () => (await newest()).type).toBe('identity.access_key_created'); // the last that li hears
  vi.useFakeTimers({ toFake: ['setInterval'] }); // of the heartbeat
  onTestFinished(() => void vi.useRealTimers());
  const gone = new AbortController();
  const answer = await fetch(`${at.server.url}/v1/events/stream`, {
    headers: { authorization: `Bearer ${li.key}` },
    signal: AbortSignal.any([gone.signal, AbortSignal.timeout(20_000)]),
  });
  let text = '';
  const reading = answer
    .body!.pipeThrough(new TextDecoderStream())
    .pipeTo(new WritableStream({ write: (chunk) => void (text += chunk) }));
  await expect.poll(() => text).toMatch(/^id: [0-9.]+\n\n$/);
  const hidden = idOf(await at.owner.post('/v1/groups', { name: 'theirs' }));
  await expect.poll(async () => (await newest()).subject).toBe(hidden);
  const { id } = await newest();
  await expect.poll(() => (vi.advanceTimersByTime(15_000), text.split('\n\n').at(-2))).toBe(`id: ${id}`);
  expect(text).not.toContain('data:');
  gone.abort();
  await expect(reading).rejects.toThrow('abort');
});

test('RAM-1 a stream ends when its caller may more or less than before, and only then', async () => {
  await using at = await startPeople();
  const followed = (key: string) => {
    const begun = Promise.withResolvers<void>();
    const ended = follow({ url: at.server.url, key }, { begun: begun.resolve, enough: () => false });
    return begun.promise.then(() => ({ ended: ended.then(() => 'ended' as const) }));
  };
  const groupId = idOf(await at.owner.post('/v1/groups', { name: 'developers' }));
  const [li, wang] = [await at.person('li', allow('platform:*')), await at.person('wang', allow('platform:*'))];
  await at.owner.post(`/v1/groups/${groupId}/members/${li.id}`);
  const ofWang = await followed(wang.key);
  let ofLi = await followed(li.key);
  for (const change of ['attach', 'detach']) {
    await at.owner.post('/v1/groups', { name: `no-matter-${change}` });
    await at.owner.post(`/v1/policies/ArgosyDevelopAccess/${change}`, { groupId });
    expect(await ofLi.ended).toBe('ended'); // by the server; the deadline would have thrown
    ofLi = await followed(li.key);
  }
  const nothing = pause(2_500, new AbortController().signal).then(() => 'goes on' as const); // it is looked each second
  expect(await Promise.race([ofWang.ended, ofLi.ended, nothing])).toBe('goes on');
  await at.server[Symbol.asyncDispose]();
  await Promise.all([ofWang.ended, ofLi.ended]);
});

test('RAM-1 what happens to a user is heard by themself and by who may read users, not by others nor with a key that was limited', async () => {
  await using at = await startPeople();
  const hears = allow('platform:ListEvents');
  const [li, wang] = [await at.person('li', hears), await at.person('wang', hears)];
  const zhao = await at.person('zhao', hears, allow('identity:GetUser', `acs:identity:*:*:user/${li.id}`));
  const limited = await li.post('/v1/access-keys', { permissions: ['platform:ListEvents'] });
  const heardBy = async (ask: TestHttpServer['ask'], key?: string): Promise<readonly string[]> =>
    (await ask('/v1/events', key === undefined ? {} : { key })).body.items
      .filter((each: { subject: string }) => each.subject === li.id)
      .map(({ type }: { type: string }) => type);
  for (const ask of [at.owner.ask, li.ask, zhao.ask])
    await expect
      .poll(() => heardBy(ask))
      .toEqual(['identity.user_created', 'identity.access_key_created', 'identity.access_key_created']);
  expect(await heardBy(wang.ask)).toEqual([]);
  expect(await heardBy(at.server.ask, limited.body.secret)).toEqual([]);
});

test('RAM-2 nobody hears what happens in another organization', async () => {
  await using database = await freshDatabase();
  await using home = await temporaryHome();
  await using server = await startTestHttpServer({ connection: database.connection, home });
  const { organizationId } = (await server.ask('/v1/caller')).body;
  await happen(database, 'org-another', 'theirs');
  await happen(database, organizationId, 'ours');
  const heard = await follow(server, { after: '0.0', enough: (received) => received.length > 0 });
  expect(heard.map(({ subject }) => subject)).toEqual(['ours']);
  expect((await server.ask('/v1/events')).body.items).toMatchObject([{ subject: 'ours' }]);
});
