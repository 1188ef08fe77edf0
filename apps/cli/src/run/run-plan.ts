// `argosy run PLAN`: the main job. Checks the plan before anything is started, brings the control plane up, sends the files,
// starts the run and tells it as it happens, fetches the results and says what it was. The run itself lives in the control
// plane: this program may be killed at any line and the cluster is still released.
import { ApiError, ServerUnreachable, type Client } from '@argosy/client';
import {
  planRun as planRunOperation,
  planRunGet,
  planRunKill,
  type PlanRunView,
} from '@argosy/contract/workloads/operations';
import { planFile, type PlanSpec } from '@argosy/contract/workloads/plan-spec';
import { resolve } from 'node:path';
import { Ended, exitCodes, Failure } from '../exit-codes.ts';
import { bringUp } from '../machine/up.ts';
import { whereLines } from '../machine/where.ts';
import { bytes, lookOf } from '../operations/table.ts';
import { connect, patienceMs, type Context } from '../profile.ts';
import { readYaml } from '../read-yaml.ts';
import { listenForInterruption } from './interruption.ts';
import { resolvePlan, uploadMissing, type Resolved } from './local-files.ts';
import { drawnReporter, jsonReporter, lineReporter, ofPlanRun, type Reporter as ReporterOf } from './reporters.ts';
import {
  defaultFolder,
  defaultParent,
  fetchResults,
  prepareFolder,
  removeEmpty,
  showTables,
  type Fetched,
} from './results.ts';
import { showFailures, showSummary, summaryOf } from './summary.ts';
import { type Snapshot, watchPlanRun } from './watch-plan-run.ts';

type Reporter = ReporterOf<Snapshot>;

/** What stands on the command line beside the plan. */
export interface RunOptions {
  readonly set?: Readonly<Record<string, string>>;
  readonly out?: string;
  readonly json?: true;
  readonly keepCluster?: true;
}

export async function runPlan(context: Context, file: string, options: RunOptions): Promise<void> {
  const { say } = context;
  const resolved = await resolvePlan(file, await readYaml(file, planFile, say), say);
  const hasOutputs = resolved.spec.outputs.length > 0;
  const made = hasOutputs ? await prepareFolder(resolve(options.out ?? defaultParent), say) : [];
  try {
    await carryOut(context, resolved, options);
  } catch (error) {
    await removeEmpty(made);
    throw error;
  }
}

async function carryOut(context: Context, resolved: Resolved<PlanSpec>, options: RunOptions): Promise<void> {
  const { say } = context;
  const write = (text: string) => void process.stdout.write(`${text}\n`);
  const isLive = process.stdout.isTTY && !options.json;
  const reporter = options.json
    ? jsonReporter(write)
    : isLive
      ? drawnReporter(process.stdout, context, ofPlanRun)
      : lineReporter(write, context, ofPlanRun);
  const client = await reach(context, reporter);
  const start = await prepare(client, resolved, { options, reporter, say });
  const { planRun, wasInterrupted } = await accompany(client, start, {
    context,
    reporter,
    isJson: options.json === true,
    canAsk: isLive && process.stdin.isTTY,
  });
  const folder = resolve(options.out ?? defaultFolder(planRun));
  const fetched = await fetchResults(client, planRun, { folder, context });
  if (options.json) write(JSON.stringify(summaryOf(planRun, fetched)));
  else write(await farewell(planRun, { fetched, folder, context, url: client.url }));
  if (fetched.problem !== undefined) throw new Failure(fetched.problem);
  if (wasInterrupted) throw new Ended(exitCodes.interrupted);
  if (planRun.state !== 'SUCCEEDED') throw new Ended(exitCodes.failed);
}

async function reach(context: Context, reporter: Reporter): Promise<Client> {
  if (!context.environment['ARGOSY_URL']) {
    await bringUp(context, () => reporter.note(context.say('run.starting')));
  }
  let isNoted = false;
  const onAbsent = () => {
    if (!isNoted) reporter.note(context.say('run.absent'));
    isNoted = true; // each of the calls under way would say it
  };
  return connect(context, { patienceMs, onAbsent });
}

/** Sends the files; answers how the run is started. */
async function prepare(
  client: Client,
  { spec, files }: Resolved<PlanSpec>,
  {
    options,
    reporter,
    say,
  }: { readonly options: RunOptions; readonly reporter: Reporter; readonly say: Context['say'] },
): Promise<() => Promise<PlanRunView>> {
  const sent = await uploadMissing(client, files);
  if (sent.files > 0) reporter.note(say('run.uploading', { files: sent.files, bytes: bytes(sent.bytes) }));
  // A plan that is kept under this name stays as it is, with its schedule. What is run is the file, whatever is kept.
  const body = { spec, parameters: { ...options.set }, keepCluster: options.keepCluster === true };
  return () => client.call(planRunOperation, { params: { planId: spec.name }, body });
}

/** Starts the run and tells it until it has ended. An interruption ends it, or leaves it (then this program ends here). */
async function accompany(
  client: Client,
  start: () => Promise<PlanRunView>,
  {
    context,
    reporter,
    isJson,
    canAsk,
  }: {
    readonly context: Context;
    readonly reporter: Reporter;
    readonly isJson: boolean;
    readonly canAsk: boolean;
  },
): Promise<{ readonly planRun: PlanRunView; readonly wasInterrupted: boolean }> {
  const { say, command } = context;
  let left = '';
  let isAsking = false;
  let wasInterrupted = false;
  const interruption = listenForInterruption({
    canAsk,
    say,
    beforeAsking() {
      isAsking = true;
      reporter.pause();
    },
    leaveAtOnce() {
      process.stderr.write(`\n${left}\n`);
      process.exit(exitCodes.interrupted);
    },
  });
  // Signals are heard from before the run begins: one that comes while it is being started still ends it.
  const { id: planRunId, name: plan } = await start().catch((error: unknown) => {
    interruption.stop(); // a question about a run that never began would hold this program
    throw error;
  });
  left = say('run.left', { command, run: planRunId });
  if (!isJson) reporter.note(say('run.begun', { plan, run: planRunId }));
  const watching = new AbortController();
  const endWhenDecided = async () => {
    const decision = await interruption.decided;
    isAsking = false;
    wasInterrupted = true;
    if (decision === 'leave') {
      process.stderr.write(`${left}\n`);
      process.exit(exitCodes.interrupted);
    }
    reporter.note(say('run.ending'));
    await client.call(planRunKill, { params: { planRunId }, body: {} }).catch(unlessEnded);
  };
  const ending = endWhenDecided();
  ending.catch((error: unknown) => watching.abort(error)); // it cannot be ended: then say so, rather than watch on
  try {
    for await (const snapshot of watchPlanRun(client, planRunId, watching.signal))
      if (!isAsking) reporter.show(snapshot);
    if (wasInterrupted) await ending;
    return { planRun: await client.call(planRunGet, { params: { planRunId } }), wasInterrupted };
  } catch (error) {
    if (error instanceof ServerUnreachable) reporter.note(say('run.server_gone', { command, run: planRunId }));
    throw error;
  } finally {
    reporter.pause();
    interruption.stop();
  }
}

function unlessEnded(error: unknown): void {
  if (!(error instanceof ApiError) || error.code !== 'plan_run_already_ended') throw error;
}

async function farewell(
  planRun: PlanRunView,
  {
    fetched: { results },
    folder,
    context,
    url,
  }: { readonly fetched: Fetched; readonly folder: string; readonly context: Context; readonly url: string },
): Promise<string> {
  const { say } = context;
  const parts = [
    await showTables(results, { look: lookOf(process.stdout), say }),
    showFailures(planRun, context),
    showSummary(planRun, { folder: results.length > 0 ? folder : undefined, context }),
    [say('up.running', { url }), ...(context.environment['ARGOSY_URL'] ? [] : whereLines(context))].join('\n'),
  ];
  return parts
    .filter((part) => part !== '')
    .map((part) => `\n${part}`)
    .join('\n');
}
