// How far something is that is waited for, told while it happens: drawn where standard error is a terminal, else by lines.
import { clusterGet, type ClusterView, type ProgressStep, releaseGet } from '@argosy/contract/clusters/operations';
import type { Operation, ResultOf } from '@argosy/contract/operation';
import { planRunGet, type PlanRunView } from '@argosy/contract/workloads/operations';
import type { Speaker } from '../profile.ts';
import { stepChangesBetween } from '../run/changes.ts';
import { drawSteps } from '../run/draw-tree.ts';
import { drawnReporter, lineReporter, ofPlanRun, type Reporter, stepSentence, type Telling } from '../run/reporters.ts';
import { clusterStep, type Say } from '../texts.ts';

type StepsOf<View> = (view: View) => readonly ProgressStep[];

function ofSteps<View>(stepsOf: StepsOf<View>, nameOf: (step: string, say: Say) => string): Telling<View> {
  return {
    draw: (view, canvas) =>
      drawSteps(
        stepsOf(view).map((step) => ({ ...step, name: nameOf(step.name, canvas.say) })),
        canvas,
      ),
    sentences: (before, view, speaker) =>
      stepChangesBetween(before && stepsOf(before), stepsOf(view)).map(({ name, ...change }) =>
        stepSentence(nameOf(name, speaker.say), change, speaker),
      ),
  };
}

const alone = (planRun: PlanRunView) => ({ planRun, cluster: undefined, runs: new Map<string, never>() });

// By the operation that shows the thing; runs have no steps. A view is what that operation answers with.
const tellings = new Map<string, Telling<never>>([
  [clusterGet.id, ofSteps(({ progress }: ClusterView) => progress, clusterStep)],
  [releaseGet.id, ofSteps(({ installation }: ResultOf<typeof releaseGet>) => installation.progress, packageStep)],
  [
    planRunGet.id,
    {
      draw: (planRun: PlanRunView, canvas) => ofPlanRun.draw(alone(planRun), canvas),
      sentences: (before: PlanRunView | undefined, planRun: PlanRunView, speaker) =>
        ofPlanRun.sentences(before && alone(before), alone(planRun), speaker),
    },
  ],
]);

/** `undefined`: it has no steps, or those that it has are of its beginning and somebody waits for its end. */
export function waitReporter(
  { shownBy, asked }: { readonly shownBy: Operation; readonly asked: Operation },
  speaker: Speaker,
): Reporter<unknown> | undefined {
  const telling = tellings.get(shownBy.id) as Telling<unknown> | undefined; // of what `shownBy` answers with
  if (telling === undefined || asked.id === 'cluster_release') return undefined;
  const { stderr } = process;
  return stderr.isTTY
    ? drawnReporter(stderr, speaker, telling)
    : lineReporter((line) => void stderr.write(`${line}\n`), speaker, telling);
}

/** `hadoop-fetch` → `fetch hadoop` */
function packageStep(name: string, say: Say): string {
  const [, what = '', verb = ''] = /^(.*)-(fetch|verify|link|archive)$/.exec(name) ?? [];
  return verb === '' ? name : say(`install_step.${verb as 'fetch' | 'verify' | 'link' | 'archive'}`, { package: what });
}
