import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { mapAtOnce } from './at-once.ts';

test('results are in order of their items, and no more are worked on at once than may be', async () => {
  let [now, most] = [0, 0];
  const doubled = await mapAtOnce([5, 1, 4, 2, 3], 2, async (each) => {
    most = Math.max(most, (now += 1));
    await delay(each);
    now -= 1;
    return each * 2;
  });
  expect(doubled).toEqual([10, 2, 8, 4, 6]);
  expect(most).toBe(2);
  expect(await mapAtOnce([], 2, async () => 1)).toEqual([]);
});

test('after a failure none is begun, and those that were have ended', async () => {
  const [begun, ended]: [number[], number[]] = [[], []];
  const working = mapAtOnce([1, 2, 3, 4], 2, async (each) => {
    begun.push(each);
    await delay(each === 1 ? 1 : 20);
    ended.push(each);
    if (each === 1) throw new Error('the first');
  });
  await expect(working).rejects.toThrow('the first');
  expect(begun).toEqual([1, 2]);
  expect(ended).toEqual([1, 2]);
});
