// What takes a while and is under way now, of all modules: the header counts it, the drawer shows each one's steps. A module
// adds a hook that answers with its own, made of queries that facts keep new.
import { useClusterOperations } from '../clusters/operations-under-way.ts';
import { useReleaseInstalls } from '../releases/installs-under-way.ts';
import { usePlanRunOperations } from '../workloads/operations-under-way.ts';
import type { Step } from './steps.tsx';

export interface LongOperation {
  readonly id: string;
  /** In the reader's language: "Cluster reports is being made". */
  readonly title: string;
  readonly href: string;
  readonly since: string | undefined;
  readonly steps: readonly Step[];
}

export function useLongOperations(): readonly LongOperation[] {
  return [...useClusterOperations(), ...usePlanRunOperations(), ...useReleaseInstalls()];
}
