// A JDK as far as Argosy looks at one without starting it: a folder whose `release` says the version, with its two programs.
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TestJdk extends AsyncDisposable {
  readonly home: string;
  /** Another build of it in the same place, as a package manager puts it there. */
  readonly becomes: (build: string) => Promise<void>;
}

/** In JAVA_HOME from now on, until it is disposed. Its programs say `words` and fail. */
export async function aJdk(build: string, words = 'no Java at all'): Promise<TestJdk> {
  const home = await mkdtemp(join(tmpdir(), 'argosy-test-jdk-'));
  const before = process.env['JAVA_HOME'];
  await mkdir(join(home, 'bin'));
  for (const name of ['java', 'javac']) {
    await writeFile(join(home, 'bin', name), `#!/bin/sh\necho "${words}" >&2\nexit 1\n`);
    await chmod(join(home, 'bin', name), 0o755);
  }
  const becomes = (next: string) =>
    writeFile(join(home, 'release'), `JAVA_VERSION="${next.replace(/\+.*/, '')}"\nJAVA_RUNTIME_VERSION="${next}"\n`);
  await becomes(build);
  process.env['JAVA_HOME'] = home;
  return {
    home,
    becomes,
    async [Symbol.asyncDispose]() {
      if (before === undefined) delete process.env['JAVA_HOME'];
      else process.env['JAVA_HOME'] = before;
      await rm(home, { recursive: true, force: true });
    },
  };
}
