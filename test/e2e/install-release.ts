// An install as a process of its own, which a test can kill: `install-release.ts HOME`. Prints a line of JSON for each
// progress report and one for the end: `{ installed }` or `{ refused, facts }`.
import { Refusal } from '@argosy/kernel/errors';
import { newestRunnable } from '../../apps/server/src/clusters/releases/catalogue.ts';
import { installReleaseFiles } from '../../apps/server/src/clusters/releases/install-release-files.ts';

const [home] = process.argv.slice(2);
if (home === undefined) throw new Error('usage: install-release.ts HOME');
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
try {
  const signal = new AbortController().signal;
  const installed = await installReleaseFiles({ home, release: newestRunnable(), onProgress: say, signal });
  say({ installed });
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  say({ refused: error.code, facts: error.facts });
}
