// Which jobs of a plan run that is run again are taken over, and which run anew (JOB-2). Pure. A job is taken over when it has
// succeeded, nothing that it stands on runs differently now, and either its results lie on the cluster that is used or nobody
// asks for them. Run by the plan as it is now (plan-since.ts), what is another job there has not succeeded yet, whatever came of
// its forerunner; what is in the plan no more is not run. Results lie where the run took place, since HDFS goes with its cluster,
// and are what they were while nothing else of the plan has run there since: where that is in doubt, the job runs anew.
import type { AnewBecause } from '@argosy/contract/workloads/vocabulary';
import { invariant } from '@argosy/kernel/errors';

/** What makes a job of the plan as it is now another than the one that was run. */
export type Difference = Extract<AnewBecause, 'added' | 'changed' | 'inputs_changed'>;

export interface JobBefore {
  readonly name: string;
  readonly needs: readonly string[];
  /** Where and in which plan run it succeeded; `undefined`: it did not. */
  readonly succeeded: { readonly planRunId: string; readonly runId: string; readonly clusterId: string } | undefined;
  /** `undefined`: it would run as it did. */
  readonly differs?: Difference | undefined;
  /** Its results lie on the cluster that is used, and may be others by now. */
  readonly isOverwritten?: boolean | undefined;
}

export interface Anew {
  readonly because: AnewBecause;
  /** The job on whose account: the one it needs, or the one that needs it. */
  readonly job?: string | undefined;
}

export type RerunJob =
  | { readonly kind: 'taken_over'; readonly name: string; readonly planRunId: string; readonly runId: string }
  | ({ readonly kind: 'anew'; readonly name: string } & Anew);

/** In the order of `jobs`, which are a DAG. `clusterId` is where the rerun takes place; `hasOutputs`: files are to be brought out
 *  of its HDFS, and which job wrote which is nobody's to know; `fromJob` begins there, whatever came of it before. */
export function decideRerun(
  jobs: readonly JobBefore[],
  {
    clusterId,
    hasOutputs,
    fromJob,
  }: { readonly clusterId: string; readonly hasOutputs: boolean; readonly fromJob: string | undefined },
): readonly RerunJob[] {
  const byName = new Map(jobs.map((job) => [job.name, job]));
  const anew = new Map<string, Anew>();
  const isThere = ({ succeeded }: JobBefore) => succeeded?.clusterId === clusterId;

  for (const job of jobs) {
    const because = ofItself(job, fromJob);
    if (because) anew.set(job.name, { because });
  }
  // What follows one that runs anew has worked with results that will be others.
  const followed = [...anew.keys()];
  for (let job = followed.shift(); job !== undefined; job = followed.shift()) {
    for (const { name, needs } of jobs) {
      if (anew.has(name) || !needs.includes(job)) continue;
      anew.set(name, { because: 'follows', job });
      followed.push(name);
    }
  }
  const isGone = (job: JobBefore) => !anew.has(job.name) && !isThere(job);
  if (hasOutputs) for (const job of jobs.filter(isGone)) anew.set(job.name, { because: 'outputs_gone' });
  // What is needed has to be there; made again from the same, it changes nothing for others that have worked with it.
  const needing = [...anew.keys()];
  for (let job = needing.shift(); job !== undefined; job = needing.shift()) {
    for (const need of byName.get(job)?.needs ?? []) {
      const needed = byName.get(need);
      if (!needed || !isGone(needed)) continue;
      anew.set(need, { because: 'results_gone', job });
      needing.push(need);
    }
  }
  return jobs.map(({ name, succeeded }): RerunJob => {
    const why = anew.get(name);
    if (why) return { kind: 'anew', name, ...why };
    invariant(succeeded, 'what did not succeed runs anew');
    return { kind: 'taken_over', name, planRunId: succeeded.planRunId, runId: succeeded.runId };
  });
}

/** Why a job runs anew that no other has to do with. That a failed one was mended says more than that it has failed; that its
 *  inputs are others, or that its results may be, less. */
function ofItself(
  { name, succeeded, differs, isOverwritten = false }: JobBefore,
  fromJob: string | undefined,
): AnewBecause | undefined {
  if (name === fromJob) return 'chosen';
  if (differs === 'added' || differs === 'changed') return differs;
  if (!succeeded) return 'did_not_succeed';
  return differs ?? (isOverwritten ? 'overwritten' : undefined);
}
