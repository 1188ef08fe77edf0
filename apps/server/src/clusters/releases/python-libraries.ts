// PySpark comes as a zip of sources, and of what it compiles inside a zip Python keeps nothing: each driver and each worker would
// compile two hundred modules again, a second of CPU. A release gets zips that hold the compiled modules too, made once. A
// Python of another version than the one they were made with reads the sources.

import { chmod, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { programPath } from '@argosy/host/program-path';
import { isSameFile, linkFile, makeFolder, renameFlushed, sizeOf } from './file-store.ts';
import { removeUnfinished } from './make-jars.ts';
import { foundDiskFull, requireDone, runProgram } from './run-program.ts';

export const LIBRARY_COMPILER = new URL('../../../python/compile_library.py', import.meta.url);

export interface PythonLibraries {
  /** For `PYTHONPATH`. */
  readonly paths: readonly string[];
  /** Those that are as they came, for want of a Python that can compile them: nothing runs worse for it than more slowly. */
  readonly uncompiled: readonly string[];
}

/** Makes in `to` a library out of each zip in `from`, by the python3 that jobs find; one that is there is whole. Refuses
 *  `disk_full`, `install_failed`. */
export async function makePythonLibraries(input: {
  readonly from: string;
  readonly to: string;
  readonly staging: string;
  readonly signal: AbortSignal;
}): Promise<PythonLibraries> {
  const { from, to, staging, signal } = input;
  await makeFolder(to);
  await removeUnfinished(to);
  const paths: string[] = [];
  const uncompiled: string[] = [];
  for (const name of (await readdir(from)).filter((each) => each.endsWith('.zip')).sort()) {
    const [given, library] = [join(from, name), join(to, name)];
    paths.push(library);
    // One that an earlier try linked as it came is tried again: a Python may have come since.
    if ((await sizeOf(library)) !== undefined && !(await isSameFile(given, library))) continue;
    const out = `${library}.unfinished`;
    // `-I`: nothing of the person's own Python settings goes into what all clusters run.
    const args = ['-I', fileURLToPath(LIBRARY_COMPILER), given, out, library];
    const end = await runProgram({
      command: 'python3',
      args,
      cwd: staging,
      environment: { PATH: programPath },
      signal,
    });
    if (end.kind === 'exited' && end.exitCode === 0) {
      await chmod(out, 0o644);
      await renameFlushed(out, library);
      continue;
    }
    await rm(out, { force: true });
    // 1 is how Python says that it could not. Whatever else ended it may be gone the next time, and the release would be slow for ever.
    const saysThatItCannot = end.kind === 'not_found' || (end.exitCode === 1 && !foundDiskFull(end));
    if (!saysThatItCannot) requireDone(end, { step: `compiling ${name}`, command: 'python3', folder: to });
    await linkFile(given, library);
    uncompiled.push(library);
  }
  return { paths, uncompiled };
}
