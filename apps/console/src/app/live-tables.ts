// Which facts touch which queries, of all modules. A module adds its own table here.
import { clustersLive } from '../clusters/live.ts';
import { identityLive } from '../identity/live.ts';
import { workloadsLive } from '../workloads/live.ts';
import type { LiveTable } from './live-table.ts';

export const liveTables: readonly LiveTable[] = [clustersLive, identityLive, workloadsLive];
