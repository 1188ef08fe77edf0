// Fetches one file of a Python package index by the person's own pip, as it is configured here. After the download pip would
// unpack a source archive and run its set-up program only to learn its metadata (10 s and half a gigabyte for PySpark): the
// file is taken from pip's own temporary folder as soon as it has its size, pip is stopped, and then its checksum is looked at.

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findPython } from '@argosy/host/python';
import { refusal } from '@argosy/kernel/errors';
import type { FileStore, PinnedFile } from './file-store.ts';
import { linkFile, makeFolder, sizeOf } from './file-store.ts';
import { countFiles } from './install-progress.ts';
import type { OnProgress } from './install-progress.ts';
import type { PythonFile } from './release.ts';
import type { ProgramEnd } from './run-program.ts';
import { foundDiskFull, runProgram } from './run-program.ts';

const LOOK_EVERY_MS = 200; // pip says nothing of its progress to a pipe; the growing file does
/** pip writes the whole file into its cache before it goes on, and says nothing then either: long enough for half a gigabyte. */
const TIME_FOR_ITS_CACHE_MS = 1500;

export async function fetchPythonFile(input: {
  readonly package: string;
  readonly file: PythonFile;
  readonly store: FileStore;
  /** A private folder, removed by the caller. */
  readonly staging: string;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
}): Promise<void> {
  const file = pinnedPythonFile(input.file);
  const fetched = countFiles('fetch', input.package, [file], input.onProgress);
  if (await input.store.has(file)) return fetched.done(file.name);
  const [target, temporary] = [join(input.staging, 'fetched'), join(input.staging, 'pip')];
  await makeFolder(target);
  await makeFolder(temporary);
  const enough = new AbortController();
  const pip = downloadWithPip(input.file, {
    ...input,
    target,
    temporary,
    signal: AbortSignal.any([input.signal, enough.signal]),
  });
  const ended = pip.then(
    () => 'ended' as const,
    () => 'ended' as const, // why it ended is asked below, where `pip` is awaited
  );
  let whole: string | undefined;
  while (whole === undefined && (await Promise.race([ended, delay(LOOK_EVERY_MS, 'running' as const)])) === 'running') {
    const seen = await findFile(temporary, file.name);
    if (seen === undefined) continue;
    fetched.partly(file.name, seen.sizeBytes);
    if (seen.sizeBytes === file.sizeBytes) whole = seen.path;
  }
  const taken = join(target, 'taken');
  if (whole !== undefined) {
    await linkFile(whole, taken).catch(() => undefined); // pip may just have moved it: then its own copy is taken below
    await Promise.race([ended, delay(TIME_FOR_ITS_CACHE_MS)]);
    enough.abort();
  }
  await pip.catch((error: unknown) => {
    if (!enough.signal.aborted || input.signal.aborted) throw error;
  });
  fetched.done(file.name);
  const verified = countFiles('verify', input.package, [file], input.onProgress);
  const path = (await sizeOf(taken)) === undefined ? join(target, file.name) : taken;
  if ((await sizeOf(path)) === undefined) {
    throw refusal('pip_failed', {
      project: input.file.project,
      lastLines: [`${file.name} was not what pip downloaded`],
    });
  }
  await input.store.take(path, file);
  verified.done(file.name);
}

export function pinnedPythonFile({ fileName, sha256, sizeBytes }: PythonFile): PinnedFile {
  return { name: fileName, sha256, sizeBytes };
}

async function downloadWithPip(
  { project, version }: PythonFile,
  { staging, target, temporary, signal }: { staging: string; target: string; temporary: string; signal: AbortSignal },
): Promise<void> {
  const args = [
    '-m',
    'pip',
    'download',
    '--no-deps',
    '--no-binary',
    project,
    '--dest',
    target,
    `${project}==${version}`,
  ];
  const environment: NodeJS.ProcessEnv = { ...process.env, TMPDIR: temporary };
  const { path: command } = await findPython({ searchPath: environment['PATH'], environment, signal });
  const end: ProgramEnd = await runProgram({ command, args, cwd: staging, environment, signal });
  if (end.kind === 'not_found') throw refusal('python_missing', { seen: [command] }); // it went this moment
  if (end.exitCode === 0) return;
  if (foundDiskFull(end)) throw refusal('disk_full', { path: target });
  throw refusal('pip_failed', { project, lastLines: end.lastLines });
}

/** The file of this name in one of pip's temporary folders. */
async function findFile(folder: string, name: string): Promise<{ path: string; sizeBytes: number } | undefined> {
  for (const each of await readdir(folder).catch(() => [])) {
    const path = join(folder, each, name);
    const sizeBytes = await sizeOf(path);
    if (sizeBytes !== undefined) return { path, sizeBytes };
  }
  return undefined;
}
