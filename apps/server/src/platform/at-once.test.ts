import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { mapAtOnce, takeTurns } from './at-once.ts';

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

test('all who share turns together have no more of them than there are, in the order in which they came', async () => {
  const turns = takeTurns(3);
  const { signal } = new AbortController();
  let [now, most] = [0, 0];
  const begun: string[] = [];
  const rounds = ['a', 'b', 'c', 'd'].map((round) =>
    mapAtOnce([1, 2, 3, 4], 2, (each) =>
      turns(signal, async () => {
        begun.push(`${round}${each}`);
        most = Math.max(most, (now += 1));
        await delay(each);
        now -= 1;
        return `${round}${each}`;
      }),
    ),
  );
  expect((await Promise.all(rounds))[1]).toEqual(['b1', 'b2', 'b3', 'b4']);
  expect(most).toBe(3);
  expect(begun.slice(0, 8).toSorted()).toEqual(['a1', 'a2', 'b1', 'b2', 'c1', 'c2', 'd1', 'd2']); // no round waits for another's end
});

test('a turn goes on to the next when its work fails, and past one who no longer waits', async () => {
  const turns = takeTurns(1);
  const [here, away] = [new AbortController(), new AbortController()];
  const first = turns(here.signal, async () => {
    await delay(5);
    throw new Error('the first');
  });
  const second = turns(away.signal, async () => 'the second');
  const third = turns(here.signal, async () => 'the third');
  away.abort(new Error('gone'));
  await expect(second).rejects.toThrow('gone');
  await expect(first).rejects.toThrow('the first');
  expect(await third).toBe('the third');
  expect(await turns(here.signal, async () => 'the fourth')).toBe('the fourth');
  await expect(turns(away.signal, async () => 'the fifth')).rejects.toThrow('gone');
});
