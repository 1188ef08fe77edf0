// A request that is sent again is not carried out again: over real HTTP, on the operations of identity.
import { expect, test } from 'vitest';
import { freshDatabase } from '../../../test/database.ts';
import { startTestHttpServer, temporaryHome, type TestHttpServer } from '../../../test/http.ts';

const makeKey = (server: TestHttpServer, idempotencyKey: string, description = 'made once') =>
  server.ask('/v1/access-keys', {
    method: 'POST',
    body: { description },
    headers: { 'idempotency-key': idempotencyKey },
  });

const keyIds = async (server: TestHttpServer): Promise<readonly string[]> => {
  const { items } = (await server.ask('/v1/access-keys')).body as { items: { id: string; description: string }[] };
  return items.filter(({ description }) => description === 'made once').map(({ id }) => id);
};

test('a replay is answered with the present view of what the first request made', async () => {
  await using database = await freshDatabase();
  await using home = await temporaryHome();
  await using server = await startTestHttpServer({ connection: database.connection, home });
  const first = await makeKey(server, 'one');
  const again = await makeKey(server, 'one');
  expect(first.headers.get('idempotency-replayed')).toBeNull();
  expect(again).toMatchObject({ status: 200, body: { id: first.body.id } });
  expect(again.headers.get('idempotency-replayed')).toBe('true');
  expect(again.body.secret).toBeUndefined(); // shown once means once
  expect(await keyIds(server)).toEqual([first.body.id]);
  expect((await makeKey(server, 'two')).body.id).not.toBe(first.body.id);
});

test('a default that is spelt out asks for the same; another body or another operation is refused', async () => {
  await using database = await freshDatabase();
  await using home = await temporaryHome();
  await using server = await startTestHttpServer({ connection: database.connection, home });
  const { body } = await makeKey(server, 'one');
  const headers = { 'idempotency-key': 'one' };
  const spelt = { permissions: ['*'], description: 'made once' };
  expect((await server.ask('/v1/access-keys', { method: 'POST', body: spelt, headers })).body.id).toBe(body.id);
  const reused = { status: 409, body: { code: 'idempotency_key_reused', facts: { key: 'one' } } };
  expect(await makeKey(server, 'one', 'another')).toMatchObject(reused);
  expect(await server.ask(`/v1/access-keys/${body.id}`, { method: 'DELETE', headers })).toMatchObject(reused);
  expect(await keyIds(server)).toEqual([body.id]);
});

test('a request that was refused may be sent again with its key', async () => {
  await using database = await freshDatabase();
  await using home = await temporaryHome();
  await using server = await startTestHttpServer({ connection: database.connection, home });
  const id = (await makeKey(server, 'one')).body.id as string;
  const remove = () =>
    server.ask(`/v1/access-keys/${id}x`, { method: 'DELETE', headers: { 'idempotency-key': 'remove' } });
  expect((await remove()).status).toBe(404);
  expect((await remove()).status).toBe(404);
});

test('fifty at the same moment with one key have one effect and one answer', async () => {
  await using database = await freshDatabase();
  await using home = await temporaryHome();
  await using server = await startTestHttpServer({ connection: database.connection, home });
  const answers = await Promise.all(Array.from({ length: 50 }, () => makeKey(server, 'all')));
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  const ids = await keyIds(server);
  expect(ids).toHaveLength(1);
  expect(new Set(answers.map(({ body }) => body.id))).toEqual(new Set(ids));
  expect(answers.filter(({ headers }) => headers.get('idempotency-replayed') === null)).toHaveLength(1);
});
