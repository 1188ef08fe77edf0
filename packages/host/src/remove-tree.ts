// Removes what a job left, also where it took its own right to do so away: a folder without write permission keeps what is in
// it from everybody but root (the module cache of Go is made so, and so is what `tar -xp` brings).
import { chmodSync, lstatSync, readdirSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Removes the folder, or file, with all below it; nothing when there is none. No link is followed. */
export async function removeTree(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true, maxRetries: 3 });
  } catch (error) {
    if (!isForbidden(error)) throw error;
    openFolders(path);
    await rm(path, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Removes what the folder holds; the folder stays. Nothing when there is none. Synchronous, for `asUser`. */
export function emptyTree(folder: string): void {
  if (!lstatSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
  try {
    removeInside(folder);
  } catch (error) {
    if (!isForbidden(error)) throw error;
    openFolders(folder);
    removeInside(folder);
  }
}

function removeInside(folder: string): void {
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true, force: true });
}

/** Gives every folder of the tree back to its owner. */
function openFolders(path: string): void {
  if (!lstatSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  chmodSync(path, 0o700);
  for (const each of readdirSync(path, { withFileTypes: true })) {
    if (each.isDirectory()) openFolders(join(path, each.name));
  }
}

function isForbidden(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'EACCES' || code === 'EPERM';
}
