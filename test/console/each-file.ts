// What every file of this folder has in common, although they share a worker: `setupFiles` in vitest.config.ts.
import { afterAll } from 'vitest';
import { closeWindows } from './kit.ts';

afterAll(closeWindows);
