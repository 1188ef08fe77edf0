import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { freeClusterSlot, freeShufflePort, nodeAddress } from './addresses.ts';

test('a node’s address is of the loopback network, the same each time, and its own', () => {
  const addresses = [0, 1, 239].flatMap((index) => [0, 255].map((slot) => nodeAddress('/var/lib/argosy', slot, index)));
  expect(new Set(addresses).size).toBe(addresses.length);
  for (const address of addresses) {
    const [first, second = 0, third = 0, fourth = 0] = address.split('.').map(Number);
    expect(first).toBe(127);
    expect(second).toBeGreaterThanOrEqual(64);
    expect(Math.max(second, third, fourth)).toBeLessThan(256);
  }
  expect(nodeAddress('/var/lib/argosy', 3, 1)).toBe(nodeAddress('/var/lib/argosy', 3, 1));
});

test('a cluster gets the lowest slot that is free', () => {
  expect(freeClusterSlot(new Set([0, 1, 3]))).toBe(2);
  expect(freeClusterSlot(new Set(Array.from({ length: 256 }, (_, slot) => slot)))).toBeUndefined();
});

test('a shuffle port is neither recorded for another node nor listened on by anybody', async () => {
  const first = (await freeShufflePort('/home/one', new Set())) ?? 0;
  const listener = createServer().listen(first, '127.99.7.7'); // any address: the shuffle handler wants all of them
  await once(listener, 'listening');
  const second = (await freeShufflePort('/home/one', new Set())) ?? 0;
  expect(second).toBeGreaterThan(first);
  expect(await freeShufflePort('/home/one', new Set([second]))).not.toBe(second);
  listener.close();
});
