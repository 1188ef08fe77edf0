// A lock of the operating system, held through an empty SQLite file: the kernel frees it when its owner dies, however it dies,
// so there is no stale lock to recognise and no race in breaking one (docs/decisions/0010). Works between processes and
// between two owners in one process, as long as nothing but SQLite opens the file: closing it frees what its process holds.
import { closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

const sqliteBusy = 5;

/** Takes the lock on this file, made when missing, until it is disposed of; `undefined` when somebody else has it. The file is
 *  its owner's alone: whoever may read it could hold the lock up. */
export function tryLock(path: string): Disposable | undefined {
  makeFile(path);
  const file = new DatabaseSync(path);
  try {
    file.exec('begin exclusive');
    return { [Symbol.dispose]: () => file.close() };
  } catch (error) {
    file.close();
    if ((error as { errcode?: number }).errcode === sqliteBusy) return undefined; // what node:sqlite adds to its errors
    throw error;
  }
}

/** Leaves one that is there unopened. */
function makeFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
