import { test } from 'vitest';
import { faultsOf, runOnce, toldOf } from './fault-story.ts';

for (const seed of [1, 2, 3, 4, 5])
  test(`nothing is lost, doubled or left over by ${toldOf(faultsOf(seed))}`, () => runOnce(seed, faultsOf(seed)));
