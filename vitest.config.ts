import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files with real clusters begin, then those that look at every page, then shorter ones: at the end no worker waits long for the
 *  other, and while one's daemons start the other's pages are looked at. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const longest = ['/test/e2e/', '/test/console/pages-in-', ''];
    const rank = ({ moduleId }: TestSpecification) => longest.findIndex((part) => moduleId.includes(part));
    return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other));
  }
}

/** Of the tests that need no cluster. */
const unit = {
  globalSetup: ['apps/server/test/database-server.ts'],
  testTimeout: 120_000,
  hookTimeout: 120_000,
  expect: { poll: { timeout: 15_000 } }, // what is waited for is an event; how long it takes is the machine's matter
  maxWorkers: 3, // many tests wait for argon2, a timer or another process
};

/** Files of one worker share what they load: the server is a fifth of the work, a browser for each file of pages another. */
const isolate = false;

/** They measure the process in which they run, and have one of their own. */
const measuring = [
  'apps/server/src/clusters/terminals.test.ts',
  'apps/server/src/clusters/web/web-listener.test.ts',
  'apps/server/src/identity/sign-in.test.ts',
];

/** One runner for everything. As many workers as keep two cores busy: tests start real servers and daemons, and more would only make
 *  them wait for one another. */
export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    update: 'none', // a golden file that is missing fails its test, also where CI is not set; `-u` (after the paths) writes it
    projects: [
      {
        test: {
          ...unit,
          name: 'unit',
          include: ['packages/**/*.test.ts', 'apps/**/*.test.ts', 'test/*.test.ts'],
          exclude: ['**/node_modules/**', ...measuring],
          isolate,
        },
      },
      {
        test: {
          ...unit,
          name: 'measuring',
          include: measuring,
        },
      },
      {
        test: {
          name: 'console',
          include: ['test/console/**/*.test.ts'],
          setupFiles: ['test/console/each-file.ts'],
          globalSetup: ['apps/server/test/database-server.ts'],
          testTimeout: 120_000,
          hookTimeout: 180_000, // the console is built
          expect: { poll: { timeout: 15_000 } },
          isolate,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/*.test.ts'],
          isolate,
          testTimeout: 600_000,
          hookTimeout: 600_000,
          expect: { poll: { timeout: 30_000 } },
          maxWorkers: 2, // while the daemons of one cluster start, or wait, those of another work
        },
      },
    ],
  },
});
