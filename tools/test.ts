// `npm test`: all there is, on a machine that may be new. Installs what the tests need beyond npm where it may (Debian, root),
// else names each missing part with the command that installs it and fails; it never skips in silence.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDebianPostgres } from './debian-postgres.ts';
import { requireTools } from './required-tools.ts';
import { runParts, stopParts } from './parts.ts';
import { databasePart, textParts, unitPart, wholePart } from './suites.ts';

await requireTools();

const folder = await mkdtemp(join(tmpdir(), 'argosy-tests-'));
// One installation of the release serves all tests of this run: fetched once, as on a person's machine.
const home = { ARGOSY_TEST_RELEASES_HOME: process.env['ARGOSY_TEST_RELEASES_HOME'] ?? '/var/tmp/argosy-test-releases' };
const report = (name: string) => join(folder, `${name}.json`);
const json = (name: string) => ['--reporter=default', '--reporter=json', `--outputFile.json=${report(name)}`];

const debian = await startDebianPostgres();
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void stop().finally(() => process.exit(130)));
let failed: readonly string[];
try {
  failed = await runParts([
    ...textParts,
    unitPart('tests on the embedded PostgreSQL', json('embedded')),
    databasePart('tests on PostgreSQL 15 of Debian', debian.url, json('debian')),
    wholePart(home, json('whole')),
  ]);
} finally {
  await debian.stop();
}

let passedTests = 0;
let failedTests = 0;
for (const name of ['embedded', 'debian', 'whole']) {
  const text = await readFile(report(name), 'utf8').catch(() => '{}'); // a runner that did not start has failed as a part
  const counts = JSON.parse(text) as { numPassedTests?: number; numFailedTests?: number };
  passedTests += counts.numPassedTests ?? 0;
  failedTests += counts.numFailedTests ?? 0;
}
await rm(folder, { recursive: true, force: true });
if (failed.length > 0) console.error(`\nfailed: ${failed.join(', ')}`);
console.log(`\n${passedTests} passed, ${failedTests} failed`);
process.exit(failed.length > 0 || passedTests === 0 ? 1 : 0);

async function stop(): Promise<void> {
  await stopParts();
  await debian.stop();
}
