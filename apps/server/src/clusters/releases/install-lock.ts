// One install of a release at a time in one home: a lock that the kernel frees when its owner dies (docs/decisions/0010).
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { tryLock } from '../../platform/process-lock.ts';
import { makeFolder } from './file-store.ts';

const LOOK_EVERY_MS = 100; // the kernel tells nobody that a lock was freed

/** Waits until the lock is ours. Ends with the signal's reason when aborted. */
export async function holdInstallLock(home: string, version: string, signal: AbortSignal): Promise<Disposable> {
  const folder = join(home, 'releases', '.locks');
  await makeFolder(folder);
  for (;;) {
    const lock = tryLock(join(folder, `${version}.lock`));
    if (lock) return lock;
    await delay(LOOK_EVERY_MS, undefined, { signal });
  }
}
