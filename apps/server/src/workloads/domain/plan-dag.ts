// The order of a plan's jobs (JOB-2): which need which, and whether that can be. Pure.
import { refusal } from '@argosy/kernel/errors';

export interface DagJob {
  readonly name: string;
  readonly needs: readonly string[];
}

/** Refuses jobs that cannot be put in order: two of one name, a need that no job answers, a circle with its whole path.
 *  Refuses: plan_invalid. */
export function requireDag(jobs: readonly DagJob[]): void {
  const problem = dagProblem(jobs);
  if (problem !== undefined) throw refusal('plan_invalid', { problem });
}

function dagProblem(jobs: readonly DagJob[]): string | undefined {
  const names = jobs.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) return `two jobs are named "${twice}"`;
  for (const job of jobs) {
    const stranger = job.needs.find((need) => !names.includes(need));
    if (stranger !== undefined) return `job "${job.name}" needs "${stranger}", which is none of ${names.join(', ')}`;
  }
  const circle = findCircle(jobs);
  return circle && `jobs need one another in a circle: ${circle.join(' → ')}`;
}

/** The names along a circle, the first again at its end; each needs the next. `undefined`: there is none. */
function findCircle(jobs: readonly DagJob[]): readonly string[] | undefined {
  const needsOf = new Map(jobs.map(({ name, needs }) => [name, needs]));
  const settled = new Set<string>(); // everything reachable from these was walked and is free of circles
  for (const { name } of jobs) {
    const path: string[] = [];
    const open: { readonly name: string; next: number }[] = [];
    const enter = (job: string) => {
      path.push(job);
      open.push({ name: job, next: 0 });
    };
    if (!settled.has(name)) enter(name);
    // By hand rather than by recursion: 500 jobs in a row are allowed, and a stack is not the place to find that out.
    for (let at = open.at(-1); at !== undefined; at = open.at(-1)) {
      const need = needsOf.get(at.name)?.[at.next];
      at.next += 1;
      if (need === undefined) {
        settled.add(at.name);
        open.pop();
        path.pop();
      } else if (path.includes(need)) {
        return [...path.slice(path.indexOf(need)), need];
      } else if (!settled.has(need)) {
        enter(need);
      }
    }
  }
  return undefined;
}
