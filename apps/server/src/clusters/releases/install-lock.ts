// One install of a release at a time in one home. The lock is a lock of the operating system, held through an empty SQLite
// file: the kernel frees it when its owner dies, however it dies, so there is no stale lock to recognise and no race in
// breaking one (docs/decisions/0010). Works between processes and between two installs of one process.

import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { makeFolder } from './file-store.ts';

const LOOK_EVERY_MS = 100; // the kernel tells nobody that a lock was freed
const SQLITE_BUSY = 5;

/** Waits until the lock is ours. Ends with the signal's reason when aborted. */
export async function holdInstallLock(home: string, version: string, signal: AbortSignal): Promise<AsyncDisposable> {
  const folder = join(home, 'releases', '.locks');
  await makeFolder(folder);
  const file = new DatabaseSync(join(folder, `${version}.lock`));
  try {
    while (!lockNow(file)) await delay(LOOK_EVERY_MS, undefined, { signal });
  } catch (error) {
    file.close();
    throw error;
  }
  return {
    [Symbol.asyncDispose]: async () => file.close(),
  };
}

function lockNow(file: DatabaseSync): boolean {
  try {
    file.exec('begin exclusive');
    return true;
  } catch (error) {
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return false; // what node:sqlite adds to its errors
    throw error;
  }
}
