// Makes a folder where a person said, which may be where none can be made.
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Makes the folder and those above it; answers which were made, outermost first. What is there already stays as it is, a file of
 *  this name too: whoever writes below it finds that. Not by `recursive`: below /proc, where nothing can be made, Node then
 *  tries for ever. */
export async function makeFolder(folder: string, mode = 0o777): Promise<readonly string[]> {
  try {
    return await makeOne(folder, mode);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    const above = await makeFolder(dirname(folder), mode);
    return [...above, ...(await makeOne(folder, mode))];
  }
}

async function makeOne(folder: string, mode: number): Promise<readonly string[]> {
  try {
    await mkdir(folder, { mode });
    return [folder];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return [];
    throw error;
  }
}
