import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { holdInstallLock } from './install-lock.ts';

let home = '';
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'install-lock-'));
});
afterEach(async () => rm(home, { recursive: true }));

const never = new AbortController().signal;

test('REL-6 the second install of a release waits for the first, another release does not', async () => {
  const order: string[] = [];
  const first = await holdInstallLock(home, '6.0.0', never);
  const second = holdInstallLock(home, '6.0.0', never).then((lock) => {
    order.push('second has it');
    return lock;
  });
  (await holdInstallLock(home, '6.1.0', never))[Symbol.dispose]();
  order.push('first gives it back');
  first[Symbol.dispose]();
  (await second)[Symbol.dispose]();
  expect(order).toEqual(['first gives it back', 'second has it']);
});

test('REL-6 who waits for the lock can be called off', async () => {
  using _ = await holdInstallLock(home, '6.0.0', never);
  const tired = new AbortController();
  const waiting = holdInstallLock(home, '6.0.0', tired.signal);
  tired.abort();
  await expect(waiting).rejects.toThrow('aborted');
});

test('REL-6 an owner that was killed does not hold the lock', async () => {
  const hold = `import { holdInstallLock } from ${JSON.stringify(new URL('./install-lock.ts', import.meta.url).href)};
    await holdInstallLock(${JSON.stringify(home)}, '6.0.0', new AbortController().signal);
    console.log('held');
    setInterval(() => {}, 1000);`;
  const owner = spawn(process.execPath, ['--input-type=module', '-e', hold], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(owner.stdout, 'data');
  const waiting = holdInstallLock(home, '6.0.0', AbortSignal.timeout(20_000));
  owner.kill('SIGKILL');
  using lock = await waiting;
  expect(lock).toBeDefined();
});
