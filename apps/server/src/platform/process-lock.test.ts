import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tryLock } from './process-lock.ts';

/** What a process of its own is told when it asks. */
function askElsewhere(path: string): string {
  const ask = `import { tryLock } from ${JSON.stringify(new URL('./process-lock.ts', import.meta.url).href)};
    process.stdout.write(tryLock(${JSON.stringify(path)}) ? 'taken' : 'busy');`;
  return execFileSync(process.execPath, ['--input-type=module', '-e', ask], { encoding: 'utf8' });
}

test('who asks in vain frees the lock for nobody, also in the process that holds it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'process-lock-'));
  try {
    const path = join(folder, 'lock');
    const lock = tryLock(path);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(tryLock(path)).toBeUndefined();
    expect(askElsewhere(path)).toBe('busy');
    lock?.[Symbol.dispose]();
    expect(askElsewhere(path)).toBe('taken');
  } finally {
    await rm(folder, { recursive: true });
  }
});
