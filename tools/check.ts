// Everything but the end-to-end tests: what can be said of the text (format, lint, types, unused files and exports, drift of
// what is emitted) and the tests on a real database. `npm run check`; the parts have names of their own in package.json.
import { runParts } from './parts.ts';
import { textParts, unitPart } from './suites.ts';

const failed = await runParts([...textParts, unitPart('tests')]);
if (failed.length > 0) console.error(`\nfailed: ${failed.join(', ')}`);
process.exit(failed.length > 0 ? 1 : 0);
