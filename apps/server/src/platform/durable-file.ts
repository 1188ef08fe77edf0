// Files that a crash may not leave half written, and of which two processes may not each make their own.
import { link, open, rename, unlink } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';

/** Puts `content` in the place of what the file held, readable by its owner alone: a reader, and a machine that loses its
 *  power, see the old content or the new one, never a part. */
export async function replaceFile(path: string, content: string): Promise<void> {
  await rename(await writeBeside(path, content), path);
  await syncFolder(dirname(path));
}

/** Makes the file, unless there is one: then what another process put there stays. */
export async function makeFile(path: string, content: string): Promise<'made' | 'present'> {
  const beside = await writeBeside(path, content);
  try {
    await link(beside, path); // fails where there is one; `rename` would replace it
    await syncFolder(dirname(path));
    return 'made';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return 'present';
    throw error;
  } finally {
    await unlink(beside);
  }
}

async function writeBeside(path: string, content: string): Promise<string> {
  const beside = `${path}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`;
  await using file = await open(beside, 'wx', 0o600);
  await file.writeFile(content);
  await file.sync();
  return beside;
}

/** A new name is kept only once its folder is. */
export async function syncFolder(path: string): Promise<void> {
  await using folder = await open(path, 'r');
  await folder.sync();
}
