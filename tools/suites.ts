// The parts that `npm run check` and `npm test` are made of.
import type { Part } from './parts.ts';

const node = process.execPath;
const unitProjects = ['--project', 'unit', '--project', 'measuring'];

/** Checks of the text alone; seconds. */
export const textParts: readonly Part[] = [
  { name: 'format', argv: [node, 'node_modules/oxfmt/bin/oxfmt', '--check', '.'] },
  { name: 'lint', argv: [node, 'node_modules/oxlint/bin/oxlint', '--type-aware'] },
  { name: 'types', argv: [node, 'node_modules/typescript7/bin/tsc', '-p', '.'] },
  { name: 'types of the console', argv: [node, 'node_modules/typescript7/bin/tsc', '-p', 'apps/console'] },
  { name: 'unused files and exports', argv: [node, 'node_modules/knip/bin/knip.js', '--no-progress'] },
  {
    name: 'cycles',
    argv: [
      node,
      'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs',
      '--config',
      'tools/dependency-cruiser.config.mjs',
      'apps',
      'packages',
    ],
  },
  { name: 'emitted files', argv: [node, 'tools/emit.ts', '--check'] },
];

/** The tests that need no cluster, on the embedded PostgreSQL. */
export const unitPart = (name: string, extra: readonly string[] = []): Part => ({
  name,
  argv: [node, 'node_modules/vitest/vitest.mjs', 'run', ...unitProjects, ...extra],
  live: true,
});

/** Those of them that use a database, on the server at `url`. */
export const databasePart = (name: string, url: string, extra: readonly string[] = []): Part => ({
  name,
  argv: [
    node,
    'node_modules/vitest/vitest.mjs',
    'related',
    '--run',
    'apps/server/test/database.ts',
    ...unitProjects,
    '--passWithNoTests=false', // a test kit that moved must not look like a database that was asked
    ...extra,
  ],
  environment: { DATABASE_URL: url },
  live: true,
});

/** The pages of the console in a real Chromium, and the tests with real clusters: together, as daemons that start or wait leave
 *  half of the machine to the other. */
export const wholePart = (environment: Readonly<Record<string, string>>, extra: readonly string[] = []): Part => ({
  name: 'tests in a browser and with real clusters',
  argv: [node, 'node_modules/vitest/vitest.mjs', 'run', '--project', 'console', '--project', 'e2e', ...extra],
  environment,
  live: true,
});
