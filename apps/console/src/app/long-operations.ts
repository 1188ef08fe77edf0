// What takes a while and is under way now, of all modules: the header counts it, the drawer shows each one's steps. A module
// adds a hook that answers with its own, made of queries that facts keep new.
import { useClusterOperations } from '../clusters/operations-under-way.ts';
import { useReleaseInstalls } from '../releases/installs-under-way.ts';
import { usePlanRunOperations } from '../workloads/operations-under-way.ts';
import type { LongOperation } from './long-operation.ts';

export function useLongOperations(): readonly LongOperation[] {
  return [...useClusterOperations(), ...usePlanRunOperations(), ...useReleaseInstalls()];
}
