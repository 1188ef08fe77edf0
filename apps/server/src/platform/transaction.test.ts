import type { ClientBase } from 'pg';
import { expect, test } from 'vitest';
import { startTestPlatform } from '../../test/platform.ts';
import { type Caller, SYSTEM } from './caller.ts';
import { AlreadyCarriedOut, changesIn, noteChanges } from './transaction.ts';

const asking = (key: string, requestHash: string): Caller => ({
  organizationId: 'org-1',
  hasSecondFactor: false,
  authority: SYSTEM.authority,
  keyPermissions: ['*'],
  requestId: 'r',
  operation: 'lamp_make',
  address: '127.0.0.1',
  language: 'en',
  idempotency: { key, requestHash },
});

test('a key is claimed together with what was made under it, and names it ever after', async () => {
  await using platform = await startTestPlatform();
  const { deps } = platform;
  await deps.transaction(asking('k', 'h'), async () => ({ id: 'lamp-1' }));
  const again = deps.transaction(asking('k', 'h'), async () => ({ id: 'lamp-2' }));
  await expect(again).rejects.toMatchObject({ subject: 'lamp-1', operation: 'lamp_make', requestHash: 'h' });
  await expect(again).rejects.toBeInstanceOf(AlreadyCarriedOut);
});

test('a request that failed leaves its key free', async () => {
  await using platform = await startTestPlatform();
  const { deps } = platform;
  const failing = deps.transaction(asking('k', 'h'), async () => {
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(await deps.transaction(asking('k', 'h'), async () => ({ id: 'lamp-1' }))).toEqual({ id: 'lamp-1' });
});

test('of fifty equal requests at the same moment one is carried out', async () => {
  await using platform = await startTestPlatform();
  const { deps } = platform;
  let carriedOut = 0;
  const outcomes = await Promise.allSettled(
    Array.from({ length: 50 }, () =>
      deps.transaction(asking('k', 'h'), async () => {
        carriedOut += 1;
        return { id: 'lamp-1' };
      }),
    ),
  );
  expect(carriedOut).toBe(1);
  expect(outcomes.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
});

test('a database that dies between two statements fails the transaction, and nothing else', async () => {
  await using platform = await startTestPlatform();
  const { deps } = platform;
  const cut = deps.transaction({ ...asking('k', 'h') }, async (tx) => {
    const { rows } = await tx.query<{ pid: number }>('select pg_backend_pid() as pid');
    const ended = new Promise((resolve) => (tx as ClientBase).once('end', resolve)); // what `Tx` leaves out is there
    await deps.pool.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
    await ended;
    await tx.query('select 1');
  });
  await expect(cut).rejects.toThrow(/terminat|connection/i);
  expect(await deps.transaction(asking('k', 'h'), async () => ({ id: 'lamp-1' }))).toEqual({ id: 'lamp-1' });
});

test('two transactions that lock crosswise both come through', async () => {
  await using platform = await startTestPlatform();
  const { deps } = platform;
  await deps.pool.query(`insert into platform.subscription values ('a', 't'), ('b', 't')`);
  const bothHaveOne = Promise.withResolvers<void>();
  let holding = 0;
  const lockBoth = (first: string, second: string) =>
    deps.transaction({ ...asking('', ''), operation: 'system', idempotency: undefined as never }, async (tx) => {
      const lock = (name: string) =>
        tx.query('select 1 from platform.subscription where consumer = $1 for update', [name]);
      await lock(first);
      holding += 1;
      if (holding === 2) bothHaveOne.resolve();
      await bothHaveOne.promise;
      await lock(second);
    });
  await Promise.all([lockBoth('a', 'b'), lockBoth('b', 'a')]);
});

test('RAM-1 changes that are told in pieces are one story, without what stayed the same, and none of it outlives the transaction', async () => {
  await using platform = await startTestPlatform();
  const told = await platform.deps.transaction(SYSTEM, async (tx) => {
    noteChanges(tx, { before: { state: 'off', name: 'lamp' }, after: { state: 'dim', name: 'lamp' } });
    noteChanges(tx, { before: { state: 'dim' }, after: { state: 'on', text: 'x'.repeat(9000) } });
    return changesIn(tx);
  });
  expect(told).toMatchObject({ before: { state: 'off' }, after: { state: 'on' } });
  expect(told?.before).not.toHaveProperty('name');
  expect(told?.after['text']).toHaveLength(8001);
  await platform.deps.transaction(SYSTEM, async (tx) => expect(changesIn(tx)).toBeUndefined());
});

test('of what is made the trail has only what it is, of what goes only what it was', async () => {
  await using platform = await startTestPlatform();
  const told = (changes: Parameters<typeof noteChanges>[1]) =>
    platform.deps.transaction(SYSTEM, async (tx) => {
      noteChanges(tx, changes);
      return changesIn(tx);
    });
  expect(await told({ after: { name: 'lamp' } })).toEqual({ after: { name: 'lamp' } });
  expect(await told({ before: { name: 'lamp' } })).toEqual({ before: { name: 'lamp' }, after: {} });
  const document = { a: 1, b: 2 };
  expect(await told({ before: { document }, after: { document: { b: 2, a: 1 } } })).toEqual({ before: {}, after: {} });
});
