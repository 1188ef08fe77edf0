// PySpark comes as a zip of sources, and of what it compiles inside a zip Python keeps nothing: each driver and each worker would
// compile two hundred modules again, a second of CPU. A release gets zips that hold the compiled modules too, made once, by
// the Python of this machine. A Python of another version reads the sources, as without.

import { chmod, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findPython } from '@argosy/host/python';
import { Refusal } from '@argosy/kernel/errors';
import { linkFile, makeFolder, sizeOf } from './file-store.ts';
import { removeUnfinished } from './make-jars.ts';
import { requireDone, type RunAs, runProgram } from './run-program.ts';

export const LIBRARY_COMPILER = new URL('../../../python/compile_library.py', import.meta.url);

/** Makes in `to` a library for `PYTHONPATH` out of each zip in `from`; answers their paths. One that is there is whole. Where no
 *  Python is found they are linked as they are: it is missed when a job wants it.
 *  Refuses `disk_full`, `install_failed`. */
export async function makePythonLibraries(input: {
  readonly from: string;
  readonly to: string;
  readonly staging: string;
  /** Whose Python it is that will run them. */
  readonly runAs: RunAs | undefined;
  readonly signal: AbortSignal;
}): Promise<readonly string[]> {
  const { from, to, staging, signal } = input;
  await makeFolder(to);
  await removeUnfinished(to);
  const command = await pythonPath(input);
  const libraries: string[] = [];
  for (const name of (await readdir(from)).filter((each) => each.endsWith('.zip')).sort()) {
    const [given, library] = [join(from, name), join(to, name)];
    libraries.push(library);
    if ((await sizeOf(library)) !== undefined) continue;
    if (command === undefined) {
      await linkFile(given, library);
      continue;
    }
    const out = `${library}.unfinished`;
    const args = [fileURLToPath(LIBRARY_COMPILER), given, out, library];
    const end = await runProgram({ command, args, cwd: staging, signal });
    requireDone(end, { step: `compiling ${name}`, command, folder: to });
    await chmod(out, 0o644);
    await rename(out, library);
  }
  return libraries;
}

async function pythonPath({
  runAs,
  signal,
}: Pick<Parameters<typeof makePythonLibraries>[0], 'runAs' | 'signal'>): Promise<string | undefined> {
  try {
    const { PATH } = process.env;
    return (await findPython({ searchPath: PATH, user: runAs, environment: process.env, signal })).path;
  } catch (error) {
    if (error instanceof Refusal && error.code === 'python_missing') return undefined;
    throw error;
  }
}
