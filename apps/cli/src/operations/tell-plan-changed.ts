// Before a plan run is run again by its plan of then: that there is another by now, and how to run that. It is told beforehand, so
// that whoever meant the other can still leave, and also where the plan of then is refused.
import { ApiError, type Client } from '@argosy/client';
import { rerunPreview } from '@argosy/contract/workloads/operations';
import type { Say } from '../texts.ts';

export async function tellPlanChanged(
  client: Client,
  { planRunId, say }: { readonly planRunId: string; readonly say: Say },
): Promise<void> {
  const query = { plan: 'as_it_is_now' } as const;
  try {
    const { planChanged } = await client.call(rerunPreview, { params: { planRunId }, query });
    if (planChanged) process.stderr.write(`${say('rerun.plan_changed')}\n`);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error; // what cannot be run by the plan of now is nothing to point at
  }
}
