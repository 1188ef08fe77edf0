import { expect, test } from 'vitest';
import { startLooking } from './looking.ts';

const never = 1e9;

test('it looks at once, when a look said so, and when somebody wishes', async () => {
  const looks = [Promise.withResolvers<void>(), Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let count = 0;
  const looking = startLooking(async () => {
    looks[count]?.resolve();
    count += 1;
    return count === 1 ? 1 : never;
  });
  await looks[0]?.promise;
  await looks[1]?.promise; // the first look said: in a millisecond
  looking.within(never);
  looking.within(0);
  await looks[2]?.promise;
  await looking.stop();
  expect(count).toBe(3);
});

test('many wishes during a look are one look after it', async () => {
  const goOn = Promise.withResolvers<void>();
  const second = Promise.withResolvers<void>();
  let count = 0;
  const looking = startLooking(async () => {
    count += 1;
    if (count === 2) second.resolve();
    await goOn.promise;
    return never;
  });
  for (let each = 0; each < 10; each += 1) looking.within(0);
  goOn.resolve();
  await second.promise;
  await looking.stop();
  expect(count).toBe(2);
});
