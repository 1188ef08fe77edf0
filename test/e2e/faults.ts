// Rounds of faults by other seeds than the tests have, for as long as one likes.
//
//   npm run faults -- --seed 1 --runs 100
import { parseArgs } from 'node:util';
import { messageOf } from '@argosy/kernel/errors';
import { faultsOf, runOnce, toldOf } from './fault-story.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    runs: { type: 'string', default: '5' },
  },
});

const failed: number[] = [];
const first = Number(values.seed);
const last = first + Number(values.runs) - 1;
for (let seed = first; seed <= last; seed += 1) {
  const faults = faultsOf(seed);
  const began = performance.now();
  const took = () => `(${((performance.now() - began) / 1000).toFixed(1)} s)`;
  try {
    await runOnce(seed, faults);
    console.log(`ok   seed ${seed}: ${toldOf(faults)} ${took()}`);
  } catch (error) {
    failed.push(seed);
    console.log(`FAIL seed ${seed}: ${toldOf(faults)} ${took()}\n${messageOf(error)}`);
  }
}
console.log(`${Number(values.runs) - failed.length} of ${values.runs} seeds passed`);
if (failed.length > 0) console.log(`failed: ${failed.join(', ')}`);
process.exit(failed.length === 0 ? 0 : 1);
